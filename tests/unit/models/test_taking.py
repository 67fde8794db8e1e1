"""What was heard again is taken where Ana wants it; what she wrote, judged and deleted stays."""

from __future__ import annotations

import pytest

from tests.unit.conftest import MediaFactory, UserFactory
from webapp.captions.document import Cue as Caption
from webapp.extensions import db
from webapp.models import Cue, Transcript, User
from webapp.models.editor import Editor
from webapp.models.pen import EditRefused
from webapp.models.taking import proposals, take


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana", "reviewer")


@pytest.fixture
def captions(media_factory: MediaFactory) -> Transcript:
    """Four captions of an engine."""
    return media_factory(cues=4).transcripts[0]


def aside(captions: Transcript, *cues: Caption, origin: str = "engine") -> Transcript:
    heard = Transcript(
        media_id=captions.media_id, language="en", origin=origin, complete=True, state="aside",
        offered=False,
    )  # fmt: skip
    db.session.add(heard)
    db.session.flush()
    heard.add_cues(cues, author="engine" if origin == "engine" else "file")
    db.session.commit()
    return heard


def texts(transcript: Transcript) -> list[str]:
    db.session.expire_all()
    return [cue.text for cue in transcript.cues()]


AGAIN = (
    Caption(0, 2500, "Line one of the talk."),
    Caption(3000, 5500, "Line two of the talk."),
    Caption(6000, 8500, "Line 3 of the talk."),
    Caption(9000, 11500, "Line four of the talk."),
    Caption(12000, 13000, "Thank you."),
)


def test_only_what_differs_is_proposed_and_what_people_did_is_marked(
    captions: Transcript, ana: User
) -> None:
    first, second, _, fourth = captions.cues()
    Editor(captions, ana).correct(first.id, 1, text="Line 1, says Ana.")
    Editor(captions, ana).approve(second.id, 1, verified=False)
    Editor(captions, ana).delete(fourth.id, 1)
    db.session.commit()
    found = proposals(captions, aside(captions, *AGAIN))
    assert [(p.new[0].text, len(p.old), p.is_touched) for p in found] == [
        ("Line one of the talk.", 1, True),
        ("Line two of the talk.", 1, True),
        ("Line four of the talk.", 0, True),
        ("Thank you.", 0, False),
    ]


def test_what_is_taken_is_one_change_counts_as_not_checked_and_can_be_undone(
    captions: Transcript, ana: User
) -> None:
    before = texts(captions)
    heard = aside(captions, *AGAIN)
    take(captions, heard, ana, [each.key for each in proposals(captions, heard)])
    db.session.commit()
    assert texts(captions) == [cue.text for cue in AGAIN]
    assert (captions.drafts, captions.corrected, captions.cue_count) == (5, 0, 5)
    assert captions.is_automatic, "nobody has read it yet"
    assert proposals(captions, heard) == []
    revision = Editor(captions, ana).undo()
    db.session.commit()
    assert revision.kind == "undo"
    assert texts(captions) == before


def test_an_engine_takes_no_names_away_and_no_sounds_that_people_wrote(
    captions: Transcript, ana: User
) -> None:
    first, second, _, _ = captions.cues()
    first.speaker = second.speaker = "Dora"
    second.author, second.label, second.text = "file", "applause", "[applause]"
    db.session.commit()
    heard = aside(captions, AGAIN[0], *AGAIN[2:4])
    found = proposals(captions, heard)
    assert [each.is_touched for each in found] == [False, True, False]
    take(captions, heard, ana, [found[0].key])
    db.session.commit()
    assert (first.text, first.speaker) == ("Line one of the talk.", "Dora")


def test_another_segmentation_takes_whole_pairs(captions: Transcript, ana: User) -> None:
    heard = aside(
        captions,
        Caption(0, 4500, "Line 1 and the start"),
        Caption(4500, 5500, "of line 2."),
        *AGAIN[2:3],
    )
    first = proposals(captions, heard)[0]
    assert (len(first.old), len(first.new)) == (2, 2)
    take(captions, heard, ana, [first.key])
    db.session.commit()
    assert texts(captions)[:3] == ["Line 1 and the start", "of line 2.", "Line 3 of the talk."]


def test_fewer_new_captions_leave_tombstones(captions: Transcript, ana: User) -> None:
    heard = aside(captions, Caption(0, 5500, "Both lines at once."))
    both = proposals(captions, heard)[0]
    take(captions, heard, ana, [both.key])
    db.session.commit()
    assert texts(captions)[0] == "Both lines at once."
    assert captions.cue_count == 3
    assert db.session.query(Cue).filter(Cue.deleted_at_ms.is_not(None)).count() == 1


def test_somebody_elses_change_meanwhile_is_not_passed_over(
    captions: Transcript, ana: User, user_factory: UserFactory
) -> None:
    heard = aside(captions, *AGAIN)
    key = proposals(captions, heard)[0].key
    ben = user_factory("Ben", "reviewer")
    Editor(captions, ben).correct(captions.cues()[0].id, 1, text="Ben's line.")
    db.session.commit()
    with pytest.raises(EditRefused, match="Ben changed one of these"):
        take(captions, heard, ana, [key])
    db.session.rollback()
    assert texts(captions)[0] == "Ben's line."


@pytest.mark.parametrize("key", ["", "x", "1.1_99999", "1_2", "1.1.1_", "_"])
def test_nonsense_is_refused_or_changes_nothing(captions: Transcript, ana: User, key: str) -> None:
    before, heard = texts(captions), aside(captions, *AGAIN)
    try:
        take(captions, heard, ana, [key])
    except EditRefused:
        db.session.rollback()
    db.session.commit()
    assert texts(captions) == before


def test_a_file_is_compared_with_its_times_too(captions: Transcript, ana: User) -> None:
    moved = Caption(0, 2000, "Line 1 of the talk.")
    sent = aside(captions, moved, *AGAIN[2:3], origin="upload")
    found = proposals(captions, sent)
    assert [len(each.new) for each in found] == [1, 0, 0]
    take(captions, sent, ana, [found[0].key])
    db.session.commit()
    first = captions.cues()[0]
    assert (first.end_ms, first.author, first.state) == (2000, "file", "draft")
