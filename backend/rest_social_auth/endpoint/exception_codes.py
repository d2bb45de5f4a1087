"""The codes of exceptions that Django and REST framework raise. The most specific class counts."""

from __future__ import annotations

from django.contrib.sessions.exceptions import SessionInterrupted
from django.core import exceptions as django
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404
from rest_framework import exceptions

CODES: dict[type[BaseException], str] = {
    exceptions.ValidationError: "invalid_input",
    exceptions.ParseError: "malformed_body",
    exceptions.NotAuthenticated: "not_authenticated",
    exceptions.AuthenticationFailed: "token_not_valid",
    exceptions.NotFound: "not_found",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
    exceptions.Throttled: "throttled",
    Http404: "not_found",
    django.PermissionDenied: "permission_denied",
    django.DisallowedHost: "host_not_allowed",
    django.RequestDataTooBig: "body_too_large",
    django.SuspiciousOperation: "malformed_body",
    SessionInterrupted: "session_context_missing",
    DataError: "invalid_characters",
    OperationalError: "storage_unavailable",
    InterfaceError: "storage_unavailable",
    RecursionError: "malformed_body",
    UnicodeError: "malformed_body",  # in a charset that the caller chose
}
