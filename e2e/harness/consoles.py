"""What pages report in the console, which each engine does in its own way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from harness.webdriver import Wire

# Errors of pages, not of the browser itself. Bit 0 of the flags is a warning.
FIREFOX = """
  const errors = Services.console.getMessageArray().filter(message =>
    message instanceof Ci.nsIScriptError && !(message.flags & 1))
  Services.console.reset()
  return errors.map(String).filter(text => text.includes('localhost'))
"""


def chromium(wire: Wire, _: Path) -> Iterator[list[str]]:
    while True:
        yield [entry["message"] for entry in wire.call("log", type="browser")]


def firefox(wire: Wire, _: Path) -> Iterator[list[str]]:
    while True:
        wire.call("context", value="chrome")
        errors: list[str] = wire.call("script", script=FIREFOX, args=[])
        wire.call("context", value="content")
        yield errors


def webkit(_: Wire, output: Path) -> Iterator[list[str]]:
    with output.open(errors="replace") as lines:
        while True:
            yield [line.strip() for line in lines if "CONSOLE" in line and "ERROR" in line]


CONSOLES = {"chromium": chromium, "firefox": firefox, "webkit": webkit}
