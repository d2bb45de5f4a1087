from __future__ import annotations

import logging
import re

QUERY = re.compile(r"\?[^\s\"']*")


class WithoutQuery(logging.Formatter):
    """Cut the query from every address, in tracebacks too: a callback's holds a code and a state.

    And a provider's holds our secret, where it wants that there (Facebook).
    """

    def format(self, record: logging.LogRecord) -> str:
        return QUERY.sub("?…", super().format(record))
