"""The small pages: refusals, form_post, a second host, signing out, a device's code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_providers.pages.markup import BANNER, Markup, join, markup, page

if TYPE_CHECKING:
    from mock_providers.catalogue.providers import Provider
    from mock_providers.memory.timeline import Visit
    from mock_providers.wire import Refused, Request, Response

REFUSED = """{banner}<main>
<h1>{title} refuses this request</h1>
<div class="why" role="alert">{why}</div>
<p class="lead">A real provider would stop here, too. It cannot send you back to the app, because it
does not trust the request. Close this window, fix the request and try again.</p>
<dl><dt>Error</dt><dd><code>{code}</code></dd><dt>Address</dt><dd><code>{url}</code></dd></dl>
<p><a href="/">Show all requests</a></p>
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
    return page(f"{title} refuses this request (mock)", body, refusal.status, color)


def _banner(provider: Provider | None) -> Markup:
    return markup(BANNER, title=provider.title if provider else "sign-in providers")


NEVER = """{banner}<main><h1>{title} never responds</h1>
<p class="lead">As requested, you are not sent back. The app must time out on its own.</p>
</main>"""


def never(provider: Provider) -> Response:
    return _about(provider, NEVER, f"{provider.title} never responds")


FORM_POST = """{banner}<main><h1>Back to the app</h1>
<form method="post" action="{action}">{fields}<button>Continue</button></form></main>"""
FIELD = '<input type="hidden" name="{name}" value="{value}">'


def form_post(provider: Provider, action: str, parameters: dict[str, str]) -> Response:
    """Respond with a form that posts itself (OAuth 2.0 Form Post Response Mode)."""
    fields = join([markup(FIELD, name=name, value=value) for name, value in parameters.items()])
    body = markup(FORM_POST, banner=_banner(provider), action=action, fields=fields)
    return page("Back to the app", body, script="document.forms[0].submit()")


SECOND = """<main><h1>One moment</h1>
<p class="lead">Some providers redirect through a second host before they ask for consent.</p>
<p><a href="{back}">Continue</a></p></main>"""


def second_host(request: Request) -> Response:
    host = request.headers.get("host", "").removeprefix("second.")
    back = f"http://{host}{request.target.removeprefix('/_second')}"
    body = markup(SECOND, back=back)
    return page("One moment (mock)", body, script="document.links[0].click()")


SIGN_OUT = """{banner}<main><h1>Sign out of {title}?</h1>
<form method="post"><button name="mock_decision" value="allow">Sign out</button></form></main>"""
SIGNED_OUT = """{banner}<main><h1>You are signed out of {title}</h1></main>"""


def sign_out_question(provider: Provider) -> Response:
    return _about(provider, SIGN_OUT, "Sign out")


def signed_out(provider: Provider) -> Response:
    return _about(provider, SIGNED_OUT, "Signed out")


DEVICE = """{banner}<main><h1>Enter the code that your device shows</h1>{wrong}
<form><p><label>Code <input name="user_code" autofocus autocomplete="off"></label></p>
<button>Continue</button></form></main>"""
WRONG_CODE = Markup('<div class="why" role="alert">This code is not known, or has expired.</div>')
DECIDED = """{banner}<main><h1>Done</h1>
<p class="lead">You can close this window and return to your device.</p></main>"""


def device_form(*, wrong: bool) -> Response:
    body = markup(DEVICE, banner=_banner(None), wrong=WRONG_CODE if wrong else Markup(""))
    return page("Connect a device (mock)", body, 404 if wrong else 200)


def device_decided(provider: Provider) -> Response:
    return _about(provider, DECIDED, "Done")


def _about(provider: Provider, template: str, title: str) -> Response:
    body = markup(template, banner=_banner(provider), title=provider.title)
    return page(f"{title} (mock)", body, 200, provider.data.get("color", ""))
