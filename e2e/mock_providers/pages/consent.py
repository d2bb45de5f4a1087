"""The consent page: who to sign in as, what the app asked for, and what should go wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from mock_providers.catalogue.people import NEW
from mock_providers.faults import AFTER_CONSENT, DEVICE_STAGES, STAGES
from mock_providers.pages.asked import asked
from mock_providers.pages.markup import BANNER, Markup, join, markup, page
from mock_providers.wire import with_query

if TYPE_CHECKING:
    from mock_providers.catalogue.people import People
    from mock_providers.memory.grants import Grant
    from mock_providers.memory.timeline import Visit
    from mock_providers.wire import Response

PAGE = """{banner}<main>
<form method="post">
<input type="hidden" name="mock_flow" value="{flow}">
<h1>Sign in with {title} <small>(mock)</small></h1>
<p class="lead"><b>{app}</b> wants to</p>
<ul class="wants">{wants}</ul>
<ul class="people">{people}</ul>
<button class="cancel" name="mock_decision" value="deny">Cancel</button>
<details><summary>Make something go wrong</summary>
<p>For this sign-in only: choose a fault, then a person.</p>
<div class="faults">{faults}</div>
<p>Or show this page again: {again}</p></details>
</form>
<details><summary>What the app asked for</summary><dl>{asked}</dl></details>
</main>"""
PERSON = """<li><button class="person" name="mock_person" value="{key}"
aria-label="Continue as {name}" aria-describedby="note-{key}"{focus}>
<i class="hue-{key}" aria-hidden="true">{initial}</i><strong>{name}</strong>
<span id="note-{key}">{note}</span></button>"""
FAULT = """<label>{label} <select name="mock_fault">
<option value="">No fault</option>{options}</select></label>"""
OPTION = '<option value="{stage}:{kind}">{words}</option>'
STANDARD = {
    "openid": "Know who you are",
    "profile": "Read your name and picture",
    "email": "Read your e-mail address",
}
STAGE_NAMES = {
    "callback": "Callback",
    "token": "Token call",
    "profile": "Profile call",
    "id_token": "id_token",
    "refresh": "Refreshing",
    "poll": "The device's polling",
}
AGAIN = {"slow": "after three seconds", "coop": "with COOP", "second_host": "from a second host"}


def consent(people: People, visit: Visit, grant: Grant, first: str) -> Response:
    """Return the page, with the person called `first` on top."""
    provider = grant.provider
    keys = sorted(people, key=lambda key: key != first)
    stages = DEVICE_STAGES if grant.user_code else AFTER_CONSENT
    body = markup(
        PAGE,
        banner=markup(BANNER, title=provider.title),
        flow=grant.flow,
        title=provider.title,
        app=urlsplit(grant.redirect_uri).netloc or provider.client_id,
        wants=_wants(grant),
        people=join([_person(people, grant, key, key == keys[0]) for key in keys]),
        faults=join([_stage(grant, stage) for stage in stages if is_possible(grant, stage)]),
        again=_again(visit.request.target),
        asked=asked(grant),
    )
    return page(f"Sign in with {provider.title} (mock)", body, color=provider.data.get("color", ""))


def is_possible(grant: Grant, stage: str) -> bool:
    """Return True if a sign-in with this provider gets to the stage."""
    match stage:
        case "id_token":
            return "keys" in grant.provider.data
        case "profile":
            return bool(grant.provider.data.get("api")) or grant.own
        case "refresh":
            return grant.offline
    return True


def _again(target: str) -> Markup:
    """Return links to this page with each fault that it may have itself."""
    links = [
        markup('<a href="{url}">{words}</a>', url=with_query(target, fault), words=words)
        for kind, words in AGAIN.items()
        for fault in [{"mock_fault": f"page:{kind}"}]
    ]
    return Markup(" · ".join(links))


def _wants(grant: Grant) -> Markup:
    """Return the scopes in plain words; those without words by their names."""
    words = STANDARD | grant.provider.section("authorize").get("scopes", {})
    lines = [
        markup("<li>{words}", words=words[scope])
        if scope in words
        else markup("<li><code>{scope}</code>", scope=scope)
        for scope in grant.scopes
    ]
    return join(lines or [Markup("<li>Read your profile")])


def _person(people: People, grant: Grant, key: str, first: bool) -> Markup:
    facts: dict[str, Any] = NEW
    if key != NEW["key"]:
        facts = people.person(key, grant.provider.data.get("people"))
    return markup(
        PERSON,
        key=key,
        name=facts["name"],
        note=facts["note"],
        initial="+" if key == NEW["key"] else facts["name"][:1],
        focus=Markup(" autofocus" if first else ""),
    )


def _stage(grant: Grant, stage: str) -> Markup:
    options = [markup(OPTION, stage=stage, kind=kind, words=w) for kind, w in STAGES[stage].items()]
    return markup(FAULT, label=STAGE_NAMES[stage], options=join(options))
