"""Ida's line breaks while she brings a signed version: it goes on, and there is one in the end."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tasks.tidying import tidy
from tests.unit import kept_files
from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.pages.uploads.sending import (
    FILM,
    HALF,
    SPOKEN,
    offset_of,
    on_disk,
    only_upload,
    said,
    send,
)
from webapp.config import Settings
from webapp.events import job_queued, video_uploaded
from webapp.extensions import db
from webapp.models import IncomingUpload, Job, Media, Membership, SignTrack, User
from webapp.models.clock import utc_now

pytestmark = pytest.mark.without("s3", reason="an object store takes uploads in parts")

DORA = {"language": "bfi", "nature": "translation", "title": "Dora Smith"}


@pytest.fixture
def media(media_factory: MediaFactory) -> Media:
    return media_factory("The lighthouse")


@pytest.fixture
def ida(user_factory: UserFactory) -> User:
    return user_factory("Ida", "reviewer")


@pytest.fixture
def browser(ida: User, sign_in: SignIn) -> FlaskClient:
    return sign_in(ida)


@pytest.fixture
def lena(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    """The browser of somebody who manages the video."""
    return sign_in(user_factory("Lena", "librarian"))


def begin(
    browser: FlaskClient, media: Media, size: int = len(FILM), version: str = "", **words: str
) -> TestResponse:
    metadata = said(filename="dora.mp4", fingerprint="abc", **words)
    headers = {**SPOKEN, "Upload-Length": str(size), "Upload-Metadata": metadata}
    return browser.post(f"/uploads/signing/{media.slug}{version}", headers=headers)


def half(browser: FlaskClient, media: Media, version: str = "") -> str:
    """Send the first half; returns the upload's address."""
    address = begin(browser, media, version=version, **DORA).location
    assert send(browser, address, FILM[:HALF]).status_code == 204
    return address


def finish(browser: FlaskClient, address: str) -> TestResponse:
    return send(browser, address, FILM[HALF:], HALF)


def versions() -> list[SignTrack]:
    db.session.rollback()
    return list(db.session.scalars(db.select(SignTrack).order_by(SignTrack.id)))


def name_of(address: str) -> str:
    return address.rpartition("/")[2]


class TestTheEnd:
    """One upload becomes one version, or the file of one, and nothing else."""

    def test_two_halves_become_one_version_that_is_prepared(
        self, app: Flask, browser: FlaskClient, media: Media, ida: User
    ) -> None:
        hints: list[int] = []
        new_videos: list[int] = []

        def note(_sender: object, job_id: int) -> None:
            hints.append(job_id)

        def note_video(_sender: object, job_id: int) -> None:
            new_videos.append(job_id)

        job_queued.connect(note)
        video_uploaded.connect(note_video)
        address = half(browser, media)
        assert versions() == []
        assert offset_of(browser, address) == HALF
        assert finish(browser, address).status_code == 204
        (track,) = versions()
        assert (track.language, track.nature, track.title) == ("bfi", "translation", "Dora Smith")
        assert (track.media_id, track.person_id) == (media.id, ida.id)
        assert (track.original_name, track.bytes) == ("dora.mp4", len(FILM))
        assert kept_files.content(app, track.source) == FILM
        assert not track.offered, "viewers get it when somebody has published it"
        assert (hints, new_videos) == ([track.job_id], [])
        assert db.session.query(Media).count() == 1

    def test_a_last_piece_that_is_sent_again_brings_it_once(
        self, browser: FlaskClient, media: Media
    ) -> None:
        address = half(browser, media)
        assert finish(browser, address).status_code == 204
        assert send(browser, address, b"", len(FILM)).status_code == 204
        assert finish(browser, address).status_code == 409
        assert browser.delete(address, headers=SPOKEN).status_code == 403
        assert len(versions()) == 1
        assert db.session.query(Job).filter_by(media_id=media.id, kind="signs").count() == 1

    def test_another_file_takes_the_place_of_the_one_that_is_there_at_the_end(
        self, app: Flask, browser: FlaskClient, media: Media
    ) -> None:
        finish(browser, half(browser, media))
        (track,) = versions()
        old_source, old_job = track.source, track.job
        address = half(browser, media, version=f"?version={track.id}")
        assert kept_files.is_kept(app, old_source), "viewers keep it until the other has come"
        assert finish(browser, address).status_code == 204
        (again,) = versions()
        assert (again.id, again.title) == (track.id, "Dora Smith")
        assert again.source != old_source
        assert not kept_files.is_kept(app, old_source)
        assert old_job is not None
        assert db.session.get_one(Job, old_job.id).state == "cancelled"
        assert kept_files.content(app, again.source) == FILM


