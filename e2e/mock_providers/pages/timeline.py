"""The timeline: every request, grouped by sign-in, with what was checked and what failed."""

from __future__ import annotations

import time
from itertools import groupby
from typing import TYPE_CHECKING

from mock_providers.pages.markup import Markup, join, markup, page

if TYPE_CHECKING:
    from mock_providers.memory.timeline import Entry
    from mock_providers.wire import Response

TIMELINE = """<header class="stand-in">
Mock sign-in providers. Nothing leaves this computer.</header>
<main class="wide"><h1>Mock providers</h1>
<p class="lead">{count} providers are available. The newest sign-ins come first.
<a href="/">Refresh</a> · <a href="/_providers">All providers as JSON</a></p>
{flows}</main>"""
FLOW = """<h2>{heading}</h2><div class="scroll"><table>
<thead><tr><th>Time<th>Stage<th>Request<th>Response<th>Verdict</thead>
<tbody>{rows}</tbody></table></div>"""
ROW = """<tr id="request-{number}"><td class="status">{time}<td class="status">{stage}
<td><code>{method} {address}</code>{query}
<td class="status {tone}">{mark} {status}<td>{found}"""
QUERY = "<details><summary>Query</summary><code>{query}</code></details>"
EMPTY = Markup('<p class="lead">Nothing has happened yet.</p>')


def timeline(entries: list[Entry], count: int) -> Response:
    """Show these requests of `count` providers."""
    flows = [
        (flow, list(group))
        for flow, group in groupby(
            sorted(entries, key=lambda e: (e.flow, e.number)), lambda e: e.flow
        )
    ]
    flows.sort(key=lambda flow: -flow[1][-1].number)
    shown = join([_flow(number, group) for number, group in flows]) or EMPTY
    return page("Mock providers", markup(TIMELINE, count=count, flows=shown))


def _flow(number: int, entries: list[Entry]) -> Markup:
    first, person = entries[0], next((e.person for e in reversed(entries) if e.person), "")
    heading = f"{number}. {first.provider}" + (f", {person}" if person else "")
    return markup(
        FLOW,
        heading=heading if number else "Not part of a sign-in",
        rows=join([_row(e) for e in entries]),
    )


def _row(entry: Entry) -> Markup:
    good = entry.verdict == "ok"
    address, _, query = entry.url.partition("?")
    return markup(
        ROW,
        number=entry.number,
        time=time.strftime("%H:%M:%S", time.localtime(entry.time)),
        stage=entry.stage.replace("_", " "),
        method=entry.method,
        address=address,
        query=markup(QUERY, query=query) if query else Markup(""),
        tone="yes" if good else "no",
        mark="✓" if good else "✗",
        status=entry.status,
        found=entry.sentence,
    )
