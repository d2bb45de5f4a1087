"""A mock GitHub, in a container with GitHub's host names. The posted code names the person."""

from __future__ import annotations

import json
import ssl
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

HERE = Path(__file__).parent
SECONDS = 0.1  # of each response


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        time.sleep(SECONDS)
        content = json.dumps(self.answer(body)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET

    def answer(self, body: str) -> object:
        if self.path == "/login/oauth/access_token":
            return {"access_token": parse_qs(body)["code"][0], "token_type": "bearer"}
        person = self.headers["Authorization"].removeprefix("token ")
        if self.path == "/user/emails":
            return [{"email": f"{person}@example.com", "primary": True, "verified": True}]
        return {"id": person, "login": person, "name": "Ada Lovelace"}

    def log_message(self, format: str, *args: object) -> None:
        pass


if __name__ == "__main__":
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(HERE / "server.pem")
    server = ThreadingHTTPServer(("0.0.0.0", 443), Handler)  # noqa: S104
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    server.serve_forever()
