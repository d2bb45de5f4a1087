"""A sign-in again, message by message, with the mouse and with the keyboard."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from harness.drawing import Diagram
from harness.pages import LoginPage


def test_replay_goes_message_by_message_and_opens_each(page: Page) -> None:
    login = LoginPage(page).find("GitHub")
    login.begin_by_key("GitHub").allow()
    expect(login.linked).to_be_visible()
    messages = Diagram(page).messages
    count = messages.count()

    page.get_by_role("button", name="Replay step by step").click()
    expect(messages).to_have_count(1)
    expect(page.get_by_text("The page asks the API to begin.").first).to_be_visible()
    page.get_by_role("button", name="Next message").click()
    expect(messages).to_have_count(2)
    expect(page.get_by_text("The window opens inside your click.").last).to_be_visible()
    page.get_by_role("button", name="Previous message").click()
    expect(messages).to_have_count(1)
    page.get_by_role("button", name="Show all").click()

    expect(messages).to_have_count(count)
    expect(page.get_by_text("The page asks the API to begin.").first).to_be_hidden()


def test_the_replay_works_from_the_keyboard_and_is_announced(page: Page) -> None:
    login = LoginPage(page).find("GitHub")
    login.begin_by_key("GitHub").allow()
    expect(login.linked).to_be_visible()
    diagram = Diagram(page)
    count = diagram.messages.count()

    page.get_by_role("button", name="Replay step by step").press("Enter")
    expect(page.get_by_role("button", name="Next message")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(diagram.messages).to_have_count(2)
    told = diagram.figure.locator("[aria-live]")
    expect(told).to_contain_text("Page to Window: open a blank window")
    expect(told).to_contain_text("The window opens inside your click.")
    page.keyboard.press("Escape")

    expect(diagram.messages).to_have_count(count)
    expect(told).to_be_empty()
    expect(page.get_by_role("button", name="Replay step by step")).to_be_focused()
