"""Ana makes an account, uses it and leaves, with the keyboard alone, in any look."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from tests.a11y.axe import violations
from tests.a11y.conftest import Site
from tests.a11y.worker import look_again, make_copy
from webapp.accounts import first_start
from webapp.extensions import db
from webapp.look import Look
from webapp.models import Mail, User

Visit = Callable[..., Page]

WORDS, OTHER_WORDS = "vier Wolken unter Wasser", "sieben Lampen im Regen"
WAIT_MS = 30_000
"""For a page that takes a password: a slow machine hashes it slowly."""
TABS = 90
"""More than any page here has places to stop at."""


class Person:
    """Somebody with a keyboard, who reads what is on the page."""

    def __init__(self, site: Site, page: Page, *, checks: bool) -> None:
        self.site, self.page, self._checks = site, page, checks

    def reaches(self, wanted: Locator) -> None:
        """Go there with the Tab key; what stands under 'More' is opened first."""
        wanted.wait_for(state="attached")
        if not wanted.is_visible():
            self._tabs_to(self.page.locator("#rest > summary"))
            self.page.keyboard.press("Enter")
        self._tabs_to(wanted)

    def _tabs_to(self, wanted: Locator) -> None:
        for _ in range(TABS):
            if wanted.evaluate("element => element === document.activeElement"):
                expect(wanted).to_be_in_viewport()
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key does not lead to {wanted}")

    def presses(self, wanted: Locator) -> None:
        self.reaches(wanted)
        self.page.keyboard.press("Enter")

    def follows(self, link: str) -> None:
        self.presses(self.page.locator("main a", has_text=link).last)

    def types(self, label: str, text: str) -> None:
        self.reaches(self.page.get_by_label(label, exact=False).and_(self.page.locator("input")))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def sends(self, button: str) -> None:
        self.presses(self.page.get_by_role("button", name=button, exact=True))

    def is_on(self, heading: str) -> None:
        """See that it is the page, and that axe finds nothing wrong with it."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading, timeout=WAIT_MS)
        if not self._checks:
            return
        self.page.evaluate(
            "for (const d of document.querySelectorAll('main details')) d.open = true"
        )
        assert violations(self.page) == []

    def reads(self, sentence: str) -> None:
        expect(self.page.get_by_role("status")).to_contain_text(sentence, timeout=WAIT_MS)

    def opens_mail(self, to: str, subject: str) -> None:
        """Read that a mail has come, and open the link in the newest with this subject."""
        self.is_on("Look into your mail")
        with self.site.app.app_context():
            text = db.session.scalars(
                select(Mail.text)
                .where(Mail.recipient == to, Mail.subject == subject)
                .order_by(Mail.id.desc())
            ).first()
        link = re.search(r"^https?://\S+/\S+$", text or "", re.MULTILINE)
        assert link, f"no mail {subject!r} to {to}"
        self.page.goto(urlsplit(link[0]).path)

    def logs_in(self, email: str, words: str) -> None:
        self.is_on("Log in")
        self.types("E-mail address", email)
        self.types("Password", words)
        self.sends("Log in")


@pytest.mark.parametrize(
    ("look", "scripts"),
    [
        (Look(), True),
        (Look(density=1, contrast="yellow-black"), True),
        (Look(density=5, contrast="high-light"), False),
    ],
    ids=["everyday", "little in yellow on black", "everything without scripts"],
)
def test_the_whole_life_of_an_account_by_keyboard(
    site: Site, visit: Visit, look: Look, scripts: bool
) -> None:
    name = f"ana-{secrets.token_hex(4)}"
    old, new = f"{name}@example.org", f"{name}@example.net"
    page = visit("/", look, person="", java_script_enabled=scripts)
    ana = Person(site, page, checks=scripts)

    ana.presses(page.locator("#log-in"))
    ana.is_on("Log in")
    ana.follows("I have no account yet")
    ana.is_on("Make an account")
    ana.types("Name that others see", "Figueroa")
    ana.types("E-mail address", old)
    ana.types("Password", WORDS)
    ana.sends("Make the account")
    ana.reads(f"We are sending a mail to {old}.")

    ana.opens_mail(old, "Confirm your address")
    ana.is_on("Confirm your address")
    ana.sends("Confirm my address")
    ana.reads("Your address is confirmed.")
    ana.logs_in(old, WORDS)

    ana.presses(page.locator("#account"))
    ana.is_on("Your account")
    expect(page.locator("html")).to_have_attribute("data-contrast", look.contrast)
    ana.follows("Change the password")
    ana.is_on("Change your password")
    ana.types("Password that you have now", WORDS)
    ana.types("New password", OTHER_WORDS)
    ana.sends("Keep the new password")
    ana.reads("Your password is changed.")

    ana.follows("Change the address")
    ana.is_on("Change your address")
    ana.types("New e-mail address", new)
    ana.sends("Send me the link")
    ana.opens_mail(new, "Confirm your new address")
    ana.sends("Confirm my address")
    ana.reads("From now on, log in with it.")
    ana.is_on("Your account")
    ana.sends("Log out")
    ana.reads("You are logged out.")

    ana.presses(page.locator("#log-in"))
    ana.follows("I do not know my password")
    ana.is_on("Choose a new password")
    ana.types("E-mail address", new)
    ana.sends("Send me the link")
    ana.opens_mail(new, "Choose a new password")
    ana.is_on("Choose a new password")
    ana.types("New password", WORDS)
    ana.sends("Keep this password")
    ana.reads("Log in with it.")
    ana.logs_in(new, WORDS)

    ana.presses(page.locator("#account"))
    ana.follows("Save a copy of what is yours")
    ana.is_on("A copy of what is yours")
    ana.sends("Make the copy")
    ana.is_on("A copy of what is yours")
    make_copy(site.app)
    if not scripts:
        look_again(page)
    save = page.locator("#save-copy")
    save.wait_for()
    with page.expect_download() as download:
        ana.presses(save)
    assert download.value.suggested_filename.endswith(".zip")
    ana.follows("Back to your account")
    ana.follows("Delete the account")
    ana.is_on("Delete the account")
    ana.sends("Delete my account for good")
    ana.reads("Your account is deleted.")
    with site.app.app_context():
        assert User.by_email(new) is None


