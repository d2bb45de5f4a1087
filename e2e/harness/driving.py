"""Drive a browser with real windows, on a separate screen with a window manager.

Playwright drives its own builds, without a window manager, and gives every page the focus, so it
cannot see what happens to the focus when a person closes a window.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from harness.engines import NEEDS, SCREEN, mini_browser, program
from harness.webdriver import SECONDS, Http, Marionette, Wire

CONSOLE_TO_STDOUT = "--enable-write-console-messages-to-stdout=true"
SIZE = (1280, 900)
STARTING = 30  # seconds
# WebKit may lose a command that looks at a page while that page moves to another process.
LOOKING = {"chromium": SECONDS, "webkit": 4}  # seconds
# As people have it, not as a driver would like it: the popup blocker stays on.
FIREFOX_PREFERENCES: dict[str, Any] = {
    "remote.prefs.recommended": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.aboutwelcome.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "app.update.auto": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}


@contextmanager
def screen() -> Iterator[str]:
    """Start a display with a window manager, without which no focus returns; yield its name."""
    read, write = os.pipe()
    command = [SCREEN["xvfb"], "-displayfd", str(write), "-screen", "0", "1600x1200x24"]
    quiet: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = subprocess.Popen([*command, "-nolisten", "tcp"], pass_fds=[write], **quiet)
    os.close(write)
    with os.fdopen(read) as pipe:
        display = f":{pipe.readline().strip()}"
    manager = subprocess.Popen([SCREEN["openbox"]], env={**os.environ, "DISPLAY": display}, **quiet)
    try:
        yield display
    finally:
        for process in (manager, server):
            process.terminate()
            process.wait()


@contextmanager
def driven(engine: str) -> Iterator[tuple[Wire, Path]]:
    """Start the browser with an empty profile; yield the connection to it, and its output."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True))
        environment = {**os.environ, "HOME": folder, "DISPLAY": stack.enter_context(screen())}
        environment |= {f"XDG_{each}_HOME": f"{folder}/{each}" for each in ("CONFIG", "DATA")}
        port = free_port()
        output = stack.enter_context(Path(folder, "output").open("w"))
        process = subprocess.Popen(
            command(engine, port, folder),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        stack.callback(end, process)
        wait_for(port)
        wire = (
            Marionette(port)
            if engine == "firefox"
            else Http(port, CAPABILITIES[engine](), LOOKING[engine])
        )
        stack.callback(quit_browser, wire, engine)
        yield wire, Path(folder, "output")


def command(engine: str, port: int, folder: str) -> list[str]:
    if engine == "chromium":
        return [NEEDS[engine]["chromium-driver"], f"--port={port}"]
    if engine == "webkit":
        return [program("WebKitWebDriver"), f"--port={port}"]
    preferences = {**FIREFOX_PREFERENCES, "marionette.port": port}
    lines = [
        f"user_pref({json.dumps(name)}, {json.dumps(value)});"
        for name, value in preferences.items()
    ]
    Path(folder, "user.js").write_text("\n".join(lines))
    return [
        NEEDS[engine]["firefox-esr"],
        *("--marionette", "--remote-allow-system-access", "--no-remote"),
        *("--profile", folder, "--width", str(SIZE[0]), "--height", str(SIZE[1])),
    ]


def chromium() -> dict[str, Any]:
    # Without the switches of Playwright's: storage is partitioned, popups are blocked.
    arguments = ["--no-sandbox", "--no-first-run", "--window-size={},{}".format(*SIZE)]
    options = {
        "binary": NEEDS["chromium"]["chromium"],
        "args": arguments,
        "excludeSwitches": ["disable-popup-blocking"],
    }
    logging = {"goog:loggingPrefs": {"browser": "SEVERE"}}
    return {"browserName": "chrome", "goog:chromeOptions": options, **logging}


def webkit() -> dict[str, Any]:
    options = {"binary": mini_browser(), "args": ["--automation", CONSOLE_TO_STDOUT]}
    return {"browserName": "MiniBrowser", "webkitgtk:browserOptions": options}


CAPABILITIES = {"chromium": chromium, "webkit": webkit}


def quit_browser(wire: Wire, engine: str) -> None:
    with suppress(Exception):  # it may be gone, and is ended by its process group in any case
        wire.call("quit", **({"flags": ["eForceQuit"]} if engine == "firefox" else {}))


def end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            process.wait(5)
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    until = monotonic() + STARTING
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert monotonic() < until, "The browser does not start."
            sleep(0.05)
