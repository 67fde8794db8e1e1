"""Fit words to the sound: each cue is looked for among its neighbours, in the sound around them.

The neighbours' words take up what is spoken before and after a cue; without them its first and
last word would.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from tasks.engines import aligner
from tasks.failures import StepFailed
from tasks.kept import kept_files
from tasks.pipeline import Work
from webapp.captions.document import Cue, Word
from webapp.captions.editing.tokens import tokens
from webapp.extensions import db
from webapp.media import MediaError
from webapp.media.pcm import SAMPLE_RATE, read_pcm
from webapp.models import Alignment, Media
from webapp.models.alignment import ALIGN, NOBODY, Timed
from webapp.models.lease import Lease

AROUND_MS = 500
"""So much sound before and after is listened to as well: cues may begin late or end early."""
NEAR_MS = 1500
"""A neighbour that is farther away is not heard around a cue."""
PUT_BY = 10
"""So many cues at once."""


class Sound:
    """A stream of sound, of which any part can be had that does not begin before the last one."""

    def __init__(self, blocks: Iterator[NDArray[np.float32]]) -> None:
        self._blocks = blocks
        self._kept: NDArray[np.float32] = np.zeros(0, dtype=np.float32)
        self._start = 0

    def part(self, start_ms: int, end_ms: int) -> NDArray[np.float32]:
        """Return the samples between two times, fewer where the sound ends."""
        start, end = (ms * SAMPLE_RATE // 1000 for ms in (start_ms, end_ms))
        parts = [self._forget(self._kept, start)]
        have = self._start + len(parts[0])
        while have < end and (block := next(self._blocks, None)) is not None:
            have += len(block)
            if have > start:
                parts.append(block)
            else:
                self._start = have
        self._kept = self._forget(np.concatenate(parts), start)
        return self._kept[: max(0, end - start)]

    def _forget(self, samples: NDArray[np.float32], start: int) -> NDArray[np.float32]:
        dropped = min(max(0, start - self._start), len(samples))
        self._start += dropped
        return samples[dropped:]


def fit(lease: Lease) -> None:
    """Find the words of all cues that a person wrote, and keep their times in one revision.

    What was found is put by again and again: a worker that is killed costs a few cues.
    """
    wish = Alignment.of_job(lease.job_id)
    media = db.session.get_one(Media, lease.media_id)
    file = media.file
    cues = [(cue.id, cue.version, wish.wanted(cue)) for cue in wish.transcript.cues()]
    captions = [cue.as_caption() for cue in wish.transcript.cues()]
    wanted = {(cue_id, version): n for n, (cue_id, version, wants) in enumerate(cues) if wants}
    found = [each for each in wish.remembered() if each[:2] in wanted]
    missing = wanted.keys() - {each[:2] for each in found}
    db.session.commit()  # nobody waits for the database while the sound is listened to
    try:
        with kept_files().local(file) as path, read_pcm(path, background=True) as blocks:
            sound = Sound(blocks)
            for some in _some([cue for cue in wanted if cue in missing]):
                heard = [Timed(*cue, _words(sound, captions, wanted[cue])) for cue in some]
                found += heard
                Alignment.of_job(lease.job_id).remember(heard)
                lease.keep(len(found) / len(wanted))
    except MediaError as error:
        raise StepFailed(str(error)) from error
    wish = Alignment.of_job(lease.job_id)
    if wish.person is None:
        raise StepFailed(NOBODY)
    timed = [each for each in found if each.words]
    wish.fitted, wish.missed = 0, len(wanted) - len(timed)
    wish.keep(timed, wish.person)


def _some(cues: Sequence[tuple[int, int]]) -> Iterator[Sequence[tuple[int, int]]]:
    """Part cues into those that are put by together."""
    return (cues[n : n + PUT_BY] for n in range(0, len(cues), PUT_BY))


def _words(sound: Sound, cues: Sequence[Cue], number: int) -> list[Word]:
    """Return the words of a cue with the times at which they are spoken; none: not found."""
    cue = cues[number]
    before = [each for each in cues[:number][-1:] if cue.start_ms - each.end_ms <= NEAR_MS]
    after = [each for each in cues[number + 1 :][:1] if each.start_ms - cue.end_ms <= NEAR_MS]
    start_ms = max(0, min(each.start_ms for each in (*before, cue)) - AROUND_MS)
    audio = sound.part(start_ms, max(each.end_ms for each in (cue, *after)) + AROUND_MS)
    find = aligner.load().find
    texts = [_texts(each) for each in (*before, cue, *after)]
    first = sum(map(len, texts[: len(before)]))
    spans = find(
        audio, [text for each in texts for text in each], range(first, first + len(_texts(cue)))
    )
    if not spans and (before or after):  # a neighbour may hold what the engine does not know
        alone_ms = max([cue.start_ms - AROUND_MS, start_ms, *(each.end_ms for each in before)])
        ends_ms = min([cue.end_ms + AROUND_MS, *(each.start_ms for each in after)])
        edges = ((ms - start_ms) * SAMPLE_RATE // 1000 for ms in (alone_ms, ends_ms))
        spans, start_ms = find(audio[slice(*edges)], _texts(cue), range(len(_texts(cue)))), alone_ms
    return _timed(cue, [span and (span[0] + start_ms, span[1] + start_ms) for span in spans])


def _texts(cue: Cue) -> list[str]:
    return [token.text for token in tokens(cue.text)]


def _timed(cue: Cue, spans: Sequence[aligner.Span | None]) -> list[Word]:
    """Return a cue's words with these times; none where one is spoken outside of the cue."""
    known = [span for span in spans if span]
    if not known or known[0][0] < cue.start_ms - AROUND_MS or known[-1][1] > cue.end_ms + AROUND_MS:
        return []
    texts = _texts(cue)
    sure = {n: word.probability for n, word in enumerate(cue.words)}
    same = [word.text for word in cue.words] == texts
    words: list[Word] = []
    at_ms = known[0][0]
    for number, (text, span) in enumerate(zip(texts, spans, strict=True)):
        start_ms, end_ms = span or (at_ms, at_ms)  # a dash is spoken by nobody
        words.append(Word(text, start_ms, end_ms, sure.get(number) if same else None))
        at_ms = end_ms
    return words


work = Work(ALIGN, {"fitted": fit})
