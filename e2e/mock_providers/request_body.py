"""The body of a request: as long as it says, or in chunks (RFC 9112 §6)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from email.message import Message
    from io import BufferedIOBase

CHUNK_SIZE = re.compile(rb"[0-9a-fA-F]{1,8}")
LARGEST = 1_000_000  # bytes


def read_body(headers: Message, stream: BufferedIOBase) -> bytes | None:
    """Return the body, or None if it is too long or cannot be read."""
    if coding := headers.get("Transfer-Encoding", ""):
        return _chunks(stream) if coding.lower() == "chunked" else None
    length = headers.get("Content-Length", "0")
    if not (length.isascii() and length.isdecimal()) or int(length) > LARGEST:
        return None
    return stream.read(int(length))


def _chunks(stream: BufferedIOBase) -> bytes | None:
    body = b""
    while True:
        size = stream.readline(1024).partition(b";")[0].strip()
        if not CHUNK_SIZE.fullmatch(size):
            return None
        length = int(size, 16)
        if length == 0:
            while stream.readline(LARGEST).strip():
                pass  # trailers
            return body
        if len(body) + length > LARGEST:
            return None
        body += stream.read(length)
        stream.readline(64)