class TestWho:
    """Whoever may bring it at the beginning must still be allowed to at the end."""

    def test_viewers_and_uploaders_bring_none(
        self, client: FlaskClient, media: Media, user_factory: UserFactory, sign_in: SignIn
    ) -> None:
        for person in (user_factory("Vera"), user_factory("Ula", "uploader")):
            assert begin(sign_in(person), media, **DORA).status_code == 403
        assert begin(client, media, **DORA).status_code == 401

    def test_a_video_that_she_may_not_see_takes_none(
        self, browser: FlaskClient, media_factory: MediaFactory
    ) -> None:
        hidden = media_factory("Not hers", visibility="people")
        assert begin(browser, hidden, **DORA).status_code in (403, 404)
        assert db.session.query(IncomingUpload).count() == 0

    def test_whoever_may_no_longer_review_cannot_end_it(
        self, browser: FlaskClient, media: Media, ida: User
    ) -> None:
        address = half(browser, media)
        db.session.execute(db.delete(Membership).where(Membership.user_id == ida.id))
        db.session.commit()
        assert finish(browser, address).status_code == 403
        assert versions() == []

    def test_rights_that_go_while_the_last_piece_is_on_its_way_are_gone(
        self,
        browser: FlaskClient,
        media: Media,
        ida: User,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        address, ida_id = half(browser, media), ida.id
        read = IncomingUpload.expiry

        def lose_the_role(kept_for: timedelta) -> object:
            db.session.execute(db.delete(Membership).where(Membership.user_id == ida_id))
            return read(kept_for)

        # `Hold.record` asks for it after some bytes have come: so a slow piece is held here.
        monkeypatch.setattr(IncomingUpload, "expiry", staticmethod(lose_the_role))
        monkeypatch.setattr("webapp.media.arriving.SYNC_S", -1)
        assert finish(browser, address).status_code == 403
        assert versions() == []
        assert only_upload().state == "arriving"

    def test_only_who_may_change_a_version_brings_another_file_for_it(
        self, browser: FlaskClient, media: Media, user_factory: UserFactory, sign_in: SignIn
    ) -> None:
        finish(browser, half(browser, media))
        here = f"?version={versions()[0].id}"
        ben = sign_in(user_factory("Ben", "reviewer"))
        assert begin(ben, media, version=here).status_code == 403
        assert begin(browser, media, version="?version=999").status_code == 404
        assert begin(browser, media, version="?version=x").status_code == 404

    def test_whoever_may_no_longer_change_a_version_cannot_end_another_file_for_it(
        self, browser: FlaskClient, lena: FlaskClient, media: Media
    ) -> None:
        finish(browser, half(browser, media))
        (track,) = versions()
        source = track.source
        address = half(lena, media, version=f"?version={track.id}")
        db.session.execute(db.update(Membership).values(role="reviewer"))
        db.session.commit()
        assert finish(lena, address).status_code == 403
        assert versions()[0].source == source

    def test_a_version_that_is_deleted_takes_its_unfinished_file_with_it(
        self, app: Flask, browser: FlaskClient, media: Media
    ) -> None:
        finish(browser, half(browser, media))
        (track,) = versions()
        address = half(browser, media, version=f"?version={track.id}")
        browser.post(f"/media/{media.slug}/signing/{track.id}/delete")
        assert finish(browser, address).status_code == 404
        assert versions() == []


@pytest.mark.parametrize(
    ("words", "size", "sentence"),
    [
        ({"language": ""}, 5, "Choose the sign language."),
        ({"language": "eng"}, 5, "Choose the sign language."),
        ({"nature": "avatar"}, 5, "Choose how it came about."),
        ({}, 0, "This file is empty."),
    ],
)
def test_what_cannot_be_meant_is_refused_before_a_byte_is_sent(
    browser: FlaskClient, media: Media, words: dict[str, str], size: int, sentence: str
) -> None:
    answer = begin(browser, media, size, **(DORA | words))
    assert answer.status_code == 422
    assert sentence in answer.get_json(force=True)["detail"]
    assert db.session.query(IncomingUpload).count() == 0


class TestRoom:
    """What is said to come takes its room at once, as for videos."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"person_quota_bytes": len(FILM) * 2})

    def test_a_version_that_does_not_fit_is_refused_at_both_ends(
        self, browser: FlaskClient, media: Media, ida: User, media_factory: MediaFactory
    ) -> None:
        refused = begin(browser, media, len(FILM) * 2 + 1, **DORA)
        assert refused.status_code == 413
        assert "This file does not fit." in refused.get_json(force=True)["detail"]
        address = half(browser, media)
        media_factory("In the way", owner=ida, content=FILM * 2)
        refused = finish(browser, address)
        assert refused.status_code == 413
        assert versions() == []
        assert offset_of(browser, address) == HALF, "what has arrived is kept"


class TestThePage:
    """The page tells what was not finished of this video, and goes on with it."""

    def add(self, media: Media) -> str:
        return f"/media/{media.slug}/signing/add"

    def test_it_tells_her_alone_and_at_this_video_alone(
        self, browser: FlaskClient, lena: FlaskClient, media: Media, media_factory: MediaFactory
    ) -> None:
        assert "Not finished" not in browser.get(self.add(media)).text
        name = name_of(half(browser, media))
        page = browser.get(self.add(media)).text
        assert "<bdi>dora.mp4</bdi>: 50 % of 10\xa0kB had arrived." in page
        assert f'data-address="/uploads/{name}" data-bytes="{len(FILM)}"' in page
        assert f'href="{self.add(media)}?go_on={name}"' in page
        assert "dora.mp4" not in lena.get(self.add(media)).text
        other = media_factory("Another one")
        assert "dora.mp4" not in browser.get(self.add(other)).text
        assert "dora.mp4" not in browser.get(f"{self.add(other)}?go_on={name}").text

    def test_the_page_for_videos_leads_to_it_and_does_not_take_it_for_a_video(
        self, media: Media, lena: FlaskClient
    ) -> None:
        name = name_of(half(lena, media))
        page = lena.get("/upload").text
        assert "It is a signed version of <bdi>The lighthouse</bdi>." in page
        assert f'href="{self.add(media)}?go_on={name}"' in page
        assert "data-fingerprint" not in page
        assert "data-go-on" not in lena.get(f"/upload?go_on={name}").text
        assert lena.post(f"/upload/{name}/details", data={"title": "x"}).status_code == 404

    def test_what_was_typed_is_there_when_she_goes_on(
        self, browser: FlaskClient, media: Media
    ) -> None:
        name = name_of(half(browser, media))
        typed = {"title": "Dora <3", "nature": "original", "language": ""}
        kept = browser.post(f"{self.add(media)}/{name}/details", data=typed)
        assert kept.location == f"{self.add(media)}?go_on={name}"
        page = browser.get(kept.location).text
        assert 'value="Dora &lt;3"' in page
        assert '<option value="bfi" selected>' in page, "what cannot be meant is not taken over"
        assert only_upload().nature == "original"
        assert "50 % of <bdi>dora.mp4</bdi>" in page
        assert f'data-go-on="/uploads/{name}"' in page

    def test_what_was_typed_to_the_end_is_kept_with_the_version(
        self, browser: FlaskClient, media: Media
    ) -> None:
        address = half(browser, media)
        finish(browser, address)
        about = f"{self.add(media)}/{name_of(address)}/details"
        wrong = browser.post(about, data={**DORA, "language": ""})
        assert wrong.status_code == 422
        assert "Choose the sign language." in wrong.text
        answer = browser.post(about, data={**DORA, "title": "Dora"})
        (track,) = versions()
        assert answer.location == f"/media/{media.slug}/signing/{track.id}"
        assert "Your file has arrived." in browser.get(answer.location).text
        assert track.title == "Dora"

    def test_another_file_goes_on_at_its_own_page(self, browser: FlaskClient, media: Media) -> None:
        finish(browser, half(browser, media))
        (track,) = versions()
        here = f"/media/{media.slug}/signing/{track.id}/file"
        address = half(browser, media, version=f"?version={track.id}")
        assert "dora.mp4" not in browser.get(self.add(media)).text
        go_on = f"{here}?go_on={name_of(address)}"
        assert f'href="{go_on}"' in browser.get(here).text
        assert f'data-create="/uploads/signing/{media.slug}?version={track.id}"' in (
            browser.get(go_on).text
        )
        finish(browser, address)
        about = f"{self.add(media)}/{name_of(address)}/details"
        assert browser.post(about).location == f"/media/{media.slug}/signing/{track.id}"

    def test_she_can_throw_it_away(self, app: Flask, browser: FlaskClient, media: Media) -> None:
        name = name_of(half(browser, media))
        path = on_disk(app)
        answer = browser.post(f"/upload/{name}/throw-away")
        assert answer.location == self.add(media)
        page = browser.get(answer.location).text
        assert "What had arrived was thrown away." in page
        assert "dora.mp4" not in page
        assert not path.exists()

    def test_without_scripts_the_whole_file_takes_the_place_of_the_half(
        self, app: Flask, browser: FlaskClient, media: Media
    ) -> None:
        name = name_of(half(browser, media))
        path = on_disk(app)
        form = {**DORA, "file": (io.BytesIO(FILM), "dora.mp4")}
        answer = browser.post(f"{self.add(media)}?go_on={name}", data=form)
        (track,) = versions()
        assert answer.location == f"/media/{media.slug}/signing/{track.id}"
        assert db.session.query(IncomingUpload).count() == 0
        assert not path.exists()

    def test_others_change_nothing(
        self, browser: FlaskClient, lena: FlaskClient, media: Media
    ) -> None:
        name = name_of(half(browser, media))
        about = f"{self.add(media)}/{name}/details"
        assert lena.post(about, data={**DORA, "title": "x"}).status_code == 404
        assert only_upload().title == "Dora Smith"


def test_what_is_left_over_is_swept(app: Flask, browser: FlaskClient, media: Media) -> None:
    address = half(browser, media)
    path = on_disk(app)
    over = {"expires_at": utc_now() - timedelta(seconds=1)}
    db.session.execute(db.update(IncomingUpload).values(**over))
    db.session.commit()
    assert finish(browser, address).status_code == 410
    assert tidy(app.extensions["storage"]) == 1
    assert not path.exists()
    assert versions() == []
