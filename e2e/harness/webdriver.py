"""A WebDriver client for three engines: W3C commands over HTTP, or over Firefox's own socket.

chromedriver and WebKitWebDriver speak the standard's HTTP. Firefox would need geckodriver for that,
which Debian does not have; but geckodriver only translates to Marionette, Firefox's own protocol,
which accepts the same parameters.
"""

from __future__ import annotations

import json
import socket
from http.client import HTTPConnection
from typing import Any, Protocol

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the key of an element in JSON (WebDriver §11)
SECONDS = 60  # for one command: longer than the 30 that a script may run

# Method and path of the standard, and Marionette's name for the same.
COMMANDS = {
    "navigate": ("POST", "/url", "WebDriver:Navigate"),
    "url": ("GET", "/url", "WebDriver:GetCurrentURL"),
    "back": ("POST", "/back", "WebDriver:Back"),
    "window": ("GET", "/window", "WebDriver:GetWindowHandle"),
    "windows": ("GET", "/window/handles", "WebDriver:GetWindowHandles"),
    "switch": ("POST", "/window", "WebDriver:SwitchToWindow"),
    "frame": ("POST", "/frame", "WebDriver:SwitchToFrame"),
    "close": ("DELETE", "/window", "WebDriver:CloseWindow"),
    "resize": ("POST", "/window/rect", "WebDriver:SetWindowRect"),
    "find": ("POST", "/element", "WebDriver:FindElement"),
    "click": ("POST", "/element/{id}/click", "WebDriver:ElementClick"),
    "script": ("POST", "/execute/sync", "WebDriver:ExecuteScript"),
    "script_async": ("POST", "/execute/async", "WebDriver:ExecuteAsyncScript"),
    "actions": ("POST", "/actions", "WebDriver:PerformActions"),
    "quit": ("DELETE", "", "Marionette:Quit"),
    "log": ("POST", "/se/log", ""),  # chromedriver alone
    "context": ("", "", "Marionette:SetContext"),  # Firefox alone
}


class DriverError(Exception):
    """The browser refused a command; `error` is the standard's code (WebDriver §6.6)."""

    def __init__(self, error: str, message: str) -> None:
        super().__init__(f"{error}: {message}")
        self.error = error


class Wire(Protocol):
    def call(self, command: str, **parameters: Any) -> Any:
        """Return the command's value. Raises DriverError."""


class Http:
    """A session with a driver that listens on a port.

    `looking` is how many seconds a command may take that only looks at the page.
    """

    def __init__(self, port: int, capabilities: dict[str, Any], looking: float = SECONDS) -> None:
        self.seconds = dict.fromkeys(("find", "script"), looking)
        self.connection = HTTPConnection("127.0.0.1", port)
        wanted = {"capabilities": {"alwaysMatch": capabilities}}
        session = self.request("POST", "/session", wanted)
        self.path = "/session/" + session["sessionId"]

    def call(self, command: str, **parameters: Any) -> Any:
        method, path, _ = COMMANDS[command]
        if "{id}" in path:
            path = path.format(id=parameters.pop("id"))
        return self.request(
            method, self.path + path, parameters, self.seconds.get(command, SECONDS)
        )

    def request(
        self, method: str, path: str, body: dict[str, Any], seconds: float = SECONDS
    ) -> Any:
        data = json.dumps(body) if method == "POST" else None
        self.connection.timeout = seconds
        if self.connection.sock:
            self.connection.sock.settimeout(seconds)
        try:
            self.connection.request(method, path, data, {"Content-Type": "application/json"})
            value = json.loads(self.connection.getresponse().read())["value"]
        except TimeoutError as error:
            self.connection.close()  # the next command has a new one
            raise DriverError("timeout", f"No response to {path} in {seconds} s.") from error
        if isinstance(value, dict) and "error" in value:
            raise DriverError(value["error"], value["message"])
        return value


class Marionette:
    """A session with Firefox. A packet is a length, a colon, and JSON: [type, id, error, value]."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=SECONDS)
        self.stream = self.socket.makefile("rb")
        self.number = 0
        self.receive()  # a greeting
        self.request("WebDriver:NewSession", {})

    def call(self, command: str, **parameters: Any) -> Any:
        value = self.request(COMMANDS[command][2], parameters)
        wrapped = isinstance(value, dict) and value.keys() == {"value"}
        return value["value"] if wrapped else value

    def request(self, name: str, parameters: dict[str, Any]) -> Any:
        self.number += 1
        packet = json.dumps([0, self.number, name, parameters]).encode()
        self.socket.sendall(b"%d:%s" % (len(packet), packet))
        _, number, error, value = self.receive()
        assert number == self.number
        if error:
            raise DriverError(error["error"], error["message"])
        return value

    def receive(self) -> Any:
        digits = b""
        while (digit := self.stream.read(1)) not in (b":", b""):
            digits += digit
        if not digits:
            raise DriverError("session deleted", "Firefox has closed the connection.")
        return json.loads(self.stream.read(int(digits)))