@pytest.mark.parametrize("scripts", [True, False], ids=["with-js", "no-js"])
@pytest.mark.parametrize(
    ("address", "button", "first"),
    [
        ("/login", "Log in", "E-mail address"),
        ("/register", "Make the account", "Name that others see"),
        ("/reset", "Send me the link", "E-mail address"),
        ("/confirm", "Send me the link", "E-mail address"),
    ],
)
def test_what_is_missing_is_said_first_and_leads_to_its_field(
    site: Site, visit: Visit, address: str, button: str, first: str, scripts: bool
) -> None:
    page = visit(address, person="", java_script_enabled=scripts)
    ana = Person(site, page, checks=scripts)
    ana.sends(button)
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused(timeout=WAIT_MS)
    ana.presses(summary.get_by_role("link").first)
    expect(page.get_by_label(first).and_(page.locator("input"))).to_be_focused()


def test_a_password_can_be_seen_and_is_sent_as_one(site: Site, visit: Visit) -> None:
    page = visit("/register", person="")
    field = page.locator("#password")
    field.fill(WORDS)
    page.get_by_role("button", name="Show: Password").click()
    expect(field).to_have_attribute("type", "text")
    expect(page.get_by_role("button", name="Hide: Password")).to_be_focused()
    page.get_by_role("button", name="Make the account").click()
    expect(page.locator(".error-summary")).to_be_focused(timeout=WAIT_MS)
    expect(page.locator("#password")).to_have_attribute("type", "password")
    expect(page.locator("#password")).to_have_value("")


def test_a_password_can_be_pasted(site: Site, visit: Visit) -> None:
    page = visit("/login", person="")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("words => navigator.clipboard.writeText(words)", WORDS)
    page.locator("#password").focus()
    page.keyboard.press("Control+V")
    expect(page.locator("#password")).to_have_value(WORDS)


@pytest.mark.parametrize("density", [1, 3, 5])
@pytest.mark.parametrize("address", ["/login", "/register", "/account", "/account/delete"])
def test_nothing_is_cut_off_on_a_small_screen(
    site: Site, visit: Visit, address: str, density: int
) -> None:
    who = "viewer" if address.startswith("/account") else ""
    small = {"width": 320, "height": 256}
    page = visit(address, Look(density=density), person=who, viewport=small)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_first_administrator_comes_in_with_the_code(site: Site, visit: Visit) -> None:
    with site.app.app_context():
        code = first_start.new_code(site.app.extensions["settings"].data_dir)
    page = visit("/first-start", person="")
    ana = Person(site, page, checks=True)
    ana.is_on("First start")
    ana.types("Code", code)
    ana.types("Name that others see", "Figueroa")
    ana.types("E-mail address", f"{secrets.token_hex(4)}@example.org")
    ana.types("Password", WORDS)
    ana.sends("Make the account")
    ana.reads("You are the administrator of this site.")
    with site.app.app_context():
        for boss in db.session.scalars(select(User).where(User.is_admin)):
            boss.is_admin = False  # for whoever comes next
        db.session.commit()
    assert visit("/first-start", person="").title().startswith("First start")
