"""What all requests share: providers, people, grants, keys, planned faults and the timeline."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from mock_providers.catalogue.address_book import AddressBook
from mock_providers.catalogue.people import People
from mock_providers.catalogue.providers import Provider
from mock_providers.faults import Fault
from mock_providers.memory.grants import Grants
from mock_providers.memory.keys import KeyRings
from mock_providers.memory.plan import Plan
from mock_providers.memory.timeline import Timeline, Visit


@dataclass
class State:
    providers: dict[str, Provider]
    redirect_uris: tuple[str, ...] = ()
    logout_uris: tuple[str, ...] = ()  # where a person may be sent after signing out
    url: str = ""  # the mock's public address, if it is not the one that a request names
    page_faults: tuple[Fault, ...] = ()  # on every consent page
    control: bool = False  # whether the control routes are on
    now: Callable[[], float] = time.time
    people: People = field(default_factory=People)
    keys: KeyRings = field(default_factory=KeyRings)
    grants: Grants = field(default_factory=Grants)
    plan: Plan = field(default_factory=Plan)
    timeline: Timeline = field(default_factory=Timeline)

    def __post_init__(self) -> None:
        self.addresses = AddressBook(self.providers.values())
        self._flows = itertools.count(1)
        self._clock = self.now

    def next_flow(self) -> int:
        return next(self._flows)

    def registered(self, provider: Provider) -> list[str]:
        """Return the redirect URIs that the app has registered with this provider."""
        return [uri.replace("{provider}", provider.name) for uri in self.redirect_uris]

    def issuer(self, visit: Visit, provider: Provider, own: bool) -> str:
        """Return whose tokens these are: the provider's, or the mock's at its own address."""
        if own:
            return f"{self.url or visit.request.base}/{provider.slug}"
        return str(provider.section("keys").get("issuer", provider.data["issuer"]))

    def due(self, visit: Visit, stage: str) -> str:
        """Return the kind of fault that is due at this stage of this visit, or an empty text."""
        if stage not in visit.due:
            faults = visit.grant.faults if visit.grant else []
            fault = next((fault for fault in faults if fault.stage == stage), None)
            if fault is None and visit.provider:
                fault = self.plan.take(visit.sharing or (visit.provider.slug,), stage)
            visit.due[stage] = fault.kind if fault else ""
            if fault:
                visit.fault = f"{fault.stage}:{fault.kind}"
        return visit.due[stage]

    def move_clock(self, seconds: float) -> None:
        """Let that many seconds pass immediately, so that codes and tokens expire."""
        earlier = self.now
        self.now = lambda: earlier() + seconds

    def reset(self) -> None:
        """Forget what happened. Registered redirect URIs stay."""
        self.now = self._clock
        self.people.reset()
        self.keys.clear()
        self.grants.clear()
        self.plan.clear()
        self.timeline.clear()
