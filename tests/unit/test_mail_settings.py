"""Whoever installs Sightline learns what is wrong with its mail settings; nobody learns secrets."""

from __future__ import annotations

import secrets
import traceback

import pytest
from flask import Flask, render_template_string
from sqlalchemy import select

from tests.unit.smtp_server import using
from webapp import create_app, mail
from webapp.config import Settings, UnsafeSettings, load_settings
from webapp.extensions import db
from webapp.models import Job


class TestWithoutAMailServer:
    """In production, without SIGHTLINE_SMTP_URL."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        production = {
            "environment": "production",
            "secret_key": secrets.token_urlsafe(48),
            "public_url": "https://videos.example.org",
        }
        return Settings(**settings.model_dump() | production)

    def test_nothing_is_kept_for_nobody_to_send(self, app: Flask) -> None:
        mail.send("ana@example.org", "two_factor_on")
        db.session.commit()
        assert db.session.scalars(select(Job)).all() == []

    def test_pages_say_plainly_that_no_mail_is_sent(self, app: Flask) -> None:
        with app.test_request_context():
            said = render_template_string("{{ no_mail }}")
        assert said.startswith("This installation sends no mail")

    def test_whoever_starts_it_is_warned(
        self, settings: Settings, caplog: pytest.LogCaptureFixture
    ) -> None:
        create_app(settings)
        assert "SIGHTLINE_SMTP_URL is not set" in caplog.text


@pytest.mark.parametrize(
    ("url", "sender", "sentence"),
    [
        ("http://mail.example.org", "a@example.org", "SIGHTLINE_SMTP_URL: URL scheme should be"),
        ("smtp://mail.example.org", "", "SIGHTLINE_MAIL_FROM must be set"),
        ("smtp://mail.example.org", "Sightline", "SIGHTLINE_MAIL_FROM: must be an address"),
        ("smtp://mail.example.org", "a@b\nBcc: c@d", "SIGHTLINE_MAIL_FROM: must be an address"),
    ],
)
def test_a_wrong_setting_is_named_and_its_password_is_not(
    monkeypatch: pytest.MonkeyPatch, url: str, sender: str, sentence: str
) -> None:
    monkeypatch.setenv("SIGHTLINE_SMTP_URL", url.replace("://", "://user:hush@"))
    monkeypatch.setenv("SIGHTLINE_MAIL_FROM", sender)
    with pytest.raises(UnsafeSettings, match=sentence) as refused:
        load_settings()
    assert "hush" not in "".join(traceback.format_exception(refused.value))


def test_production_sends_no_password_that_others_can_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGHTLINE_ENVIRONMENT", "production")
    monkeypatch.setenv("SIGHTLINE_MAIL_FROM", "videos@example.org")
    monkeypatch.setenv("SIGHTLINE_SMTP_URL", "smtp://user:hush@mail.example.org")
    with pytest.raises(UnsafeSettings, match=r"Begin it with smtp\+starttls:// or smtps://"):
        load_settings()


def test_settings_do_not_show_the_password(settings: Settings) -> None:
    assert "hush" not in repr(using(settings, "smtps://user:hush@mail.example.org"))
