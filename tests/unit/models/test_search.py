"""What is said is found by whoever may see it, as long as it is said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import delete, text

from tests.unit.conftest import MediaFactory, UserFactory
from webapp.captions.document import Cue as Caption
from webapp.extensions import db
from webapp.models import Cue, Library, Media, Transcript, User, search
from webapp.search_terms import terms

Say = Callable[..., Transcript]

pytestmark = pytest.mark.both_databases


@pytest.fixture
def say(media_factory: MediaFactory) -> Say:
    """Makes a media in which these sentences are captions, three seconds each."""

    def make(
        *sentences: str, origin: str = "upload", language: str = "en", kind: str = "captions",
        media: Media | None = None, **options: object,
    ) -> Transcript:  # fmt: skip
        media = media or media_factory(**options)
        transcript = Transcript(media_id=media.id, language=language, origin=origin, kind=kind)
        db.session.add(transcript)
        db.session.flush()
        captions = [Caption(n * 3000, n * 3000 + 2500, said) for n, said in enumerate(sentences)]
        transcript.add_cues(captions, author="engine" if origin == "engine" else "file")
        db.session.commit()
        return transcript

    return make


def found(query: str, user: User | None = None, **options: object) -> list[str]:
    return [
        m.cue.text for m in search.newest(terms(query), user, **{"limit": 50} | options).moments
    ]


def test_words_are_found_in_any_order_a_phrase_only_as_it_is(say: Say) -> None:
    say("The new park opens.", "A park that is new.", "Nothing of it.")
    assert found("new park") == ["A park that is new.", "The new park opens."]
    assert found('"new park"') == ["The new park opens."]
    assert found("ope") == []
    assert found("ope*") == ["The new park opens."]


@pytest.mark.parametrize(
    ("said", "query"),
    [
        ("Wir treffen uns im Café.", "cafe"),
        ("我们今天开会议。", "会议"),
        ("今日は会議があります。", "会議"),
        ("ประชุมสภาวันนี้", "สภา"),
        ("الْعَرَبِيَّة لغة", "العربية"),
        ("Она пришла, ёлка", "ЕЛКА"),
        ("हिन्दी में", "हिन्दी"),
        ("회의는 내일", "회의*"),
    ],
)
def test_every_language_is_searched(say: Say, said: str, query: str) -> None:
    say(said, "Something else.")
    assert found(query) == [said]


def test_a_moment_stands_between_what_is_said_before_and_after_it(say: Say) -> None:
    say("One.", "Two parks.", "Three.")
    moment = search.newest(terms("parks"), None, limit=5).moments[0]
    assert (moment.before, moment.after) == ("One.", "Three.")
    first = search.newest(terms("one"), None, limit=5).moments[0]
    assert (first.before, first.after) == (None, "Two parks.")


def test_what_is_changed_deleted_or_gone_is_found_no_more(say: Say) -> None:
    transcript = say("The old word.", "A slip.", "It stays.")
    old, slip, _ = transcript.cues()
    old.text, slip.deleted_at_ms = "The newer word.", 1
    db.session.commit()
    assert (found("old"), found("slip"), found("newer")) == ([], [], ["The newer word."])
    slip.deleted_at_ms = None
    db.session.commit()
    assert found("slip") == ["A slip."]
    db.session.delete(transcript.media)
    db.session.commit()
    assert found("word") == []
    if db.engine.dialect.name == "sqlite":
        assert db.session.scalar(text("SELECT count(*) FROM cue_search_docsize")) == 0


def test_captioning_again_replaces_what_is_found(say: Say) -> None:
    transcript = say("We wreck a nice beach.", origin="engine")
    transcript.replace_draft([Caption(0, 2000, "We recognise speech.")])
    db.session.commit()
    assert (found("beach"), found("speech")) == ([], ["We recognise speech."])


def test_a_change_that_is_rolled_back_was_never_there(say: Say) -> None:
    transcript = say("Before.")
    transcript.cues()[0].text = "After."
    db.session.flush()
    db.session.rollback()
    assert (found("before"), found("after")) == (["Before."], [])


def test_only_what_somebody_may_see_is_found(
    say: Say, user_factory: UserFactory, media_factory: MediaFactory
) -> None:
    archive = Library(slug="archive", name="Archive")
    db.session.add(archive)
    db.session.commit()
    cora = user_factory("Cora", "uploader")
    people = {
        "stranger": None,
        "Ana": user_factory("Ana", "viewer"),
        "Ben": user_factory("Ben", "viewer", library=archive),
        "Cora": cora,
        "Dan": user_factory("Dan", "librarian"),
        "Eve": user_factory("Eve", is_admin=True),
    }
    for name in ("public", "link", "members"):
        say(f"secret {name}", title=f"secret {name}", visibility=name)
    named = say("secret people", title="secret people", visibility="people", owner=cora).media
    named.viewers.append(people["Ben"])
    say("secret archive", title="secret archive", visibility="members", library=archive)
    db.session.commit()
    everything = {"public", "link", "members", "people"}
    expected = {
        "stranger": {"public"},
        "Ana": {"public", "members"},
        "Ben": {"public", "people", "archive"},
        "Cora": {"public", "members", "people"},
        "Dan": everything,
        "Eve": everything | {"archive"},
    }
    for name, user in people.items():
        seen = {said.removeprefix("secret ") for said in found("secret", user)}
        best = search.best(terms("secret"), user, limit=50).moments
        titles = search.titles(terms("secret"), user, limit=50)
        assert (name, seen) == (name, expected[name])
        assert {m.cue.text.removeprefix("secret ") for m in best} == expected[name]
        assert {m.title.removeprefix("secret ") for m in titles} == expected[name]


def test_a_draft_is_left_out_where_people_say_the_same(say: Say) -> None:
    media = say("The park opens.").media
    say("The bark opens.", origin="engine", media=media)
    say("Der Park ist offen.", origin="engine", language="de", media=media)
    assert found("opens") == ["The park opens."]
    assert found("offen") == ["Der Park ist offen."]


def test_chapters_and_descriptions_are_no_captions(say: Say) -> None:
    say("The opening", kind="chapters")
    say("A woman opens a door.", kind="descriptions")
    assert found("open*") == []


def test_pages_follow_each_other_without_gaps_and_repeats(say: Say) -> None:
    transcript = say(*(f"Line {n} " + "park " * (n % 4 + 1) for n in range(25)))
    for find in (search.newest, search.best):
        pages, after = [], None
        while True:
            page = find(terms("park"), None, limit=7, after=after)
            pages.append([m.cue.id for m in page.moments])
            if (after := page.after) is None:
                break
        ids = [number for page in pages for number in page]
        assert [len(page) for page in pages] == [7, 7, 7, 4]
        assert sorted(ids) == [cue.id for cue in transcript.cues()]


def test_within_one_media_time_is_the_order(say: Say) -> None:
    media = say("A park.", "No.", "The park.", "Parks.", "Our park.").media
    say("A park elsewhere.")
    first = search.within(media, terms("park"), limit=2)
    assert [m.cue.text for m in first.moments] == ["A park.", "The park."]
    rest = search.within(media, terms("park"), limit=2, after=first.after)
    assert ([m.cue.text for m in rest.moments], rest.after) == (["Our park."], None)


def test_the_best_come_first_where_words_tell_moments_apart(
    say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    say("park park park", "A long sentence in which a park is only one word of many.")
    assert search.is_ranked(terms("park"))
    assert search.best(terms("park"), None, limit=1).moments[0].cue.text == "park park park"
    monkeypatch.setattr(search, "RANKED", 1)
    assert not search.is_ranked(terms("park"))


def test_a_page_looks_at_so_many_hits_and_says_that_others_follow(
    say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    say("A public park.")
    say("a park", "b park", "c park", "d park", visibility="people")
    monkeypatch.setattr(search, "LOOKED_AT", 2)
    page = search.newest(terms("park"), None, limit=5)
    assert page.moments == []
    assert page.after is not None
    page = search.newest(terms("park"), None, limit=5, after=page.after)
    assert [m.cue.text for m in page.moments] == ["A public park."]


def test_titles_and_descriptions_are_found_as_they_are_now(media_factory: MediaFactory) -> None:
    media = media_factory("The harbour in winter")
    media.description = "Boats and ice."
    db.session.commit()
    assert search.titles(terms("harbour ice"), None, limit=5) == [media]
    media.title = "The port"
    db.session.commit()
    assert search.titles(terms("harbour"), None, limit=5) == []
    assert search.titles(terms("port boats"), None, limit=5) == [media]


def test_cues_that_the_database_removes_by_itself_leave_the_index(say: Say) -> None:
    transcript = say("A word.")
    db.session.execute(delete(Cue).where(Cue.transcript_id == transcript.id))
    db.session.commit()
    assert found("word") == []
