"""Mail servers with TLS and log-in, and those that nobody should trust."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select

from tests.unit.smtp_server import PASSWORD, USER, Inbox, mail_server, make_certificate, using
from tests.unit.tasks.test_mails import ANA, ONLY_FOR_ANA, work, write
from webapp import mail
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Mail


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mail_server() as inbox:
        yield inbox


@pytest.fixture
def settings(settings: Settings, inbox: Inbox) -> Settings:
    return using(settings, inbox.url)


@pytest.mark.parametrize("address", ["Ana <ana@example.org> and more", f"ana@{'a' * 70}.org"])
def test_an_address_that_cannot_be_written_fails_with_a_sentence(
    app: Flask, inbox: Inbox, address: str
) -> None:
    job = work(app, write(address))
    assert job.state == "failed"
    assert job.error == "A mail cannot be made for this address. Check the address."
    assert inbox.mails == []


def test_a_server_that_hangs_up_without_a_word_gets_no_second_copy(
    app: Flask, inbox: Inbox
) -> None:
    inbox.ends_rudely = True
    written = write()
    assert work(app, written).state == "done"
    assert len(inbox.mails) == 1


class TestServersWithTls:
    """Mails carry links that open accounts: nobody on the way may read them."""

    @pytest.fixture
    def certificate(self, tmp_path: Path) -> tuple[ssl.SSLContext, Path]:
        return make_certificate(tmp_path)

    @pytest.fixture(params=["smtp+starttls", "smtps"])
    def inbox(
        self, request: pytest.FixtureRequest, certificate: tuple[ssl.SSLContext, Path]
    ) -> Iterator[Inbox]:
        scheme = request.param
        with mail_server(scheme, certificate[0], login=True) as inbox:
            password = quote(PASSWORD, safe="")
            inbox.url = inbox.url.replace("://", f"://{USER}:{password}@")
            yield inbox

    @pytest.fixture
    def trusted(
        self, certificate: tuple[ssl.SSLContext, Path], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))

    @pytest.mark.usefixtures("trusted")
    def test_a_mail_goes_encrypted_and_logged_in(self, app: Flask, inbox: Inbox) -> None:
        assert work(app, write()).state == "done"
        assert len(inbox.mails) == 1

    def test_a_server_whose_certificate_is_not_trusted_gets_nothing(
        self, app: Flask, inbox: Inbox
    ) -> None:
        job = work(app, write())
        assert job.state == "queued"
        assert "is not trusted" in job.error
        assert inbox.mails == []

    @pytest.mark.usefixtures("trusted")
    def test_a_wrong_password_is_named_but_not_shown(
        self, app: Flask, inbox: Inbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(app.extensions["mailman"], "password", "an old secret")
        job = work(app, write())
        assert job.state == "queued"
        assert "does not accept the name and password of SIGHTLINE_SMTP_URL" in job.error
        assert "an old secret" not in job.error
        assert inbox.mails == []


class TestAServerWithoutTls:
    @pytest.fixture
    def settings(self, settings: Settings, inbox: Inbox) -> Settings:
        return using(settings, inbox.url.replace("smtp:", "smtp+starttls:"))

    def test_it_gets_nothing_where_tls_was_asked_for(self, app: Flask, inbox: Inbox) -> None:
        job = work(app, write())
        assert "does not offer what SIGHTLINE_SMTP_URL asks for" in job.error
        assert inbox.mails == []


class TestNoServer:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return Settings(**settings.model_dump() | {"smtp_url": None})

    def test_a_newcomer_reads_the_mail_where_the_worker_runs(
        self, app: Flask, capsys: pytest.CaptureFixture[str]
    ) -> None:
        mail.send(ANA, "invitation", inviter="Ben", library="Talks", link=ONLY_FOR_ANA,
                  within=app.config["SECURITY_CONFIRM_EMAIL_WITHIN"])  # fmt: skip
        db.session.commit()
        assert work(app, db.session.scalars(select(Mail)).one()).state == "done"
        printed = capsys.readouterr().out
        assert f"Mail to {ANA}: You are invited to a video library" in printed
        assert ONLY_FOR_ANA in printed.splitlines()
