"""What the page weighs, and how soon it is there and still."""

from __future__ import annotations

import gzip

from playwright.sync_api import Page, Response, expect

from pages import LoginPage

WEIGHT = 60 * 1024  # bytes, gzipped
LARGEST_PAINT = 2500  # milliseconds, as "good" in web vitals; measured far below
SHIFT = 0.1
BLOCKED = 200  # milliseconds


def test_page_is_light_and_asks_no_other_host(page: Page) -> None:
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    login = LoginPage(page).open()
    expect(login.sign_in_button("GitHub")).to_be_visible()
    page.wait_for_load_state("load")

    weight = sum(len(gzip.compress(answer.body())) for answer in answers)
    hosts = {answer.url.split("/")[2] for answer in answers}

    assert hosts == {page.url.split("/")[2]}
    assert weight < WEIGHT, f"{weight} bytes"
    print(f"{weight} bytes gzipped in {len(answers)} answers")


def test_page_is_there_soon_and_keeps_still(page: Page) -> None:
    page.add_init_script(
        """window.vitals = { paint: 0, shift: 0, blocked: 0 }
        const watch = (type, take) =>
          new PerformanceObserver(list => list.getEntries().forEach(take))
            .observe({ type, buffered: true })
        watch('largest-contentful-paint', entry => { vitals.paint = entry.startTime })
        watch('layout-shift', entry => { if (!entry.hadRecentInput) vitals.shift += entry.value })
        watch('longtask', entry => { vitals.blocked += Math.max(0, entry.duration - 50) })"""
    )
    login = LoginPage(page).open()
    expect(login.sign_in_button("GitHub")).to_be_visible()
    blocked = page.evaluate("vitals.blocked")
    login.begin("GitHub").allow()
    expect(login.status).to_contain_text("Signed in as")

    vitals = {**page.evaluate("vitals"), "blocked": blocked}
    print(vitals)
    assert vitals["paint"] < LARGEST_PAINT
    assert vitals["shift"] < SHIFT
    assert vitals["blocked"] < BLOCKED
