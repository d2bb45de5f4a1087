"""Over TLS the redirect's cookie has a name that no sibling domain can set.

The test intercepts the site's requests in the browser, so that no certificate is needed.
"""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from harness.stage_server import FRONTEND, TYPES

SITE = "https://app.site.example"
PLANT = """<script>
  const note = encodeURIComponent(JSON.stringify({ provider: 'one', back: '/planted' }))
  for (const prefix of ['', '__Secure-', '__Host-']) {
    document.cookie = `${prefix}oauth-s=${note}; Domain=site.example; Path=/; Secure`
  }
</script>"""
APP = """<link rel="icon" href="data:,"><button>Go</button><script type="module">
  import { authorizeByRedirect, takeRedirect } from '/popup/redirect.js'
  document.body.dataset.took = JSON.stringify(takeRedirect())
  const authorization_url = `${location.origin}/popup/callback.html?code=c&state=own`
  document.querySelector('button').onclick = () =>
    authorizeByRedirect('one', () => ({ authorization_url }), { way: 'session' })
</script>"""


@pytest.fixture
def page(page: Page) -> Page:
    def answer(route: Route) -> None:
        host, path = urlsplit(route.request.url)[1:3]
        file = FRONTEND / path.strip("/")
        if file.is_file():
            route.fulfill(body=file.read_text(), content_type=TYPES[file.suffix])
        else:
            route.fulfill(body=PLANT if "evil" in host else APP, content_type="text/html")

    page.route("https://*.site.example/**", answer)
    return page


def test_over_tls_no_cookie_counts_that_a_sibling_could_have_set(page: Page) -> None:
    page.goto("https://evil.site.example/")
    page.goto(f"{SITE}/#oauth&code=c&state=s")
    expect(page.locator("body")).to_have_attribute("data-took", "null")
    planted = page.evaluate("document.cookie.split('; ').map(each => each.split('=')[0])")
    assert sorted(planted) == ["__Secure-oauth-s", "oauth-s"]

    page.goto(f"{SITE}/popup/callback.html?code=c&state=s")

    expect(page.get_by_role("status")).to_contain_text("No page is waiting")
    assert page.url == f"{SITE}/popup/callback.html"


def test_redirect_works_over_tls(page: Page) -> None:
    page.goto(f"{SITE}/shop")

    page.get_by_role("button", name="Go").click()

    callback = {"code": "c", "state": "own", "redirect_uri": f"{SITE}/popup/callback.html"}
    took = {"provider": "one", "data": {"way": "session"}, "callback": callback}
    written = json.dumps(took, separators=(",", ":"))
    expect(page.locator("body")).to_have_attribute("data-took", written)
    assert page.url == f"{SITE}/shop"
    assert page.evaluate("document.cookie") == ""
