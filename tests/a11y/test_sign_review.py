"""Lena brings a signed version to viewers by keyboard: a note, the fit, the crop, sign-off."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tests.a11y.axe import violations
from tests.a11y.conftest import Site
from tests.a11y.lighthouse import SECONDS, draw
from tests.a11y.lighthouse import track as signed
from tests.a11y.made_media import add_media
from webapp.extensions import db
from webapp.look import Look
from webapp.models import CropTrial, Job, Media, SignActivity, SignTrack, SoundPicture

Visit = Callable[..., Page]


class Work(NamedTuple):
    """A signed version that waits for a review."""

    media: str
    address: str
    track_id: int


@pytest.fixture
def work(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Work]:
    clips = draw(tmp_path_factory.mktemp("sign-review"))
    with site.app.app_context():
        media = add_media(site.app, clips["media"], "The lighthouse keeper", origin="upload")
        media.visibility = "link"
        media.duration_ms, media.width, media.height = SECONDS * 1000, 320, 180
        track = signed(site, clips["signer"], "bfi", "Dora Smith")
        track.source, track.offset_ms = track.file, 0
        track.state, track.offered = "draft", False
        track.suggested_crop = [0.1, 0.05, 0.75, 0.95]
        media.sign_tracks.append(track)
        db.session.flush()
        speech = [["speech", 0, 2000], ["silence", 2000, 11_000], ["speech", 11_000, 12_000]]
        db.session.add(SoundPicture(media_id=media.id, loudness=b"", stretches=speech))
        db.session.add(SignActivity(track_id=track.id, stretches=[[0, 3000], [4000, 9900]]))
        db.session.commit()
        address = f"/media/{media.slug}"
        made = Work(address, f"{address}/signing/{track.id}", track.id)
    yield made
    with site.app.app_context():
        db.session.delete(Media.by_slug(address.rsplit("/", 1)[-1]))
        db.session.commit()


def at(page: Page, video: str, seconds: float) -> None:
    """Bring a video to a time, as its own slider would."""
    page.evaluate(
        "([id, at]) => { document.getElementById(id).currentTime = at; }", [video, seconds]
    )
    page.wait_for_function("id => !document.getElementById(id).seeking", arg=video)


def prepared(site: Site, work: Work) -> None:
    """What a worker does: the version is prepared as it is to be."""
    with site.app.app_context():
        track = db.session.get_one(SignTrack, work.track_id)
        db.session.execute(db.update(Job).where(Job.id == track.job_id).values(state="done"))
        db.session.commit()


def test_a_signed_version_comes_to_viewers_by_keyboard(
    site: Site, work: Work, visit: Visit
) -> None:
    page = visit(f"{work.address}/review")
    status = page.get_by_role("status")
    page.locator("#next-step").press("Enter")
    expect(status).to_contain_text("You review this signed version now.")
    at(page, "video", 2)
    page.wait_for_function("() => document.getElementById('signer-video').currentTime > 1.9")
    page.locator("#video").focus()
    page.keyboard.press("n")
    expect(page.locator("#note")).to_be_focused()
    expect(page.locator("#moment")).to_have_value("0:02.000")
    page.keyboard.type("The left hand is hidden.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(status).to_contain_text("The note was added.")
    note = page.locator(".cue-note")
    expect(note).to_contain_text("The left hand is hidden.")
    page.get_by_role("link", name="At 0:02.000").press("Enter")
    expect(page.locator("#video")).to_be_focused()
    assert violations(page, part="main") == []
    note.get_by_role("button", name="It is settled").press("Enter")
    expect(status).to_contain_text("The note is settled.")

    page.get_by_role("link", name="Fit it").press("Enter")
    page.wait_for_url("**/fit")
    expect(page.locator("#pair-keys")).to_be_visible()
    for video, seconds, key, field, time in (
        ("video", 1.5, "1", "first_media", "0:01.500"),
        ("signer-video", 1, "2", "first_signer", "0:01.000"),
        ("video", 9.5, "3", "second_media", "0:09.500"),
        ("signer-video", 9, "4", "second_signer", "0:09.000"),
    ):
        at(page, video, seconds)
        page.locator("#pair-keys button").first.focus()
        page.keyboard.press(key)
        expect(page.locator(f"#{field}")).to_have_value(time)
        expect(status).to_contain_text(time)
    page.locator("[data-of=signer] [data-command=frame-back]").press(",")
    page.wait_for_function("() => document.getElementById('signer-video').currentTime < 8.99")
    page.locator("#try").press("Enter")
    expect(page.locator("#tried")).to_contain_text("The signer begins at 0:00.500 of the video.")
    expect(page.locator("#play-together")).to_have_attribute("aria-pressed", "true")
    at(page, "video", 4)
    page.wait_for_function(
        "() => Math.abs(document.getElementById('signer-video').currentTime - 3.5) < 0.01"
    )
    assert violations(page, part="main") == []
    page.locator("#keep").press("Enter")
    expect(status).to_contain_text("Kept.")

    page.get_by_role("link", name="Part of the picture").press("Enter")
    page.wait_for_url("**/crop")
    expect(page.locator("#left")).to_have_value("10")
    page.locator("#move-left-in").press("Enter")
    expect(page.locator("#left")).to_have_value("11")
    expect(page.locator("#may-cut")).to_be_visible()
    expect(page.locator(".crop-kept").first).to_have_attribute("x", "11")
    assert violations(page, part="main") == []
    page.locator("#left").press("ArrowDown")
    expect(page.locator("#may-cut")).to_be_hidden()
    page.locator("#take-suggested").press("Enter")
    expect(status).to_contain_text("The video is being prepared like this")
    expect(page.locator("#approve")).to_have_count(0)
    prepared(site, work)

    page.goto(f"{work.address}/review")
    page.locator("#approve").press("Enter")
    expect(status).to_contain_text("You signed it off.")
    expect(page.get_by_role("heading", name="Nothing is missing")).to_be_visible()
    page.locator("#publish").press("Enter")
    expect(status).to_contain_text("Published.")
    assert violations(page, part="main") == []
    viewer = visit(work.media, Look(sign_language="bfi"), person="")
    expect(viewer.locator("#signer")).to_be_visible()


@pytest.mark.parametrize("look", [Look(), Look(density=1, contrast="yellow-black")])
def test_edges_that_cut_a_hand_are_shown_before_anything_is_kept(
    site: Site, work: Work, visit: Visit, look: Look
) -> None:
    page = visit(f"{work.address}/crop", look)
    page.locator("#left").fill("60")
    expect(page.locator("#may-cut")).to_be_visible()
    page.locator("#keep").press("Enter")
    page.wait_for_url(re.compile(r"/crop/\d+$"))
    trial = page.locator("#crop-trial")
    expect(trial).to_contain_text("waiting for its turn")
    assert violations(page, part="main") == []
    with site.app.app_context():
        job_id = db.session.scalars(db.select(CropTrial.job_id)).all()[-1]
        db.session.rollback()
        site.app.extensions["run_job"].call_local(job_id)
    expect(trial).to_contain_text("something that moves lies outside")
    expect(page.get_by_role("status")).to_contain_text("A hand may be cut.")
    expect(trial.locator("img").first).to_have_js_property("complete", True)
    assert violations(page, part="main") == []
    page.locator("#keep").press("Enter")
    expect(page.locator(".error-summary")).to_be_focused()
    assert violations(page, part="main") == []
    page.locator("#sure").press("Space")
    page.locator("#keep").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Kept.")


def test_it_goes_without_scripts_and_fits_a_small_window(work: Work, visit: Visit) -> None:
    page = visit(
        f"{work.address}/review",
        Look(density=1, contrast="yellow-black"),
        java_script_enabled=False,
        viewport={"width": 320, "height": 640},
    )
    page.get_by_label("Moment in the signed version").fill("0:03")
    page.locator("#note").fill("Who is that?")
    page.locator("#add-note").press("Enter")
    expect(page.locator(".cue-note")).to_contain_text("Who is that?")
    expect(page).to_have_url(re.compile(r"at=3000#note-of-\d+"))
    page.goto(f"{work.address}/crop")
    page.locator("#move-top-in").press("Enter")
    expect(page.locator("#top")).to_have_value("6")
    expect(page.locator("#move-top-in")).to_be_focused()
    page.goto(f"{work.address}/fit")
    page.locator("#first_media").fill("0:01.5")
    page.locator("#first_signer").fill("0:01")
    page.locator("#try").press("Enter")
    expect(page.locator("#tried")).to_contain_text("The signer begins at 0:00.500")


def test_with_very_little_the_next_step_opens_what_it_leads_to(work: Work, visit: Visit) -> None:
    page = visit(f"{work.address}/review", Look(density=1))
    expect(page.locator("#approve")).to_be_hidden()
    at(page, "video", 2)
    page.locator("#video").press("n")
    expect(page.locator("#note")).to_be_focused()
    page.keyboard.type("Her hands are too low here.")
    page.locator("#add-note").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("The note was added.")
    expect(page.locator(".cue-note")).to_be_visible()
    page.locator("#next-step").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("You review this signed version now.")
    page.locator("#next-step").press("Enter")
    expect(page.locator("#approve-title")).to_be_in_viewport()
    expect(page.locator("#approve")).to_be_visible()
    assert violations(page, part="main") == []


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_fit_and_axe_finds_nothing(work: Work, visit: Visit, width: int) -> None:
    size = {"width": width, "height": 640}
    page = visit("/review/signed?queue=all", Look(contrast="yellow-black"), viewport=size)
    for path in ("", "/review", "/fit", "/crop"):
        if path:
            page.goto(f"{work.address}{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert violations(page, part="main") == [], path
