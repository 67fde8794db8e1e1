"""People who press at the same moment: nothing is lost, nothing is there twice, no page breaks."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from webapp.extensions import db
from webapp.models import (
    Composition,
    GlossaryTerm,
    Job,
    KeptLint,
    Presence,
    Report,
    SignTrack,
    Topic,
    linting,
)
from webapp.models.shots import Shots

pytestmark = pytest.mark.both_databases
TIMES = 4

AtOnce = Callable[[Callable[[int], object]], list[object]]


@pytest.fixture
def at_once(app: Flask) -> AtOnce:
    """Does something a few times at the same moment, each with a session of its own."""
    app.config["PROPAGATE_EXCEPTIONS"] = False  # as on a server

    def do(act: Callable[[int], object]) -> list[object]:
        db.session.remove()
        ready = Barrier(TIMES)

        def apart(number: int) -> object:
            with app.app_context():
                ready.wait(30)
                return act(number)

        with ThreadPoolExecutor(TIMES) as threads:
            return list(threads.map(apart, range(TIMES)))

    return do


def count(of: type[db.Model]) -> int:  # type: ignore[name-defined]
    return db.session.scalar(select(func.count()).select_from(of)) or 0


def test_a_report_that_is_sent_by_a_double_click_is_one(
    app: Flask, at_once: AtOnce, media_factory: MediaFactory, user_factory: UserFactory,
    sign_in: SignIn,
) -> None:  # fmt: skip
    media = media_factory(cues=1)
    address, cue = f"/media/{media.slug}/report", media.transcripts[0].cues()[0].id
    browsers = [sign_in(ana) for ana in [user_factory("Ana")] for _ in range(TIMES)]
    data = {"kind": "words", "cue": cue, "text": "It says park."}
    assert at_once(lambda n: browsers[n].post(address, data=data).status_code) == [303] * TIMES
    assert count(Report) == 1


def test_a_reviewer_is_here_once_in_however_many_windows(
    at_once: AtOnce, media_factory: MediaFactory, user_factory: UserFactory, sign_in: SignIn
) -> None:
    media = media_factory(cues=1)
    address = f"/media/{media.slug}/review/{media.transcripts[0].id}/presence"
    browsers = [sign_in(ana) for ana in [user_factory("Ana", "reviewer")] for _ in range(TIMES)]
    answers = at_once(lambda n: browsers[n].post(address, data={"cue": ""}).status_code)
    assert set(answers) <= {200, 204, 303}
    assert count(Presence) == 1


def test_a_topic_that_several_people_think_of_is_one(
    at_once: AtOnce, media_factory: MediaFactory, user_factory: UserFactory, sign_in: SignIn
) -> None:
    people = [user_factory(name, "librarian") for name in ("Ana", "Ben", "Cleo", "Dora")]
    media = [media_factory(f"Talk {n}", owner=people[n]) for n in range(TIMES)]
    forms = [
        (f"/media/{each.slug}/settings", {"title": each.title, "visibility": "public"})
        for each in media
    ]
    browsers = [sign_in(person) for person in people]

    def name(number: int) -> int:
        address, fields = forms[number]
        return browsers[number].post(address, data=fields | {"topic_names": "Ships"}).status_code

    assert at_once(name) == [303] * TIMES
    assert count(Topic) == 1
    assert [[topic.name for topic in db.session.merge(each).topics] for each in media] == [
        ["Ships"]
    ] * TIMES


def test_a_term_is_in_the_glossary_once(
    at_once: AtOnce, user_factory: UserFactory, sign_in: SignIn
) -> None:
    people = [user_factory(name, "librarian") for name in ("Ana", "Ben", "Cleo", "Dora")]
    browsers = [sign_in(person) for person in people]
    typed = {"term": "Okonkwo", "explanation": "", "plain": "", "language": "", "mistakes": ""}
    answers = at_once(
        lambda n: browsers[n].post("/libraries/main/glossary", data=typed).status_code
    )
    assert set(answers) <= {303, 422}
    assert count(GlossaryTerm) == 1


def test_a_composed_video_is_made_once_for_all_who_ask(
    at_once: AtOnce, media_factory: MediaFactory, app: Flask
) -> None:
    track = SignTrack(media=media_factory("The lighthouse"), language="bfi", file="ab/1.mp4")
    db.session.add(track)
    db.session.commit()
    address = f"/media/{track.media.slug}/signs/{track.id}/composed"
    browsers: list[FlaskClient] = [app.test_client() for _ in range(TIMES)]
    asked = {"layout": "side", "share": "50"}
    assert at_once(lambda n: browsers[n].post(address, data=asked).status_code) == [303] * TIMES
    assert count(Composition) == 1
    assert db.session.query(Job).filter_by(kind="compose").count() == 1


def test_of_several_workers_one_asks_for_the_next_look(
    at_once: AtOnce, media_factory: MediaFactory
) -> None:
    for number in range(2):
        media_factory(f"Talk {number}")
    at_once(lambda _: Shots.ask_for_next())
    assert db.session.query(Job).filter_by(kind="shots").count() == 1


def test_several_workers_look_at_captions_and_none_stumbles(
    at_once: AtOnce, media_factory: MediaFactory
) -> None:
    for number in range(3):
        media_factory(f"Talk {number}", cues=4)
    db.session.query(KeptLint).delete()
    db.session.commit()
    at_once(lambda _: linting.renew_some())
    linting.renew_some()  # what somebody held just then comes with the next sweep
    assert count(KeptLint) == 3


def test_a_page_is_only_read(app: Flask, media_factory: MediaFactory) -> None:
    """Whatever a page's code does by mistake, the database lets it change nothing."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite lets a reading transaction go on to write")
    media_factory()
    db.session.remove()
    with app.test_request_context("/"):
        assert db.session.scalar(select(func.current_setting("transaction_read_only"))) == "on"
        db.session.remove()
    with app.test_request_context("/", method="POST"):
        assert db.session.scalar(select(func.current_setting("transaction_read_only"))) == "off"
        db.session.remove()


@pytest.mark.parametrize("sent", ["A\x00B", "\ud800"])
def test_what_no_database_can_hold_is_refused_or_kept_and_breaks_no_page(
    app: Flask, client: FlaskClient, media_factory: MediaFactory, sent: str
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    address = f"/media/{media_factory(cues=1).slug}/report"
    data = {"kind": "other", "text": sent.encode("utf-8", "surrogatepass")}
    assert client.post(address, data=data).status_code in (303, 400, 422)
    many = 10**15
    for path in (f"/search?q=talk&after={many}", f"/media/x/review/{many}", f"/jobs/{many}"):
        assert client.get(path).status_code < 500
