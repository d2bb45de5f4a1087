"""Serve the stage: files, pages and a tiny API, each with the headers that its role has."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from harness.stage_pages import consent

if TYPE_CHECKING:
    from harness.stage import Stage

FRONTEND = Path(__file__).parents[2] / "frontend"
TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src {api};"
    " base-uri 'none'; form-action 'none'; frame-src 'self';"
    " require-trusted-types-for 'script'; trusted-types 'none'"
)


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
        if self.path == "/tick":
            stage.ticks += 1
            self.respond("", "text/plain", 204)
            return
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
