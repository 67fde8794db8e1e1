"""Somebody who may upload, and her browser."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.unit.conftest import SignIn, UserFactory
from webapp.models import User


@pytest.fixture
def ana(user_factory: UserFactory) -> User:
    return user_factory("Ana", "uploader")


@pytest.fixture
def browser(ana: User, sign_in: SignIn) -> FlaskClient:
    return sign_in(ana)
