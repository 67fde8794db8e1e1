"""A reviewer replaces a word in all captions at once, sees it before, and can take it back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from webapp.captions.document import Cue as Caption
from webapp.extensions import db
from webapp.models import Cue, Media, Revision, Transcript, User
from webapp.models.editor import Editor
from webapp.pages.review.find import ON_A_PAGE


@pytest.fixture
def transcript(media_factory: Callable[..., Media]) -> Transcript:
    """Three lines of a talk; Ana says the second, and begins with a word in italics."""
    made = media_factory(cues=3).transcripts[0]
    second = made.cues()[1]
    second.speaker, second.markup = "Ana", "<v Ana><i>Line</i> 2 of the talk.</v>"
    second.words = [[word, 3000 + 400 * n, 3300 + 400 * n, 0.9]
                    for n, word in enumerate(second.text.split())]  # fmt: skip
    db.session.commit()
    return made


def address(transcript: Transcript, query: str = "") -> str:
    return f"/media/{transcript.media.slug}/review/{transcript.id}/find{query}"


def texts(transcript: Transcript) -> list[str]:
    db.session.expire_all()
    return [cue.text for cue in transcript.cues()]


def ticked(page: str) -> list[str]:
    return re.findall(r'name="cue" value="([\d-]+)" checked', page)


def test_what_is_found_is_counted_marked_and_leads_to_its_row(
    librarian: FlaskClient, transcript: Transcript
) -> None:
    text = librarian.get(address(transcript, "?q=talk")).text
    assert "3 captions have this." in text
    assert "Found 3 times." in text
    assert text.count("<mark>talk</mark>") == 3
    second = transcript.cues()[1]
    assert f"?cue={second.id}#cue-{second.id}" in text
    assert "No caption has this." in librarian.get(address(transcript, "?q=talks")).text


def test_only_whole_words_of_one_speaker_where_that_is_asked(
    librarian: FlaskClient, transcript: Transcript
) -> None:
    assert "No caption" in librarian.get(address(transcript, "?q=tal&word=1")).text
    assert "No caption" in librarian.get(address(transcript, "?q=Talk&case=1")).text
    assert "1 caption has" in librarian.get(address(transcript, "?q=talk&speaker=by:Ana")).text
    assert "2 captions have" in librarian.get(address(transcript, "?q=talk&speaker=by:")).text


def test_she_sees_each_change_before_it_is_made(
    librarian: FlaskClient, transcript: Transcript
) -> None:
    text = librarian.get(address(transcript, "?q=line&by=row&preview=1")).text
    assert len(ticked(text)) == 3
    assert re.search(r"<del>.*gone:.*Line.*</del>", text)
    assert re.search(r"<ins>.*new:.*Row.*</ins>", text)
    assert texts(transcript)[0] == "Line 1 of the talk."


def test_what_is_ticked_is_changed_in_one_step_with_times_and_styles(
    librarian: FlaskClient, transcript: Transcript
) -> None:
    boxes = ticked(librarian.get(address(transcript, "?q=line&by=row&preview=1")).text)
    sent = {"q": "line", "by": "row", "cue": boxes[1:]}
    text = librarian.post(address(transcript), data=sent).text
    assert "2 captions were changed. Undo takes this back in one step." in text
    assert len(ticked(text)) == 1  # the one that was not ticked is still found
    assert texts(transcript) == [
        "Line 1 of the talk.", "Row 2 of the talk.", "Row 3 of the talk.",
    ]  # fmt: skip
    second = transcript.cues()[1]
    assert second.markup == "<v Ana><i>Row</i> 2 of the talk.</v>"
    assert second.words[0][:3] == ["Row", 3000, 3300]
    (revision,) = db.session.query(Revision).all()
    assert (revision.kind, len(revision.changes)) == ("replace", 2)
    librarian.post(f"/media/{transcript.media.slug}/review/{transcript.id}/undo")
    assert texts(transcript)[1] == "Line 2 of the talk."


def test_what_ben_changed_meanwhile_stays_as_he_left_it_and_she_is_told(
    librarian: FlaskClient, transcript: Transcript, user_factory: Callable[..., User]
) -> None:
    boxes = ticked(librarian.get(address(transcript, "?q=line&by=row&preview=1")).text)
    first = transcript.cues()[0]
    Editor(transcript, user_factory("Ben", "reviewer")).correct(first.id, 1, text="My line.")
    db.session.commit()
    text = librarian.post(address(transcript), data={"q": "line", "by": "row", "cue": boxes}).text
    assert "2 captions were changed." in text
    assert "1 was changed by somebody else meanwhile" in text
    assert texts(transcript)[0] == "My line."
    assert ticked(text) == [f"{first.id}-2"]  # offered again, as it is now


def test_a_caption_of_which_nothing_would_be_left_is_not_changed(
    librarian: FlaskClient, transcript: Transcript
) -> None:
    Editor(transcript, User.by_email("lena@example.org")).correct(  # type: ignore[arg-type]
        transcript.cues()[0].id, 1, text="talk"
    )
    db.session.commit()
    text = librarian.get(address(transcript, "?q=talk&by=&preview=1")).text
    assert "Nothing would be left." in text
    assert len(ticked(text)) == 2


def test_nothing_ticked_is_refused_in_words(librarian: FlaskClient, transcript: Transcript) -> None:
    answer = librarian.post(address(transcript), data={"q": "line", "by": "row"})
    assert answer.status_code == 422
    assert '<a href="#find-places">Tick the captions that are to be changed.</a>' in answer.text


def test_many_can_be_replaced_at_once_unless_somebody_changed_one_meanwhile(
    librarian: FlaskClient, media_factory: Callable[..., Media]
) -> None:
    transcript = media_factory(cues=ON_A_PAGE + 5).transcripts[0]
    text = librarian.get(address(transcript, "?q=line&by=row&preview=1")).text
    assert len(ticked(text)) == ON_A_PAGE
    assert f"Replace in all {ON_A_PAGE + 5} captions" in text
    old = {"q": "line", "by": "row", "all": str(transcript.version - 1)}
    assert "Look at the changes once more." in librarian.post(address(transcript), data=old).text
    assert texts(transcript)[0].startswith("Line")
    now = old | {"all": str(transcript.version)}
    answer = librarian.post(address(transcript), data=now, headers={"HX-Request": "true"})
    assert answer.headers["Sightline-Changed"] == "1"
    assert all(text.startswith("Row") for text in texts(transcript))
    assert db.session.query(Revision).count() == 1


def test_what_holds_markup_is_shown_as_text(librarian: FlaskClient, transcript: Transcript) -> None:
    cue = db.session.get_one(Cue, transcript.cues()[0].id)
    cue.text = "<b>talk</b>"
    transcript.add_cues([Caption(50_000, 51_000, "the talk")], author="file")
    db.session.commit()
    for query in ("?q=talk", "?q=talk&by=<i>x</i>&preview=1"):
        text = librarian.get(address(transcript, query)).text
        assert "<b>talk" not in text
        assert "<i>x" not in text
