"""The small pages: refusals, one that never answers, form_post, a second host, the timeline."""

from __future__ import annotations

import time
from itertools import groupby
from typing import TYPE_CHECKING

from mock_providers.pages.consent import BANNER, consent
from mock_providers.pages.markup import Markup, join, markup, page

if TYPE_CHECKING:
    from mock_providers.catalogue.providers import Provider
    from mock_providers.memory.state import State
    from mock_providers.memory.timeline import Entry, Visit
    from mock_providers.wire import Refused, Request, Response

__all__ = ["consent", "form_post", "never", "refused", "second_host", "timeline"]

REFUSED = """{banner}<main>
<h1>{title} refuses this request</h1>
<div class="why" role="alert">{why}</div>
<p class="lead">A real provider would stop here too. Nobody is sent back to the app, because the
request cannot be trusted to name it. Close this window, mend the request and try again.</p>
<dl><dt>Error</dt><dd><code>{code}</code></dd><dt>Address</dt><dd><code>{url}</code></dd></dl>
<p><a href="/">What happened so far</a></p>
</main>"""


def refused(visit: Visit, refusal: Refused) -> Response:
    title = visit.provider.title if visit.provider else "The mock provider"
    body = markup(
        REFUSED,
        banner=_banner(visit.provider),
        title=title,
        why=refusal.why,
        code=refusal.code,
        url=visit.request.real_url,
    )
    color = visit.provider.data.get("color", "") if visit.provider else ""
    return page(f"{title} refuses this request (stand-in)", body, refusal.status, color)


def _banner(provider: Provider | None) -> Markup:
    return markup(BANNER, title=provider.title if provider else "sign-in providers")


NEVER = """{banner}<main><h1>{title} never answers</h1>
<p class="lead">As asked for: nobody is sent back. An app that waits must give up by itself.</p>
</main>"""


def never(provider: Provider) -> Response:
    body = markup(NEVER, banner=_banner(provider), title=provider.title)
    return page(
        f"{provider.title} never answers (stand-in)", body, 200, provider.data.get("color", "")
    )


FORM_POST = """{banner}<main><h1>Back to the app</h1>
<form method="post" action="{action}">{fields}<button>Continue</button></form></main>"""
FIELD = '<input type="hidden" name="{name}" value="{value}">'


def form_post(provider: Provider, action: str, answer: dict[str, str]) -> Response:
    """Answer by a form that posts itself (OAuth 2.0 Form Post Response Mode)."""
    fields = join([markup(FIELD, name=name, value=value) for name, value in answer.items()])
    body = markup(FORM_POST, banner=_banner(provider), action=action, fields=fields)
    return page("Back to the app", body, script="document.forms[0].submit()")


SECOND = """<main><h1>One moment</h1>
<p class="lead">Some providers pass through a second host before they ask for consent.</p>
<p><a href="{back}">Continue</a></p></main>"""


def second_host(request: Request) -> Response:
    host = request.headers.get("host", "").removeprefix("second.")
    back = f"http://{host}{request.target.removeprefix('/_second')}"
    body = markup(SECOND, back=back)
    return page("One moment (stand-in)", body, script="document.links[0].click()")


TIMELINE = """<header class="stand-in">
Stand-ins for sign-in providers. Nothing leaves this computer.</header>
<main class="wide"><h1>Mock providers</h1>
<p class="lead">{count} providers are played here. Newest sign-ins first.
<a href="/">Look again</a> · <a href="/_providers">All providers, as JSON</a></p>
{flows}</main>"""
FLOW = """<h2>{heading}</h2><div class="scroll"><table>
<thead><tr><th>Time<th>Stage<th>Request<th>Answer<th>What was found</thead>
<tbody>{rows}</tbody></table></div>"""
ROW = """<tr id="request-{number}"><td class="status">{time}<td class="status">{stage}
<td><code>{method} {address}</code>{query}
<td class="status {tone}">{mark} {status}<td>{found}"""
QUERY = "<details><summary>Query</summary><code>{query}</code></details>"
EMPTY = Markup('<p class="lead">Nothing has happened yet.</p>')


def timeline(state: State) -> Response:
    """Show every request, grouped by sign-in: what was checked, and why it was refused."""
    entries = state.timeline.since()[-500:]
    flows = [
        (flow, list(group))
        for flow, group in groupby(
            sorted(entries, key=lambda e: (e.flow, e.number)), lambda e: e.flow
        )
    ]
    flows.sort(key=lambda flow: -flow[1][-1].number)
    shown = join([_flow(number, group) for number, group in flows]) or EMPTY
    return page("Mock providers", markup(TIMELINE, count=len(state.providers), flows=shown))


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
    found = entry.why or "; ".join(entry.checks)
    if entry.fault:
        found = f"Fault {entry.fault}. {found}"
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
        found=found,
    )
