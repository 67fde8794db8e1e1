"""Passkeys in a real browser: by keyboard, in two looks, with axe."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.axe import too_wide, violations
from tests.a11y.factors import (
    LOOKS,
    add_passkey,
    authenticator,
    log_in,
    log_out,
    press,
    set_up_codes,
)
from webapp.look import Look

Visit = Callable[..., Page]


@pytest.mark.parametrize("wanted", LOOKS, ids=["usual", "little, yellow on black"])
def test_a_passkey_is_added_used_and_removed_by_keyboard(
    at_localhost: Visit, email: str, wanted: Look
) -> None:
    page = at_localhost("/", wanted, viewport={"width": 320, "height": 640})
    authenticator(page)
    log_in(page, email)
    page.goto("/account/passkeys")
    assert violations(page) == []
    assert too_wide(page) == []
    add_passkey(page, "My grey laptop")
    assert violations(page) == []
    log_out(page)

    page.goto("/login/passkey?next=/account/passkeys")
    assert violations(page) == []
    press(page, "#use-passkey")
    page.wait_for_url("**/account/passkeys")
    expect(page.get_by_role("heading", name="My grey laptop")).to_be_visible()
    press(page, "#remove-passkey-1")
    expect(page.get_by_text("You have no passkey yet.")).to_be_visible()


@pytest.mark.parametrize("wanted", LOOKS, ids=["usual", "little, yellow on black"])
def test_a_passkey_is_renamed_by_keyboard(at_localhost: Visit, email: str, wanted: Look) -> None:
    page = at_localhost("/", wanted, viewport={"width": 320, "height": 640})
    authenticator(page)
    log_in(page, email)
    add_passkey(page, "My grey laptop")
    press(page, "#rename-passkey-1")
    expect(page.get_by_role("heading", level=1)).to_have_text("Rename the passkey: My grey laptop")
    assert violations(page) == []
    assert too_wide(page) == []
    page.locator("#name").fill("")
    press(page, "#rename")
    expect(page.locator(".error-summary")).to_be_focused()
    assert violations(page) == []
    page.locator("#name").fill("The laptop at work")
    press(page, "#rename")
    expect(page.get_by_role("heading", name="The laptop at work")).to_be_visible()
    expect(page.locator("#status")).to_have_text("The passkey has the name The laptop at work now.")


def test_a_passkey_in_place_of_the_password_is_both_steps(at_localhost: Visit, email: str) -> None:
    page = at_localhost("/")
    authenticator(page)
    log_in(page, email)
    add_passkey(page, "My grey laptop")
    set_up_codes(page)
    log_out(page)
    page.goto("/login/passkey")
    press(page, "#use-passkey")
    expect(page.locator("#account")).to_be_visible()


def test_a_passkey_is_the_second_step_beside_the_codes(at_localhost: Visit, email: str) -> None:
    page = at_localhost("/")
    authenticator(page, transport="usb", hasUserVerification=False, isUserVerified=False)
    log_in(page, email)
    add_passkey(page, "On my key ring", usage="secondary")
    app = set_up_codes(page)
    log_out(page)

    log_in(page, email)
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose the second step")
    assert violations(page) == []
    page.get_by_label("A passkey").check()
    press(page, "#select-step")
    expect(page.get_by_role("heading", level=1)).to_have_text("The second step: your passkey")
    press(page, "#use-passkey")
    expect(page.locator("#account")).to_be_visible()
    log_out(page)

    log_in(page, email)
    page.get_by_label("A code from your app").check()
    press(page, "#select-step")
    page.locator("#code").fill(str(app.generate(time=int(time.time()) + 30).token))
    page.keyboard.press("Enter")
    expect(page.locator("#account")).to_be_visible()


def test_a_second_step_alone_does_not_log_in(at_localhost: Visit, email: str) -> None:
    page = at_localhost("/")
    authenticator(page)
    log_in(page, email)
    add_passkey(page, "On my key ring", usage="secondary")
    log_out(page)
    page.goto("/login/passkey")
    press(page, "#use-passkey")
    expect(page.locator("#passkey-start")).to_be_visible()
    page.goto("/account")
    expect(page).to_have_url(re.compile("/login"))


def test_a_passkey_shows_again_who_somebody_is(at_localhost: Visit, email: str) -> None:
    page = at_localhost("/")
    authenticator(page)
    log_in(page, email)
    add_passkey(page, "My grey laptop")
    page.goto("/account/verify?next=/account/two-step")
    press(page, "#verify-passkey")
    page.wait_for_url("**/account/two-step")


def test_a_device_without_the_passkey_is_told_so_and_offered_another_try(
    at_localhost: Visit, email: str
) -> None:
    page = at_localhost("/login/passkey")
    authenticator(page, isUserVerified=False)
    press(page, "#use-passkey")
    expect(page.locator("#passkey-says")).to_have_text(
        "No passkey was used: you stopped it, or it took too long. Try again, or go back."
    )
    expect(page.locator("#passkey-start")).to_be_focused()
    assert violations(page) == []


def test_the_same_device_cannot_be_added_twice(at_localhost: Visit, email: str) -> None:
    page = at_localhost("/")
    authenticator(page)
    log_in(page, email)
    add_passkey(page, "My grey laptop")
    page.get_by_label("Name of the passkey").fill("The same again")
    press(page, "#add-passkey")
    expect(page.locator("#passkey-says")).to_have_text(
        "This device has a passkey for your account already. Use another device, or go back."
    )


def test_a_name_that_is_missing_or_used_is_refused_in_the_page(
    at_localhost: Visit, email: str
) -> None:
    page = at_localhost("/")
    log_in(page, email)
    page.goto("/account/passkeys")
    press(page, "#add-passkey")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_contain_text("Give the passkey a name")
    assert violations(page) == []


def test_without_scripts_the_page_says_so_and_offers_the_other_ways(
    at_localhost: Visit, email: str
) -> None:
    page = at_localhost("/login/passkey", java_script_enabled=False)
    expect(page.get_by_text("Passkeys need JavaScript.")).to_be_visible()
    expect(page.get_by_role("link", name="Log in with the password")).to_be_visible()
    log_in(page, email)
    page.goto("/account/passkeys")
    expect(page.get_by_text("Passkeys need JavaScript.")).to_be_visible()


def test_a_browser_without_passkeys_says_so(at_localhost: Visit) -> None:
    page = at_localhost("/settings")
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto("/login/passkey")
    expect(page.get_by_text("This browser has no passkeys.")).to_be_visible()
    expect(page.locator("#use-passkey")).to_be_hidden()
    assert violations(page) == []
