"""Second steps, passkeys and log-ins in a real browser: by keyboard, in two looks, with axe.

The passkeys are those of Chromium's virtual authenticator (W3C Web Authentication, WebDriver).
"""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask_security import hash_password
from passlib.totp import TOTP
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from tests.a11y.conftest import Site, look_cookie
from webapp.extensions import db
from webapp.look import CONTRASTS, Look
from webapp.models import Library, Membership, User
from webapp.models.clock import utc_now

Visit = Callable[..., Page]

PASSWORD = "seven quiet harbours at night"  # noqa: S105
expect.set_options(timeout=20_000)  # hashing passwords takes its time on a busy machine
LOOKS = [Look(), Look(density=1, contrast="yellow-black")]
RULES = {
    "resultTypes": ["violations"],
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "rules": {"target-size": {"enabled": True}},
}


@pytest.fixture
def ana(site: Site) -> str:
    """The address of somebody with a password; another one for each test."""
    email = f"ana-{secrets.token_hex(4)}@example.org"
    with site.app.app_context():
        user = User(
            email=email,
            name="Ana",
            fs_uniquifier=secrets.token_hex(16),
            confirmed_at=utc_now(),
            password=hash_password(PASSWORD),
        )
        user.memberships = [Membership(library=Library.default(), role="viewer")]
        db.session.add(user)
        db.session.commit()
    return email


@pytest.fixture
def at_localhost(site: Site, chromium: Browser) -> Iterator[Visit]:
    """Opens a page in a fresh browser, at the one name without https that passkeys work at."""
    address = site.address.replace("127.0.0.1", "localhost")
    contexts: list[BrowserContext] = []
    mistakes: list[str] = []

    def open_page(path: str, wanted: Look | None = None, **options: Any) -> Page:
        context = chromium.new_context(base_url=address, **options)
        contexts.append(context)
        context.add_cookies([{**look_cookie(site, wanted or Look()), "url": address}])
        page = context.new_page()
        page.on("pageerror", lambda error: mistakes.append(f"{path}: {error}"))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert mistakes == []


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


def violations(page: Page) -> list[str]:
    page.wait_for_load_state()
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in found]


def too_wide(page: Page) -> bool:
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )


def set_up_codes(page: Page) -> TOTP:
    page.goto("/account/two-step")
    press(page, "#set-up")
    app = TOTP(page.locator("#key").inner_text().replace(" ", ""))
    page.locator("#code").fill(str(app.generate().token))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Switched on")).to_be_visible()
    return app


@pytest.mark.parametrize("wanted", LOOKS, ids=["usual", "little, yellow on black"])
def test_the_second_step_is_set_up_used_and_switched_off_by_keyboard(
    at_localhost: Visit, ana: str, wanted: Look
) -> None:
    page = at_localhost("/", wanted, viewport={"width": 320, "height": 640})
    log_in(page, ana)
    page.goto("/account/two-step")
    assert violations(page) == []
    press(page, "#set-up")
    assert violations(page) == []
    assert not too_wide(page)
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
    assert not too_wide(page)
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    with page.expect_download() as download:
        press(page, "#save-codes", stays=True)
    assert download.value.suggested_filename == "sightline-recovery-codes.txt"
    assert all(each in download.value.path().read_text() for each in codes)
    log_out(page)

    log_in(page, ana)
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


