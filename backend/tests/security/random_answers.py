"""Provider responses that hypothesis makes up: right ones, slightly wrong ones, nonsense."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple
from urllib.parse import urlencode

from hypothesis import strategies as st

from tests.security.random_requests import texts, values

STATUSES = [200] * 12 + [201, 204, 206, 400, 401, 403, 404, 418, 429, 500, 503, 599]
HEADERS = [
    *[("Retry-After", each) for each in ("", "-1", "x", "9" * 40, "1e3", "Wed, 21 Oct 2026", "٣")],
    *[("Content-Type", each) for each in ("text/html", "application/json; charset=x", "", "\xff")],
    *[("Content-Encoding", each) for each in ("gzip", "br", "zstd", "identity", "x, y")],
    ("Set-Cookie", "canary=1; Path=/"),
    ("WWW-Authenticate", 'Basic realm="x"'),
    ("Location", "http://127.0.0.1:1/"),
    ("Refresh", "0; url=http://127.0.0.1:1/"),
]


class Reply(NamedTuple):
    status: int
    headers: list[tuple[str, str]]
    body: bytes


def changed(good: Any) -> st.SearchStrategy[Any]:
    """Return the right response with parts replaced, left out or added; or anything at all."""
    if not isinstance(good, dict):
        return values
    replaced = st.dictionaries(st.one_of(st.sampled_from([*good]), texts), values, max_size=2)
    left_out = st.sets(st.sampled_from([*good]), max_size=1)
    some = st.builds(
        lambda new, gone: {k: v for k, v in {**good, **new}.items() if k not in gone},
        replaced,
        left_out,
    )
    return st.one_of(some, some, values)


def mostly(right: st.SearchStrategy[Any], odd: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return the right one four times in five, so that it is one thing at a time that is wrong."""
    return st.sampled_from([right] * 4 + [odd]).flatmap(lambda chosen: chosen)


def as_body(value: Any, form: bool) -> bytes:
    if form and isinstance(value, dict):
        return urlencode({str(k): v for k, v in value.items()}, errors="surrogatepass").encode()
    return json.dumps(value).encode()


def replies(good: Any, *, form: bool = False) -> st.SearchStrategy[Reply]:
    some = changed(good).map(lambda each: as_body(each, form))
    bodies = st.one_of(st.just(as_body(good, form)), some, some, st.binary(max_size=40))
    odd = st.builds(
        Reply,
        st.sampled_from(STATUSES),
        st.lists(st.sampled_from(HEADERS), max_size=2),
        bodies,
    )
    right = st.just(Reply(200, [("Set-Cookie", "canary=1; Path=/")], as_body(good, form)))
    return mostly(right, odd)


class Liar(ThreadingHTTPServer):
    """Responds to each path with what `replies` has for its end; remembers who sends cookies."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.replies: dict[str, Reply] = {}
        self.cookies: list[str] = []


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Liar

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.cookies += self.headers.get_all("Cookie") or []
        path = self.path.partition("?")[0]
        found = [reply for end, reply in self.server.replies.items() if path.endswith(end)]
        status, headers, body = found[0] if found else Reply(404, [], b"{}")
        body = b"" if status in {204, 304} else body
        lines = [f"{name}: {value}" for name, value in [*headers, ("Content-Length", len(body))]]
        head = "\r\n".join([f"HTTP/1.1 {status} So", *lines, "", ""])
        self.wfile.write(head.encode() + body)

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def lying() -> Iterator[Liar]:
    with Liar() as liar:
        threading.Thread(target=liar.serve_forever, args=(0.05,), daemon=True).start()
        yield liar
        liar.shutdown()
