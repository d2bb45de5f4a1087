"""What this app adds in front of any social-core backend class, which is otherwise unmodified.

The class named in AUTHENTICATION_BACKENDS stays as it is; `DRFStrategy` makes the instance that
serves a request from `adapted(class)`.

This is all the state in this folder that is not passed as an argument or returned:

    social_core.backends.base.requests   ours, for every backend of this process: transport.py
    call.caller, call.until              ContextVars: who makes the current call, and its deadline
    backend.calls                        the calls that were made, for Server-Timing
    backend.begun_state                  the state that auth_url() made, for the flow's record
    backend.posted_verifier              the page's own PKCE verifier, if no flow began here
    backend.wishes                       what the page asked for when it began this flow
    backend.mocked                       whether the mock provider stands in for this one
"""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from social_core.backends.base import BaseAuth
from social_core.exceptions import AuthResponseError

from rest_social_auth.accounts import recent_sign_in
from rest_social_auth.accounts.details import TEXTS, is_storable_id, is_text, storable_detail
from rest_social_auth.accounts.extra_data import storable
from rest_social_auth.conf import conf
from rest_social_auth.provider import call
from rest_social_auth.provider.malformed import malformed_if_unexpected
from rest_social_auth.provider.mock_address import mock_address
from rest_social_auth.provider.record import ProviderCall
from rest_social_auth.provider.refusal import refuse_plain
from rest_social_auth.provider.wishes import Wishes

GIVE_REQUEST = "rest_social_auth.pipeline.give_request"


class Adapted(BaseAuth[Any]):
    """A provider's backend on our transport; responses are checked before they are used."""

    # Methods marked `type: ignore` are those of every OAuth class, which BaseAuth lacks.

    # The callback URL stays exactly as registered; state or request token identify the flow.
    REDIRECT_STATE = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.calls: list[ProviderCall] = []
        self.begun_state: str | None = None
        self.posted_verifier: str | None = None  # only if no flow began at this server
        self.wishes = Wishes()
        self.mocked = self.name in conf.mocked_providers
        super().__init__(*args, **kwargs)

    @property
    def data(self) -> Any:
        """The callback's parameters. A JSON body can contain more than text, a callback cannot."""
        return self._data

    @data.setter
    def data(self, data: Any) -> None:
        self._data = data
        if type(data) is dict:  # and not a form's QueryDict
            self._data = {name: value for name, value in data.items() if isinstance(value, str)}

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        if kwargs.get("timeout") is None:  # social-core's default is five seconds
            set_by_project = self.setting("REQUESTS_TIMEOUT") or self.setting("URLOPEN_TIMEOUT")
            kwargs["timeout"] = set_by_project or call.DEADLINE
        with call.made_by(self):
            return super().request(*args, **kwargs)

    def get_or_create_state(self) -> str | None:
        self.begun_state = super().get_or_create_state()  # type: ignore[misc]
        return self.begun_state

    def get_scope(self) -> Any:
        own = super().get_scope()  # type: ignore[misc]
        return [*own, *self.wishes.scope] if self.wishes.scope else own

    def trust_the_page(self) -> None:
        """Accept a code from a page that began the flow and checks state and verifier itself."""
        self.STATE_PARAMETER = False
        self.posted_verifier = self.data.get("code_verifier")

    def get_code_verifier(self, state: str | None = None) -> str:
        verifier: str = self.posted_verifier or super().get_code_verifier(state)  # type: ignore[misc]
        return verifier

    def auth_url(self) -> str:
        with malformed_if_unexpected(self, stage="begin"):
            # social-core leaves the query unquoted. Reserved characters would end the redirect URI
            # early, and characters that a URL must not contain have to be percent-encoded anyway.
            url: str = super().auth_url()
            if self.redirect_uri and not {*self.redirect_uri}.isdisjoint("&#%+"):
                url = url.replace(self.redirect_uri, quote(self.redirect_uri, safe=""))
            url = self.wishes.added_to(requests.utils.requote_uri(url))
            if urlsplit(url).scheme not in {"http", "https"}:  # a discovery document may say so
                raise AuthResponseError(self, code="malformed_response", stage="begin")
            with call.made_by(self):
                refuse_plain(url)
            return mock_address(url, conf.mock_url or "") if self.mocked else url

    def run_pipeline(
        self, pipeline: list[str], pipeline_index: int = 0, *args: Any, **kwargs: Any
    ) -> Any:
        """Run our own step first; if the pipeline resumes, in place of one that has run."""
        steps = [GIVE_REQUEST, *pipeline]
        first = max(pipeline_index - 1, 0)
        steps[first] = GIVE_REQUEST
        return super().run_pipeline(steps, first, *args, **kwargs)

    def get_user_details(self, response: Any) -> dict[str, Any]:
        with malformed_if_unexpected(self):
            details = super().get_user_details(response)
            if wrong := [name for name in TEXTS if not is_text(details.get(name))]:
                raise self.invalid_claim(wrong[0])
            return {name: storable_detail(name, value) for name, value in details.items()}

    def get_user_id(self, details: Any, response: Any) -> str | None:
        with malformed_if_unexpected(self):
            uid = super().get_user_id(details, response)  # type: ignore[no-untyped-call]
        if uid is None or uid == "":
            return None  # social-core's pipeline says `missing_claim`
        # Prefix mock ids, so they never match a real account once real keys are configured.
        text = f"mock:{uid}" if self.mocked else str(uid)
        if not is_text(uid) or not is_storable_id(text):
            raise self.invalid_claim(self.id_key())
        return text

    def extra_data(
        self, user: Any, uid: str, response: Any, details: Any, pipeline_kwargs: dict[str, Any]
    ) -> dict[str, Any]:
        with malformed_if_unexpected(self):
            kept = storable(super().extra_data(user, uid, response, details, pipeline_kwargs))
        # Renewing a provider's token, which is not a sign-in, calls this without a pipeline.
        return {**kept, recent_sign_in.KEY: recent_sign_in.now()} if pipeline_kwargs else kept

    def invalid_claim(self, claim: str) -> AuthResponseError:
        return AuthResponseError(self, code="invalid_claim", claim=claim, stage="user_info")


@cache  # one class for each, because social-core caches discovery documents and keys by class
def adapted(backend: Any) -> Any:
    """Return the class `backend` with `Adapted` in front, under its own name and module."""
    return type(backend.__name__, (Adapted, backend), {"__module__": backend.__module__})
