"""What people were told is done, and whether the installation has each of it, once.

A person's own notes, so to speak: written when an answer has come, and compared with what the
database and the pages hold at the end.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.faults.browser import Browser, patiently
from tests.faults.clips import Clip
from tests.faults.site import Site


@dataclass
class Books:
    """What was acknowledged. Several people may write at once."""

    uploads: dict[str, tuple[str, Clip]] = field(default_factory=dict)
    """By title: the slug that it was given, and what was sent."""
    signs: list[str] = field(default_factory=list)
    """Titles of signed versions."""
    edits: list[tuple[int, str]] = field(default_factory=list)
    """The cue, and the text that was saved."""
    reports: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def uploaded(self, title: str, slug: str, clip: Clip) -> None:
        with self._lock:
            self.uploads[title] = (slug, clip)

    def signed(self, title: str) -> None:
        with self._lock:
            self.signs.append(title)

    def edited(self, cue: int, text: str) -> None:
        with self._lock:
            self.edits.append((cue, text))

    def reported(self, text: str) -> None:
        with self._lock:
            self.reports.append(text)


@dataclass(frozen=True)
class Balance:
    """What is lost, there twice, or not as it should be; a line for each."""

    lost: list[str]
    twice: list[str]
    wrong: list[str]

    @property
    def is_good(self) -> bool:
        return not (self.lost or self.twice or self.wrong)

    def __str__(self) -> str:
        lines = [f"{len(self.lost)} lost, {len(self.twice)} twice, {len(self.wrong)} wrong"]
        return "\n".join([*lines, *self.lost[:10], *self.twice[:10], *self.wrong[:10]])


def balance(site: Site, books: Books, browser: Browser | None = None) -> Balance:
    """Hold the books against the database; with ``browser``, each file's bytes, too."""
    lost: list[str] = []
    twice: list[str] = []
    _once(site, "SELECT title FROM media", books.uploads, "upload", lost, twice)
    _once(site, "SELECT title FROM sign_track", books.signs, "signed version", lost, twice)
    _once(site, "SELECT text FROM report", books.reports, "report", lost, twice)
    changes = _texts(site)
    for cue, text in books.edits:
        if changes[cue, text] == 0:
            lost.append(f"edit of cue {cue}: {text}")
        elif changes[cue, text] > 1:
            twice.append(f"edit of cue {cue}: {text}")
    wrong = [*_wrong_versions(site), *_wrong_captions(site, books), *_wrong_jobs(site)]
    if browser is not None:
        wrong += _wrong_files(books, browser)
    return Balance(lost, twice, wrong)


def _once(
    site: Site, query: str, expected: Iterable[str], what: str, lost: list[str], twice: list[str]
) -> None:
    there = Counter(row[0] for row in site.rows(query))
    lost += [f"{what}: {each}" for each in expected if there[each] == 0]
    twice += [f"{what}: {each}" for each in expected if there[each] > 1]


def _texts(site: Site) -> Counter[tuple[int, str]]:
    """How often each text was written into each cue."""
    return Counter(
        (cue, after["text"]) for cue, _version, after in _changes(site) if after is not None
    )


def _changes(site: Site) -> list[tuple[int, int, dict[str, str] | None]]:
    rows = site.rows("SELECT cue_id, version, after FROM cue_change ORDER BY id")
    return [
        (cue, version, json.loads(after) if isinstance(after, str) else after)
        for cue, version, after in rows
    ]


def _wrong_versions(site: Site) -> list[str]:
    """Cues whose history has a gap or a step twice, or does not end with what they are."""
    versions: dict[int, list[int]] = {}
    for cue, version, _after in _changes(site):
        versions.setdefault(cue, []).append(version)
    now = dict(site.rows("SELECT id, version FROM cue"))
    return [
        f"cue {cue} is at version {now.get(cue)} after the steps {found}"
        for cue, found in versions.items()
        if found != list(range(2, now.get(cue, 0) + 1))
    ]


def _wrong_captions(site: Site, books: Books) -> list[str]:
    """Media of the same file whose captions differ, are missing or are there twice."""
    cues: dict[str, list[tuple[int, int, str]]] = {}
    for slug, *cue in site.rows(
        "SELECT media.slug, cue.start_ms, cue.end_ms, cue.text FROM cue"
        " JOIN transcript ON transcript.id = cue.transcript_id"
        " JOIN media ON media.id = transcript.media_id WHERE transcript.origin = 'engine'"
        " AND cue.version = 1 ORDER BY cue.transcript_id, cue.start_ms, cue.id"
    ):
        cues.setdefault(slug, []).append(tuple(cue))
    drafts = Counter(
        row[0]
        for row in site.rows(
            "SELECT media.slug FROM transcript JOIN media ON media.id = transcript.media_id"
            " WHERE transcript.origin = 'engine' AND transcript.complete"
        )
    )
    wrong, as_others = [], {}
    for title, (slug, clip) in books.uploads.items():
        expected = as_others.setdefault(clip.name, cues.get(slug))
        if drafts[slug] != 1:
            wrong.append(f"{title}: {drafts[slug]} drafts of captions")
        if cues.get(slug) != expected:
            wrong.append(f"{title}: other captions than the same file has elsewhere")
    return wrong


def _wrong_jobs(site: Site) -> list[str]:
    """Work that did not end well, or was asked for twice."""
    return [
        f"job {id_} ({kind}) is {state}: {error}"
        for id_, kind, state, error in site.rows("SELECT id, kind, state, error FROM job")
        if state == "failed" or (kind in ("prepare", "signs") and state != "done")
    ] + [
        f"media {media} was prepared by {count} jobs"
        for media, count in site.rows(
            "SELECT media_id, count(*) FROM job WHERE kind = 'prepare' GROUP BY media_id"
            " HAVING count(*) > 1"
        )
    ]


def _wrong_files(books: Books, browser: Browser) -> list[str]:
    wrong = []
    for title, (slug, clip) in books.uploads.items():
        answer = patiently(lambda: browser.get(f"/media/{slug}/original"))  # noqa: B023
        if hashlib.sha256(answer.body).digest() != hashlib.sha256(clip.data).digest():
            wrong.append(f"{title}: another file than was sent ({answer.status})")
        played = patiently(lambda: browser.get(f"/media/{slug}/play", Range="bytes=0-99"))  # noqa: B023
        if played.status != 206:
            wrong.append(f"{title}: nothing to play")
    return wrong
