"""Where files are kept in an object store, a browser sends them straight there, and goes on."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.a11y.conftest import Site, session_cookie
from tests.a11y.made_media import add_people
from tests.serving import serving
from tests.unit.media.buckets import MIB, in_a_bucket, object_store
from webapp import create_app, stored_files
from webapp.config import Settings
from webapp.extensions import db
from webapp.media.bucket import Bucket
from webapp.media.bucket_rules import set_rules
from webapp.models import Media


@pytest.fixture
def far_away(tmp_path: Path) -> Iterator[Site]:
    """A site whose files are in a bucket."""
    with object_store() as address:
        usual = Settings(
            data_dir=tmp_path / "instance",
            secret_key="a key for the tests in a browser 123456",
            rate_limits=False,
        )
        settings = in_a_bucket(usual, address)
        bucket = Bucket(stored_files.place_of(settings))
        app = create_app(settings)
        with app.app_context():
            db.create_all()
            add_people()
        with serving(app) as origin:
            set_rules(bucket, origin=origin, parts_kept_days=7)
            yield Site(app, origin, {})


def open_page(site: Site, chromium: Browser) -> Page:
    page = chromium.new_page(base_url=site.address)
    page.context.add_cookies([session_cookie(site, "librarian")])
    page.goto("/upload")
    return page


def test_a_page_that_was_closed_goes_on_with_the_parts_that_are_missing(
    far_away: Site, chromium: Browser, tmp_path: Path
) -> None:
    file = tmp_path / "long_talk.mp4"
    file.write_bytes(secrets.token_bytes(33 * MIB))
    page = open_page(far_away, chromium)
    sent: list[str] = []
    page.route("**/*partNumber=2*", lambda route: route.abort())
    page.get_by_label("Video or audio file").set_input_files(file)
    page.get_by_label("Title").fill("Far away")
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("status")).to_have_text(re.compile("The connection is lost."))
    page.close()

    page = open_page(far_away, chromium)
    page.on("request", lambda each: sent.append(each.url) if each.method == "PUT" else None)
    page.get_by_role("link", name=f"Go on with {file.name}").click()
    expect(page.get_by_label("Title")).to_have_value("Far away")
    page.get_by_label("The same file again").set_input_files(file)
    page.get_by_role("button", name="Upload").click()
    page.wait_for_url(re.compile("/media/"))
    assert [re.findall(r"partNumber=(\d+)", url) for url in sent] == [["2"], ["3"]]
    with far_away.app.app_context():
        (media,) = db.session.scalars(db.select(Media))
        with far_away.app.extensions["storage"].open(media.file) as kept:
            assert (
                hashlib.sha256(kept.read()).digest() == hashlib.sha256(file.read_bytes()).digest()
            )
