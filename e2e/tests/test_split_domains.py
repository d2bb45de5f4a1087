"""The page on one domain, the API on another, with cookies, CORS and CSRF as in production."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Request, expect

from harness.drawing import Watched
from harness.exhaustive import combined
from harness.pages import LoginPage
from harness.running import HOST, Demo


@pytest.fixture(scope="module")
def split() -> Iterator[Demo]:
    with Demo(SPLIT="true") as demo:
        demo.wait_until_ready()
        yield demo


@pytest.fixture
def login(page: Page, split: Demo, browser_name: str) -> LoginPage:
    page.goto(split.origin if browser_name == "chromium" else split.local_origin)
    return LoginPage(page)


@pytest.mark.parametrize(
    ("way", "provider"), combined(["Session", "Token", "JWT", "JWT cookie"], ["GitHub", "X"])
)
def test_a_popup_signs_in_across_the_domains(login: LoginPage, provider: str, way: str) -> None:
    asked: list[Request] = []
    login.page.on("request", lambda request: asked.append(request))
    login.choose(way)

    login.begin(provider).allow()

    expect(login.status).to_have_text("Signed in as Ada Lovelace")
    hosts = {request.url.split("/")[2].split(":")[0] for request in asked if "/api/" in request.url}
    assert {host.startswith("api.") for host in hosts} == {True}
    login.sign_out.click()
    expect(login.sign_in_button("GitHub")).to_be_visible()


def test_the_diagram_shows_as_much_across_domains(login: LoginPage, split: Demo) -> None:
    expect(login.sign_in_button("X")).to_be_visible()
    flow = Watched(login.page, split, "X")
    flow.consent.allow()

    flow.compare()


@pytest.mark.parametrize("way", ["Session", "JWT cookie"])
def test_a_cookie_survives_a_reload_across_the_domains(login: LoginPage, way: str) -> None:
    login.choose(way)
    login.begin("GitHub").allow()
    expect(login.status).to_have_text("Signed in as Ada Lovelace")

    login.page.reload()

    expect(login.status).to_have_text("Signed in as Ada Lovelace")


def test_the_api_has_no_page(page: Page, split: Demo) -> None:
    response = page.request.get(
        f"http://127.0.0.1:{split.port}/", headers={"Host": f"api.{HOST}:{split.port}"}
    )

    assert response.status == 404
