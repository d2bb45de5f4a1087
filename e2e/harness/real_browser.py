"""What a test does in a browser with real windows: visit, press, read, wait, close."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from harness.consoles import CONSOLES
from harness.driving import driven
from harness.webdriver import ELEMENT, DriverError, Wire

PATIENCE = 10  # seconds
# By accessible name: what a button or link says, or its label. Text inputs are not needed here.
CONTROL = """
  //*[self::button or self::a or self::summary]
  [not(ancestor-or-self::*[@hidden])]
  [contains(normalize-space(.), {words}) or contains(@aria-label, {words})]
"""


class RealBrowser:
    def __init__(self, engine: str, wire: Wire, output: Path) -> None:
        self.engine = engine
        self.said = CONSOLES[engine](wire, output)
        self.call = wire.call
        self.home: str = self.call("window")
        self.current = self.home

    def console(self) -> list[str]:
        """Return the errors in any window's console since the last call."""
        return next(self.said)

    def visit(self, url: str) -> None:
        self.call("navigate", url=url)

    @property
    def url(self) -> str:
        url: str = self.call("url")
        return url

    @property
    def windows(self) -> list[str]:
        windows: list[str] = self.call("windows")
        return windows

    def run(self, script: str, *arguments: Any) -> Any:
        """Run the body of a function in the page; return what it returns."""
        return self.call("script", script=script, args=arguments)

    def switch(self, window: str) -> None:
        self.call("switch", handle=window)
        self.current = window

    def go_home(self) -> None:
        self.switch(self.home)

    def wait(self, condition: Callable[[], Any], seconds: float = PATIENCE) -> Any:
        """Return the condition's value once it is true. While it raises DriverError it is not."""
        until = monotonic() + seconds
        found: object = None
        while monotonic() < until:
            try:
                if found := condition():
                    return found
            except DriverError as error:
                found = error
                # Firefox may lose sight of a window whose page moves to another process.
                if error.error == "no such window" and self.current in self.windows:
                    self.switch(self.current)
            sleep(0.02)
        raise AssertionError(f"It did not happen within {seconds} s; last: {found!r}")

    def press(self, words: str) -> None:
        """Click the button or link with these words, as a person does."""
        self.wait(lambda: self.click(self.find(words)))

    def find(self, words: str) -> str:
        xpath = CONTROL.format(words=f'"{words}"')
        element: str = self.call("find", using="xpath", value=xpath)[ELEMENT]
        return element

    def click(self, element: str) -> bool:
        if self.engine == "webkit" and self.current != self.home:
            # WebKitWebDriver hangs if the window closes while it waits for the end of the click.
            self.run("setTimeout(element => element.click(), 0, arguments[0])", {ELEMENT: element})
        else:
            self.call("click", id=element)
        return True

    def text(self, css: str) -> str:
        text: str = self.run("return document.querySelector(arguments[0])?.innerText ?? ''", css)
        return text

    def expect(self, css: str, words: str, seconds: float = PATIENCE) -> None:
        """Wait for these words in the first element that the selector finds."""
        self.wait(lambda: words in self.text(css), seconds)

    @property
    def has_focus(self) -> bool:
        focus: bool = self.run("return document.hasFocus()")
        return focus

    @contextmanager
    def opens_window(self) -> Iterator[None]:
        """Inside the block a window opens; after it, that is the current one."""
        before = set(self.windows)
        yield
        self.switch(self.wait(lambda: set(self.windows) - before).pop())

    def only_home_is_left(self) -> bool:
        return self.windows == [self.home]

    def close(self) -> None:
        """Close the current window, as a click on its cross does."""
        self.call("close")
        self.go_home()

    def hold(self, words: str) -> None:
        """Press the mouse button on the button or link with these words."""
        element = {ELEMENT: self.find(words)}
        self.mouse({"type": "pointerMove", "x": 0, "y": 0, "origin": element})
        self.mouse({"type": "pointerDown", "button": 0})

    def let_go(self) -> None:
        self.mouse({"type": "pointerUp", "button": 0})

    def mouse(self, action: dict[str, Any]) -> None:
        mouse = {"type": "pointer", "id": "mouse", "actions": [action]}
        self.call("actions", actions=[mouse])

    def tidy(self) -> None:
        """Close every window but the first."""
        for window in self.windows:
            if window != self.home:
                self.switch(window)
                self.close()
        self.go_home()


@contextmanager
def real_browser(engine: str) -> Iterator[RealBrowser]:
    with driven(engine) as (wire, output):
        yield RealBrowser(engine, wire, output)
