"""A stage for the popup alone: an app and a provider whose behaviour each test sets.

One process serves every name: `app.*` serves frontend/ and a tiny API that keeps states,
`provider.*` asks for consent. Headers, delays and pages are set by the test, per role.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

FRONTEND = Path(__file__).parents[2] / "frontend"
TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src {api};"
    " base-uri 'none'; form-action 'none'; frame-src 'self';"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)


class Stage:
    """What a test may set before, and read after. `roles`: page, callback, provider, hop."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.coop: dict[str, str] = {}
        self.gates: dict[str, threading.Event] = {}
        self.pages: dict[str, str] = {"/": PAGE}
        self.files = {"/stage.js": Path(__file__).with_name("stage.js")}
        self.scripts: dict[str, str] = {}
        self.states: dict[str, str] = {}
        self.posted: list[dict[str, Any]] = []
        self.visits: defaultdict[str, int] = defaultdict(int)
        self.callback = "/popup/callback.html"
        self.api = "'self'"

    def url(self, path: str = "/", host: str = "app.localhost") -> str:
        return f"http://{host}:{self.port}{path}"

    def hold(self, role: str) -> threading.Event:
        """Let nothing out of this role until the event is set."""
        self.gates[role] = threading.Event()
        return self.gates[role]

    def begin(self, provider: str, origin: str) -> dict[str, Any]:
        key = secrets.token_urlsafe(12)
        self.states[key] = provider
        callback = origin + self.callback
        if provider == "elsewhere":
            callback = self.url(self.callback, "www.app.localhost")
        start = "/hop" if provider.startswith("hop") else "/consent"
        if provider.startswith("oauth1"):
            query = urlencode({"oauth_token": key, "back": callback})
            return {"oauth_token": key, "authorization_url": self.provider(f"{start}?{query}")}
        asked = {"state": key, "redirect_uri": callback, "client_id": "stage"}
        if provider in ("fragment", "form_post"):
            asked["response_mode"] = provider
        url = self.provider(f"{start}?{urlencode(asked)}")
        return {"state": key, "authorization_url": url, "expires_in": 600}

    def key(self) -> str:
        """The state or request token that the page's begin was given, once it was."""
        wait_until(lambda: self.states)
        return next(iter(self.states))

    def provider(self, path: str) -> str:
        return self.url(path, "provider.localhost")

    def complete(self, body: dict[str, Any]) -> dict[str, Any] | None:
        self.posted.append(body)
        provider = self.states.pop(body.get("state") or body.get("oauth_token") or "", None)
        return {"name": f"Ada from {provider}"} if provider else None


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        stage, url = self.server.stage, urlsplit(self.path)
        query = dict(parse_qsl(url.query))
        if self.headers["Host"].startswith("provider."):
            role = url.path.strip("/")
            if role in {"consent", "hop"}:
                self.respond(consent(role, query), "text/html", role=role)
            else:
                self.respond("", "text/plain", 204)
        elif url.path in stage.pages:
            role = "elsewhere" if self.headers["Host"].startswith("other.") else "page"
            self.respond(stage.pages[url.path], "text/html", role=role)
        elif url.path in stage.scripts:
            self.respond(stage.scripts[url.path], TYPES[".js"])
        elif (path := stage.files.get(url.path) or FRONTEND / url.path.lstrip("/")).is_file():
            role = "callback" if path.name.startswith("callback") else "file"
            self.respond(path.read_text(), TYPES[path.suffix], role=role)
        elif url.path == stage.callback:  # the callback page is missing, of an app on a single page
            self.respond(stage.pages["/"], "text/html", role="page")
        else:
            icon = "favicon" in url.path
            self.respond("" if icon else "Nothing here", "text/plain", 204 if icon else 404)

    def do_POST(self) -> None:
        stage = self.server.stage
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if self.path == stage.callback:  # as a server must do that is sent a form_post
            self.respond("", "text/plain", 303, location=f"{self.path}#form_post&{text}")
            return
        body = json.loads(text or "null")
        verb, _, provider = urlsplit(self.path).path.removeprefix("/api/").partition("/")
        if verb == "begin":
            origin = self.headers.get("Origin") or stage.url().rstrip("/")
            found: Any = stage.begin(provider.strip("/"), origin)
        else:
            found = stage.complete(body)
        self.respond(json.dumps(found), "application/json", 200 if found else 403, role=verb)

    def do_OPTIONS(self) -> None:
        self.respond("", "text/plain")

    def respond(
        self, text: str, kind: str, status: int = 200, role: str = "file", location: str = ""
    ) -> None:
        stage = self.server.stage
        stage.visits[role] += 1
        if gate := stage.gates.get(role):
            gate.wait(30)
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(body)))
        if coop := stage.coop.get(role):
            self.send_header("Cross-Origin-Opener-Policy", coop)
        if role in {"page", "callback", "file"}:
            self.send_header("Content-Security-Policy", CSP.format(api=stage.api))
            self.send_header("Referrer-Policy", "no-referrer")
        if origin := self.headers.get("Origin"):
            self.send_header("Access-Control-Allow-Origin", origin)
            self.send_header("Access-Control-Allow-Headers", "content-type")
            self.send_header("Access-Control-Allow-Credentials", "true")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    stage: Stage

    def handle_error(self, *_: object) -> None:
        """Ignore browsers that disconnect in the middle."""


@contextmanager
def serving() -> Iterator[Server]:
    """Serve a stage while the block runs."""
    with Server(("127.0.0.1", 0), Handler) as server:
        server.stage = Stage(server.server_port)
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()


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


def wait_until(condition: Any, seconds: float = 5) -> None:
    """For what no page shows: the stage's own records."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)
