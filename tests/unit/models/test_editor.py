"""Reviewers change captions, alone and at once; each change can be seen and taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from webapp.captions.document import Cue as Caption
from webapp.captions.document import Word
from webapp.extensions import db
from webapp.models import Cue, CueChange, Media, Revision, Transcript, User
from webapp.models.editor import Editor
from webapp.models.pen import EditRefused, Stale

MediaFactory = Callable[..., Media]
UserFactory = Callable[..., User]


@pytest.fixture
def transcript(media_factory: MediaFactory) -> Transcript:
    """Three captions of an engine; of the first one, the times of its words are known."""
    made = media_factory(cues=3).transcripts[0]
    first = made.cues()[0]
    first.words = [["Line", 0, 500, 0.9], ["1", 500, 700, 0.3], ["of", 700, 900, 0.9],
                   ["the", 900, 1100, 0.9], ["talk.", 1500, 2400, 0.9]]  # fmt: skip
    db.session.commit()
    return made


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana", "reviewer", hearing="deaf")


@pytest.fixture
def ben(user_factory: UserFactory) -> User:
    return user_factory("Ben", "reviewer", hearing="hearing")


def texts(transcript: Transcript) -> list[str]:
    db.session.expire_all()
    return [cue.text for cue in transcript.cues()]


def test_a_corrected_caption_is_hers_and_its_words_keep_their_times(
    transcript: Transcript, ana: User
) -> None:
    cue = transcript.cues()[0]
    version = transcript.version
    revision = Editor(transcript, ana).correct(cue.id, 1, text="Line one of the talk.")
    assert revision is not None
    assert (cue.text, cue.author, cue.state, cue.version) == (
        "Line one of the talk.", "person", "corrected", 2,
    )  # fmt: skip
    assert cue.words[1] == ["one", 500, 700, None]
    assert cue.words[4] == ["talk.", 1500, 2400, 0.9]
    assert (transcript.version, transcript.corrected, transcript.drafts) == (version + 1, 1, 2)
    (change,) = revision.changes
    assert change.before is not None
    assert change.before["text"] == "Line 1 of the talk."


def test_saving_what_it_says_already_is_no_change(transcript: Transcript, ana: User) -> None:
    cue = transcript.cues()[0]
    assert Editor(transcript, ana).correct(cue.id, 1, text=cue.text) is None
    assert (cue.version, cue.state) == (1, "draft")
    assert db.session.query(Revision).count() == 0


def test_who_was_slower_changes_nothing_and_is_shown_both_texts(
    transcript: Transcript, ana: User, ben: User
) -> None:
    cue = transcript.cues()[0]
    Editor(transcript, ben).correct(cue.id, 1, text="Line one, by Ben.")
    db.session.commit()
    with pytest.raises(Stale) as stale:
        Editor(transcript, ana).correct(cue.id, 1, text="Line one, by Ana.")
    assert stale.value.cue.text == "Line one, by Ben."
    assert stale.value.base is not None
    assert stale.value.base["text"] == "Line 1 of the talk."
    assert stale.value.by == ben
    db.session.rollback()
    assert texts(transcript)[0] == "Line one, by Ben."


def test_a_split_caption_is_two_with_the_times_of_their_words(
    transcript: Transcript, ana: User
) -> None:
    cue = transcript.cues()[0]
    Editor(transcript, ana).split(cue.id, 1, cue.text.index("talk"))
    first, second, *_ = transcript.cues()
    assert (first.text, second.text) == ("Line 1 of the", "talk.")
    assert (first.end_ms, second.start_ms) == (1416, 1500)
    assert transcript.cue_count == 4


def test_two_captions_become_one_and_the_other_leaves_a_tombstone(
    transcript: Transcript, ana: User
) -> None:
    first, second, _ = transcript.cues()
    Editor(transcript, ana).merge(first.id, 1, 1)
    assert texts(transcript) == [
        "Line 1 of the talk.\nLine 2 of the talk.", "Line 3 of the talk.",
    ]  # fmt: skip
    assert db.session.get_one(Cue, second.id).deleted_at_ms is not None
    assert transcript.cue_count == 2


def test_words_go_to_the_neighbour_on_either_side(transcript: Transcript, ana: User) -> None:
    first, second, third = transcript.cues()
    Editor(transcript, ana).give(second.id, 1, 1, 1, forward=True)
    Editor(transcript, ana).give(second.id, 2, 1, 2, forward=False)
    assert texts(transcript) == [
        "Line 1 of the talk. Line 2", "of the", "talk. Line 3 of the talk.",
    ]  # fmt: skip
    assert (first.version, second.version, third.version) == (2, 3, 2)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda editor, cue: editor.correct(cue.id, 1, text="  "), "has no text"),
        (lambda editor, cue: editor.correct(cue.id, 1, end_ms=cue.start_ms), "must end after"),
        (lambda editor, cue: editor.split(cue.id, 1, 0), "Put the caret between"),
        (lambda editor, cue: editor.give(cue.id, 1, 1, 1, forward=False), "no caption before"),
        (lambda editor, cue: editor.correct(cue.id + 99, 1, text="a"), "not there any more"),
        (lambda editor, cue: editor.undo(), "nothing to undo"),
        (lambda editor, cue: editor.redo(), "nothing to bring back"),
    ],
)
def test_what_cannot_be_done_is_said(
    transcript: Transcript, ana: User, change: Callable[[Editor, Cue], object], sentence: str
) -> None:
    with pytest.raises(EditRefused, match=sentence):
        change(Editor(transcript, ana), transcript.cues()[0])
    db.session.rollback()
    assert texts(transcript)[0] == "Line 1 of the talk."


def test_only_who_hears_verifies_against_the_sound(
    transcript: Transcript, ana: User, ben: User
) -> None:
    cue = transcript.cues()[0]
    with pytest.raises(EditRefused, match="Only somebody who hears"):
        Editor(transcript, ana).approve(cue.id, 1, verified=True)
    Editor(transcript, ana).approve(cue.id, 1, verified=False)
    assert cue.state == "corrected"
    Editor(transcript, ben).approve(cue.id, 2, verified=True)
    assert (cue.state, transcript.verified) == ("verified", 1)
    Editor(transcript, ana).correct(cue.id, 3, start_ms=40)
    assert cue.state == "verified"  # the words are those that he heard
    Editor(transcript, ana).correct(cue.id, 4, text="Line 1 of a talk.")
    assert cue.state == "corrected"


def test_one_undoes_and_redoes_ones_own_changes_step_by_step(
    transcript: Transcript, ana: User, ben: User
) -> None:
    first, second, third = transcript.cues()
    Editor(transcript, ana).correct(first.id, 1, text="One.")
    Editor(transcript, ana).split(second.id, 1, 7)
    Editor(transcript, ben).correct(third.id, 1, text="By Ben.")
    Editor(transcript, ana).undo()
    assert texts(transcript) == ["One.", "Line 2 of the talk.", "By Ben."]
    Editor(transcript, ana).undo()
    assert texts(transcript)[0] == "Line 1 of the talk."
    assert (first.state, first.author) == ("draft", "engine")
    with pytest.raises(EditRefused):
        Editor(transcript, ana).undo()
    Editor(transcript, ana).redo()
    Editor(transcript, ana).redo()
    assert texts(transcript) == ["One.", "Line 2", "of the talk.", "By Ben."]
    Editor(transcript, ana).undo()
    assert texts(transcript) == ["One.", "Line 2 of the talk.", "By Ben."]
    Editor(transcript, ana).delete(third.id, 2)
    with pytest.raises(EditRefused):
        Editor(transcript, ana).redo()
    assert (transcript.cue_count, transcript.drafts, transcript.corrected) == (2, 1, 1)


def test_undoing_never_takes_anothers_words_away(
    transcript: Transcript, ana: User, ben: User
) -> None:
    cue = transcript.cues()[0]
    Editor(transcript, ana).correct(cue.id, 1, text="One.")
    Editor(transcript, ben).correct(cue.id, 2, text="One, two.")
    with pytest.raises(Stale) as stale:
        Editor(transcript, ana).undo()
    assert stale.value.by == ben


def test_many_captions_are_changed_at_once_or_not_at_all(
    transcript: Transcript, ana: User, ben: User
) -> None:
    cues = transcript.cues()
    wanted = [
        (cue.id, 1, replace(cue.as_caption(), text=cue.text.replace("talk", "lecture")))
        for cue in cues
    ]
    Editor(transcript, ben).correct(cues[2].id, 1, text="Line three of the talk.")
    db.session.commit()
    with pytest.raises(Stale):
        Editor(transcript, ana).write_all(wanted, "replace")
    db.session.rollback()
    assert not any("lecture" in text for text in texts(transcript))
    Editor(transcript, ana).write_all(wanted[:2], "replace")
    assert [("lecture" in text) for text in texts(transcript)] == [True, True, False]
    assert cues[0].words[4][:3] == ["lecture.", 1500, 2400]
    Editor(transcript, ana).undo()
    assert not any("lecture" in text for text in texts(transcript))


def test_a_caption_or_all_of_them_can_be_as_they_were(transcript: Transcript, ana: User) -> None:
    first, second, _ = transcript.cues()
    moment = Editor(transcript, ana).correct(first.id, 1, text="One.")
    assert moment is not None
    Editor(transcript, ana).correct(first.id, 2, text="Uno.")
    Editor(transcript, ana).delete(second.id, 1)
    Editor(transcript, ana).insert(Caption(2600, 2900, "New."))
    Editor(transcript, ana).restore_all(moment)
    assert texts(transcript) == ["One.", "Line 2 of the talk.", "Line 3 of the talk."]
    change = db.session.query(CueChange).filter_by(cue_id=first.id, version=3).one()
    Editor(transcript, ana).restore(change)
    assert texts(transcript)[0] == "Uno."
    assert db.session.query(Revision).count() == 6


def test_captioning_again_leaves_what_she_wrote_and_what_she_took_away(
    transcript: Transcript, ana: User
) -> None:
    first, second, _ = transcript.cues()
    Editor(transcript, ana).correct(first.id, 1, text="One.")
    Editor(transcript, ana).delete(second.id, 1)
    fresh = [Caption(n * 3000, n * 3000 + 2500, f"Anew {n}.") for n in range(3)]
    transcript.replace_draft(fresh)
    assert texts(transcript) == ["One.", "Anew 2."]


def test_italics_are_put_on_words_and_taken_off(transcript: Transcript, ana: User) -> None:
    cue = transcript.cues()[0]
    Editor(transcript, ana).italicise(cue.id, 1, 0, 4)
    assert cue.markup == "<i>Line</i> 1 of the talk."
    Editor(transcript, ana).correct(cue.id, 2, text="Lines 1 of the talk.", speaker="Ana")
    assert cue.markup == "<v Ana><i>Lines</i> 1 of the talk.</v>"
    Editor(transcript, ana).italicise(cue.id, 3, 0, 5)
    assert cue.markup is None


def test_words_that_were_heard_are_those_of_the_split_halves(
    transcript: Transcript, ana: User
) -> None:
    cue = transcript.cues()[0]
    heard = [Word(*word) for word in cue.words]
    Editor(transcript, ana).split(cue.id, 1, 7)
    halves = [Word(*word) for each in transcript.cues()[:2] for word in each.words]
    assert halves == heard
