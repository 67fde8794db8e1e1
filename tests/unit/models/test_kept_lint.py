"""What is wrong with captions is known without looking, and is what a look would say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import event

from webapp.captions.document import Cue as Caption
from webapp.captions.document import VttSettings
from webapp.captions.profiles import PROFILES
from webapp.extensions import db
from webapp.models import Cue, CueFinding, KeptLint, Library, Media, Transcript, User
from webapp.models.editor import Editor
from webapp.models.kept_lint import FARTHEST_MS, Counts, rules_of
from webapp.models.pen import EditRefused, Stale

MediaFactory = Callable[..., Media]
UserFactory = Callable[..., User]

NUMBERS = st.integers(0, 30)
TEXTS = st.sampled_from(
    ["Fine words.", "One two three four five six seven eight nine ten eleven twelve.", "(Applause)",
     "They went into the\nhouse.", "語" * 30]
)  # fmt: skip
TIMES = st.integers(0, 60).map(lambda number: number * 700)


@pytest.fixture
def transcript(media_factory: MediaFactory) -> Transcript:
    """Ten captions with nothing wrong: half a second is between each two of them."""
    return media_factory(cues=10).transcripts[0]


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana", "reviewer")


def codes(transcript: Transcript) -> list[tuple[int, str]]:
    """(number of the cue from 0, what is wrong with it)"""
    cues = [cue.id for cue in transcript.cues()]
    found = CueFinding.of(cues)
    return [(cues.index(cue_id), each.code) for cue_id in cues for each in found[cue_id]]


def looked_for(transcript: Transcript) -> list[tuple[int, str, float]]:
    """What lint says of the whole transcript."""
    cues = transcript.cues()
    found = rules_of(transcript).findings([cue.as_caption() for cue in cues])
    return sorted((cues[f.cue or 0].id, f.message, f.measured) for f in found)


def kept(transcript: Transcript) -> list[tuple[int, str, float]]:
    rows = db.session.query(CueFinding).where(CueFinding.transcript_id == transcript.id)
    return sorted((f.cue_id, f.message, f.measured) for f in rows)


def test_captions_that_came_in_are_looked_at_at_once(transcript: Transcript) -> None:
    assert KeptLint.counts(transcript) == Counts(0, 0)
    transcript.add_cues([Caption(60_000, 60_100, "Too short to be read.")], author="file")
    assert (10, "too-short") in codes(transcript)
    assert KeptLint.counts(transcript) == Counts(3, 0)


def test_a_change_tells_of_itself_and_of_the_neighbour_it_comes_too_close_to(
    transcript: Transcript, ana: User
) -> None:
    first, second = transcript.cues()[:2]
    editor = Editor(transcript, ana)
    editor.correct(second.id, 1, start_ms=2520)
    assert codes(transcript) == [(0, "gap-short")]
    assert editor.relinted == {first.id}
    editor.undo()
    assert codes(transcript) == []
    assert KeptLint.counts(transcript) == Counts(0, 0)


def test_what_is_wrong_with_a_deleted_caption_is_nobodys_concern(
    transcript: Transcript, ana: User
) -> None:
    cue = transcript.cues()[4]
    editor = Editor(transcript, ana)
    editor.correct(cue.id, 1, end_ms=cue.start_ms + 200)
    assert KeptLint.counts(transcript).errors > 0
    editor.delete(cue.id, 2)
    assert KeptLint.counts(transcript) == Counts(0, 0)
    assert kept(transcript) == []


def test_captions_from_before_are_looked_at_with_their_first_change(
    transcript: Transcript, ana: User
) -> None:
    db.session.query(KeptLint).delete()
    cue = transcript.cues()[3]
    db.session.query(Cue).where(Cue.id == cue.id).update({"end_ms": cue.start_ms + 100})
    assert KeptLint.counts(transcript) == Counts(0, 0, known=False)
    Editor(transcript, ana).correct(transcript.cues()[0].id, 1, speaker="Ana")
    assert KeptLint.counts(transcript) == Counts(3, 0)


def test_a_library_with_other_rules_has_its_captions_looked_at_again(
    transcript: Transcript, ana: User
) -> None:
    transcript.media.library.caption_profile = "education"
    assert not KeptLint.counts(transcript).known
    Editor(transcript, ana).correct(transcript.cues()[0].id, 1, speaker="Ana")
    assert KeptLint.counts(transcript).known


def test_the_next_cue_with_something_wrong(transcript: Transcript, ana: User) -> None:
    cues = transcript.cues()
    Editor(transcript, ana).correct(cues[6].id, 1, end_ms=cues[6].start_ms + 200)
    Editor(transcript, ana).correct(cues[2].id, 1, text="(A sound)")
    assert CueFinding.next_cue(transcript, 0) == cues[2]
    assert CueFinding.next_cue(transcript, cues[2].start_ms, cues[2].id) == cues[6]
    assert CueFinding.next_cue(transcript, 0, errors_only=True) == cues[6]
    assert CueFinding.next_cue(transcript, cues[6].start_ms, cues[6].id) is None


def test_no_rule_is_about_cues_that_are_farther_apart_than_is_looked() -> None:
    for profile in PROFILES.values():
        gaps = profile.gap_close_below_ms, profile.visible_gap_warn_ms, profile.visible_gap_error_ms
        assert max(gap or 0 for gap in gaps) < FARTHEST_MS


@pytest.mark.parametrize("cues", [20, 400])
def test_a_change_reads_as_many_cues_in_a_long_transcript_as_in_a_short_one(
    media_factory: MediaFactory, ana: User, cues: int
) -> None:
    transcript = media_factory(cues=cues).transcripts[0]
    cue_id = transcript.cues()[cues // 2].id
    db.session.expire_all()
    read: list[str] = []

    @event.listens_for(db.session, "loaded_as_persistent")
    def note(_session: object, thing: object) -> None:
        read.append(type(thing).__name__)

    Editor(transcript, ana).correct(cue_id, 1, text="Another line of the talk.")
    event.remove(db.session, "loaded_as_persistent", note)
    assert 5 < read.count("Cue") < 20


class Reviewing(RuleBasedStateMachine):
    """A reviewer who moves, splits, joins, deletes and takes back."""

    @initialize(profile=st.sampled_from(sorted(PROFILES)), long=st.booleans())
    def begin(self, profile: str, long: bool) -> None:
        self.ana = User(email="ana@example.org", fs_uniquifier="ana", hearing="hearing")
        library = Library(name="Rules", caption_profile=profile)
        media = Media(library=library, title="A talk", original_name="a", file="a", bytes=1)
        db.session.add_all([self.ana, library, media])
        db.session.flush()
        self.transcript = Transcript(media_id=media.id, origin="upload", complete=True)
        db.session.add(self.transcript)
        db.session.flush()
        cues = [Caption(n * 3000, n * 3000 + 2500, f"Line {n} of it.") for n in range(14)]
        if long:
            cues[1] = replace(cues[1], end_ms=20_000, settings=VttSettings(line=0))
        self.transcript.add_cues(cues, author="file")

    @rule(at=NUMBERS, start=TIMES, lasts=st.sampled_from([100, 900, 2000, 2700, 9000]))
    def move(self, at: int, start: int, lasts: int) -> None:
        self.attempt(
            at, lambda e, c: e.correct(c.id, c.version, start_ms=start, end_ms=start + lasts)
        )

    @rule(at=NUMBERS, by=st.sampled_from([-3000, -500, -420, -90, 40, 90, 400, 8000]))
    def drag_the_end(self, at: int, by: int) -> None:
        self.attempt(at, lambda e, c: e.correct(c.id, c.version, end_ms=c.end_ms + by))

    @rule(at=NUMBERS, text=TEXTS)
    def write(self, at: int, text: str) -> None:
        self.attempt(at, lambda e, c: e.correct(c.id, c.version, text=text))

    @rule(at=NUMBERS)
    def split(self, at: int) -> None:
        self.attempt(at, lambda e, c: e.split(c.id, c.version, len(c.text) // 2))

    @rule(at=NUMBERS)
    def merge(self, at: int) -> None:
        self.attempt(at, lambda e, c: e.merge(c.id, c.version, _version_after(c)))

    @rule(start=TIMES, text=TEXTS)
    def insert(self, start: int, text: str) -> None:
        self.attempt(0, lambda e, _: e.insert(Caption(start, start + 1500, text)))

    @rule(at=NUMBERS)
    def delete(self, at: int) -> None:
        self.attempt(at, lambda e, c: e.delete(c.id, c.version))

    @rule(at=NUMBERS, text=TEXTS)
    def replace_in_two_places(self, at: int, text: str) -> None:
        cues = self.transcript.cues()
        pair = {cues[at % len(cues)], cues[(at + 7) % len(cues)]} if cues else set()
        wanted = [(c.id, c.version, replace(c.as_caption(), text=text)) for c in pair]
        self.attempt(0, lambda e, _: e.write_all(wanted, "mend"))

    @rule()
    def undo(self) -> None:
        self.attempt(0, lambda e, _: e.undo())

    @rule()
    def redo(self) -> None:
        self.attempt(0, lambda e, _: e.redo())

    @invariant()
    def what_is_kept_is_what_a_look_at_all_would_find(self) -> None:
        found = looked_for(self.transcript)
        assert kept(self.transcript) == found
        counts = KeptLint.counts(self.transcript)
        assert counts.known
        assert counts.errors + counts.warnings == len(found)

    def attempt(self, at: int, change: Callable[[Editor, Cue], object]) -> None:
        cues = self.transcript.cues()
        if not cues:
            return
        nested = db.session.begin_nested()
        try:
            change(Editor(self.transcript, self.ana), cues[at % len(cues)])
            nested.commit()
        except (EditRefused, Stale):
            nested.rollback()

    def teardown(self) -> None:
        db.session.rollback()


def _version_after(cue: Cue) -> int:
    neighbour = cue.neighbour(after=True)
    return neighbour.version if neighbour else 0


def test_after_whatever_changes_the_findings_kept_are_those_of_a_whole_lint(app: Flask) -> None:
    run_state_machine_as_test(Reviewing, settings=settings(max_examples=30, stateful_step_count=20))
