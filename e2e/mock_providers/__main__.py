"""python -m mock_providers --port 9400 --redirect-uri 'http://localhost:8000/callback-{provider}.html'"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from mock_providers import authority
from mock_providers.catalogue.people import People
from mock_providers.catalogue.providers import DATA, load
from mock_providers.faults import STAGES, Fault
from mock_providers.memory import keys
from mock_providers.memory.state import State
from mock_providers.server import MockServer


def arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        "mock-providers", description="Mock sign-in providers, for demos and tests."
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=9400, help="0 takes a free one (%(default)s)")
    parser.add_argument(
        "--redirect-uri",
        action="append",
        default=[],
        metavar="URL",
        help="a callback of the app; {provider} stands for the provider's name; repeatable",
    )
    parser.add_argument(
        "--logout-redirect-uri",
        action="append",
        default=[],
        metavar="URL",
        help="where the app may send people after signing out; repeatable",
    )
    parser.add_argument(
        "--url", default="", help="the mock's public address, if clients reach it by another one"
    )
    parser.add_argument(
        "--people", type=Path, metavar="FILE", help="JSON list of more people; see people.json"
    )
    parser.add_argument(
        "--ca-file", type=Path, metavar="FILE", help="write the CA for use as an https proxy there"
    )
    parser.add_argument("--control", action="store_true", help="serve the routes under /_control/")
    parser.add_argument("--data", type=Path, default=DATA, help="folder of provider files")
    for kind, words in STAGES["page"].items():
        option = f"--{kind.replace('_', '-')}"
        parser.add_argument(option, action="store_true", help=f"{words[0].lower()}{words[1:]}")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    given = arguments(argv)
    people = json.loads(given.people.read_text("utf-8")) if given.people else []
    state = State(
        load(given.data),
        redirect_uris=tuple(given.redirect_uri),
        logout_uris=tuple(given.logout_redirect_uri),
        url=given.url.rstrip("/"),
        people=People(people),
        page_faults=tuple(Fault("page", kind) for kind in STAGES["page"] if getattr(given, kind)),
        control=given.control,
    )
    try:
        server = MockServer((given.host, given.port), state)
    except OSError as error:
        words = f"Port {given.port} on {given.host} cannot be used: {error.strerror}."
        print(words, "Choose another with --port.", file=sys.stderr)
        return 1
    if given.ca_file:
        given.ca_file.write_text(authority.certificate(), "ascii")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: threading.Thread(target=server.shutdown).start())
    address = f"http://{given.host}:{server.port}/"
    print(f"{len(state.providers)} mock providers are ready: {address}", flush=True)
    # Not a daemon: ending in the middle of it would abort the whole process.
    threading.Thread(target=keys.warm_up).start()
    with server:
        server.serve_forever(poll_interval=0.05)
    return 0


if __name__ == "__main__":
    sys.exit(main())
