"""The line to PostgreSQL is lost at each step of what Rita does; she is told so each time."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from itertools import count

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, PoolProxiedConnection, event, select
from werkzeug.test import TestResponse

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from webapp.extensions import db
from webapp.models import Media

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
NEVER = 1_000_000
THE_END = "the end of a transaction"
STEPS = ("before_cursor_execute", "commit", "rollback")
Save = Callable[[], TestResponse]


@pytest.fixture
def rita(app: Flask, user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    """Her browser, for requests in a context that ends with them, as in a web server."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    logged_in = sign_in(user_factory("Rita", "librarian")).get_cookie("session")
    assert logged_in is not None
    rita = FlaskClient(app, app.response_class)
    rita.set_cookie(logged_in.key, logged_in.value)
    return rita


@pytest.fixture
def save(rita: FlaskClient, media_factory: MediaFactory) -> Save:
    """Saves a caption."""
    captions = media_factory(cues=1).transcripts[0]
    cue = captions.cues()[0]
    address = f"/media/{captions.media.slug}/review/{captions.id}/cues/{cue.id}"
    fields = {"text": "She said so.", "version": cue.version}
    db.session.remove()

    def save() -> TestResponse:
        return Context().run(rita.post, address, data=fields, headers={"HX-Request": "true"})

    save()  # what follows is the same each time
    return save


@contextmanager
def lost_before(step: int, engine: Engine) -> Iterator[list[str]]:
    """The server ends the line before this step; gives the steps that there were."""
    server = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    seen: list[str] = []

    def note(connection: Connection, *details: object) -> None:
        if len(seen) == step:
            line: psycopg.Connection = connection.connection.dbapi_connection  # type: ignore[assignment]
            with psycopg.connect(server, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s, 5000)", (line.info.backend_pid,))
        seen.append(str(details[1]) if details else THE_END)

    for name in STEPS:
        event.listen(engine, name, note)
    yield seen
    for name in STEPS:
        event.remove(engine, name, note)


@contextmanager
def no_word_of(commit: int, engine: Engine) -> Iterator[None]:
    """This commit is done, and the line is lost before the server could say so."""
    commits = count()

    def do_commit(borrowed: PoolProxiedConnection) -> None:
        borrowed.commit()
        if next(commits) == commit:
            borrowed.dbapi_connection.close()
            raise psycopg.OperationalError("the line was lost")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(engine.dialect, "do_commit", do_commit)
        yield


def test_a_reviewer_is_told_at_whichever_step_the_line_is_lost(save: Save) -> None:
    with lost_before(NEVER, db.engine) as steps:
        assert save().status_code == 200
    saved = max(n for n, step in enumerate(steps) if step == THE_END and n < len(steps) - 1)
    nothing, unknown = "so nothing was saved", "Look whether it is there"
    told = {0: nothing, saved // 2: nothing, saved - 1: nothing}
    told |= dict.fromkeys((saved, saved + 1, len(steps) - 2), unknown)
    for step, sentence in told.items():
        with lost_before(step, db.engine):
            answer = save()
        assert answer.status_code == 503, (steps[step], answer.text)
        assert sentence in answer.text, (step, steps)


def test_a_reviewer_whose_answer_is_made_has_it_although_the_line_is_lost_then(save: Save) -> None:
    with lost_before(NEVER, db.engine) as steps:
        save()
    with lost_before(len(steps) - 1, db.engine):
        assert save().status_code == 200
    assert save().status_code == 200, "the next request has a line of its own"


@pytest.mark.parametrize("commit", range(3))
def test_a_video_that_was_kept_without_a_word_is_there_when_it_is_sent_again(
    app: Flask, rita: FlaskClient, commit: int
) -> None:
    db.session.remove()

    def upload() -> TestResponse:
        fields = {"key": "k" * 22, "file": (io.BytesIO(b"a talk"), "talk.mp4")}
        return Context().run(rita.post, "/upload", data=fields)

    with no_word_of(commit, db.engine):
        assert upload().status_code == 503
    assert upload().status_code == 303
    media = db.session.scalars(select(Media)).one()
    with app.extensions["storage"].open(media.file) as file:
        assert file.read() == b"a talk"
