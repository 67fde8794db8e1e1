"""While a reviewer types, she reads what is wrong; what can be put right is one press away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from webapp.extensions import db
from webapp.models import Cue, Media, Revision, Transcript

MediaFactory = Callable[..., Media]
LONG = "We have never seen anything like it in all of our lives, she said."


@pytest.fixture
def transcript(media_factory: MediaFactory) -> Transcript:
    return media_factory("A talk", cues=5).transcripts[0]


def address(cue: Cue, transcript: Transcript) -> str:
    return f"/media/{transcript.media.slug}/review/{transcript.id}/cues/{cue.id}"


def fields(cue: Cue, **typed: str) -> dict[str, str]:
    return {"text": cue.text, "start": "0:03.000", "end": "0:05.500", "version": "1"} | typed


def test_what_is_typed_is_held_against_the_rules_and_not_saved(
    librarian: FlaskClient, transcript: Transcript
) -> None:
    cue = transcript.cues()[1]
    sent = fields(cue, text=LONG, lint_seen="")
    answer = librarian.post(
        f"{address(cue, transcript)}/lint", data=sent, headers={"HX-Request": "true"}
    ).text
    assert "26.4 characters a second" in answer
    assert "Line 1 is 66 characters long; at most 42." in answer
    assert "Balance the lines" in answer
    assert (
        '<div hx-swap-oob="innerHTML:#status">In this caption: 3 errors, 1 warning.</div>' in answer
    )
    assert "<html" not in answer
    db.session.expire_all()
    assert cue.text == "Line 2 of the talk."


def test_the_same_findings_are_not_said_twice(
    librarian: FlaskClient, transcript: Transcript
) -> None:
    cue = transcript.cues()[1]
    here = f"{address(cue, transcript)}/lint"
    first = librarian.post(here, data=fields(cue, text=LONG), headers={"HX-Request": "true"}).text
    seen = first.split('name="lint_seen" value="')[1].split('"')[0]
    again = librarian.post(
        here, data=fields(cue, text=f"{LONG}!", lint_seen=seen), headers={"HX-Request": "true"}
    ).text
    assert "hx-swap-oob" not in again
    fine = librarian.post(
        here, data=fields(cue, lint_seen=seen), headers={"HX-Request": "true"}
    ).text
    assert "#status" in fine
    assert "Nothing is wrong with this caption." in fine


def test_a_form_says_it_from_the_start_and_there_is_a_page_of_it(
    librarian: FlaskClient, transcript: Transcript
) -> None:
    cue = transcript.cues()[1]
    form = librarian.get(address(cue, transcript)).text
    assert "7.6 characters a second" in form
    assert "120 words a minute" in form
    page = librarian.get(f"{address(cue, transcript)}/lint")
    assert page.status_code == 200
    assert "Nothing is wrong with this caption." in page.text


def test_a_caption_of_another_video_is_not_there(
    librarian: FlaskClient, transcript: Transcript, media_factory: MediaFactory
) -> None:
    other = media_factory("Another", cues=1).transcripts[0].cues()[0]
    assert librarian.get(f"{address(other, transcript)}/lint").status_code == 404


def test_a_suggestion_is_taken_together_with_what_was_typed(
    librarian: FlaskClient, transcript: Transcript
) -> None:
    cue = transcript.cues()[1]
    sent = fields(cue, text="They went into the\nhouse.")
    assert (
        librarian.post(f"{address(cue, transcript)}/mend?name=balance", data=sent).status_code
        == 303
    )
    db.session.expire_all()
    assert (cue.text, cue.version) == ("They went into the house.", 3)
    kinds = [revision.kind for revision in db.session.query(Revision).order_by(Revision.id)]
    assert kinds == ["edit", "mend"]


def test_a_suggestion_for_the_neighbour_and_one_that_splits(
    librarian: FlaskClient, transcript: Transcript
) -> None:
    first, second = transcript.cues()[:2]
    librarian.post(
        f"{address(second, transcript)}/mend?name=end-before", data=fields(second, start="0:02.000")
    )
    db.session.expire_all()
    assert first.end_ms == 1920
    text = "This is the first sentence of it. And this is the second one of all."
    last = transcript.cues()[-1]
    sent = fields(last, text=text, start="0:12.000", end="0:21.000")
    librarian.post(f"{address(last, transcript)}/mend?name=split", data=sent)
    db.session.expire_all()
    assert [c.text for c in transcript.cues()[-2:]] == [text[:33], text[34:]]


def test_a_suggestion_that_does_not_fit_any_more_changes_nothing(
    librarian: FlaskClient, transcript: Transcript
) -> None:
    cue = transcript.cues()[1]
    answer = librarian.post(f"{address(cue, transcript)}/mend?name=balance", data=fields(cue))
    assert answer.status_code == 422
    assert "This suggestion does not fit any more." in answer.text


def test_rows_say_that_something_is_wrong(librarian: FlaskClient, transcript: Transcript) -> None:
    transcript.cues()[1].text = "Gone"
    db.session.query(Cue).where(Cue.id == transcript.cues()[1].id).update({"end_ms": 3100})
    transcript._changed()
    db.session.commit()
    here = f"/media/{transcript.media.slug}/review/{transcript.id}"
    assert "problem" in librarian.get(here).text
