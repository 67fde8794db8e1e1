"""Answers are kept, and nobody gets one that is another person's, of another look, or too old."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update

from webapp import look
from webapp.captions import document as caption
from webapp.extensions import cache, db
from webapp.kept import Changes
from webapp.look import Look
from webapp.models import Cue, GlossaryTerm, Library, Media, Place, User
from webapp.models.editor import Editor

LINES = "/media/{public}/transcript?part=2"
SECRETS = re.compile(r'(name="csrf_token" value="|data-token="|"csrf_token": ")[^"]*')
LOOKS = (Look(), Look(density=1), Look(density=5, contrast="yellow-black"), Look(language="de"))
ADDRESSES = (
    "/",
    "/?captions=any",
    "/?length=short&sort=title",
    "/media/{public}",
    "/media/{members}",
    "/media/{named}",
    "/media/{public}/transcript?part=2",
    "/media/{public}/transcript?at=4000",
    "/media/{public}/transcript/whole",
    "/media/{members}/transcript",
    "/search?q=talk",
)


class Viewers:
    """People with different rights, and what each of them gets."""

    def __init__(self, browsers: dict[str, FlaskClient], media: dict[str, str]) -> None:
        self.browsers = browsers
        self.media = media

    def answer(self, who: str, chosen: Look, address: str, fragment: bool) -> tuple[object, ...]:
        """What somebody gets, but for the key that each form has of its own."""
        browser = self.browsers[who]
        browser.set_cookie(look.COOKIE.kind, look.COOKIE.signer.dumps(vars_of(chosen)))
        headers = {"HX-Request": "true"} if fragment else {}
        answer = browser.get(address.format_map(self.media), headers=headers)
        tag = answer.headers.get("ETag", "") if "csrf" not in answer.text else ""
        return (
            answer.status_code,
            SECRETS.sub("", answer.text),
            tag,
            answer.headers.get("Vary"),
            answer.headers.get("Cache-Control"),
        )


def vars_of(chosen: Look) -> dict[str, object]:
    return {name: getattr(chosen, name) for name in look.CHOICES}


@pytest.fixture
def viewers(
    app: Flask,
    media_factory: Callable[..., Media],
    user_factory: Callable[..., User],
    sign_in: Callable[[User], FlaskClient],
) -> Viewers:
    people = {
        "member": user_factory("Mia", "viewer"),
        "named": user_factory("Nora"),
        "librarian": user_factory("Lena", "librarian"),
        "administrator": user_factory("Root", is_admin=True),
    }
    media = {
        "public": media_factory("A talk for all", cues=80),
        "members": media_factory("A talk for members", cues=40, visibility="members"),
        "named": media_factory("A talk for Nora", cues=5, visibility="people"),
    }
    media["named"].viewers.append(people["named"])
    db.session.add(
        GlossaryTerm(library_id=Library.default().id, term="Line", explanation="What is said.")
    )
    db.session.commit()
    browsers = {who: sign_in(person) for who, person in people.items()}
    browsers["stranger"] = app.test_client()
    slugs = {name: each.slug for name, each in media.items()}
    for browser in browsers.values():
        browser.get("/")  # has a session from now on, and was counted
        browser.get("/")
    return Viewers(browsers, slugs)


WHO = st.sampled_from(["stranger", "member", "named", "librarian", "administrator"])
ASKED = st.tuples(st.sampled_from(LOOKS), st.sampled_from(ADDRESSES), st.booleans())


def test_nobody_gets_what_was_kept_for_somebody_else(viewers: Viewers) -> None:
    @settings(max_examples=20)
    @given(WHO, WHO, ASKED, ASKED)
    def holds(first: str, second: str, before: tuple, asked: tuple) -> None:  # type: ignore[type-arg]
        cache.clear()
        alone = viewers.answer(second, *asked)
        cache.clear()
        viewers.answer(first, *before)
        viewers.answer(first, before[0], *asked[1:])
        viewers.answer(first, *asked)
        assert viewers.answer(second, *asked) == alone

    holds()


def test_the_second_one_is_spared_the_work(viewers: Viewers, hits: Callable[[str], float]) -> None:
    for _ in range(20):  # PostgreSQL tells of each write to any database of the server
        viewers.answer("stranger", Look(), "/media/{public}", False)
        if hits("lines"):
            return
    pytest.fail("each was made anew")


def _hears_of_a_worker(media: Media) -> None:
    media.jobs[0].state, media.jobs[0].lease_until_ms = "running", 5


def _renames(media: Media) -> None:
    media.title = "Another title"


def _watches(media: Media) -> None:
    db.session.add(Place(user_id=media.viewers[0].id, media_id=media.id, at_ms=20_000))


@pytest.mark.parametrize("somebody", [_hears_of_a_worker, _renames, _watches])
def test_what_changes_no_line_leaves_the_lines_kept(
    viewers: Viewers, hits: Callable[[str], float], somebody: Callable[[Media], None]
) -> None:
    media = _media(viewers)
    media.viewers.append(db.session.query(User).filter_by(name="Nora").one())
    db.session.commit()
    first = viewers.answer("stranger", Look(), LINES, True)
    somebody(media)
    db.session.commit()
    before = hits("lines")
    assert viewers.answer("stranger", Look(), LINES, True) == first
    assert hits("lines") == before + 1


def _corrects(media: Media) -> None:
    Editor(media.transcripts[0], _lena()).correct(_cue(media).id, 1, text="Nobody said that.")


def _deletes(media: Media) -> None:
    Editor(media.transcripts[0], _lena()).delete(_cue(media).id, 1)


def _names_a_speaker(media: Media) -> None:
    Editor(media.transcripts[0], _lena()).correct(_cue(media).id, 1, speaker="Dora")


def _says_it_is_german(media: Media) -> None:
    media.transcripts[0].language = "de"


def _explains_a_term(media: Media) -> None:
    db.session.add(GlossaryTerm(media_id=media.id, term="talk", explanation="A lecture."))


def _takes_a_term_back(media: Media) -> None:
    db.session.execute(delete(GlossaryTerm))


def _limits_a_term_to_german(media: Media) -> None:
    db.session.execute(update(GlossaryTerm).values(language="de"))


def _captions_it_again(media: Media) -> None:
    media.transcripts[0].replace_draft([caption.Cue(0, 2500, "It was heard otherwise.")])


@pytest.mark.parametrize(
    "somebody",
    [
        _corrects,
        _deletes,
        _names_a_speaker,
        _says_it_is_german,
        _explains_a_term,
        _takes_a_term_back,
        _limits_a_term_to_german,
        _captions_it_again,
    ],
)
@pytest.mark.parametrize("address", ["/media/{public}", "/media/{public}/transcript"])
def test_lines_are_as_the_last_change_left_them(
    viewers: Viewers, somebody: Callable[[Media], None], address: str
) -> None:
    before = [viewers.answer("stranger", Look(), address, False) for _ in range(2)][-1]
    somebody(_media(viewers))
    db.session.commit()
    after = viewers.answer("stranger", Look(), address, False)
    assert after != before
    cache.clear()
    assert viewers.answer("stranger", Look(), address, False) == after


def _media(viewers: Viewers) -> Media:
    return db.session.query(Media).filter_by(slug=viewers.media["public"]).one()


def _cue(media: Media) -> Cue:
    return media.transcripts[0].cues()[1]


def _lena() -> User:
    return db.session.query(User).filter_by(name="Lena").one()


@pytest.fixture
def hits(app: Flask) -> Callable[[str], float]:
    from webapp.metrics.series import CACHE

    begun: dict[str, float] = {}

    def count(what: str) -> float:
        value: float = CACHE.labels(what, "hit")._value.get()
        return value - begun.setdefault(what, 0)

    for what in ("lines",):
        begun[what] = CACHE.labels(what, "hit")._value.get()
    return count


def test_what_is_withdrawn_is_gone_with_the_next_request(viewers: Viewers) -> None:
    for _ in range(2):
        assert "A talk for all" in str(viewers.answer("stranger", Look(), "/", False))
    media = db.session.query(Media).filter_by(slug=viewers.media["public"]).one()
    media.visibility = "members"
    db.session.commit()
    after = str(viewers.answer("stranger", Look(), "/", False))
    assert "A talk for all" not in after
    assert "One video" not in after


def test_a_corrected_line_is_there_with_the_next_request(viewers: Viewers) -> None:
    address = "/media/{public}/transcript"
    for _ in range(2):
        viewers.answer("stranger", Look(), address, False)
    media = db.session.query(Media).filter_by(slug=viewers.media["public"]).one()
    media.transcripts[0].cues()[0].text = "Nobody said that before."
    media.transcripts[0].count_changes({})
    db.session.commit()
    assert "Nobody said that" in str(viewers.answer("stranger", Look(), address, False))


@pytest.mark.without("postgresql", reason="it is about how SQLite tells")
def test_another_process_that_writes_is_noticed(app: Flask) -> None:
    changes = Changes(Path(db.engine.url.database or ""))
    before = changes.now()
    assert before == changes.now() != ""
    Library.default().name = "Another name"
    db.session.commit()
    assert changes.now() != before


def test_without_a_database_nothing_is_kept(tmp_path: Path) -> None:
    assert Changes(tmp_path / "away.db").now() == ""
