"""HTML that is safe from injection: whatever is not Markup is escaped."""

from __future__ import annotations

import base64
import hashlib
import html
from pathlib import Path
from typing import Any

from mock_providers.wire import Response, text_response

STYLE = Path(__file__).with_name("style.css").read_text("utf-8")


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def markup(template: str, **values: Any) -> Markup:
    """Return the template with its `{names}` replaced, escaped unless they are Markup."""
    return Markup(template.format(**{name: _safe(value) for name, value in values.items()}))


def join(pieces: list[Markup]) -> Markup:
    return Markup("".join(pieces))


def _safe(value: Any) -> str:
    if isinstance(value, Markup):
        return value
    return html.escape(str(value), quote=True)


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


BANNER = """<header class="stand-in">
This is a mock of {title}. Nothing leaves this computer.</header>"""
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>{style}</style>
{body}
</html>
"""


def page(
    title: str, body: Markup, status: int = 200, color: str = "", script: str = ""
) -> Response:
    """Return a page that loads nothing and cannot be framed.

    No form-action: Chromium applies it to the redirect after the form, which leads to the app.
    """
    style = STYLE + (f":root {{ --brand: {color}; }}\n" if color else "")
    if script:
        body = Markup(f"{body}<script>{script}</script>")
    content = markup(PAGE, title=title, style=Markup(style), body=body)
    response = text_response(content, "text/html; charset=utf-8", status)
    allowed = (
        f"default-src 'none'; style-src {_hash(style)}; base-uri 'none'; frame-ancestors 'none'"
    )
    if script:
        allowed += f"; script-src {_hash(script)}"
    response.headers |= {
        "Content-Security-Policy": allowed,
        "X-Frame-Options": "DENY",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    return response
