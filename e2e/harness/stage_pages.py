"""The stage's own pages: the app's, and the provider's, which asks for consent."""

from __future__ import annotations

from urllib.parse import urlencode

PAGE = """<!doctype html>
<html lang="en">
<title>Stage</title>
<button data-provider="one">Sign in with One</button>
<button data-provider="two">Sign in with Two</button>
<button data-provider="oauth1">Sign in with OAuth 1</button>
<button data-provider="hop">Sign in with Hop</button>
<button data-provider="fragment">Sign in with Fragment</button>
<button data-provider="form_post">Sign in with Form</button>
<button data-provider="elsewhere">Sign in with Elsewhere</button>
<button data-redirect="one">Go to One</button>
<button data-cancel>Cancel</button>
<p role="status"></p>
<p role="alert"></p>
<script type="module" src="/stage.js"></script>
"""


def consent(role: str, query: dict[str, str]) -> str:
    """The provider's page: at /hop only a link to the consent page, with its own headers."""
    if role == "hop":
        return f'<!doctype html><title>Log in</title><a href="/consent?{urlencode(query)}">Next</a>'
    back = query.get("redirect_uri") or query["back"]
    if token := query.get("oauth_token"):
        allow = {"oauth_token": token, "oauth_verifier": "v"}
        callbacks = {
            "Allow": allow,
            "Cancel": {"denied": token},
            "Refuse": {"oauth_problem": "user_refused", "oauth_token": token},
        }
    else:
        if query.get("response_mode") == "form_post":
            return form(back, {"code": "c", "state": query["state"]})
        state = {"state": query["state"]}
        callbacks = {
            "Allow": {"code": "c", "scope": "a b", **state},
            "Cancel": {"error": "access_denied", **state},
            "Break": {"error": "server_error", "error_description": "<b>boom</b>", **state},
            "Swap": {"code": "c", "state": "another"},
            "Forget": {"code": "c"},
        }
    mark = "#" if query.get("response_mode") == "fragment" else "?"
    links = "".join(
        f'<a href="{back}{mark}{urlencode(callback)}">{name}</a> '
        for name, callback in callbacks.items()
    )
    return f"<!doctype html><title>Consent</title><h1>Consent</h1>{links}".replace("&", "&amp;")


def form(action: str, fields: dict[str, str]) -> str:
    """The provider's page if it posts its response."""
    inputs = "".join(f"<input type=hidden name={name} value={fields[name]}>" for name in fields)
    button = "<button>Allow</button>"
    page = "<!doctype html><title>Consent</title><h1>Consent</h1>"
    return f'{page}<form method=post action="{action}">{inputs}{button}</form>'
