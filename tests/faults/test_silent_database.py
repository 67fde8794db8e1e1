"""The line to PostgreSQL stays open and says nothing more: nobody waits for ever."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from tests.faults.proxy import Proxy, proxy_to
from tests.faults.servers import Postgres
from webapp import database
from webapp.config import Settings


@pytest.fixture
def line(cluster: Postgres) -> Iterator[Proxy]:
    with proxy_to(cluster.port) as line:
        yield line


@pytest.fixture
def engine(
    cluster: Postgres, line: Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Engine]:
    """As the product connects, with little patience."""
    monkeypatch.setattr(database, "LATE_S", 1.0)
    place = urlsplit(cluster.url)._replace(netloc=f"postgres@127.0.0.1:{line.port}")
    settings = Settings(
        data_dir=tmp_path,
        secret_key="a key for tests, long enough to be one",
        database_url=place.geturl(),
        database_statement_timeout_s=2,
        database_connect_timeout_s=2,
    )
    engine = create_engine(settings.sqlalchemy_url, **database.engine_options(settings))
    yield engine
    engine.dispose()


def test_a_query_whose_answer_never_comes_fails_and_the_next_one_is_answered(
    engine: Engine, line: Proxy
) -> None:
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
        line.is_silent = True
        with pytest.raises(OperationalError):
            connection.scalar(text("SELECT 2"))
        assert connection.invalidated, "what comes late is no answer to another query"
    with pytest.raises(OperationalError):
        engine.connect()
    line.is_silent = False
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 3")) == 3


def test_a_connection_that_fell_silent_while_nobody_used_it_is_given_up(
    engine: Engine, line: Proxy
) -> None:
    with engine.connect() as connection:
        mine = connection.scalar(text("SELECT pg_backend_pid()"))
    line.is_silent = True
    with pytest.raises(OperationalError):
        engine.connect()
    line.is_silent = False
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT pg_backend_pid()")) != mine


def test_what_the_server_itself_ends_leaves_the_connection_as_it_is(engine: Engine) -> None:
    with engine.connect() as connection:
        with pytest.raises(OperationalError, match="statement timeout"):
            connection.execute(text("SELECT pg_sleep(60)"))
        connection.rollback()
        assert connection.scalar(text("SELECT 1")) == 1
