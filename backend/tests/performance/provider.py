"""A provider that counts connections, handshakes and requests.

It replaces the mocks and plays GitHub. The posted code names the person,
and each response to it contains a new access token, as with real providers.
"""

from __future__ import annotations

import json
import ssl
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import trustme

Answer = tuple[int, dict[str, str], bytes]


class Provider(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(
        self, tls: ssl.SSLContext | None = None, address: tuple[str, int] = ("127.0.0.1", 0)
    ) -> None:
        super().__init__(address, Handler)
        self.tls = tls
        self.counts: Counter[str] = Counter()
        scheme = "https" if tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self.server_port}"

    def finish_request(self, request, client_address) -> None:
        self.counts["connections"] += 1
        if self.tls:
            request = self.tls.wrap_socket(request, server_side=True)
            self.counts["handshakes"] += 1
        super().finish_request(request, client_address)

    def answer(self, path: str, headers, body: bytes) -> object:
        if path == "/github.com/login/oauth/access_token":
            code = parse_qs(body.decode())["code"][0]
            return {"access_token": f"{code}.{self.counts['requests']}", "token_type": "bearer"}
        person = headers["Authorization"].removeprefix("token ").partition(".")[0]
        if path == "/api.github.com/user/emails":
            return [{"email": f"{person}@example.com", "primary": True, "verified": True}]
        assert path == "/api.github.com/user", path
        # The login is only what precedes the dash, so two people may have the same one.
        return {"id": person, "login": person.partition("-")[0], "name": "Ada Lovelace"}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body leave together
    server: Provider

    def do_GET(self) -> None:
        self.server.counts["requests"] += 1
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        content = json.dumps(self.server.answer(self.path, self.headers, body)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def running(certificate: trustme.LeafCert | None = None) -> Iterator[Provider]:
    """Serve, over TLS if there is a certificate."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if certificate else None
    if certificate and tls:
        certificate.configure_cert(tls)
    with Provider(tls) as provider:
        threading.Thread(target=provider.serve_forever, args=(0.05,), daemon=True).start()
        yield provider
        provider.shutdown()
