"""Logging in by keys alone, with codes of an app and with passkeys.

The passkeys are those of Chromium's virtual authenticator (W3C Web Authentication, WebDriver).
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any
from urllib.parse import urlsplit

from passlib.totp import TOTP
from playwright.sync_api import CDPSession, Page, expect

from webapp.look import Look

PASSWORD = "seven quiet harbours at night"  # noqa: S105
LOOKS = [Look(), Look(density=1, contrast="yellow-black")]
"""Pages of accounts are tried in these."""


def log_in(page: Page, email: str) -> None:
    page.goto("/login")
    page.get_by_label("E-mail address").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: urlsplit(url).path != "/login")


def log_out(page: Page) -> None:
    page.goto("/account")
    press(page, "#log-out")
    expect(page.locator("#log-in")).to_be_visible()


def press(page: Page, selector: str, *, stays: bool = False) -> None:
    """Reach a control with Tab alone, and press it; it leads to a page, unless one stays."""
    target = page.locator(selector)
    expect(target).to_be_visible()
    for _ in range(60):
        if target.evaluate("element => element === document.activeElement"):
            with nullcontext() if stays else page.expect_navigation():
                page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} cannot be reached with the keyboard")


def authenticator(page: Page, **options: Any) -> tuple[CDPSession, str]:
    """Give the browser a device that keeps passkeys and knows who holds it."""
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    kind = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
        **options,
    }
    made = browser.send("WebAuthn.addVirtualAuthenticator", {"options": kind})
    return browser, made["authenticatorId"]


def add_passkey(page: Page, name: str, usage: str = "first") -> None:
    page.goto("/account/passkeys")
    page.get_by_label("Name of the passkey").fill(name)
    page.locator(f"input[value={usage}]").check()
    press(page, "#add-passkey")
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def set_up_codes(page: Page) -> TOTP:
    page.goto("/account/two-step")
    press(page, "#set-up")
    app = TOTP(page.locator("#key").inner_text().replace(" ", ""))
    page.locator("#code").fill(str(app.generate().token))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Switched on")).to_be_visible()
    return app
