"""Connect social-core to REST framework: the callback's parameters are in the request's body."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db import DatabaseError, IntegrityError
from django.http import HttpRequest
from rest_framework.request import Request
from social_core.backends.base import BaseAuth
from social_core.exceptions import AuthAssociationError
from social_core.pipeline.user import USER_FIELDS
from social_django.models import DjangoStorage
from social_django.strategy import DjangoStrategy

from rest_social_auth.accounts.allowed import refuse_inactive
from rest_social_auth.accounts.conflicts import of_constraint, of_creation, refusals_named
from rest_social_auth.accounts.locks import atomic_for
from rest_social_auth.accounts.plain_users import creates_plain_users, name_fields
from rest_social_auth.accounts.races import lost_a_race
from rest_social_auth.conf import name_in_settings
from rest_social_auth.flow.browser import BrowserFlows
from rest_social_auth.pipeline import PIPELINE
from rest_social_auth.provider.adapted_backend import adapted

ATTEMPTS = 4


class DRFStrategy(DjangoStrategy):
    """Django's strategy, with `request.auth_data` for the callback and sessions optional.

    `flows` are those of this browser. While one of them begins or ends, `session` is its record.
    """

    optimistic = False  # True at the first attempt, assuming no concurrent sign-in

    def __init__(
        self, storage: Any, request: Request | HttpRequest | None = None, tpl: Any = None
    ) -> None:
        # Token APIs may run without SessionMiddleware, but DjangoStrategy insists on a session.
        super().__init__(storage, request if hasattr(request, "session") else None, tpl)
        self.request = request
        self.session: Any = getattr(request, "session", {})  # a dict lasts for this request only
        self.flows = BrowserFlows(request)
        self.pipeline_error: Exception | None = None

    def get_request_data(self, merge: bool = True) -> dict[str, Any]:
        data: dict[str, Any] | None = getattr(self.request, "auth_data", None)
        if data is not None:
            return data
        if isinstance(self.request, Request):  # from an endpoint that reads no callback
            return {}
        classic: dict[str, Any] = super().get_request_data(merge)  # type: ignore[no-untyped-call]
        return classic

    def get_backend_class(self, name: str) -> type[BaseAuth[Any]]:
        plain: Any = super().get_backend_class(name)
        backend: type[BaseAuth[Any]] = adapted(plain)
        return backend

    @contextmanager
    def keeping_in(self, session: SessionBase) -> Iterator[None]:
        """Let social-core and pipeline steps store their data in this session."""
        own, self.session = self.session, session
        try:
            yield
        finally:
            self.session = own

    def session_get(self, name: str, default: Any = None) -> Any:
        """Look in the flow's record, then in the session that the project's other views share."""
        for session in (self.session, getattr(self.request, "session", {})):
            if name in session:
                return session[name]
        return default

    def setting(self, name: str, default: Any = None, backend: BaseAuth[Any] | None = None) -> Any:
        """Return what the project set, else our own default, else social-core's."""
        if name == "PIPELINE" and self.storage is DjangoStorage:
            default = PIPELINE
        if name == "USER_FIELDS":
            default = [*USER_FIELDS, *name_fields(self, backend)]
        if type(self).get_setting is not DjangoStrategy.get_setting:
            return super().setting(name, default, backend)
        found = name_in_settings(name, backend.name if backend else "")
        return self.get_setting(found) if found else default  # type: ignore[no-untyped-call]

    def create_user(self, *args: Any, **fields: Any) -> Any:
        """Raises AuthResponseError or AuthAssociationError if the user model refuses the fields."""
        with refusals_named(fields):
            if self.optimistic and creates_plain_users(self.storage):
                # Skip social_django's savepoint, and its error for a conflict: the next attempt
                # raises it.
                model: Any = self.storage.user.user_model()
                return model._default_manager.create_user(*args, **fields)
            return super().create_user(*args, **fields)  # type: ignore[no-untyped-call]

    def authenticate(self, backend: BaseAuth[Any], **kwargs: Any) -> Any:
        """Run the pipeline, which creates both a user and a connection, or neither.

        The provider has responded by now, so nothing slow happens inside. If two first sign-ins of
        one person, or of two people with one username, are concurrent, one is rolled back and runs
        again, to find what the other has created.
        """
        try:
            for attempt in range(ATTEMPTS):
                self.optimistic = attempt == 0
                try:
                    with self.transaction(backend):
                        user = super().authenticate(backend, **kwargs)
                        if not getattr(user, "is_new", False):
                            refuse_inactive(backend, user)
                    refuse_inactive(backend, user)  # a new user is stored, and waits for approval
                    return user
                except (DatabaseError, AuthAssociationError) as error:
                    links = kwargs.get("user") is not None
                    if attempt == ATTEMPTS - 1 or not lost_a_race(error, links=links):
                        raise
        except IntegrityError as error:
            raise of_constraint(error) from error
        except AuthAssociationError as error:
            raise of_creation(error) from error.__cause__
        except Exception as error:
            self.pipeline_error = error
            raise

    def transaction(self, backend: BaseAuth[Any]) -> AbstractContextManager[None]:
        """Return the transaction for the pipeline. Our own pipeline opens one for new users."""
        if tuple(self.get_pipeline(backend)) == PIPELINE:
            return nullcontext()
        connections: Any = self.storage.user
        return atomic_for(connections.user_model(), connections)
