"""What tests of reviewing share: three captions, and Ana, who may review them."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from webapp.models import Media


@pytest.fixture
def media(media_factory: MediaFactory) -> Media:
    return media_factory(cues=3)


@pytest.fixture
def here(media: Media) -> str:
    return f"/media/{media.slug}/review/{media.transcripts[0].id}"


@pytest.fixture
def ana(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    return sign_in(user_factory("Ana", "reviewer"))
