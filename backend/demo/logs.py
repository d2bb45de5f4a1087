"""Log lines without the query of a URL: a callback's query contains a code and a state.

A provider's may contain our client secret, if that is where the provider expects it (Facebook).
"""

from __future__ import annotations

import logging
import re

from pythonjsonlogger.json import JsonFormatter

QUERY = re.compile(r"\?[^\s\"']*")
PROBES = ("/healthz", "/readyz")


class WithoutQuery(logging.Formatter):
    """One line of text, and a traceback below it."""

    def format(self, record: logging.LogRecord) -> str:
        return QUERY.sub("?…", super().format(record))


class JSONWithoutQuery(JsonFormatter):
    """One line of JSON, with the traceback as `exc_info`."""

    def format(self, record: logging.LogRecord) -> str:
        return QUERY.sub("?…", super().format(record))


class WithoutProbes(logging.Filter):
    """Leave health checks, which come every few seconds, out of gunicorn's access log."""

    def filter(self, record: logging.LogRecord) -> bool:
        asked = record.args.get("U") if isinstance(record.args, dict) else None
        return asked not in PROBES
