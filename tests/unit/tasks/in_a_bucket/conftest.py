"""An installation whose files are in a store behind a line that can break."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.faults.proxy import Plan, Proxy, proxy_to
from tests.unit.conftest import SignIn, UserFactory
from tests.unit.media.buckets import in_a_bucket, object_store, quick_clients
from tests.unit.tasks.in_a_bucket.reaching import SITE
from webapp.config import Settings
from webapp.media.object_storage import ObjectStorage


@pytest.fixture(scope="module")
def store() -> Iterator[Proxy]:
    """A store behind a line that can break."""
    with (
        quick_clients(),
        object_store() as address,
        proxy_to(urlsplit(address).port or 0) as line,
    ):
        yield line


@pytest.fixture
def line(store: Proxy) -> Iterator[Proxy]:
    yield store
    store.plan = Plan()
    store.break_all()


@pytest.fixture
def settings(settings: Settings, line: Proxy) -> Settings:
    return in_a_bucket(
        settings,
        f"http://127.0.0.1:{line.port}",
        public_url=SITE,
        s3_prefix="sightline/",
        s3_redirect=True,
        s3_read_timeout_s=2,
        s3_attempts=2,
        breaker_failures=100,
    )


@pytest.fixture
def storage(app: Flask) -> ObjectStorage:
    found = app.extensions["storage"]
    assert isinstance(found, ObjectStorage)
    return found


@pytest.fixture
def ana(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    """The browser of somebody who may upload."""
    return sign_in(user_factory("Ana", "uploader"))
