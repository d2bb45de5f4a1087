"""What the page's diagram shows of a sign-in, compared with what network and provider saw."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

from playwright.sync_api import Page, expect

from harness.pages import LoginPage
from harness.running import Demo
from harness.witness import Asked, Witness, asked_since, last_number

Messages = dict[str, list[str]]
LONGEST = 20_000  # milliseconds for a provider that takes its ten seconds
BROKEN = "no complete response"
WORDLESS = "with a code that programs can rely on"  # the lesson for codes that have none


class Message(NamedTuple):
    parties: str
    label: str
    text: str  # what it says when it is opened

    @property
    def told(self) -> str:
        """What others know too: a request, a response's status, code and id, a callback's names."""
        first, status = self.text.partition("\n")[0], self.label.split()[0]
        match self.parties:
            case "Page to API":
                return first
            case "API to Page":
                code = re.search(r'"code": "(\w+)"', self.text)
                request = re.search(r"^x-request-id: (\w+)$", self.text, re.M)
                return " ".join([status, *(found[1] for found in (code, request) if found)])
            case "API to Provider" | "Window to Provider":
                return re.sub(r"https?://(providers\.localhost:\d+/)?", "", first)
            case "Provider to API":
                return BROKEN if self.label.startswith(BROKEN) else status
            case "Page to Window" if self.label.startswith("open"):
                return "open"  # blank, or at the provider if begin has finished by then
            case "Provider to Window":
                return " ".join(re.findall(r"^  [?&]?(\w+)=", self.text, re.M))
        return self.label


class Diagram:
    """The diagram, as people read it."""

    def __init__(self, page: Page) -> None:
        self.figure = page.get_by_role("figure", name="What happens")
        self.messages = self.figure.get_by_role("listitem")
        self.failed = self.messages.filter(has_text=re.compile("Failed:|Ended:"))
        self.explained = self.failed.filter(has=page.locator("details[open]"))

    def times(self) -> list[str]:
        """Return when each message left, counted from the click; "" if that is unknown."""
        return self.figure.locator("li [data-at]").all_text_contents()

    def read(self) -> list[Message]:
        shown: list[list[str]] = self.figure.locator("li").evaluate_all(
            "items => items.map(item => ['summary', 'summary b', 'pre']"
            ".map(part => item.querySelector(part).textContent.trim()))"
        )
        return [
            Message(re.sub("^(Failed|Ended): ", "", summary).partition(":")[0], label, text)
            for summary, label, text in shown
        ]


class Watched:
    """One sign-in under watch, from the click to its end."""

    def __init__(self, page: Page, demo: Demo, provider: str, by_key: bool = False) -> None:
        self.login, self.demo, self.diagram = LoginPage(page), demo, Diagram(page)
        self.witness = Witness(page.context)
        self.since = last_number(demo)
        begin = self.login.begin_by_key if by_key else self.login.begin
        self.consent = begin(provider)
        self.flow = self.consent.flow()

    def compare(self) -> set[str]:
        """Assert that what is drawn is what happened; return the ids of the API's log lines."""
        expect(self.login.linked.or_(self.diagram.explained)).to_be_visible(timeout=LONGEST)
        drawn = self.diagram.read()
        by_parties: Messages = defaultdict(list)
        for message in drawn:
            by_parties[message.parties].append(message.told)
        ends = [by_parties.pop(party, []) for party in ("Page", "Window")]
        asked = asked_since(self.demo, self.flow, self.since)
        assert by_parties == self.happened(asked, by_parties.get("Provider to API", []))
        assert sum(map(len, ends)) <= 1
        self.compare_outcome()
        self.compare_secrets()
        return self.witness.logged

    def happened(self, asked: list[Asked], responses: list[str]) -> Messages:
        """Return the messages that the network and the provider have seen."""
        calls = [row for row in asked if row.stage not in ("authorize", "callback")]
        visits = [row for row in asked if row.stage == "authorize"]
        backs = self.witness.callbacks
        everything = {
            "Page to Window": ["open", *["taken" for _ in backs]],
            "Page to API": self.witness.asked,
            "API to Provider": [row.request for row in calls],
            # A fault may cut its response short.
            "Provider to API": [
                BROKEN if row.spoiled and responses[index : index + 1] == [BROKEN] else row.status
                for index, row in enumerate(calls)
            ],
            "API to Page": self.witness.shown_responses,
            "Window to Provider": [row.request for row in visits],
            "Provider to Window": [" ".join(names) for names in backs],
            "Window to Page": ["BroadcastChannel: callback" for _ in backs],
        }
        return {parties: messages for parties, messages in everything.items() if messages}

    def compare_outcome(self) -> None:
        """A failure looks like one, says what happened, and cites the standard."""
        if self.login.sign_out.is_visible():
            expect(self.diagram.failed).to_have_count(0)
            return
        explained = self.diagram.explained
        expect(explained.get_by_role("link")).to_have_attribute("href", re.compile("^https://"))
        expect(explained).not_to_contain_text(WORDLESS)

    def compare_secrets(self) -> None:
        secrets = self.witness.secrets()
        everything = self.login.page.locator("body").text_content() or ""
        assert len(secrets) > 2
        assert not [secret for secret in secrets if secret in everything]
