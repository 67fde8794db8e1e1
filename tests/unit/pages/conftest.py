"""What tests of pages share: a viewer's look, and a count of what a page asks the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from webapp import look

ChooseDensity = Callable[[int], None]
CountQueries = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def choose_density(client: FlaskClient) -> ChooseDensity:
    """Lets the viewer choose how much she sees, 1 to 5."""

    def choose(density: int) -> None:
        signed = look.COOKIE.signer.dumps({"density": density})
        client.set_cookie(look.COOKIE.kind, signed)

    return choose


@pytest.fixture
def counted_queries() -> CountQueries:
    """Gives the statements that were executed inside a block."""

    @contextmanager
    def counted() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            statements.append(statement)

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    return counted
