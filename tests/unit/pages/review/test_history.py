"""Ana looks at what became of captions, and goes back to a moment."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from tests.unit.pages.conftest import CountQueries
from webapp.extensions import db
from webapp.models import Media, Revision, Transcript, User
from webapp.models.editor import Editor


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana", "reviewer")


@pytest.fixture
def browser(ana: User, sign_in: SignIn) -> FlaskClient:
    return sign_in(ana)


@pytest.fixture
def captions(media_factory: MediaFactory) -> Transcript:
    return media_factory(cues=3).transcripts[0]


@pytest.fixture
def here(captions: Transcript) -> str:
    return f"/media/{captions.media.slug}/review/{captions.id}"


def edit(captions: Transcript, ana: User, text: str) -> None:
    cue = captions.cues()[0]
    Editor(captions, ana).correct(cue.id, cue.version, text=text)
    db.session.commit()


def texts(captions: Transcript) -> list[str]:
    db.session.expire_all()
    return [cue.text for cue in captions.cues()]


def test_each_change_says_who_when_what_and_how_the_words_differ(
    browser: FlaskClient, captions: Transcript, ana: User, here: str
) -> None:
    edit(captions, ana, "Line one of the talk.")
    page = browser.get(f"{here}/history").text
    assert re.search(r"Corrected, <bdi>Ana</bdi>, <time", page)
    plain = " ".join(re.sub(r"<[^>]+>", "", page).split())
    assert "Line gone: 1, new: one, of the talk." in plain
    assert re.search(r"<del>.*?1.*?</del>\s*<ins>.*?one.*?</ins>", page)
    assert "State: not checked" in plain


def test_history_comes_in_pages_that_cost_the_same(
    browser: FlaskClient,
    captions: Transcript,
    ana: User,
    here: str,
    counted_queries: CountQueries,
) -> None:
    for n in range(25):
        edit(captions, ana, f"Text number {n}.")
    db.session.remove()  # on a server, each request has a session of its own
    with counted_queries() as many:
        page = browser.get(f"{here}/history").text
    assert page.count('class="history-entry"') == 20
    assert "Go back to how it was before all changes" not in page
    older = re.search(r'id="older" href="([^"]*)"', page)
    assert older is not None
    db.session.remove()
    with counted_queries() as few:
        rest = browser.get(older[1].replace("&amp;", "&")).text
    assert rest.count('class="history-entry"') == 5
    assert "Go back to how it was before all changes" in rest
    assert len(many) == len(few)


def test_going_back_shows_first_what_would_change_and_is_a_change_itself(
    browser: FlaskClient, captions: Transcript, ana: User, here: str
) -> None:
    first_texts = texts(captions)
    edit(captions, ana, "First.")
    then = db.session.scalars(db.select(Revision)).one()
    edit(captions, ana, "Second.")
    Editor(captions, ana).delete(captions.cues()[1].id, 1)
    db.session.commit()
    preview = browser.get(f"{here}/history/{then.id}").text
    assert "2 captions would change" in preview
    assert texts(captions)[0] == "Second."
    version = captions.version
    assert browser.post(f"{here}/history/{then.id}", data={"version": version}).status_code == 303
    assert texts(captions) == ["First.", *first_texts[1:]]
    old = browser.post(f"{here}/history/0", data={"version": version})
    assert old.status_code == 422
    assert "Somebody changed the captions meanwhile." in old.text
    browser.post(f"{here}/history/0", data={"version": captions.version})
    assert texts(captions) == first_texts
    assert "Brought back" in browser.get(f"{here}/history").text


def test_what_was_changed_and_changed_back_is_no_difference(
    browser: FlaskClient, captions: Transcript, ana: User, here: str
) -> None:
    edit(captions, ana, "First.")
    then = db.session.scalars(db.select(Revision)).one()
    edit(captions, ana, "Second.")
    edit(captions, ana, "First.")
    assert "Nothing would change" in browser.get(f"{here}/history/{then.id}").text


def test_one_caption_goes_back_to_any_of_its_texts(
    browser: FlaskClient, captions: Transcript, ana: User, here: str
) -> None:
    cue = captions.cues()[0]
    edit(captions, ana, "First.")
    edit(captions, ana, "Second.")
    page = browser.get(f"{here}/cues/{cue.id}/history").text
    assert "At first" in page
    changes = re.findall(r'name="change" value="(\d+)"', page)
    assert len(changes) == 2, "the newest is as it is now"
    form = {"change": changes[0], "version": cue.version}
    assert browser.post(f"{here}/cues/{cue.id}/history", data=form).status_code == 303
    assert texts(captions)[0] == "First."
    assert browser.post(f"{here}/cues/{cue.id}/history", data=form).status_code == 422, "stale"
    form = {"change": "0", "version": cue.version}
    browser.post(f"{here}/cues/{cue.id}/history", data=form)
    assert texts(captions)[0] == "Line 1 of the talk."


def test_a_deleted_caption_comes_back(
    browser: FlaskClient, captions: Transcript, ana: User, here: str
) -> None:
    cue = captions.cues()[1]
    Editor(captions, ana).delete(cue.id, 1)
    db.session.commit()
    page = browser.get(f"{here}/cues/{cue.id}/history").text
    assert "It was deleted." in page
    assert "Not there any more:" in page
    form = {"change": "0", "version": cue.version}
    browser.post(f"{here}/cues/{cue.id}/history", data=form)
    assert len(texts(captions)) == 3


def test_what_many_captions_share_is_cut_short(
    browser: FlaskClient, media_factory: MediaFactory, ana: User
) -> None:
    media: Media = media_factory(cues=9)
    captions = media.transcripts[0]
    Editor(captions, ana).write_all(
        [
            (cue.id, 1, cue.as_caption().__class__(cue.start_ms, cue.end_ms, "Same."))
            for cue in captions.cues()
        ],
        "replace",
    )
    db.session.commit()
    page = browser.get(f"/media/{media.slug}/review/{captions.id}/history").text
    assert "Found and replaced" in page
    assert "and 4 more captions" in page


@pytest.mark.parametrize("path", ["history/999", "cues/999/history"])
def test_what_is_not_there_is_not_there(browser: FlaskClient, here: str, path: str) -> None:
    assert browser.get(f"{here}/{path}").status_code == 404
