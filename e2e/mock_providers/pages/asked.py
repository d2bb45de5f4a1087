"""The part of the consent page that lists what the app asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_providers.pages.markup import Markup, join, markup

if TYPE_CHECKING:
    from mock_providers.memory.grants import Grant

ASKED = """<dt><span class="{tone}">{mark}</span> {name}
<dd><code>{value}</code><small>{words}</small>"""


def asked(grant: Grant) -> Markup:
    """Return the rows of a description list."""
    return join([_asked(*row) for row in asked_for(grant)])


def asked_for(grant: Grant) -> list[tuple[str, str, bool, str]]:
    """Return the request's parameters: name, value, whether it is good practice, one sentence."""
    rows = [("Client", grant.provider.client_id, True, "Registered here.")]
    if grant.user_code:
        return [
            *rows,
            ("Code", grant.user_code, True, "It must be the one that your device shows."),
        ]
    rows += [
        ("redirect_uri", grant.redirect_uri, True, "Registered, and compared exactly."),
    ]
    if grant.provider.protocol == "oauth1":
        words = "Signed by the app; the callback was named in that request."
        return [*rows, ("Request token", f"{grant.request_token[:8]}…", True, words)]
    rows += [
        ("scope", grant.scope or "none", True, "What the app wants to read."),
        _protection("state", grant.state, "Ties the callback to the browser that began."),
        _protection("PKCE", grant.challenge_method, "Only the app that began can use the code."),
    ]
    if "keys" in grant.provider.data:
        rows.append(_protection("nonce", grant.nonce, "Ties the id_token to this request."))
    return rows


def _protection(name: str, value: str, words: str) -> tuple[str, str, bool, str]:
    shown = value if len(value) < 20 else f"{value[:8]}…"
    return name, shown or "none", bool(value), words


def _asked(name: str, value: str, good: bool, words: str) -> Markup:
    mark = Markup(
        '<span role="img" aria-label="given">✓</span>'
        if good
        else '<span role="img" aria-label="missing">✗</span>'
    )
    return markup(
        ASKED, name=name, value=value, words=words, mark=mark, tone="yes" if good else "no"
    )
