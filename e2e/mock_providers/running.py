"""A running mock in this process, and what a test can do with it."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.request import HTTPRedirectHandler, Request, build_opener

from mock_providers import authority
from mock_providers.catalogue.people import People
from mock_providers.catalogue.providers import DATA, load
from mock_providers.detours import mock_address
from mock_providers.faults import parse
from mock_providers.memory.plan import Planned
from mock_providers.memory.state import State
from mock_providers.server import MockServer
from mock_providers.wire import with_query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from mock_providers.catalogue.people import Person
    from mock_providers.memory.timeline import Entry


class MockProviders(str):
    """The address of a running mock, and what a test can do with it."""

    state: State

    def issuer(self, slug: str) -> str:
        """Return the provider's issuer at the mock, for clients that follow discovery."""
        return f"{self}/{slug}"

    def client(self, slug: str) -> tuple[str, str]:
        """Return the client id and secret that this provider knows."""
        provider = self.state.providers[slug]
        return provider.client_id, provider.client_secret

    def person(self, key: str, **facts: Any) -> Person:
        """Add or change a person who can sign in; `claims` go into id_tokens and userinfo."""
        return self.state.people.put({"key": key, **facts})

    def plan(self, provider: str, fault: str, times: int = 1) -> None:
        """Let the provider's next calls of that kind go wrong: `token:503`, `keys:timeout`."""
        self.state.plan.add(Planned(provider, parse(fault), times))

    def timeline(self) -> list[Entry]:
        """Return every request since the test began, with its verdict and the reason."""
        return self.state.timeline.since()

    def allow(self, url: str, mock_person: str = "ada", **more: str) -> str:
        """Play the browser: visit an authorization address and allow it; return the callback.

        `more` may be a `mock_fault`. Raises AssertionError: the mock refused, and why.
        """
        return self._callback(url, {"mock_person": mock_person, **more})

    def decline(self, url: str) -> str:
        return self._callback(url, {"mock_decision": "deny"})

    def _callback(self, url: str, choice: dict[str, str]) -> str:
        address = with_query(mock_address(self, url), choice)
        with build_opener(NoRedirect).open(Request(address)) as response:  # noqa: S310
            location = response.headers.get("Location")
        assert location, self.timeline()[-1].sentence
        return str(location)

    def proxy_environment(self, folder: Path) -> dict[str, str]:
        """Return the environment in which a program's https calls use the mock as their proxy.

        The certificate authority that the program has to trust is written to the folder.
        """
        file = folder / "mock-providers-ca.pem"
        file.write_text(authority.certificate(), "ascii")
        names = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS", "CURL_CA_BUNDLE")
        return {"HTTPS_PROXY": str(self), "NODE_USE_ENV_PROXY": "1"} | {
            name: str(file) for name in names
        }


class NoRedirect(HTTPRedirectHandler):
    def http_error_302(self, req: Any, fp: Any, code: int, msg: str, headers: Any) -> Any:
        return fp

    http_error_303 = http_error_302
    http_error_400 = http_error_302


@contextmanager
def running(
    *redirect_uris: str,
    port: int = 0,
    data: Path = DATA,
    people: Iterable[Person] = (),
    logout_uris: tuple[str, ...] = (),
) -> Iterator[MockProviders]:
    """Run the mock providers in a thread, on a free port by default."""
    state = State(
        load(data),
        redirect_uris=redirect_uris,
        logout_uris=logout_uris,
        people=People(people),
        control=True,
    )
    with MockServer(("127.0.0.1", port), state) as server:
        threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
        mock = MockProviders(f"http://127.0.0.1:{server.port}")
        mock.state = state
        try:
            yield mock
        finally:
            server.shutdown()
