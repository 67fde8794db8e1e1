"""With an object store, people watch, see stills and save files that come straight from there."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.conftest import Site
from tests.a11y.file_origins import CUES, PICTURE, site_with_a_video
from tests.serving import address_of, listen
from tests.unit.media.buckets import KEY, REGION, SECRET, bucket_at, object_store
from webapp.media.bucket_rules import set_rules


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One server for pages, and the store at another port: another origin."""
    folder = tmp_path_factory.mktemp("object-store")
    with object_store() as store, listen() as listening:
        bucket = bucket_at(store)
        set_rules(bucket, origin=address_of(listening), parts_kept_days=8)
        kept_in_store = {
            "s3_bucket": bucket.name,
            "s3_endpoint_url": store,
            "s3_region": REGION,
            "s3_access_key": KEY,
            "s3_secret": SECRET,
        }
        with site_with_a_video(folder, listening, **kept_in_store) as found:
            yield found


def test_the_video_plays_from_the_store_with_its_captions(
    visit: Callable[..., Page], site: Site
) -> None:
    """``visit`` fails on any error in the console, such as a refusal by a policy."""
    page = visit(site.media["captioned"])
    with page.expect_response(lambda answer: answer.url.startswith(origin(site))) as came:
        page.reload()
    assert came.value.status in (200, 206)
    page.evaluate("() => { const v = document.querySelector('video'); v.muted = true; v.play(); }")
    page.wait_for_function(PICTURE)
    page.evaluate("() => { document.querySelector('video').textTracks[0].mode = 'showing'; }")
    page.wait_for_function(CUES)
    page.wait_for_function("() => document.querySelector('video').currentTime > 0.2")


def test_stills_of_the_store_are_shown(visit: Callable[..., Page]) -> None:
    page = visit("/")
    still = page.locator(".card-still img").first
    expect(still).to_be_visible()
    still.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('.card-still img').naturalWidth > 0")


def test_the_original_is_saved_from_the_store(visit: Callable[..., Page], site: Site) -> None:
    page = visit(site.media["captioned"])
    link = page.get_by_role("link", name="Save the original file").first
    if not link.is_visible():
        page.get_by_text("More", exact=True).first.click()
    with page.expect_download() as saving:
        link.click()
    assert saving.value.failure() is None
    assert saving.value.url.startswith(origin(site))


def origin(site: Site) -> str:
    found: str = site.app.extensions["storage"].origin
    return found


def test_a_page_can_send_a_part_to_the_store(visit: Callable[..., Page], site: Site) -> None:
    storage = site.app.extensions["storage"]
    content = os.urandom(1000)
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    name = storage.new_name(".mp4")
    upload = storage.part_uploads.begin(name)
    link = storage.part_uploads.links(name, upload, {1: digest})[1]
    page = visit("/")
    status = page.evaluate(
        """async ([link, digest, bytes]) => {
            const headers = {"x-amz-checksum-sha256": digest};
            const body = new Blob([new Uint8Array(bytes)], {type: "application/octet-stream"});
            return (await fetch(link, {method: "PUT", headers, body})).status;
        }""",
        [link, digest, list(content)],
    )
    assert status == 200
    storage.part_uploads.complete(name, upload, 1000)
    with storage.open(name) as kept:
        assert kept.read() == content
