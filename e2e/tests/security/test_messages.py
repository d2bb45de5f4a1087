"""X: messages between pages, frames and tabs.

More of X12, such as blocked and slow windows, is in e2e/tests/popup.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from harness.pages import ConsentPage, LoginPage
from harness.running import Demo

Serve = Callable[[str], str]
Completions = Callable[[], list[str]]

CALLBACK = "popup/callback-github.html"
SIGNED_IN = "Signed in as Ada Lovelace"
# Listen to so many messages between tabs, after the page itself has received each.
LISTEN = """count => {
  const channel = new BroadcastChannel('oauth-popup')
  window.heard = new Promise(done => {
    channel.onmessage = () => { if (!--count) done() }
  })
}"""

# What another tab may say.
FORGED = [
    "{ callback: { code: 'x', state: 'guessed' } }",
    "{ callback: { code: 'x'.repeat(1e6), state: ['x'] } }",
    "{ callback: null }",
    "null",
    "'code=x'",
    "{ taken: 'x' }",
    "{ name: 'oauth-1', callback: {} }",
    'JSON.parse(\'{"__proto__": {"callback": {"state": "x"}, "name": "x"}}\')',
    '{ callback: JSON.parse(\'{"__proto__": {"state": "x"}, "code": "x"}\') }',
    "{ callback: new Map([['state', 'x']]) }",
]


def test_X01_window_messages_are_ignored(login: LoginPage, completions: Completions) -> None:
    consent = login.begin("GitHub")
    expect(consent.heading).to_be_visible()

    login.page.evaluate(
        """() => new Promise(heard => {
          addEventListener('message', ({ data }) => { if (data === 'code=x') heard() })
          const answer = { code: 'x', state: 'x' }
          for (const data of [answer, { callback: answer }, 'code=x']) postMessage(data, '*')
        })"""
    )

    assert completions() == []
    consent.allow()
    expect(login.status).to_have_text(SIGNED_IN)


def test_X01_a_page_that_opened_ours_cannot_send_it_messages(
    page: Page, demo: Demo, evil: Serve, completions: Completions
) -> None:
    page.goto(
        evil(
            f"""<button onclick="ours = window.open('{demo.origin}/')">Open</button>
            <script>
              var ours, rounds = 0
              const answer = {{ code: 'x', state: 'x' }}
              const said = [answer, {{ callback: answer }}, {{ taken: 'x' }}, 'code=x&state=x']
              setInterval(() => {{
                rounds += 1
                for (const each of said) ours?.postMessage(each, '*')
              }}, 20)
            </script>"""
        )
    )
    with page.expect_popup() as popup:
        page.get_by_role("button").click()
    login = LoginPage(popup.value)

    consent = login.begin("GitHub")
    expect(consent.heading).to_be_visible()
    page.wait_for_function("before => rounds > before + 10", arg=page.evaluate("rounds"))

    assert completions() == []
    consent.allow()
    expect(login.status).to_have_text(SIGNED_IN)
    assert len(completions()) == 1


def test_X02_the_callback_sends_nothing_to_its_opener(page: Page, demo: Demo, evil: Serve) -> None:
    address = f"{demo.origin}/{CALLBACK}?code=canary&state=canary"
    page.goto(
        evil(
            f"""<button onclick="window.open('{address}')">Open</button>
            <script>heard = []; addEventListener('message', e => heard.push(e.data))</script>"""
        )
    )

    with page.expect_popup() as popup:
        page.get_by_role("button").click()
    expect(popup.value.get_by_role("status")).to_contain_text("No page is waiting")

    assert page.evaluate("heard") == []


def test_X03_another_tab_cannot_respond_for_the_provider(
    login: LoginPage, completions: Completions
) -> None:
    consent = login.begin("GitHub")
    expect(consent.heading).to_be_visible()
    other = login.page.context.new_page()
    other.goto(f"/{CALLBACK}")

    for forged in FORGED:
        login.page.evaluate(LISTEN, 1)
        other.evaluate(f"new BroadcastChannel('oauth-popup').postMessage({forged})")
        login.page.evaluate("heard")
        assert completions() == [], forged

    other.close()
    consent.allow()
    expect(login.status).to_have_text(SIGNED_IN)


def test_X03_a_repeated_response_is_ignored(login: LoginPage, completions: Completions) -> None:
    other = login.page.context.new_page()
    other.goto(f"/{CALLBACK}")
    other.evaluate(
        """() => {
          window.heard = []
          window.channel = new BroadcastChannel('oauth-popup')
          channel.onmessage = ({ data }) => heard.push(data)
        }"""
    )
    login.begin("GitHub").allow()
    expect(login.status).to_have_text(SIGNED_IN)
    assert len(completions()) == 1

    said = other.evaluate("heard.filter(each => each.callback?.code).length")
    login.page.evaluate(LISTEN, other.evaluate("heard.length"))
    other.evaluate("for (const each of heard) channel.postMessage(each)")
    login.page.evaluate("heard")

    assert said == 1
    assert len(completions()) == 1
    expect(login.problem).to_be_hidden()


def test_X04_signing_in_works_with_a_provider_that_sends_coop(login: LoginPage) -> None:
    login.page.evaluate(
        """const asked = fetch
        window.fetch = async (...request) => {
          const answer = await asked(...request)
          if (!String(request[0]).includes('/begin/')) return answer
          const begun = await answer.json()
          begun.authorization_url += '&mock_fault=page:coop'
          return Response.json(begun)
        }
        void 0"""
    )

    login.begin("GitHub").allow()

    expect(login.status).to_have_text(SIGNED_IN)
    expect(login.problem).to_be_hidden()


def test_X12_closing_the_window_shows_a_sentence(page: Page) -> None:
    page.clock.install()
    login = LoginPage(page).open()
    consent = login.begin("GitHub")
    expect(consent.heading).to_be_visible()
    page.clock.run_for(1000)  # the tie outlives the provider’s first page

    consent.page.close()
    page.bring_to_front()
    page.clock.run_for(2000)

    expect(login.problem).to_contain_text("closed")
    expect(login.sign_in_button("GitHub")).to_be_visible()


def test_X13_the_page_of_the_provider_cannot_reach_ours(safe_login: LoginPage) -> None:
    consent = safe_login.begin("GitHub")
    expect(consent.heading).to_be_visible()

    assert consent.page.evaluate("[window.opener, window.parent === window]") == [None, True]


def test_X18_the_url_is_clean_after_a_decline_too(login: LoginPage) -> None:
    consent: ConsentPage = login.begin("GitHub")
    seen: list[str] = []
    consent.page.on("framenavigated", lambda frame: seen.append(frame.url))

    with consent.page.expect_event("close"):
        consent.cancel()

    expect(login.problem).to_contain_text("declined")
    assert seen[-1].endswith(CALLBACK)


@pytest.mark.parametrize("query", ["error=access_denied&state=x", "code=canary", "x=canary"])
def test_X18_the_url_is_clean_whatever_the_callback_contained(page: Page, query: str) -> None:
    page.clock.install()
    page.goto(f"/{CALLBACK}?{query}")
    page.clock.run_for(3000)  # as long as it waits for the page that began

    expect(page.get_by_role("status")).to_contain_text("No page is waiting")
    assert "?" not in page.url


def test_X11_X18_a_redirect_response_without_a_flow_is_discarded(
    page: Page, completions: Completions
) -> None:
    page.goto("/#oauth&code=canary&state=__proto__&__proto__[polluted]=1&constructor=x")

    expect(LoginPage(page).sign_in_button("GitHub")).to_be_visible()
    assert "canary" not in page.url
    assert completions() == []
    assert page.evaluate("({}).polluted") is None


def test_F21_a_token_in_the_fragment_is_ignored(page: Page, completions: Completions) -> None:
    page.goto(f"/{CALLBACK}#access_token=canary&state=x")

    expect(page.get_by_role("status")).to_contain_text("There is no sign-in to finish here")
    assert "canary" not in page.url
    assert completions() == []
