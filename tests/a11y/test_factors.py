"""Second steps in a real browser: by keyboard, in two looks, with axe."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from passlib.totp import TOTP
from playwright.sync_api import Page, expect

from tests.a11y.axe import too_wide, violations
from tests.a11y.factors import (
    LOOKS,
    add_passkey,
    authenticator,
    log_in,
    log_out,
    press,
)
from webapp.look import CONTRASTS, Look

Visit = Callable[..., Page]


@pytest.mark.parametrize("wanted", LOOKS, ids=["usual", "little, yellow on black"])
def test_the_second_step_is_set_up_used_and_switched_off_by_keyboard(
    at_localhost: Visit, email: str, wanted: Look
) -> None:
    page = at_localhost("/", wanted, viewport={"width": 320, "height": 640})
    log_in(page, email)
    page.goto("/account/two-step")
    assert violations(page) == []
    press(page, "#set-up")
    assert violations(page) == []
    assert too_wide(page) == []
    key = page.locator("#key").inner_text()
    app = TOTP(key.replace(" ", ""))
    page.locator("#code").fill("000 000")
    page.keyboard.press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    assert violations(page) == []
    code = str(app.generate().token)
    page.locator("#code").fill(f"{code[:3]} {code[3:]}")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Switched on")).to_be_visible()
    expect(page.get_by_text("You have no recovery codes.")).to_be_visible()
    assert violations(page) == []
    press(page, "#recovery-codes")
    assert violations(page) == []
    press(page, "#make-codes")
    assert violations(page) == []
    assert too_wide(page) == []
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    with page.expect_download() as download:
        press(page, "#save-codes", stays=True)
    assert download.value.suggested_filename == "sightline-recovery-codes.txt"
    assert all(each in download.value.path().read_text() for each in codes)
    log_out(page)

    log_in(page, email)
    expect(page).to_have_url(re.compile("/login/code"))
    assert violations(page) == []
    press(page, "#use-recovery-code")
    assert violations(page) == []
    page.locator("#code").fill(codes[0])
    page.keyboard.press("Enter")
    expect(page.locator("#account")).to_be_visible()
    page.goto("/account/two-step")
    expect(page.get_by_text("You have 9 recovery codes left.")).to_be_visible()
    press(page, "#switch-off")
    expect(page.get_by_role("button", name="Set it up")).to_be_visible()


def test_the_key_can_be_copied(at_localhost: Visit, email: str) -> None:
    page = at_localhost("/", permissions=["clipboard-read", "clipboard-write"])
    log_in(page, email)
    page.goto("/account/two-step")
    press(page, "#set-up")
    press(page, "#copy-key", stays=True)
    expect(page.locator("#status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#key").inner_text()


def test_the_picture_holds_the_key(at_localhost: Visit, email: str) -> None:
    page = at_localhost("/")
    log_in(page, email)
    page.goto("/account/two-step")
    press(page, "#set-up")
    box = page.locator("svg.qr").bounding_box()
    assert box
    assert box["width"] >= 200
    assert abs(box["width"] - box["height"]) < 1
    assert page.locator("#open-app").get_attribute("href").startswith("otpauth://totp/Sightline:")


@pytest.mark.parametrize("density", range(1, 6))
def test_axe_finds_nothing_in_any_density_and_theme(
    at_localhost: Visit, email: str, density: int
) -> None:
    wanted = Look(density=density, contrast=str(CONTRASTS[density - 1].value))
    page = at_localhost("/login/passkey", wanted)
    assert violations(page) == []
    authenticator(page)
    log_in(page, email)
    add_passkey(page, "My grey laptop")
    assert violations(page) == []
    for address in ("/account/two-step", "/account/recovery-codes", "/account/sessions"):
        page.goto(address)
        assert (address, violations(page)) == (address, [])
    page.goto("/account/two-step")
    press(page, "#set-up")
    for summary in page.locator("main details:not([open]) > summary").all():
        summary.click()
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 256})
    assert too_wide(page) == []
