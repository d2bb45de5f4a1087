"""What this app adds in front of any social-core backend class, which is otherwise unmodified.

The class named in AUTHENTICATION_BACKENDS stays as it is; `DRFStrategy` makes the instance that
serves a request from `adapted(class)`.

This is all the state in this folder that is not passed as an argument or returned:

    social_core.backends.base.requests   ours, for every backend of this process: transport.py
    call.caller, call.until              ContextVars: who makes the current call, and its deadline
    backend.calls                        the calls that were made, for Server-Timing
    backend.begun_state                  the state that auth_url() made, for the flow's record
    backend.posted_verifier              the page's own PKCE verifier, if no flow began here
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError
from social_core.backends.base import BaseAuth
from social_core.exceptions import AuthResponseError, ErrorStage, SocialAuthBaseException

from rest_social_auth.accounts import recent_sign_in
from rest_social_auth.accounts.extra_data import storable
from rest_social_auth.conf import conf
from rest_social_auth.provider import call
from rest_social_auth.provider.mock_address import mock_address
from rest_social_auth.provider.record import ProviderCall
from rest_social_auth.provider.refusal import refuse_plain

GIVE_REQUEST = "rest_social_auth.pipeline.give_request"
UID_LENGTH = 255  # of social_django's column
# Control characters and halves of surrogate pairs, which no database should keep.
UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class Adapted(BaseAuth[Any]):
    """A provider's backend on our transport; responses are checked before they are used."""

    # The callback URL stays exactly as registered; state or request token identify the flow.
    REDIRECT_STATE = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.calls: list[ProviderCall] = []
        self.begun_state: str | None = None
        self.posted_verifier: str | None = None  # only if no flow began at this server
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

    @property
    def mocked(self) -> bool:
        return self.name in conf.mocked_providers

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        if kwargs.get("timeout") is None:  # social-core's default is five seconds
            set_by_project = self.setting("REQUESTS_TIMEOUT") or self.setting("URLOPEN_TIMEOUT")
            kwargs["timeout"] = set_by_project or call.DEADLINE
        with self.as_caller():
            return super().request(*args, **kwargs)

    @contextmanager
    def as_caller(self) -> Iterator[None]:
        token = call.caller.set(call.Caller(self, self.mocked, self.calls))
        try:
            yield
        finally:
            call.caller.reset(token)

    def get_or_create_state(self) -> str | None:
        # OAuth 1 and OAuth 2 both have it, BaseAuth does not.
        self.begun_state = super().get_or_create_state()  # type: ignore[misc]
        return self.begun_state

    def trust_the_page(self) -> None:
        """Accept a code from a page that began the flow and checks state and verifier itself."""
        self.STATE_PARAMETER = False
        self.posted_verifier = self.data.get("code_verifier")

    def get_code_verifier(self, state: str | None = None) -> str:
        # BaseOAuth2PKCE has it, BaseAuth does not.
        verifier: str = self.posted_verifier or super().get_code_verifier(state)  # type: ignore[misc]
        return verifier

    def auth_url(self) -> str:
        with odd_answers_as_malformed(self, stage="begin"):
            # social-core leaves the query unquoted. Reserved characters would end the redirect URI
            # early, and characters that a URL must not contain have to be percent-encoded anyway.
            url: str = super().auth_url()
            if self.redirect_uri and not {*self.redirect_uri}.isdisjoint("&#%+"):
                url = url.replace(self.redirect_uri, quote(self.redirect_uri, safe=""))
            url = requests.utils.requote_uri(url)
            if urlsplit(url).scheme not in {"http", "https"}:  # a discovery document may say so
                raise AuthResponseError(self, code="malformed_response", stage="begin")
            with self.as_caller():
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
        with odd_answers_as_malformed(self):
            details = super().get_user_details(response)
            return {name: self.text(name, value) for name, value in details.items()}

    def get_user_id(self, details: Any, response: Any) -> str | None:
        with odd_answers_as_malformed(self):
            uid = super().get_user_id(details, response)  # type: ignore[no-untyped-call]
        if uid is None or uid == "":
            return None  # social-core's pipeline says `missing_claim`
        if isinstance(uid, bool) or not isinstance(uid, str | int):
            raise self.invalid_claim(self.id_key())
        # Prefix mock ids, so they never match a real account once real keys are configured.
        text = f"mock:{uid}" if self.mocked else str(uid)
        # U+FFFD replaces undecodable bytes, so the ids of two people could become equal.
        if len(text) > UID_LENGTH or "\ufffd" in text or UNPRINTABLE.search(text):
            raise self.invalid_claim(self.id_key())
        return text

    def extra_data(
        self, user: Any, uid: str, response: Any, details: Any, pipeline_kwargs: dict[str, Any]
    ) -> dict[str, Any]:
        with odd_answers_as_malformed(self):
            kept = storable(super().extra_data(user, uid, response, details, pipeline_kwargs))
        # Renewing a provider's token, which is not a sign-in, calls this without a pipeline.
        return {**kept, recent_sign_in.KEY: recent_sign_in.now()} if pipeline_kwargs else kept

    def text(self, name: str, value: Any) -> Any:
        """Return a detail that can be stored: text without control characters, else unchanged."""
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if isinstance(value, str):
            return fitting(name, UNPRINTABLE.sub("", value))
        if value is None or name not in {
            "username",
            "email",
            "fullname",
            "first_name",
            "last_name",
        }:
            return value
        raise self.invalid_claim(name)

    def invalid_claim(self, claim: str) -> AuthResponseError:
        return AuthResponseError(self, code="invalid_claim", claim=claim, stage="user_info")


def fitting(name: str, text: str) -> str:
    """Return as much of `text` as fits the user's column; of an address all or nothing.

    The pipeline itself shortens usernames, and derives the other names from a full name.
    """
    longest = width(name) or (width("first_name") if name == "fullname" else None)
    if longest is None or len(text) <= longest or name == "username":
        return text
    return "" if name == "email" else text[:longest]


def width(column: str) -> int | None:
    """Return the maximum length of the user's column, if there is one."""
    return widths(get_user_model()).get(column)


@cache
def widths(users: Any) -> dict[str, int | None]:
    return {f.name: getattr(f, "max_length", None) for f in users._meta.get_fields()}


@contextmanager
def odd_answers_as_malformed(
    backend: BaseAuth[Any], stage: ErrorStage = "user_info"
) -> Iterator[None]:
    """Turn any error a backend class raises on an unexpected response into AuthResponseError.

    Errors from our own settings or database stay as they are.
    """
    try:
        yield
    except (SocialAuthBaseException, ImproperlyConfigured, DatabaseError, InterfaceError):
        raise
    except Exception as error:
        if backend.strategy.pipeline_error is error:  # type: ignore[attr-defined]
            raise  # a step of the pipeline failed, not the provider
        raise AuthResponseError(backend, code="malformed_response", stage=stage) from error


@cache  # one class for each, because social-core caches discovery documents and keys by class
def adapted(backend: Any) -> Any:
    """Return the class `backend` with `Adapted` in front, under its own name and module."""
    return type(backend.__name__, (Adapted, backend), {"__module__": backend.__module__})