def test_the_key_can_be_copied(at_localhost: Visit, ana: str) -> None:
    page = at_localhost("/", permissions=["clipboard-read", "clipboard-write"])
    log_in(page, ana)
    page.goto("/account/two-step")
    press(page, "#set-up")
    press(page, "#copy-key", stays=True)
    expect(page.locator("#status")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("#key").inner_text()


def test_the_picture_holds_the_key(at_localhost: Visit, ana: str) -> None:
    page = at_localhost("/")
    log_in(page, ana)
    page.goto("/account/two-step")
    press(page, "#set-up")
    box = page.locator("svg.qr").bounding_box()
    assert box
    assert box["width"] >= 200
    assert abs(box["width"] - box["height"]) < 1
    assert page.locator("#open-app").get_attribute("href").startswith("otpauth://totp/Sightline:")


@pytest.mark.parametrize("wanted", LOOKS, ids=["usual", "little, yellow on black"])
def test_a_passkey_is_added_used_and_removed_by_keyboard(
    at_localhost: Visit, ana: str, wanted: Look
) -> None:
    page = at_localhost("/", wanted, viewport={"width": 320, "height": 640})
    authenticator(page)
    log_in(page, ana)
    page.goto("/account/passkeys")
    assert violations(page) == []
    assert not too_wide(page)
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


def test_a_passkey_in_place_of_the_password_is_both_steps(at_localhost: Visit, ana: str) -> None:
    page = at_localhost("/")
    authenticator(page)
    log_in(page, ana)
    add_passkey(page, "My grey laptop")
    set_up_codes(page)
    log_out(page)
    page.goto("/login/passkey")
    press(page, "#use-passkey")
    expect(page.locator("#account")).to_be_visible()


def test_a_passkey_is_the_second_step_beside_the_codes(at_localhost: Visit, ana: str) -> None:
    page = at_localhost("/")
    authenticator(page, transport="usb", hasUserVerification=False, isUserVerified=False)
    log_in(page, ana)
    add_passkey(page, "On my key ring", usage="secondary")
    app = set_up_codes(page)
    log_out(page)

    log_in(page, ana)
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose the second step")
    assert violations(page) == []
    page.get_by_label("A passkey").check()
    press(page, "#select-step")
    expect(page.get_by_role("heading", level=1)).to_have_text("The second step: your passkey")
    press(page, "#use-passkey")
    expect(page.locator("#account")).to_be_visible()
    log_out(page)

    log_in(page, ana)
    page.get_by_label("A code from your app").check()
    press(page, "#select-step")
    page.locator("#code").fill(str(app.generate(time=int(time.time()) + 30).token))
    page.keyboard.press("Enter")
    expect(page.locator("#account")).to_be_visible()


def test_a_second_step_alone_does_not_log_in(at_localhost: Visit, ana: str) -> None:
    page = at_localhost("/")
    authenticator(page)
    log_in(page, ana)
    add_passkey(page, "On my key ring", usage="secondary")
    log_out(page)
    page.goto("/login/passkey")
    press(page, "#use-passkey")
    expect(page.locator("#passkey-start")).to_be_visible()
    page.goto("/account")
    expect(page).to_have_url(re.compile("/login"))


def test_a_passkey_shows_again_who_somebody_is(at_localhost: Visit, ana: str) -> None:
    page = at_localhost("/")
    authenticator(page)
    log_in(page, ana)
    add_passkey(page, "My grey laptop")
    page.goto("/account/verify?next=/account/two-step")
    press(page, "#verify-passkey")
    page.wait_for_url("**/account/two-step")


def test_a_device_without_the_passkey_is_told_so_and_offered_another_try(
    at_localhost: Visit, ana: str
) -> None:
    page = at_localhost("/login/passkey")
    authenticator(page, isUserVerified=False)
    press(page, "#use-passkey")
    expect(page.locator("#passkey-says")).to_have_text(
        "No passkey was used: you stopped it, or it took too long. Try again, or go back."
    )
    expect(page.locator("#passkey-start")).to_be_focused()
    assert violations(page) == []


def test_the_same_device_cannot_be_added_twice(at_localhost: Visit, ana: str) -> None:
    page = at_localhost("/")
    authenticator(page)
    log_in(page, ana)
    add_passkey(page, "My grey laptop")
    page.get_by_label("Name of the passkey").fill("The same again")
    press(page, "#add-passkey")
    expect(page.locator("#passkey-says")).to_have_text(
        "This device has a passkey for your account already. Use another device, or go back."
    )


def test_a_name_that_is_missing_or_used_is_refused_in_the_page(
    at_localhost: Visit, ana: str
) -> None:
    page = at_localhost("/")
    log_in(page, ana)
    page.goto("/account/passkeys")
    press(page, "#add-passkey")
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".error-summary")).to_contain_text("Give the passkey a name")
    assert violations(page) == []


