"""Ana and Ben bring captions from a draft to what viewers may rely on, and take them back."""

from __future__ import annotations

import pytest

from tests.unit.conftest import MediaFactory, UserFactory
from webapp.extensions import db
from webapp.models import (
    Assignment,
    Cue,
    CueNote,
    Report,
    ReviewStep,
    SoundPicture,
    Transcript,
    User,
)
from webapp.models.editor import Editor
from webapp.models.gate import Gate
from webapp.models.review import Review
from webapp.models.reviewer import ReviewRefused


@pytest.fixture
def draft(media_factory: MediaFactory) -> Transcript:
    """Three captions that an engine wrote."""
    return media_factory(cues=3).transcripts[0]


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana", "reviewer", hearing="deaf")


@pytest.fixture
def ben(user_factory: UserFactory) -> User:
    return user_factory("Ben", "librarian", hearing="hearing")


def missing(transcript: Transcript) -> dict[str, int]:
    return {each.name: each.count for each in Gate.of(transcript).missing}


def test_a_draft_is_shown_to_viewers_as_before(draft: Transcript) -> None:
    assert (draft.state, draft.offered) == ("draft", True)
    assert draft.media.captions is draft


def test_the_way_from_a_draft_to_published_is_written_down(
    draft: Transcript, ana: User, ben: User
) -> None:
    Review(draft, ana).take()
    assert draft.state == "review"
    Review(draft, ben).ask_for_changes("The names are wrong.")
    Review(draft, ana).take()
    Review(draft, ana).approve(has_read_all=True)
    gate = Review(draft, ben).publish()
    db.session.commit()
    assert gate.is_open
    assert (draft.state, draft.offered) == ("published", True)
    steps = [(each.state, each.person and each.person.name) for each in ReviewStep.of(draft.id)]
    assert steps == [
        ("published", "Ben"), ("approved", "Ana"), ("review", "Ana"), ("changes", "Ben"),
        ("review", "Ana"),
    ]  # fmt: skip
    assert not draft.is_automatic, "a person said that she has read each of them"


def test_what_is_missing_is_named_and_counted(draft: Transcript, ana: User, ben: User) -> None:
    first, second, _ = draft.cues()
    Editor(draft, ana).correct(first.id, 1, text="word " * 40)
    CueNote.add(draft, second, ben, "Who is that?")
    Report.say(draft.media, first, at_ms=0, kind="words", text="", reporter=ben, token="")
    db.session.commit()
    found = missing(draft)
    assert found.pop("lint") >= 1
    assert found == {"looked": 2, "reports": 1, "notes": 1, "signed": 1}


def test_a_change_after_the_approval_has_to_be_approved_again(draft: Transcript, ana: User) -> None:
    Review(draft, ana).approve(has_read_all=True)
    assert missing(draft) == {}
    cue = draft.cues()[0]
    Editor(draft, ana).correct(cue.id, cue.version, text="Another line.")
    db.session.commit()
    assert missing(draft) == {"signed": 1}
    Review(draft, ana).approve(has_read_all=False)
    assert missing(draft) == {}


def test_published_captions_stay_published_while_small_things_are_mended(
    draft: Transcript, ana: User
) -> None:
    Review(draft, ana).approve(has_read_all=True)
    Review(draft, ana).publish()
    cue = draft.cues()[0]
    Editor(draft, ana).correct(cue.id, cue.version, text="Another line.")
    Review(draft, ana).take()
    Review(draft, ana).approve(has_read_all=False)
    assert draft.state == "published"


def test_that_nobody_else_has_looked_is_said_and_hinders_nobody(
    draft: Transcript, ana: User, ben: User
) -> None:
    cue = draft.cues()[0]
    Editor(draft, ana).correct(cue.id, 1, text="Another line.")
    Review(draft, ana).approve(has_read_all=True)
    second = Gate.of(draft).items[-1]
    assert (second.name, second.count, second.blocks) == ("second", 1, False)
    Review(draft, ben).approve(has_read_all=True)
    assert Gate.of(draft).items[-1].is_met


def test_an_override_keeps_its_reason_and_what_was_missing(draft: Transcript, ben: User) -> None:
    with pytest.raises(ReviewRefused, match="2 things are still missing"):
        Review(draft, ben).publish()
    db.session.rollback()
    Review(draft, ben).publish("The lesson begins in an hour.")
    db.session.commit()
    step = ReviewStep.last(draft.id, "published")
    assert step is not None
    assert step.why == "The lesson begins in an hour."
    assert step.overridden == [{"name": "looked", "count": 3}, {"name": "signed", "count": 1}]
    assert draft.is_automatic, "published or not, a machine's words are labelled as such"


