"""Lists are read from shelves, and are what one would get by looking at every media."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice, product

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from tests.unit.conftest import UserFactory
from webapp.extensions import db
from webapp.models import Library, Media, SignTrack, Topic, Transcript, User
from webapp.models.selection import ORDERS, Beside, Selection
from webapp.models.shelf import Shelf, ShelfCount, Shelved, sum_up

pytestmark = pytest.mark.both_databases
MINUTE = 60_000
BEGAN = datetime(2026, 11, 1)
CHOICES = {
    "signed": ("", "any", "bfi", "ase"),
    "captions": ("", "any", "people"),
    "language": ("", "en", "de"),
    "length": ("", "short", "medium", "long"),
    "topic": ("", "art", "city", "nothing"),
}
KEYS: dict[str, tuple[Callable[[Media], tuple[object, ...]], bool]] = {
    "newest": (lambda each: (each.created_at, each.id), True),
    "oldest": (lambda each: (each.created_at, each.id), False),
    "title": (lambda each: (each.found_by, each.id), False),
    "longest": (lambda each: (each.duration_ms, each.id), True),
    "shortest": (lambda each: (each.duration_ms == 0, each.duration_ms, each.id), False),
}


class Site:
    """A library in which everything that can be chosen is there, and changes."""

    def __init__(self, people: list[User]) -> None:
        self.chance = random.Random(26)
        self.library = Library.default()
        self.people = people
        self.media: list[Media] = []

    def add(self) -> None:
        """Somebody adds a media: of the same second as another, or called the same."""
        chance = self.chance
        media = Media(
            library=self.library,
            owner=chance.choice([None, *self.people]),
            visibility=chance.choice(["public", "public", "link", "members", "people"]),
            title=chance.choice(["A talk", "B talk", "C talk", "Ä talk " + "long " * 45]),
            signed_in=chance.choice(["", "", "", "bfi"]),
            original_name="a.mp4",
            file="ab/cd.mp4",
            bytes=1,
            duration_ms=chance.choice([0, 1, 5 * MINUTE - 1, 5 * MINUTE, 20 * MINUTE, 30 * MINUTE]),
            created_at=BEGAN + timedelta(seconds=chance.randrange(20)),
        )
        media.topics = Topic.named(self.library, chance.choice([[], ["Art"], ["Art", "City"]]))
        media.viewers = chance.sample(self.people, chance.randrange(2))
        db.session.add(media)
        self.media.append(media)

    def caption(self) -> None:
        """Captions come, are published, are corrected throughout, or are withdrawn."""
        chance, media = self.chance, self.chance.choice(self.media)
        transcript = chance.choice([None, *media.transcripts])
        if transcript is None:
            transcript = Transcript(media=media, origin="engine")
            db.session.add(transcript)
        transcript.kind = chance.choice(["captions", "captions", "captions", "chapters"])
        transcript.language = chance.choice(["en", "de", ""])
        transcript.cue_count = chance.choice([0, 1, 30])
        transcript.trust = chance.choice(["automatic", "automatic", "file", "verified"])
        transcript.offered = chance.random() < 0.8

    def sign(self) -> None:
        """A signed version comes, or is offered."""
        media = self.chance.choice(self.media)
        track = self.chance.choice([None, *media.sign_tracks])
        if track is None:
            track = SignTrack(media=media, language=self.chance.choice(["bfi", "ase"]))
            db.session.add(track)
        track.offered = self.chance.random() < 0.7
        track.file = self.chance.choice(["", "ab/cd.mp4", "ab/cd.mp4"])

    def change(self) -> None:
        """Somebody changes what a media is called, who sees it, how long it is, its topics."""
        chance, media = self.chance, self.chance.choice(self.media)
        media.title = chance.choice(["A talk", "D talk"])
        media.visibility = chance.choice(["public", "members", "people"])
        media.duration_ms = chance.choice([0, 10 * MINUTE])
        media.topics = Topic.named(self.library, chance.choice([[], ["City"]]))

    def take_away(self) -> None:
        """Captions, a signed version and a media are deleted."""
        for rows in (Transcript, SignTrack, Media):
            if found := db.session.scalars(select(rows).order_by(rows.id)).all():
                gone = self.chance.choice(found)
                if gone in self.media:
                    self.media.remove(gone)
                db.session.delete(gone)
                db.session.flush()
        db.session.expire_all()


@pytest.fixture
def people(user_factory: UserFactory) -> dict[str, User | None]:
    return {
        "stranger": None,
        "Omar, of no library": user_factory("Omar"),
        "Mia, a member": user_factory("Mia", "viewer"),
        "Lena, a librarian": user_factory("Lena", "librarian"),
        "Root": user_factory("Root", is_admin=True),
    }


@pytest.fixture
def site(app: Flask, people: dict[str, User | None]) -> Site:
    site = Site([person for person in people.values() if person])
    elsewhere = Library(name="Archive")
    db.session.add_all(
        [elsewhere, Media(library=elsewhere, visibility="public", title="A talk", original_name="a",
                          file="a", bytes=1)]
    )  # fmt: skip
    for _ in range(40):
        site.add()
    for _ in range(40):
        site.caption()
        site.sign()
        db.session.flush()
    for _ in range(6):
        site.change()
        site.take_away()
    db.session.commit()
    return site


def test_a_list_is_what_one_gets_by_looking_at_every_media(
    site: Site, people: dict[str, User | None]
) -> None:
    seen = 0
    for person in people.values():
        shown = _listed(site.library, person)
        for selection in _selections(site.chance, 60):
            order = site.chance.choice(list(ORDERS))
            key, is_reversed = KEYS[order]
            wanted = [each for each in shown if _fits(each, selection)]
            wanted.sort(key=key, reverse=is_reversed)
            found = selection.media(site.library, person, order=order, limit=100)
            assert [key(each) for each in found] == [key(each) for each in wanted], selection
            seen += len(found)
    assert seen > 300, "most of what was asked for is not there"


def test_each_choice_leaves_as_many_as_it_says(site: Site, people: dict[str, User | None]) -> None:
    for person in people.values():
        shown = _listed(site.library, person)
        for selection in _selections(site.chance, 25):
            counts = selection.counts(site.library, person)
            assert counts.total == sum(_fits(each, selection) for each in shown)
            for name, values in CHOICES.items():
                for value in filter(None, values):
                    other = _with(selection, name, value)
                    leaves = sum(_fits(each, other) for each in shown)
                    assert counts.by[name].get(value, 0) == leaves, (selection, name, value)


@pytest.mark.parametrize("order", list(ORDERS))
def test_pages_one_after_another_are_the_whole_list_both_ways(
    site: Site, people: dict[str, User | None], order: str
) -> None:
    person, selection = people["Mia, a member"], Selection(captions="any")
    whole = [each.id for each in _page(selection, site, person, order, limit=100)]
    assert len(whole) > 10
    for forwards in (True, False):
        got: list[int] = []
        beside = Beside(whole[0] if forwards else whole[-1], forwards)
        while len(got) < len(whole) - 1:
            page = _page(selection, site, person, order, limit=3, beside=beside)
            ids = [each.id for each in page]
            got = got + ids if forwards else ids + got
            beside = Beside(ids[-1] if forwards else ids[0], forwards)
        assert got == (whole[1:] if forwards else whole[:-1])


def test_nobody_learns_from_a_page_where_a_hidden_media_stands(
    site: Site, people: dict[str, User | None]
) -> None:
    hidden = next(each for each in site.media if each.visibility == "link")
    first = _page(Selection(), site, None, "title", limit=3)
    assert _page(Selection(), site, None, "title", limit=3, beside=Beside(hidden.id, True)) == first
    assert _page(Selection(), site, None, "title", limit=3, beside=Beside(0, True)) == first


def test_shelves_hold_what_they_are_counted_to_hold(site: Site) -> None:
    def by_shelf(n: object, rows: object) -> dict[int, int]:
        found = db.session.execute(select(rows.shelf_id, n).group_by(rows.shelf_id))  # type: ignore[attr-defined]
        return {shelf_id: count for shelf_id, count in found if count}

    stands = by_shelf(func.count(), Shelved)
    assert by_shelf(func.sum(ShelfCount.n), ShelfCount) == stands
    sum_up()
    assert by_shelf(func.sum(ShelfCount.n), ShelfCount) == stands
    assert set(by_shelf(func.count(), ShelfCount).values()) == {1}


def test_a_correction_that_changes_no_choice_does_not_touch_shelves(site: Site) -> None:
    transcript = next(each for each in db.session.scalars(select(Transcript)) if each.cue_count)
    before = db.session.scalars(select(Shelved.id).order_by(Shelved.id)).all()
    transcript.version += 1
    transcript.trust = str(transcript.trust)
    transcript.cue_count = transcript.cue_count + 1
    db.session.commit()
    assert db.session.scalars(select(Shelved.id).order_by(Shelved.id)).all() == before


def test_a_list_takes_as_many_queries_however_much_there_is(site: Site) -> None:
    def asked() -> int:
        db.session.expire_all()
        site.library.id  # noqa: B018  # is there before
        statements: list[str] = []

        def note(*told: object) -> None:
            statements.append(str(told[2]))

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            Selection().media(site.library, None, order="newest", limit=12)
            Selection().counts(site.library, None)
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
        return len(statements)

    before = asked()
    for _ in range(60):
        site.add()
    db.session.commit()
    assert asked() == before


def test_a_library_that_goes_leaves_no_shelf(site: Site) -> None:
    library = db.session.scalars(select(Library).where(Library.name == "Archive")).one()
    db.session.execute(db.delete(Media).where(Media.library_id == library.id))
    db.session.execute(db.delete(Library).where(Library.id == library.id))
    db.session.commit()
    assert not db.session.scalars(select(Shelf).where(Shelf.library_id == library.id)).all()


def _listed(library: Library, person: User | None) -> Sequence[Media]:
    return db.session.scalars(
        select(Media).where(Media.library_id == library.id, Media.listed_for(person))
    ).all()


def _selections(chance: random.Random, many: int) -> Iterator[Selection]:
    everything = list(product(*CHOICES.values()))
    simple = [each for each in everything if sum(map(bool, each)) <= 2]
    chosen = chance.sample(simple, many // 2) + chance.sample(everything, many // 2)
    return (Selection(**dict(zip(CHOICES, each, strict=True))) for each in islice(chosen, many))


def _fits(media: Media, selection: Selection) -> bool:
    captions = [
        each
        for each in media.transcripts
        if each.kind == "captions" and each.cue_count and each.offered
    ]
    minutes = media.duration_ms / MINUTE
    length = {"short": 0 < minutes < 5, "medium": 5 <= minutes <= 20, "long": minutes > 20}
    return all(
        (
            not selection.signed
            or selection.signed in media.sign_languages
            or (selection.signed == "any" and media.sign_languages),
            not selection.captions
            or any(c.trust != "automatic" or selection.captions == "any" for c in captions),
            not selection.language or any(c.language == selection.language for c in captions),
            not selection.length or length[selection.length],
            not selection.topic or any(t.key == selection.topic for t in media.topics),
        )
    )


def _with(selection: Selection, name: str, value: str) -> Selection:
    return Selection(**{each: getattr(selection, each) for each in CHOICES} | {name: value})


def _page(
    selection: Selection,
    site: Site,
    person: User | None,
    order: str,
    *,
    limit: int,
    beside: Beside | None = None,
) -> Sequence[Media]:
    return selection.media(site.library, person, order=order, limit=limit, beside=beside)


@pytest.mark.parametrize("order", list(ORDERS))
def test_a_page_is_read_from_the_beginning_of_shelves_by_an_index(site: Site, order: str) -> None:
    asked: list[tuple[str, object]] = []

    def note(*told: object) -> None:
        asked.append((str(told[2]), told[3]))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        _page(Selection(), site, None, order, limit=3)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    ((statement, parameters),) = [each for each in asked if "UNION ALL" in each[0]]
    connection, wanted = db.session.connection(), f"ix_shelved_{ORDERS[order][0].key}"
    is_sqlite = connection.dialect.name == "sqlite"
    if not is_sqlite:  # there is too little here for an index to pay
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
    explain = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN"
    plan = connection.exec_driver_sql(f"{explain} {statement}", parameters).all()  # type: ignore[arg-type]
    lines = [str(row[-1]) for row in plan]
    reads = [line for line in lines if "shelved" in line and "Sort Key" not in line]
    used = [line for line in reads if wanted in line]
    assert len(used) == statement.count("FROM shelved") > 1, plan
    assert len(reads) == len(used), "something else of the shelves is read"
