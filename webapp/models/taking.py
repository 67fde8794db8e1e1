"""Taking texts that were set aside, pair by pair, into captions that people work on.

Nothing is taken by itself: what a person wrote, judged or deleted stays unless she takes the new
text in its place. What is taken is nobody's work yet: it counts as not checked.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from webapp.captions import document
from webapp.captions.editing.pairing import differs, pairs
from webapp.extensions import db, hold
from webapp.models.cue import Cue
from webapp.models.pen import EditRefused, Pen, Stale
from webapp.models.revision import Revision
from webapp.models.transcript import Transcript
from webapp.models.user import User


class Proposal(NamedTuple):
    """Captions that are there, and those that could take their place."""

    old: tuple[Cue, ...]
    new: tuple[Cue, ...]
    is_touched: bool
    """A person wrote, judged or deleted what stands there."""

    @property
    def key(self) -> str:
        """Names the captions, with the versions that were seen, as a form sends them."""
        old = "-".join(f"{cue.id}.{cue.version}" for cue in self.old)
        return f"{old}_{'-'.join(str(cue.id) for cue in self.new)}"

    @property
    def start_ms(self) -> int:
        return (self.old or self.new)[0].start_ms


def proposals(transcript: Transcript, aside: Transcript) -> list[Proposal]:
    """Return what differs between captions and a text that was set aside, in order of time."""
    is_file = aside.origin != "engine"
    old, new = transcript.cues(), aside.cues()
    before, after = [cue.as_caption() for cue in old], [cue.as_caption() for cue in new]
    is_untouched = _is_engines if not is_file else _is_files
    deleted = _deleted(transcript)
    found = []
    for pair in pairs(before, after):
        was = [before[n] for n in pair.old]
        now = [_spoken_by_the_same(after[n], was, is_file=is_file) for n in pair.new]
        if not differs(was, now, in_place=is_file):
            continue
        olds, news = tuple(old[n] for n in pair.old), tuple(new[n] for n in pair.new)
        was_deleted = not olds and any(_stands_over(span, cue) for cue in news for span in deleted)
        touched = was_deleted or not all(is_untouched(cue) for cue in olds)
        found.append(Proposal(olds, news, touched))
    return found


def take(
    transcript: Transcript, aside: Transcript, person: User, keys: Collection[str]
) -> Revision | None:
    """Put the new texts that ``keys`` name in the place of the old, as one revision.

    EditRefused where somebody changed one of them meanwhile. The caller commits, or rolls back.
    """
    hold(transcript)
    pen = Pen(transcript, person, "take" if aside.origin == "engine" else "import", None)
    wishes = [_read(key) for key in keys]
    new = _cues_of(aside, [cue_id for _, wanted in wishes for cue_id in wanted])
    try:
        # All are taken before any is changed: else each would be written before the next is read.
        taken = [
            ([pen.take(*each) for each in seen], [new[cue_id] for cue_id in wanted])
            for seen, wanted in wishes
        ]
    except Stale as stale:
        name = stale.by.shown_name if stale.by else _("Somebody")
        raise EditRefused(
            _("%(name)s changed one of these captions meanwhile. Look again.", name=name)
        ) from stale
    for olds, news in taken:
        _exchange(pen, olds, news, aside)
    pen.finish()
    return pen.revision


def _cues_of(aside: Transcript, ids: Collection[int]) -> dict[int, Cue]:
    """Return cues of a text that was set aside; EditRefused where one is not there."""
    rows = select(Cue).where(Cue.transcript_id == aside.id, Cue.deleted_at_ms.is_(None))
    found = {cue.id: cue for cue in db.session.scalars(rows)}
    if not found.keys() >= set(ids):
        raise EditRefused(_("This text is not there any more. Load the page again."))
    return found


def _exchange(pen: Pen, old: Sequence[Cue], new: Sequence[Cue], aside: Transcript) -> None:
    author = "engine" if aside.origin == "engine" else "file"
    before = [cue.as_caption() for cue in old]
    after = [_spoken_by_the_same(cue.as_caption(), before, is_file=author == "file") for cue in new]
    for was, now in zip(old, after, strict=False):
        pen.write(was, now)
        was.author, was.state = author, "draft"
    for more in after[len(old) :]:
        added = pen.add(more)
        added.author, added.state = author, "draft"
        added.version = 1  # and 2 with this revision: it has a history, which keeps it
    for cue in old[len(new) :]:
        pen.remove(cue)


def _read(key: str) -> tuple[list[tuple[int, int]], list[int]]:
    """Read the key of a proposal; EditRefused where it is none."""
    try:
        old, new = key.split("_")
        seen = [each.split(".") for each in old.split("-") if each]
        wanted = [int(each) for each in new.split("-") if each]
        return [(int(cue_id), int(version)) for cue_id, version in seen], wanted
    except ValueError as error:
        raise EditRefused(_("Choose what is to be taken.")) from error


def _spoken_by_the_same(
    new: document.Cue, old: Sequence[document.Cue], *, is_file: bool
) -> document.Cue:
    """What an engine heard, said by who spoke there: it hears words, and no names."""
    if is_file or not old:
        return new
    there = max(old, key=lambda cue: min(cue.end_ms, new.end_ms) - max(cue.start_ms, new.start_ms))
    return replace(new, speaker=new.speaker or there.speaker)


def _is_engines(cue: Cue) -> bool:
    return cue.author == "engine" and cue.state == "draft"


def _is_files(cue: Cue) -> bool:
    """For a file that people made, another file is no more than what it is compared with."""
    return cue.author != "person" and cue.state == "draft"


def _deleted(transcript: Transcript) -> list[tuple[int, int]]:
    """When captions stood that people deleted."""
    rows = select(Cue.start_ms, Cue.end_ms).where(
        Cue.transcript_id == transcript.id, Cue.deleted_at_ms.is_not(None)
    )
    return [(start, end) for start, end in db.session.execute(rows)]


def _stands_over(span: tuple[int, int], cue: Cue) -> bool:
    return span[0] <= (cue.start_ms + cue.end_ms) / 2 < span[1]
