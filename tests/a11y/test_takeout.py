"""Ana asks for a copy of what is hers by keyboard, is told when it is ready, and saves it."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.axe import violations
from tests.a11y.conftest import Site
from tests.a11y.worker import look_again, make_copy
from webapp.extensions import db
from webapp.look import Look
from webapp.models import Takeout

Visit = Callable[..., Page]
ADDRESS = "/account/export"


def asks(page: Page) -> None:
    page.locator("#ask-copy").press("Enter")
    expect(page.locator("#copy .job-sentence")).to_contain_text("waiting for its turn")


def saves(page: Page, folder: Path) -> None:
    with page.expect_download() as download:
        page.locator("#save-copy").press("Enter")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    with zipfile.ZipFile(path) as copy:
        assert "account.json" in copy.namelist()


@pytest.fixture(autouse=True)
def _nothing_is_left(site: Site) -> None:
    with site.app.app_context():
        for each in db.session.scalars(db.select(Takeout)):
            db.session.delete(each)
        db.session.commit()


@pytest.mark.parametrize("look", [Look(), Look(density=1, contrast="yellow-black")])
def test_the_page_says_by_itself_when_it_is_ready(
    site: Site, visit: Visit, tmp_path: Path, look: Look
) -> None:
    page = visit(ADDRESS, look, person="viewer")
    assert violations(page, part="main") == []
    asks(page)
    assert violations(page, part="main") == []
    make_copy(site.app)
    expect(page.get_by_role("status")).to_contain_text("Your copy is ready.")
    expect(page.locator("#save-copy")).to_be_visible()
    assert page.locator("[hx-get]").count() == 0, "nothing is asked for any more"
    assert violations(page, part="main") == []
    saves(page, tmp_path)


def test_without_scripts_she_looks_again_herself(site: Site, visit: Visit, tmp_path: Path) -> None:
    page = visit(ADDRESS, Look(), person="viewer", java_script_enabled=False)
    asks(page)
    make_copy(site.app)
    look_again(page)
    expect(page.locator("#copy .job-sentence")).to_contain_text("Your copy is ready.")
    saves(page, tmp_path)
