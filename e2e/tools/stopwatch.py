"""How long a visitor waits, from the click to being signed in, compared with the simplest popup.

`make bench` runs it, and reads the milliseconds that it prints as JSON. Both popups go to a mock
provider that responds immediately (`mock_person=ada`), on another site; the bare one comes back to
two pages of a few lines, without finding out who signed in.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import Browser, Route, expect, sync_playwright

from harness import browser as browsers
from harness.running import LEASH, RESOLVER_RULES, ROOT, Demo

AUTHORIZE = "login/oauth/authorize"
BARE = {
    "/": "<!doctype html><button>Sign in</button><p role=status></p><script src=/page.js></script>",
    "/page.js": """
      const provider = decodeURIComponent(location.hash.slice(1))
      document.querySelector('button').onclick = () => {
        new BroadcastChannel('bare').onmessage = () => {
          document.querySelector('p').textContent = 'Signed in'
        }
        open(provider, '', 'popup,width=480,height=640')
      }""",
    "/back": "<!doctype html><script src=/back.js></script>",
    "/back.js": "new BroadcastChannel('bare').postMessage(location.search); close()",
}
PRESS = 80  # milliseconds that a person holds a mouse button, at least: the click is its end
# The clock runs in the page, so that driving the browser is not counted.
CLOCK = """() => {
  let clicked = 0
  addEventListener('click', () => { clicked = performance.now() }, { capture: true, once: true })
  const status = document.querySelector('[role=status]')
  window.signedIn = new Promise(done => {
    new MutationObserver((_, observer) => {
      if (!status.textContent.startsWith('Signed in')) return
      observer.disconnect()
      done(performance.now() - clicked)
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
}"""


class BarePages(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        content = BARE.get(path, "").encode()
        self.send_response(200 if content else 404)
        self.send_header("Content-Type", "text/javascript" if ".js" in path else "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def bare_pages() -> Iterator[str]:
    """Serve them, and a mock provider that sends people back there; return the page's address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), BarePages) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        origin = f"http://bare.localhost:{server.server_port}"
        command = [LEASH, sys.executable, "-m", "mock_providers", "--port", "0"]
        command += ["--redirect-uri", f"{origin}/back"]
        with subprocess.Popen(
            command,
            cwd=ROOT / "e2e",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as mocks:
            assert mocks.stdout
            port = mocks.stdout.readline().rpartition(":")[2].strip(" /\n")
            query = {"client_id": "mock-github", "redirect_uri": f"{origin}/back", "state": "bare"}
            query |= {"response_type": "code", "scope": "user:email"}
            provider = (
                f"http://providers.localhost:{port}/github.com/{AUTHORIZE}?{urlencode(query)}"
            )
            yield f"{origin}/#{urlencode({'': provider})[1:]}"
            mocks.terminate()
        server.shutdown()


def respond_immediately(route: Route) -> None:
    route.continue_(url=f"{route.request.url}&mock_person=ada")


def click(browser: Browser, address: str, button: str) -> float:
    """Return the milliseconds from the click to the words, for a first-time visitor."""
    context = browser.new_context()
    context.route(re.compile(AUTHORIZE), respond_immediately)
    page = context.new_page()
    page.goto(address)
    found = page.get_by_role("button", name=button)
    expect(found).to_be_visible()
    page.evaluate(CLOCK)
    found.click(delay=PRESS)
    milliseconds: float = page.evaluate("signedIn")
    context.close()
    return milliseconds


def main() -> None:
    rounds = int(sys.argv[1])
    with Demo() as demo, bare_pages() as bare, sync_playwright() as playwright:
        demo.wait_until_ready()
        chromium = playwright.chromium
        browser = chromium.launch(
            executable_path=browsers.find("chromium", chromium.executable_path).executable,
            args=[f"--host-resolver-rules={RESOLVER_RULES}"],
            chromium_sandbox=False,
        )
        pages = {
            "bare popup": (bare, "Sign in"),
            "ours": (demo.local_origin, "Continue with GitHub"),
        }
        found: dict[str, list[float]] = {name: [] for name in pages}
        for number in range(rounds + 2):  # two to warm up
            for name in list(pages)[:: -1 if number % 2 else 1]:
                found[name].append(click(browser, *pages[name]))
    print(json.dumps({name: values[2:] for name, values in found.items()}))


if __name__ == "__main__":
    main()
