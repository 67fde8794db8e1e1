"""Whatever reviewers do in whatever order, history tells all of it and nothing is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from webapp.captions.document import Cue as Caption
from webapp.captions.document import Word
from webapp.extensions import db
from webapp.models import Cue, Library, Media, Revision, Transcript, User, taking
from webapp.models.editor import Editor
from webapp.models.pen import EditRefused, Stale
from webapp.models.revision import snapshot
from webapp.models.taking import proposals

NUMBERS = st.integers(0, 9)
TEXTS = st.sampled_from(["One two.", "One three two.", "Two", "<i> & so on", "世界 hello"])


class Reviewing(RuleBasedStateMachine):
    """Two reviewers at one transcript, who do what comes to their minds."""

    @initialize()
    def begin(self) -> None:
        self.people = [
            User(email=f"{name}@example.org", fs_uniquifier=name, hearing="hearing")
            for name in ("ana", "ben")
        ]
        media = Media(
            library=Library.default(), title="A talk", original_name="a", file="a", bytes=1
        )
        db.session.add_all([*self.people, media])
        db.session.flush()
        self.transcript = Transcript(media_id=media.id, origin="engine")
        db.session.add(self.transcript)
        db.session.flush()
        self.transcript.add_cues([_spoken(n) for n in range(4)], author="engine")
        self.first = {cue.id: snapshot(cue) for cue in self.all_cues()}

    @rule(who=st.integers(0, 1), at=NUMBERS, text=TEXTS, speaker=st.sampled_from([None, "Ana", ""]))
    def correct(self, who: int, at: int, text: str, speaker: str | None) -> None:
        self.attempt(who, at, lambda e, c: e.correct(c.id, c.version, text=text, speaker=speaker))

    @rule(who=st.integers(0, 1), at=NUMBERS, caret=st.integers(0, 12))
    def split(self, who: int, at: int, caret: int) -> None:
        self.attempt(who, at, lambda e, c: e.split(c.id, c.version, caret))

    @rule(who=st.integers(0, 1), at=NUMBERS)
    def merge(self, who: int, at: int) -> None:
        self.attempt(who, at, lambda e, c: e.merge(c.id, c.version, _version(c, after=True)))

    @rule(who=st.integers(0, 1), at=NUMBERS, forward=st.booleans())
    def give(self, who: int, at: int, forward: bool) -> None:
        self.attempt(
            who,
            at,
            lambda e, c: e.give(c.id, c.version, _version(c, after=forward), 1, forward=forward),
        )

    @rule(who=st.integers(0, 1), at=NUMBERS)
    def delete(self, who: int, at: int) -> None:
        self.attempt(who, at, lambda e, c: e.delete(c.id, c.version))

    @rule(who=st.integers(0, 1), at=NUMBERS)
    def verify(self, who: int, at: int) -> None:
        self.attempt(who, at, lambda e, c: e.approve(c.id, c.version, verified=True))

    @rule(who=st.integers(0, 1))
    def undo(self, who: int) -> None:
        self.attempt(who, 0, lambda e, _: e.undo())

    @rule(who=st.integers(0, 1))
    def redo(self, who: int) -> None:
        self.attempt(who, 0, lambda e, _: e.redo())

    @rule(who=st.integers(0, 1), at=NUMBERS)
    def restore(self, who: int, at: int) -> None:
        revisions = self.revisions()
        if revisions:
            moment = revisions[at % len(revisions)]
            self.attempt(who, 0, lambda e, _: e.restore_all(moment))

    @rule(who=st.integers(0, 1), heard=st.lists(TEXTS, max_size=4), all_of_it=st.booleans())
    def take(self, who: int, heard: list[str], all_of_it: bool) -> None:
        aside = Transcript(
            media_id=self.transcript.media_id, origin="engine", state="aside", offered=False
        )
        db.session.add(aside)
        db.session.flush()
        texts = [Caption(n * 2500, n * 2500 + 2400, text) for n, text in enumerate(heard)]
        aside.add_cues(texts, author="engine")
        mine = {c.id: snapshot(c) for c in self.all_cues() if c.author == "person"}
        found = proposals(self.transcript, aside)
        keys = [each.key for each in found if all_of_it or not each.is_touched]
        taking.take(self.transcript, aside, self.people[who], keys)
        if all_of_it:
            was_left = self.transcript.cues(), aside.cues()
            said = [" ".join(" ".join(c.text for c in cues).split()) for cues in was_left]
            assert said[0] == said[1], "every word of the new text, and no other"
        else:
            now = {cue.id: snapshot(cue) for cue in self.all_cues()}
            assert {c: now[c] for c in mine} == mine

    @rule()
    def caption_again(self) -> None:
        mine = {c.id: snapshot(c) for c in self.all_cues() if c.author == "person"}
        stones = {c.id for c in self.all_cues() if c.deleted_at_ms}
        before = {c.id for c in self.all_cues()}
        self.transcript.replace_draft([_spoken(n) for n in range(4)])
        after = {cue.id: cue for cue in self.all_cues()}
        assert {c: snapshot(after[c]) for c in mine} == mine
        assert stones <= set(after)
        assert {c.cue_id for r in self.revisions() for c in r.changes} <= set(after)
        self.first |= {c: snapshot(cue) for c, cue in after.items() if c not in before}

    @invariant()
    def the_counts_are_those_of_the_cues(self) -> None:
        shown = Counter(cue.state for cue in self.transcript.cues())
        kept = self.transcript
        assert (kept.drafts, kept.corrected, kept.verified) == (
            shown["draft"], shown["corrected"], shown["verified"],
        )  # fmt: skip
        assert kept.cue_count == shown.total()

    @invariant()
    def history_tells_how_each_cue_came_to_be(self) -> None:
        told = dict(self.first)
        for revision in self.revisions():
            for change in revision.changes:
                assert change.before == told.get(change.cue_id)
                told[change.cue_id] = change.after
        now = {cue.id: snapshot(cue) for cue in self.all_cues()}
        assert {c: told[c] for c in now} == now

    @invariant()
    def the_words_that_were_heard_stand_in_order(self) -> None:
        for cue in self.transcript.cues():
            starts = [word[1] for word in cue.words]
            assert starts == sorted(starts)

    def all_cues(self) -> list[Cue]:
        wanted = Cue.transcript_id == self.transcript.id
        return list(db.session.query(Cue).where(wanted).order_by(Cue.start_ms, Cue.id))

    def revisions(self) -> list[Revision]:
        wanted = Revision.transcript_id == self.transcript.id
        return list(db.session.query(Revision).where(wanted).order_by(Revision.id))

    def attempt(self, who: int, at: int, change: object) -> None:
        cues = self.transcript.cues()
        if not cues:
            return
        nested = db.session.begin_nested()
        try:
            change(Editor(self.transcript, self.people[who]), cues[at % len(cues)])  # type: ignore[operator]
            nested.commit()
        except (EditRefused, Stale):
            nested.rollback()

    def teardown(self) -> None:
        db.session.rollback()


def _spoken(number: int) -> Caption:
    at = number * 3000
    words = tuple(Word(f"word{n}", at + n * 400, at + n * 400 + 300, 0.5) for n in range(4))
    return Caption(at, at + 2500, " ".join(word.text for word in words), words=words)


def _version(cue: Cue, *, after: bool) -> int:
    neighbour = cue.neighbour(after=after)
    return neighbour.version if neighbour else 0


@pytest.fixture(autouse=True)
def database(app: Flask) -> Iterator[None]:
    yield
    db.session.rollback()


class TestReviewing(Reviewing.TestCase):  # type: ignore[misc, name-defined]
    settings = settings(max_examples=15, stateful_step_count=20)

    @pytest.fixture(autouse=True)
    def _database(self, app: Flask) -> None:
        """Each run of the machine rolls back what it did in this database."""
