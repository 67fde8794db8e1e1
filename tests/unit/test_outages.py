"""The line to PostgreSQL is lost at each step of what Rita does; she is told so each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event
from werkzeug.test import TestResponse

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from webapp.extensions import db

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)
NEVER = 1_000_000
THE_END = "the end of a transaction"
STEPS = ("before_cursor_execute", "commit", "rollback")
Save = Callable[[], TestResponse]


@pytest.fixture
def save(
    app: Flask, user_factory: UserFactory, sign_in: SignIn, media_factory: MediaFactory
) -> Save:
    """Saves a caption as a web server does: in a context that ends with the request."""
    app.config["PROPAGATE_EXCEPTIONS"] = False
    captions = media_factory(cues=1).transcripts[0]
    cue = captions.cues()[0]
    address = f"/media/{captions.media.slug}/review/{captions.id}/cues/{cue.id}"
    fields = {"text": "She said so.", "version": cue.version}
    logged_in = sign_in(user_factory("Rita", "reviewer")).get_cookie("session")
    assert logged_in is not None
    rita = FlaskClient(app, app.response_class)
    rita.set_cookie(logged_in.key, logged_in.value)
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


def test_a_reviewer_is_told_at_whichever_step_the_line_is_lost(save: Save) -> None:
    with lost_before(NEVER, db.engine) as steps:
        assert save().status_code == 200
    assert steps[-1] == THE_END, "it goes on to be read, and what reads ends as well"
    for step in (0, len(steps) // 2, *range(len(steps) - 4, len(steps) - 1)):
        with lost_before(step, db.engine):
            answer = save()
        assert answer.status_code == 503, (steps[step], answer.text)
        assert "database cannot be reached" in answer.text, steps[step]


def test_a_reviewer_whose_answer_is_made_has_it_although_the_line_is_lost_then(save: Save) -> None:
    with lost_before(NEVER, db.engine) as steps:
        save()
    with lost_before(len(steps) - 1, db.engine):
        assert save().status_code == 200
    assert save().status_code == 200, "the next request has a line of its own"