def test_without_scripts_the_page_says_so_and_offers_the_other_ways(
    at_localhost: Visit, ana: str
) -> None:
    page = at_localhost("/login/passkey", java_script_enabled=False)
    expect(page.get_by_text("Passkeys need JavaScript.")).to_be_visible()
    expect(page.get_by_role("link", name="Log in with the password")).to_be_visible()
    log_in(page, ana)
    page.goto("/account/passkeys")
    expect(page.get_by_text("Passkeys need JavaScript.")).to_be_visible()


def test_a_browser_without_passkeys_says_so(at_localhost: Visit) -> None:
    page = at_localhost("/settings")
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto("/login/passkey")
    expect(page.get_by_text("This browser has no passkeys.")).to_be_visible()
    expect(page.locator("#use-passkey")).to_be_hidden()
    assert violations(page) == []


@pytest.mark.parametrize("wanted", LOOKS, ids=["usual", "little, yellow on black"])
def test_log_ins_elsewhere_are_ended_by_keyboard(
    at_localhost: Visit, ana: str, wanted: Look
) -> None:
    elsewhere = at_localhost("/")
    log_in(elsewhere, ana)
    page = at_localhost("/", wanted, viewport={"width": 320, "height": 640})
    log_in(page, ana)
    page.goto("/account/sessions")
    expect(page.get_by_text("This browser")).to_be_visible()
    assert violations(page) == []
    assert not too_wide(page)
    press(page, "#end-others")
    expect(page.get_by_role("status").first).to_contain_text("You are logged out everywhere else.")
    elsewhere.goto("/account")
    expect(elsewhere).to_have_url(re.compile("/login"))
    expect(elsewhere.locator("#status")).to_have_text("You were logged out on this device.")


@pytest.mark.parametrize("wanted", LOOKS, ids=["usual", "little, yellow on black"])
def test_who_is_locked_out_reads_how_to_get_in(at_localhost: Visit, ana: str, wanted: Look) -> None:
    page = at_localhost("/login", wanted, viewport={"width": 320, "height": 640})
    for _ in range(10):  # the first wait is a second, which a slow machine may take anyway
        if page.get_by_role("heading", level=1).inner_text() == "Wait a moment":
            break
        page.get_by_label("E-mail address").fill(ana)
        page.locator("#password").fill("wrong")
        with page.expect_navigation():
            page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Wait a moment")
    assert violations(page) == []
    assert not too_wide(page)
    press(page, "main a[href*='/login/passkey']")
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in with a passkey")


@pytest.mark.parametrize("wanted", LOOKS, ids=["usual", "little, yellow on black"])
def test_what_was_typed_is_sent_after_logging_in_again(
    at_localhost: Visit, ana: str, wanted: Look
) -> None:
    page = at_localhost("/", wanted, viewport={"width": 320, "height": 640})
    log_in(page, ana)
    page.goto("/account")
    page.locator("#name").fill("Ana of the pier")
    page.context.clear_cookies(name="session")
    press(page, "#keep-account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Log in, then send it again")
    assert violations(page) == []
    assert not too_wide(page)
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ana of the pier")
    with page.context.expect_page() as opened:
        press(page, "#do-first", stays=True)
    log_in(opened.value, ana)
    opened.value.close()
    press(page, "#send-again")
    expect(page.get_by_role("heading", level=1)).to_have_text("Send it once more")
    press(page, "#send-again")
    expect(page.locator("#account")).to_contain_text("Ana of the pier")


@pytest.mark.parametrize("density", range(1, 6))
def test_axe_finds_nothing_in_any_density_and_theme(
    at_localhost: Visit, ana: str, density: int
) -> None:
    wanted = Look(density=density, contrast=str(CONTRASTS[density - 1].value))
    page = at_localhost("/login/passkey", wanted)
    assert violations(page) == []
    authenticator(page)
    log_in(page, ana)
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
    assert not too_wide(page)
