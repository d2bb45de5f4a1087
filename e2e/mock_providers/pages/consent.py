"""The consent page: who to be, what was asked for, and what should go wrong. Plain HTML forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from mock_providers.catalogue.people import NEW, PEOPLE, person
from mock_providers.faults import AFTER_CONSENT, STAGES
from mock_providers.pages.markup import Markup, join, markup, page

if TYPE_CHECKING:
    from mock_providers.memory.grants import Grant
    from mock_providers.memory.timeline import Visit
    from mock_providers.wire import Response

BANNER = """<header class="stand-in">
This is a stand-in for {title}. Nothing leaves this computer.</header>"""
PAGE = """{banner}<main>
<form method="post">
<input type="hidden" name="mock_flow" value="{flow}">
<h1>Sign in with {title} <small>(stand-in)</small></h1>
<p class="lead"><b>{app}</b> wants to</p>
<ul class="wants">{wants}</ul>
<ul class="people">{people}</ul>
<button class="cancel" name="mock_decision" value="deny">Cancel</button>
<details><summary>Make something go wrong</summary>
<p>For this sign-in only. Choose, then continue as somebody.</p>
<div class="faults">{faults}</div></details>
</form>
<details><summary>What the app asked for</summary><dl>{asked}</dl></details>
</main>"""
PERSON = """<li><button class="person" name="mock_person" value="{key}"
aria-label="Continue as {name}" aria-describedby="note-{key}"{focus}>
<i class="hue-{key}" aria-hidden="true">{initial}</i><strong>{name}</strong>
<span id="note-{key}">{note}</span></button>"""
FAULT = """<label>{label} <select name="mock_fault">
<option value="">as it should be</option>{options}</select></label>"""
OPTION = '<option value="{stage}:{kind}">{words}</option>'
ASKED = """<dt><span class="{tone}">{mark}</span> {name}
<dd><code>{value}</code><small>{words}</small>"""
STANDARD = {
    "openid": "Know who you are",
    "profile": "Read your name and picture",
    "email": "Read your e-mail address",
}
STAGE_NAMES = {
    "callback": "The way back",
    "token": "Token call",
    "profile": "Profile call",
    "id_token": "id_token",
}


def consent(visit: Visit, grant: Grant, last: str) -> Response:
    """Return the page, with the person who was here last on top."""
    provider = grant.provider
    keys = sorted([*PEOPLE, "new"], key=lambda key: key != last)
    body = markup(
        PAGE,
        banner=markup(BANNER, title=provider.title),
        flow=grant.flow,
        title=provider.title,
        app=urlsplit(grant.redirect_uri).netloc or provider.client_id,
        wants=_wants(grant),
        people=join([_person(grant, key, key == keys[0]) for key in keys]),
        faults=join([_stage(grant, stage) for stage in AFTER_CONSENT]),
        asked=join([_asked(*row) for row in asked_for(visit, grant)]),
    )
    return page(
        f"Sign in with {provider.title} (stand-in)", body, color=provider.data.get("color", "")
    )


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


def _person(grant: Grant, key: str, first: bool) -> Markup:
    facts: dict[str, Any] = NEW if key == "new" else person(key, grant.provider.data.get("people"))
    return markup(
        PERSON,
        key=key,
        name=facts["name"],
        note=facts["note"],
        initial="+" if key == "new" else facts["name"][0],
        focus=Markup(" autofocus" if first else ""),
    )


def _stage(grant: Grant, stage: str) -> Markup:
    if stage == "id_token" and "keys" not in grant.provider.data:
        return Markup("")
    if stage == "profile" and not grant.provider.data.get("api"):
        return Markup("")
    options = [markup(OPTION, stage=stage, kind=kind, words=w) for kind, w in STAGES[stage].items()]
    return markup(FAULT, label=STAGE_NAMES[stage], options=join(options))


def asked_for(visit: Visit, grant: Grant) -> list[tuple[str, str, bool, str]]:
    """Return what the request holds: name, value, whether that is good practice, one sentence."""
    rows = [
        ("Client", grant.provider.client_id, True, "Registered here."),
        ("redirect_uri", grant.redirect_uri, True, "Registered, compared character by character."),
    ]
    if grant.provider.protocol == "oauth1":
        words = "Signed by the app; the callback was named in that request."
        return [*rows, ("Request token", f"{grant.request_token[:8]}…", True, words)]
    rows += [
        ("scope", grant.scope or "none", True, "What the app wants to read."),
        _protection("state", grant.state, "Ties the answer to the browser that asked."),
        _protection("PKCE", grant.challenge_method, "Only who asked can use the code."),
    ]
    if "keys" in grant.provider.data:
        rows.append(_protection("nonce", grant.nonce, "Ties the id_token to this request."))
    return rows


def _protection(name: str, value: str, words: str) -> tuple[str, str, bool, str]:
    shown = value if len(value) < 20 else f"{value[:8]}…"
    return name, shown or "none", bool(value), words


def _asked(name: str, value: str, good: bool, words: str) -> Markup:
    mark = Markup(
        '<span role="img" aria-label="given">✓</span>'
        if good
        else '<span role="img" aria-label="missing">✗</span>'
    )
    return markup(
        ASKED, name=name, value=value, words=words, mark=mark, tone="yes" if good else "no"
    )
