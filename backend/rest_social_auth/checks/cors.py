"""Which of django-cors-headers' settings let other sites' pages act with a person's cookies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rest_social_auth.checks.rule import Rule

PRIVATE = r"\.(localhost|test|local|internal)(:\d+)?$"  # no domain there can be registered


def cookies_for_strangers() -> str | None:
    """Return the setting that lets other sites' pages send cookies and read the response."""
    try:
        from corsheaders.conf import conf
    except ImportError:
        return None
    if not conf.CORS_ALLOW_CREDENTIALS:
        return None
    if conf.CORS_ALLOW_ALL_ORIGINS:
        return "CORS_ALLOW_ALL_ORIGINS"
    for regex in conf.CORS_ALLOWED_ORIGIN_REGEXES:
        if is_open(regex):
            return f"“{getattr(regex, 'pattern', regex)}” in CORS_ALLOWED_ORIGIN_REGEXES"
    return None


def is_open(regex: str | re.Pattern[str]) -> bool:
    """Return True if anyone could register a domain that the regular expression matches."""
    pattern = regex if isinstance(regex, str) else regex.pattern
    skeleton = without_literals(pattern)
    # A dot that stands for itself is escaped, one that stands for anything is repeated.
    any_character = re.search(r"\.(?![*+?{])", skeleton)
    return bool(
        any_character
        or not ends_anchored(skeleton)
        or any(re.match(regex, origin) for origin in attackers(pattern))
    )


def without_literals(pattern: str) -> str:
    r"""Return the pattern with `x` for each escaped character and each set; `\Z` is `$`."""
    return re.sub(r"\\.|\[\^?\]?[^]]*\]", "x", pattern.replace(r"\Z", "$"))


def ends_anchored(skeleton: str) -> bool:
    """Return True if each alternative ends with `$`. corsheaders anchors the beginning itself."""
    while (group := re.search(r"\([^()]*\)", skeleton)) is not None:
        end = "$" if ends_anchored(group[0][1:-1]) else "x"
        skeleton = skeleton.replace(group[0], end)
    return all(alternative.endswith("$") for alternative in skeleton.split("|"))


def attackers(pattern: str) -> Iterator[str]:
    """Yield origins that anyone could have: any domain, and one whose name only ends like ours."""
    ending = re.split(r"[*+?}\])]", pattern)[-1].replace("\\", "").rstrip("$Z")
    names = ["attacker.example"]
    if ending.count(".") == 1 and not re.search(PRIVATE, ending):
        names.append(f"attacker{ending}")  # attackerexample.com for .*example\.com$
    for name in names:
        yield f"http://{name}"
        yield f"https://{name}"


ERRORS = (
    Rule(
        "E013",
        cookies_for_strangers,
        "{} lets pages that anyone can set up act with a person's cookies.",
        "List the origins in CORS_ALLOWED_ORIGINS, or write a regular expression that ends with $, "
        "escapes its dots and names your own domain; or turn CORS_ALLOW_CREDENTIALS off.",
    ),
)
