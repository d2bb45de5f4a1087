"""`make demo HTTPS=1`: the same visit over TLS, with a certificate that the demo generates."""

from __future__ import annotations

import base64
import hashlib
import re
import socket
import ssl
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import load_pem_x509_certificate
from playwright.sync_api import Browser, BrowserContext, BrowserType, Response, expect

from harness.console import TIMEOUT, Console
from harness.pages import LoginPage
from harness.running import HOST, Demo

LOCAL = "restsocialexample.localhost"
NAMES = [HOST, f"api.{HOST}", LOCAL, f"api.{LOCAL}", "localhost", "127.0.0.1"]

pytestmark = pytest.mark.only_browser("chromium")  # the others take no pinned key


@pytest.fixture(scope="module", params=["", "true"], ids=["one domain", "two domains"])
def secure(request: pytest.FixtureRequest) -> Iterator[Demo]:
    with Demo(HTTPS="true", SPLIT=request.param) as demo:
        demo.wait_until_ready()
        yield demo


@pytest.fixture(scope="module")
def trusting(
    secure: Demo, browser_type: BrowserType, browser_type_launch_args: dict[str, Any]
) -> Iterator[Browser]:
    """A browser that trusts the demo's key and no other."""
    address = ("127.0.0.1", int(secure.port))
    certificate = load_pem_x509_certificate(ssl.get_server_certificate(address).encode())
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    pin = base64.b64encode(hashlib.sha256(key).digest()).decode()
    trust = f"--ignore-certificate-errors-spki-list={pin}"
    arguments = [*browser_type_launch_args["args"], trust]
    browser = browser_type.launch(**{**browser_type_launch_args, "args": arguments})
    yield browser
    browser.close()


@pytest.fixture
def context(trusting: Browser, console: Console) -> Iterator[BrowserContext]:
    context = trusting.new_context()
    context.set_default_timeout(TIMEOUT)
    console.watch(context)
    yield context
    context.close()


def shake_hands(demo: Demo, name: str, trust: ssl.SSLContext) -> None:
    with socket.create_connection(("127.0.0.1", int(demo.port)), timeout=10) as plain:
        trust.wrap_socket(plain, server_hostname=name).close()


def test_the_authority_that_the_demo_names_vouches_for_its_names_only(secure: Demo) -> None:
    [file] = re.findall(r"nothing but this demo: (.+)", secure.log)
    trust = ssl.create_default_context(cafile=file)

    for name in NAMES:
        shake_hands(secure, name, trust)

    for name, whom in [("example.com", trust), (HOST, ssl.create_default_context())]:
        with pytest.raises(ssl.SSLCertVerificationError):
            shake_hands(secure, name, whom)


@pytest.mark.parametrize("provider", ["GitHub", "X", "Apple"])
def test_a_popup_signs_in_although_the_browser_cuts_it_off(
    context: BrowserContext, secure: Demo, provider: str
) -> None:
    page = context.new_page()
    page.goto(secure.local_origin if provider == "X" else secure.origin)
    login = LoginPage(page)

    consent = login.begin(provider)

    expect(consent.heading).to_contain_text("Sign in with")
    assert consent.page.evaluate("opener") is None, "https makes COOP work on a mapped domain too"
    consent.allow()
    expect(login.status).to_have_text("Signed in as Ada Lovelace")


def test_cookies_are_for_this_host_over_tls_only(context: BrowserContext, secure: Demo) -> None:
    page = context.new_page()
    page.goto(secure.origin)

    LoginPage(page).begin("GitHub").allow()

    expect(page.get_by_role("status")).to_have_text("Signed in as Ada Lovelace")
    ours = [each for each in context.cookies() if each["domain"].endswith(HOST)]
    assert {each["name"] for each in ours} == {"__Host-sessionid", "__Host-csrftoken"}
    assert {(each["secure"], each["path"]) for each in ours} == {(True, "/")}
    assert len({each["domain"] for each in ours}) == 1


def test_a_refresh_cookie_is_sent_to_its_own_path_over_tls_only(
    context: BrowserContext, secure: Demo
) -> None:
    page = context.new_page()
    page.goto(secure.origin)
    login = LoginPage(page)
    login.choose("JWT cookie")
    login.begin("GitHub").allow()
    expect(login.linked).to_be_visible()

    with page.expect_response("**/jwt-cookie/refresh/") as renewed:
        page.get_by_role("button", name="Renew now").click()
    with page.expect_response("**/api/me/") as other:
        page.reload()
    expect(login.linked).to_be_visible()

    ours = {each["name"]: each for each in context.cookies() if "social_" in each["name"]}
    refresh = "/api/login/social/jwt-cookie/refresh"
    assert {name: each["path"] for name, each in ours.items()} == {
        "__Host-social_access": "/",
        "__Secure-social_refresh": refresh,
    }
    assert {(each["secure"], each["httpOnly"]) for each in ours.values()} == {(True, True)}
    sent = [each.value.request.all_headers()["cookie"] for each in (renewed, other)]
    assert ["__Host-social_access" in each for each in sent] == [True, True]
    assert ["__Secure-social_refresh" in each for each in sent] == [True, False]


def test_the_demo_without_tls_is_not_spoiled_by_it(
    context: BrowserContext, secure: Demo, demo: Demo
) -> None:
    answers: list[Response] = []
    context.on("response", lambda response: answers.append(response))
    for one in (secure, demo, secure):
        page = context.new_page()
        page.goto(one.origin)

        LoginPage(page).begin("GitHub").allow()

        expect(page.get_by_role("status")).to_have_text("Signed in as Ada Lovelace")
        assert page.url.startswith(f"{one.scheme}://")
        LoginPage(page).sign_out.click()
        expect(LoginPage(page).sign_in_button("GitHub")).to_be_visible()

    assert answers
    assert not [each.url for each in answers if "strict-transport-security" in each.headers]