def test_unpublished_captions_are_kept_from_viewers_until_they_are_published_again(
    draft: Transcript, ana: User, ben: User
) -> None:
    with pytest.raises(ReviewRefused, match="Say why"):
        Review(draft, ben).unpublish("")
    db.session.rollback()
    Review(draft, ben).unpublish("Half of it is invented.")
    db.session.commit()
    assert draft.media.captions is None
    Review(draft, ana).take()
    assert (draft.state, draft.offered) == ("review", False)
    Review(draft, ana).give_back()
    assert draft.state == "unpublished"
    Review(draft, ana).approve(has_read_all=True)
    Review(draft, ben).publish()
    db.session.commit()
    assert draft.media.captions is draft


def test_whoever_takes_captions_can_give_them_back_or_to_somebody(
    draft: Transcript, ana: User, ben: User
) -> None:
    with pytest.raises(ReviewRefused, match="Nobody has taken"):
        Review(draft, ana).give_back()
    Review(draft, ana).take()
    Review(draft, ben).assign(ben)
    db.session.commit()
    given = Assignment.of(draft.id)
    assert given is not None
    assert (given.person_id, draft.state) == (ben.id, "review")
    Review(draft, ben).give_back()
    db.session.commit()
    assert (Assignment.of(draft.id), draft.state) == (None, "draft")


def test_an_approval_is_refused_while_something_speaks_against_it(
    draft: Transcript, ana: User
) -> None:
    with pytest.raises(ReviewRefused, match="Nobody has looked at 3 captions"):
        Review(draft, ana).approve(has_read_all=False)
    note = CueNote.add(draft, None, ana, "Ask the speaker for her name.")
    db.session.commit()
    with pytest.raises(ReviewRefused, match="One note still waits"):
        Review(draft, ana).approve(has_read_all=True)
    note.settle(ana)
    draft.complete = False
    with pytest.raises(ReviewRefused, match="still being written"):
        Review(draft, ana).approve(has_read_all=True)
    assert draft.state == "draft"


def test_approving_the_rest_is_one_change_that_can_be_undone(draft: Transcript, ana: User) -> None:
    Review(draft, ana).approve(has_read_all=True)
    db.session.commit()
    assert (draft.drafts, draft.corrected) == (0, 3)
    Editor(draft, ana).undo()
    db.session.commit()
    assert (draft.drafts, draft.corrected) == (3, 0)


def test_asking_for_changes_needs_words_here_or_on_a_caption(draft: Transcript, ana: User) -> None:
    with pytest.raises(ReviewRefused, match="Say what should be changed"):
        Review(draft, ana).ask_for_changes("")
    CueNote.add(draft, draft.cues()[0], ana, "Who is that?")
    Review(draft, ana).ask_for_changes("")
    assert draft.state == "changes"


def test_texts_that_are_set_aside_have_no_review(draft: Transcript, ana: User) -> None:
    draft.state = "aside"
    with pytest.raises(ReviewRefused, match="to take from"):
        Review(draft, ana)


def test_notes_of_some_cues_come_with_their_answers(
    draft: Transcript, ana: User, ben: User
) -> None:
    first, second, _ = draft.cues()
    note = CueNote.add(draft, first, ben, "Who is that?")
    db.session.commit()
    note.settle(ana)
    note.answer(ana, "Dora Smith.")
    db.session.commit()
    db.session.expire_all()
    found = CueNote.by_cue([first.id, second.id])
    assert [each.text for each in found[first.id][0].answers] == ["Dora Smith."]
    assert second.id not in found
    assert CueNote.counts_by_cue([first.id, second.id]) == {first.id: 1}, "an answer opens it again"


def test_reports_are_counted_by_their_cue(draft: Transcript, ana: User, ben: User) -> None:
    first, second, _ = draft.cues()
    for person in (ana, ben):
        Report.say(draft.media, first, at_ms=0, kind="words", text="", reporter=person, token="")
    closed = Report.say(draft.media, second, at_ms=0, kind="fast", text="", reporter=ana, token="")
    closed.close("mended", "")
    db.session.commit()
    ids = [cue.id for cue in db.session.query(Cue)]
    assert Report.counts_by_cue(ids) == {first.id: 2}
    assert list(Report.open_on(ids)) == [first.id]


def test_long_speech_without_a_caption_keeps_captions_from_being_published(
    draft: Transcript,
) -> None:
    last_ms = max(cue.end_ms for cue in draft.cues())
    speech = [["speech", 0, last_ms + 5500], ["silence", last_ms + 5500, last_ms + 9000]]
    db.session.add(SoundPicture(media_id=draft.media_id, loudness=bytes(100), stretches=speech))
    db.session.commit()
    assert missing(draft)["speech"] == 1
    draft.reading_level = 2
    assert "speech" not in missing(draft), "an edition in plain language may leave things out"
