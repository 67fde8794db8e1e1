"""Log-ins that were ended, refused or begun again, in a real browser: by keyboard, with axe."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.axe import too_wide, violations
from tests.a11y.factors import (
    LOOKS,
    log_in,
    press,
)
from webapp.look import Look

Visit = Callable[..., Page]


@pytest.mark.parametrize("wanted", LOOKS, ids=["usual", "little, yellow on black"])
def test_log_ins_elsewhere_are_ended_by_keyboard(
    at_localhost: Visit, email: str, wanted: Look
) -> None:
    elsewhere = at_localhost("/")
    log_in(elsewhere, email)
    page = at_localhost("/", wanted, viewport={"width": 320, "height": 640})
    log_in(page, email)
    page.goto("/account/sessions")
    expect(page.get_by_text("This browser")).to_be_visible()
    assert violations(page) == []
    assert too_wide(page) == []
    press(page, "#end-others")
    expect(page.get_by_role("status").first).to_contain_text("You are logged out everywhere else.")
    elsewhere.goto("/account")
    expect(elsewhere).to_have_url(re.compile("/login"))
    expect(elsewhere.locator("#status")).to_have_text("You were logged out on this device.")


@pytest.mark.parametrize("wanted", LOOKS, ids=["usual", "little, yellow on black"])
def test_who_is_locked_out_reads_how_to_get_in(
    at_localhost: Visit, email: str, wanted: Look
) -> None:
    page = at_localhost("/login", wanted, viewport={"width": 320, "height": 640})
    for _ in range(10):  # the first wait is a second, which a slow machine may take anyway
        if page.get_by_role("heading", level=1).inner_text() == "Wait a moment":
            break
        page.get_by_label("E-mail address").fill(email)
        page.locator("#password").fill("wrong")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wait a moment")
    assert violations(page) == []
    assert too_wide(page) == []
    press(page, "main a[href*='/login/passkey']")
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in with a passkey")


@pytest.mark.parametrize("wanted", LOOKS, ids=["usual", "little, yellow on black"])
def test_what_was_typed_is_sent_after_logging_in_again(
    at_localhost: Visit, email: str, wanted: Look
) -> None:
    page = at_localhost("/", wanted, viewport={"width": 320, "height": 640})
    log_in(page, email)
    page.goto("/account")
    page.locator("#name").fill("Ana of the pier")
    page.context.clear_cookies(name="session")
    press(page, "#keep-account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in, then send it again")
    assert violations(page) == []
    assert too_wide(page) == []
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ana of the pier")
    with page.context.expect_page() as opened:
        press(page, "#do-first", stays=True)
    log_in(opened.value, email)
    opened.value.close()
    press(page, "#send-again")
    expect(page.get_by_role("heading", level=1)).to_have_text("Send it once more")
    press(page, "#send-again")
    expect(page.locator("#account")).to_contain_text("Ana of the pier")
