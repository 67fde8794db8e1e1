"""Ben's phone plays one video at a time: he asks for one with the signer in it, and keeps it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.axe import violations
from tests.a11y.conftest import Site
from webapp.extensions import db
from webapp.look import Look
from webapp.media.probe import probe
from webapp.models import Composition

Watch = Callable[..., Page]


def work(site: Site) -> None:
    """What a worker does with what was asked for last."""
    with site.app.app_context():
        job_id = db.session.scalars(db.select(Composition.job_id)).all()[-1]
        db.session.rollback()
        site.app.extensions["run_job"].call_local(job_id)


def saved(page: Page, folder: Path) -> Path:
    """What the browser keeps when its link is followed by a key."""
    with page.expect_download() as download:
        page.locator("#save-composed").press("Enter")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


@pytest.mark.parametrize("look", [Look(), Look(density=1, contrast="yellow-black")])
def test_he_asks_for_one_by_keyboard_and_saves_it(
    site: Site, watch_signed: Watch, tmp_path: Path, look: Look
) -> None:
    page = watch_signed(wanted=look)
    page.goto(page.locator("#composed").evaluate("link => link.href"))
    assert violations(page, part="main") == []
    page.locator("[name=layout]:checked").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[name=layout][value=side]")).to_be_checked()
    page.locator("#share").focus()
    page.keyboard.press("End")
    page.locator("#ask").press("Enter")
    page.wait_for_url(re.compile(r"/composed/\d+$"))
    part = page.locator("#composed")
    expect(part.locator(".job-sentence").or_(page.locator("#composed-video"))).to_be_visible()
    assert violations(page, part="main") == []
    work(site)
    expect(page.locator("#composed-video")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("It is ready.")
    page.wait_for_function("() => document.getElementById('composed-video').readyState >= 1")
    assert violations(page, part="main") == []
    made = probe(saved(page, tmp_path)).video
    assert made is not None
    assert made.width > made.height, "the signer stands beside the video"


def test_without_scripts_he_looks_again_until_it_is_there(
    site: Site, watch_signed: Watch, tmp_path: Path
) -> None:
    size = {"width": 320, "height": 640}
    page = watch_signed(wanted=Look(), java_script_enabled=False, viewport=size)
    address = page.locator("#composed").get_attribute("href")
    page.goto(f"{site.address}{address}")
    page.locator("#share").select_option("25")
    page.locator("#ask").press("Enter")
    page.wait_for_url(re.compile(r"/composed/\d+$"))
    expect(page.locator(".job-sentence")).to_contain_text("You can leave this page")
    work(site)
    page.locator("#look-again").press("Enter")
    expect(page.locator("#composed-video")).to_be_visible()
    assert probe(saved(page, tmp_path)).video is not None


def test_the_link_leads_to_the_version_that_was_chosen(watch_signed: Watch) -> None:
    page = watch_signed()
    first = page.locator("#composed").get_attribute("href")
    page.get_by_role("button", name="Signer view").click()
    other = page.locator("#signer-settings").get_by_role("button", name="ASL")
    other.click()
    expect(page.locator("#composed")).not_to_have_attribute("href", first or "")
    track = other.get_attribute("data-track")
    expect(page.locator("#composed")).to_have_attribute(
        "href", re.compile(rf"/signs/{track}/composed$")
    )
