"""Fixtures for tests without a browser: an application with a real database of its own."""

from __future__ import annotations

import io
import secrets
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator, Set
from contextlib import ExitStack, closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.once import CompiledTemplates
from tests.unit import databases, services
from tests.unit.own_redis import Server, own_redis
from webapp import create_app, models
from webapp.captions.document import Cue
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Job, Library, Media, Membership, Rendition, Transcript, User
from webapp.models.clock import utc_now

MediaFactory = Callable[..., Media]
UserFactory = Callable[..., User]
SignIn = Callable[..., FlaskClient]
PutDatabase = Callable[[Path], object]


class Browser(FlaskClient):
    """A browser whose requests know nothing of each other, though tests share one context."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        vars(g._get_current_object()).clear()
        return super().open(*args, **kwargs)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "both_databases: also runs on PostgreSQL, where one answers (tests/unit)"
    )
    config.addinivalue_line("markers", "with_services: also runs with Redis and an object store")
    config.addinivalue_line(
        "markers", "without(name, reason): is not for runs with this service (tests/unit/services)"
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Pass over what is about a database in a file, or files in a folder, where these are not."""
    for marker in item.iter_markers("without"):
        if marker.args[0] in services.in_use():
            pytest.skip(marker.kwargs["reason"])


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let what is marked so run on SQLite and on PostgreSQL; all else on what was asked for."""
    if "database" in metafunc.fixturenames and not databases.WHERE:
        both = metafunc.definition.get_closest_marker("both_databases")
        if both is not None:
            metafunc.parametrize("database", ["sqlite", "postgresql"], indirect=True)
    if "service_settings" in metafunc.fixturenames and not services.ASKED:
        kinds = [pytest.param(frozenset(), id="alone"), pytest.param(services.EVERY, id="services")]
        unfit = {each.args[0] for each in metafunc.definition.iter_markers("without")}
        wanted = metafunc.definition.get_closest_marker("with_services") is not None
        if wanted and not unfit & services.EVERY:
            metafunc.parametrize("service_settings", kinds, indirect=True)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[databases.Postgresql]:
    """A server of PostgreSQL; tests that need it are skipped where none answers."""
    server = databases.find()
    yield server
    server.close()


@pytest.fixture
def database(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> PutDatabase:
    """Puts a database with every table where ``settings`` look for it."""
    kind = getattr(request, "param", "postgresql" if databases.WHERE else "sqlite")
    if kind == "postgresql":
        server: databases.Postgresql = request.getfixturevalue("postgresql")
        monkeypatch.setenv("SIGHTLINE_DATABASE_URL", server.emptied(tmp_path / "made"))
        return lambda _folder: None
    empty: Path = request.getfixturevalue("empty_database")
    return lambda folder: shutil.copy(empty, folder / "sightline.db")


@pytest.fixture(scope="session")
def emptied_services(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[Set[str]], dict[str, str]]]:
    """Starts services when they are first asked for; empties them, and says where they are."""
    with ExitStack() as stack:

        @cache
        def run(names: Set[str]) -> services.Emptied:
            return stack.enter_context(services.started(names, tmp_path_factory.mktemp("services")))

        yield lambda names: run(names)()


@pytest.fixture
def service_settings(
    request: pytest.FixtureRequest,
    emptied_services: Callable[[Set[str]], dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Lets settings, and programs that a test starts, have empty services where these are meant."""
    for name, value in emptied_services(getattr(request, "param", services.ASKED)).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def settings(
    tmp_path: Path, fixtures: Path, database: PutDatabase, service_settings: None
) -> Settings:
    return Settings(
        data_dir=tmp_path / "instance",
        secret_key="a key for tests that is long enough to be taken",
        models_dir=tmp_path / "models",
        model=str(fixtures / "micro-whisper" / "micro-en-q8_0.bin"),
        job_lease_s=5,
        rate_limits=False,  # tests of limits count; others only want to get on
    )


COMPILED = CompiledTemplates()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with every table: a copy of it is quicker than making them again."""
    folder = tmp_path_factory.mktemp("database")
    app = create_app(Settings(data_dir=folder, secret_key="a key for tests, long enough to be one"))
    with app.app_context():
        db.create_all()
        db.engine.dispose()
    empty = folder / "empty.db"
    with closing(sqlite3.connect(folder / "sightline.db")) as connection:
        connection.execute("VACUUM INTO ?", (str(empty),))
    return empty


@pytest.fixture
def app(settings: Settings, database: PutDatabase) -> Iterator[Flask]:
    app = create_app(settings)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.test_client_class = Browser
    app.jinja_env.bytecode_cache = COMPILED
    database(settings.data_dir)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who is not logged in."""
    return app.test_client()


@pytest.fixture
def user_factory(app: Flask) -> UserFactory:
    """Makes a person with roles in a library (the default one), whose account is confirmed."""

    def make(name: str = "Ana", *roles: str, library: Library | None = None, **fields: Any) -> User:
        user = User(
            email=f"{name.lower()}@example.org",
            name=name,
            fs_uniquifier=secrets.token_hex(16),
            confirmed_at=utc_now(),
            **fields,
        )
        library = library or Library.default()
        user.memberships = [Membership(library=library, role=role) for role in roles]
        db.session.add(user)
        db.session.commit()
        return user

    return make


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """Gives a browser in which a person is logged in."""

    def enter(user: User) -> FlaskClient:
        browser = app.test_client()
        _, token = models.SignIn.begin(user, device="Firefox on Linux", address="192.0.2.0/24")
        with browser.session_transaction() as session:
            session.update(
                _user_id=user.fs_uniquifier, _fresh=True, fs_paa=time.time(), sign_in=token
            )
        db.session.commit()
        return browser

    return enter


@pytest.fixture
def librarian(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    """The browser of somebody who may do everything with the media of the default library."""
    return sign_in(user_factory("Lena", "librarian"))


@pytest.fixture
def media_factory(app: Flask) -> MediaFactory:
    """Makes a media with a playable file and, if asked, captions that are automatic or not."""

    def make(
        title: str = "The weekly meeting",
        *,
        cues: int = 0,
        origin: str = "engine",
        language: str = "en",
        state: str = "done",
        content: bytes = b"not really a video",
        visibility: str = "public",
        owner: User | None = None,
        library: Library | None = None,
    ) -> Media:
        name = app.extensions["storage"].save(io.BytesIO(content), ".mp4")
        media = Media(
            library=library or Library.default(),
            owner_id=owner.id if owner else None,
            visibility=visibility,
            title=title,
            language=language,
            original_name="meeting.mp4",
            file=name,
            bytes=len(content),
            kind="video",
            duration_ms=cues * 3000 + 10_000,
            has_audio=True,
        )
        media.jobs.append(Job(state=state, step="ready" if state == "done" else "received"))
        if state == "done":
            media.renditions.append(Rendition(file=name, media_type="video/mp4"))
        db.session.add(media)
        db.session.flush()
        if cues:
            transcript = Transcript(
                media_id=media.id,
                language=language,
                origin=origin,
                engine="whisper base" if origin == "engine" else "",
                complete=True,
            )
            db.session.add(transcript)
            db.session.flush()
            transcript.add_cues(
                [Cue(n * 3000, n * 3000 + 2500, f"Line {n + 1} of the talk.") for n in range(cues)],
                author="engine" if origin == "engine" else "file",
            )
        db.session.commit()
        return media

    return make


@pytest.fixture
def redis_server(tmp_path: Path) -> Iterator[tuple[str, Server]]:
    """The address of a Redis of our own, and what starts it."""
    with own_redis(tmp_path) as found:
        yield found
