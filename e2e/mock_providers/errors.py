"""Refusals: a page for people, the provider's own kind of error for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_providers.catalogue.fill import fill
from mock_providers.pages.small import refused as refused_page
from mock_providers.wire import form_response, json_response

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_providers.memory.timeline import Visit
    from mock_providers.wire import Refused, Response

FOR_PEOPLE = ("authorize", "callback", "launch", "end_session", "device page")


def refused(visit: Visit, refusal: Refused) -> Response:
    """Return the response to a request that is refused, and note why."""
    visit.verdict, visit.code = "refused", refusal.code
    visit.check, visit.why = refusal.check, refusal.why
    if visit.stage in FOR_PEOPLE:
        return refused_page(visit, refusal)
    if own := _own_errors(visit).get(refusal.code):
        body = fill(own["body"], {"why": refusal.why, "code": refusal.code})
        return json_response(body, int(own.get("status", 200)))
    if visit.provider and visit.provider.protocol == "oauth1":
        problem = {"oauth_problem": refusal.code, "oauth_problem_advice": refusal.why}
        response = form_response(problem, refusal.status)
        response.headers["WWW-Authenticate"] = 'OAuth realm="mock"'
        return response
    response = error_response(refusal.code, refusal.why, refusal.status)
    if words := challenge(visit, refusal):
        response.headers["WWW-Authenticate"] = words
    return response


def challenge(visit: Visit, refusal: Refused) -> str:
    """Return WWW-Authenticate: of RFC 6749 §5.2 for clients, of RFC 6750 §3 for access tokens."""
    if refusal.status not in (401, 403):
        return ""
    if visit.kind != "profile":
        return 'Basic realm="mock"' if visit.request.authorization[0] else ""
    if not visit.request.authorization[0] and refusal.code == "invalid_token":
        return 'Bearer realm="mock"'
    words = ascii_words(refusal.why)
    return f'Bearer realm="mock", error="{refusal.code}", error_description="{words}"'


def _own_errors(visit: Visit) -> Mapping[str, Any]:
    """Return how this provider words the errors of RFC 6749 at these addresses."""
    if visit.provider is None or visit.kind not in ("token", "request_token"):
        return {}
    errors: Mapping[str, Any] = visit.provider.section(visit.kind).get("errors", {})
    return errors


def ascii_words(text: str) -> str:
    """Return the text in the characters that `error_description` may have (RFC 6749 §5.2)."""
    plain = text.replace('"', "'").replace("\\", "/").encode("ascii", "replace").decode()
    return "".join(letter if letter.isprintable() else " " for letter in plain)


def error_response(code: str, why: str, status: int) -> Response:
    return json_response({"error": code, "error_description": ascii_words(why)}, status)
