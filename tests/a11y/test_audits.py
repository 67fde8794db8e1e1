"""Qasim audits the pages by keyboard, judges what was found, and sees what changed."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.axe import rules_for, too_wide, violations
from tests.a11y.conftest import Site
from tests.a11y.worker import working
from tests.unit import audit_runs
from webapp.audit.wcag import CRITERIA
from webapp.extensions import db
from webapp.look import Look
from webapp.models import AuditRun, Library, Membership, User
from webapp.models.clock import utc_now

Visit = Callable[..., Page]
A_PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63"
    "f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)
LINK = audit_runs.link()


@pytest.fixture(scope="module", autouse=True)
def qasim(site: Site) -> None:
    """Somebody whose work audits are, and nothing else."""
    with site.app.app_context():
        user = User(
            email="qa@example.org",
            name="Qasim",
            fs_uniquifier=secrets.token_hex(16),
            confirmed_at=utc_now(),
        )
        user.memberships = [Membership(library=Library.default(), role="qa")]
        db.session.add(user)
        db.session.commit()


@pytest.fixture
def runs(site: Site) -> Iterator[list[int]]:
    """The ids of two audits: the second found a new link, and the video was mended."""
    with site.app.app_context():
        name = site.app.extensions["storage"].save(io.BytesIO(A_PICTURE), ".png")
        found = (
            (LINK, audit_runs.silent_video(), audit_runs.doubtful_picture()),
            (LINK, audit_runs.link("more"), audit_runs.doubtful_picture()),
        )
        made = [
            audit_runs.kept_run(
                audit_runs.made_run(*each, trees={f"t{n}": f'- main\n  - heading "News {n}x"'}),
                {LINK.identity: name},
            ).id
            for n, each in enumerate(found)
        ]
    yield made
    with site.app.app_context():
        for each in db.session.query(AuditRun):
            db.session.delete(each)
        db.session.commit()


def press(page: Page, role: str, name: str) -> None:
    """Go to something with the keyboard's focus, and press it."""
    thing = page.get_by_role(role, name=name, exact=True).first  # type: ignore[arg-type]
    thing.focus()
    page.keyboard.press("Enter")


def test_qasim_audits_two_pages_and_follows_it_to_its_end(site: Site, visit: Visit) -> None:
    page = visit("/help", person="qa")
    press(page, "link", "Audits")
    page.get_by_role("radio", name="One form").focus()
    page.keyboard.press("Space")
    page.get_by_label("Which pages").fill("help, *")
    press(page, "button", "Start an audit")
    expect(page.get_by_role("status")).to_have_text("The audit was started.")
    expect(page.get_by_text("It is waiting for its turn.")).to_be_visible()
    with working(site.app):
        found = page.get_by_role("link", name="Show what was found")
        expect(found).to_be_visible(timeout=200_000)
    expect(page.get_by_role("status")).to_have_text("The audit is finished.")
    expect(page.locator("#progress")).not_to_have_attribute("hx-trigger", "every")
    found.press("Enter")
    expect(page.locator("main")).to_contain_text("checks made:")
    expect(page.locator("main")).to_contain_text("Looked with")


def test_qasim_accepts_a_finding_until_a_day_and_compares_with_the_next_audit(
    runs: list[int], visit: Visit
) -> None:
    page = visit(f"/audits/{runs[0]}", person="qa")
    press(page, "link", "This link says only “here”.")
    expect(page.get_by_role("img", name="The element as it looks on the page")).to_be_visible()
    press(page, "button", "Keep the judgement")
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("radio", name="Accepted for now").focus()
    page.keyboard.press("Space")
    page.locator("#until").fill((utc_now().date() + timedelta(days=30)).isoformat())
    page.locator("#because").fill("The page goes in spring.")
    press(page, "button", "Keep the judgement")
    expect(page.get_by_role("status")).to_have_text("Kept. It holds for later audits, too.")

    page.goto(f"/audits/{runs[1]}")
    expect(page.locator(f"#finding-{LINK.identity}")).to_contain_text("Accepted for now")
    page.get_by_text("More", exact=True).press("Enter")
    press(page, "link", "Compare the two")
    expect(page.locator("section:has(> #change-new)")).to_contain_text("“more”")
    expect(page.locator("section:has(> #change-mended)")).to_contain_text("no captions")


def test_findings_are_narrowed_in_place_and_it_is_said(runs: list[int], visit: Visit) -> None:
    page = visit(f"/audits/{runs[0]}", person="qa")
    page.locator("#filters-summary").press("Enter")
    page.get_by_label("Whom it touches").select_option("deaf")
    press(page, "button", "Show")
    expect(page.get_by_role("status")).to_have_text("One finding.")
    assert "touches=deaf" in page.url
    expect(page.get_by_role("link", name="This video has no captions.")).to_be_visible()
    page.locator("#chosen-touches").press("Enter")
    expect(page.get_by_role("status")).to_have_text("3 findings.")


def test_without_scripts_qasim_narrows_judges_and_works_through_what_needs_a_person(
    runs: list[int], visit: Visit
) -> None:
    page = visit(f"/audits/{runs[1]}", person="qa", java_script_enabled=False)
    page.locator("#filters-summary").click()
    page.get_by_label("Kind").select_option("needs-person")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".audit-finding")).to_have_count(1)
    page.goto(f"/audits/{runs[1]}/by-hand")
    page.get_by_role("radio", name="Looked at: in order").first.check()
    page.get_by_role("button", name="Write it down").first.click()
    expect(page.get_by_role("status")).to_have_text("Kept.")
    expect(page.get_by_role("heading", name=f"1 of {1 + len(CRITERIA)} done")).to_be_visible()


@pytest.mark.parametrize(
    ("density", "contrast", "width"),
    [(1, "high-dark", 1280), (5, "yellow-black", 1280), (3, "normal", 320)],
)
def test_the_pages_fit_and_axe_finds_nothing(
    runs: list[int], visit: Visit, density: int, contrast: str, width: int
) -> None:
    here = f"/audits/{runs[1]}"
    page = visit(
        "/audits",
        Look(density=density, contrast=contrast),
        person="qa",
        viewport={"width": width, "height": 800},
    )
    for address in (
        "/audits", here, f"{here}/findings/{LINK.identity}", f"{here}/by-hand",
        f"{here}/against?trees=start", f"{here}/progress",
    ):  # fmt: skip
        page.goto(address)
        assert violations(page, rules_for(contrast)) == [], address
        assert too_wide(page) == [], address
