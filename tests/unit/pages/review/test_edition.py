"""A reviewer writes captions in plain language beside those that are word for word."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from webapp.extensions import db
from webapp.models import GlossaryTerm, Media, Revision, Transcript, edition
from webapp.models.glossary import Entry

MediaFactory = Callable[..., Media]
FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def verbatim(media_factory: MediaFactory) -> Transcript:
    made = media_factory("The clinic", cues=45, origin="upload").transcripts[0]
    made.cues()[0].text = "The physicians administer anticoagulants to Dr. Okonkwo's patients."
    db.session.commit()
    return made


@pytest.fixture
def plain(verbatim: Transcript) -> Transcript:
    made = edition.begin(verbatim, 2)
    db.session.commit()
    return made


def address(verbatim: Transcript) -> str:
    return f"/media/{verbatim.media.slug}/review/{verbatim.id}/edition"


def test_an_edition_is_begun_for_a_reading_level_and_viewers_do_not_get_it(
    librarian: FlaskClient, verbatim: Transcript
) -> None:
    answer = librarian.post(address(verbatim), data={"level": "2"})
    (made,) = edition.editions_of(verbatim)
    assert answer.headers["Location"].endswith(f"/edition/{made.id}")
    assert (made.reading_level, made.language, made.offered) == (2, "en", False)
    refused = librarian.post(address(verbatim), data={"level": "2"})
    assert refused.status_code == 422
    assert "There is an edition for this reading level already." in refused.text
    assert librarian.post(address(verbatim), data={"level": "5"}).status_code == 422


def test_what_is_written_beside_a_caption_gets_its_times_and_a_history(
    librarian: FlaskClient, verbatim: Transcript, plain: Transcript
) -> None:
    cue = verbatim.cues()[0]
    here = f"{address(verbatim)}/{plain.id}/{cue.id}"
    assert librarian.post(here, data={"text": "The doctors give medicine."}).status_code == 303
    (made,) = plain.cues()
    assert (made.text, made.start_ms, made.end_ms) == ("The doctors give medicine.", 0, 2500)
    sent = {"text": "Doctors give medicine.", "plain": made.id, "version": made.version}
    answer = librarian.post(here, data=sent, headers=FRAGMENT)
    assert "Saved. 1 are written." in answer.text
    assert 'id="pair-' in answer.text
    assert "<html" not in answer.text
    db.session.expire_all()
    librarian.post(here, data={"text": " ", "plain": made.id, "version": made.version})
    db.session.expire_all()
    assert plain.cue_count == 0
    kinds = [revision.kind for revision in db.session.query(Revision).order_by(Revision.id)]
    assert kinds == ["insert", "edit", "delete"]
    assert [c.text for c in verbatim.cues()][1] == "Line 2 of the talk."


def test_the_same_words_are_taken_over(
    librarian: FlaskClient, verbatim: Transcript, plain: Transcript
) -> None:
    cue = verbatim.cues()[1]
    librarian.post(f"{address(verbatim)}/{plain.id}/{cue.id}", data={"text": "", "take": "1"})
    assert [each.text for each in plain.cues()] == ["Line 2 of the talk."]


@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_two_who_write_at_one_place_lose_nothing(
    librarian: FlaskClient, verbatim: Transcript, plain: Transcript, headers: dict[str, str]
) -> None:
    here = f"{address(verbatim)}/{plain.id}/{verbatim.cues()[0].id}"
    librarian.post(here, data={"text": "Ana's words."})
    late = librarian.post(here, data={"text": "Ben's words."}, headers=headers)
    assert late.status_code == 409
    assert "Ana&#39;s words." in late.text
    assert "Ben&#39;s words.</textarea>" in late.text
    assert [each.text for each in plain.cues()] == ["Ana's words."]


def test_only_a_window_is_in_the_page_with_what_the_glossary_knows(
    librarian: FlaskClient, verbatim: Transcript, plain: Transcript
) -> None:
    GlossaryTerm.put(verbatim.media.library, Entry("anticoagulants", plain="medicine for blood"))
    db.session.commit()
    page = librarian.get(f"{address(verbatim)}/{plain.id}").text
    assert page.count("<textarea") == 20
    assert "medicine for blood" in page
    assert "Part 1 of 3" in page
    last = librarian.get(f"{address(verbatim)}/{plain.id}?part=3").text
    assert last.count("<textarea") == 5


def test_while_one_writes_one_reads_how_easy_it_is(
    librarian: FlaskClient, verbatim: Transcript, plain: Transcript
) -> None:
    here = f"{address(verbatim)}/{plain.id}/{verbatim.cues()[0].id}/check"
    hard = "The physicians administer anticoagulants to many patients every day and also at night."
    answer = librarian.post(here, data={"text": hard}, headers=FRAGMENT).text
    assert "Hard to read." in answer
    assert "A sentence has 13 words. At this level at most 12 are easy." in answer
    assert "anticoagulants" in answer
    assert "Easy to read." in librarian.post(here, data={"text": "The dog runs."}).text
    assert plain.cue_count == 0


def test_the_editions_of_a_transcript_are_listed_and_another_ones_are_not_there(
    librarian: FlaskClient, verbatim: Transcript, plain: Transcript, media_factory: MediaFactory
) -> None:
    page = librarian.get(address(verbatim)).text
    assert "0 captions; word for word there are 45." in page
    assert f"/review/{plain.id}" in page
    assert "Begin one beside captions" in librarian.get(address(plain)).text
    other = media_factory("Another", cues=1).transcripts[0]
    assert librarian.get(f"{address(other)}/{plain.id}").status_code == 404
