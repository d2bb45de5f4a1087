"""docs/guest.md: every setting of the libraries beside the app, and what it does here.

Write it again: python -m tests.stranger.libraries
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from django.utils.module_loading import import_string

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
PAGE = ROOT / "docs" / "guest.md"
LIBRARIES = tomllib.loads((HERE / "libraries.toml").read_text())
TEST = re.compile(r"^def test_(\w+)", re.M)
HEAD = """# A guest in your project

The app stands in front of REST framework, simplejwt, knox and django-cors-headers. This is every
setting that they have, and what it does for the app's endpoints. The page is written by
`python -m tests.stranger.libraries`, and a test fails if a library has a setting that is missing
here.

`last_login` and Django's `user_logged_in` are up to the library, too: each kind of login does what
its library's own login view does. Sessions and knox send the signal, simplejwt has
`UPDATE_LAST_LOGIN`, REST framework's tokens do neither. `REST_SOCIAL_SEND_USER_LOGGED_IN = True`
sends the signal, which updates `last_login`, with every kind. That costs one statement.
"""


def settings_of(library: str) -> set[str]:
    """Return the names of the settings that the installed library has."""
    defaults = import_string(LIBRARIES[library]["defaults"])
    names = defaults if isinstance(defaults, dict) else vars(defaults)
    return {name for name in names if name.isupper()} | {*LIBRARIES[library].get("also", ())}


def files_of_tests() -> dict[str, Path]:
    """Return the file of each test, by its name without `test_`."""
    files = [*(ROOT / "backend" / "tests").rglob("*.py")]
    return {name: file for file in files for name in TEST.findall(file.read_text())}


def made() -> str:
    found = files_of_tests()
    parts = [HEAD]
    for library in LIBRARIES.values():
        parts.append(f"\n## {library['title']}\n\n| setting | what it does here | tests |")
        parts.append("|---|---|---|")
        for name, entry in library["settings"].items():
            sentence = entry.get("works") or f"Not used here. {entry['apart']}"
            files = sorted({found[test].relative_to(ROOT) for test in entry.get("by", ())})
            links = ", ".join(f"[{file.stem.partition('_')[2]}](../{file})" for file in files)
            parts.append(f"| `{name}` | {sentence} | {links or '–'} |")
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    PAGE.write_text(made())
