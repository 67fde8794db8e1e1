"""Whoever installs Sightline finds out whether mail works, or why not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from manage import cli
from tests.unit.smtp_server import Inbox, mail_server

ANA = "ana@example.org"


@pytest.fixture(autouse=True)
def installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGHTLINE_DATA_DIR", str(tmp_path))


@pytest.fixture
def inbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    with mail_server() as inbox:
        monkeypatch.setenv("SIGHTLINE_SMTP_URL", inbox.url)
        monkeypatch.setenv("SIGHTLINE_MAIL_FROM", "Sightline <videos@example.org>")
        yield inbox


def try_mail(address: str = ANA) -> Result:
    return CliRunner().invoke(cli, ["mail", "test", address])


def test_mail_works(inbox: Inbox) -> None:
    result = try_mail()
    assert (result.exit_code, result.stdout) == (0, f"localhost took the mail for {ANA}.\n")
    assert inbox.mails[0]["Subject"] == "Mail from Sightline works"


def test_the_server_says_why_it_takes_no_mail(inbox: Inbox) -> None:
    inbox.address_answers = ["550 Relaying is not allowed"]
    result = try_mail()
    assert result.exit_code == 2
    assert "550 Relaying is not allowed." in result.stderr
    assert result.stdout == ""


def test_there_is_no_server_at_this_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGHTLINE_SMTP_URL", "smtp://localhost:1")
    monkeypatch.setenv("SIGHTLINE_MAIL_FROM", "videos@example.org")
    result = try_mail()
    assert result.exit_code == 2
    assert result.stderr == (
        "Error: The mail server localhost:1 cannot be reached: Connection refused.\n"
    )


def test_a_newcomer_without_a_server_sees_the_mail() -> None:
    result = try_mail()
    assert result.exit_code == 0
    assert "This is a test." in result.stdout
    assert "printed, not sent, because SIGHTLINE_SMTP_URL is not set" in result.stdout


def test_in_production_a_missing_server_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGHTLINE_ENVIRONMENT", "production")
    monkeypatch.setenv("SIGHTLINE_SECRET_KEY", "uV3x_Rk0nQ8sT5wYz1bC7dF2gH4jK6lM9pN")
    monkeypatch.setenv("SIGHTLINE_PUBLIC_URL", "https://videos.example.org")
    result = try_mail()
    assert result.exit_code == 2
    assert "SIGHTLINE_SMTP_URL is not set, so this installation sends no mail." in result.stderr


@pytest.mark.parametrize("address", ["ana", "@example.org", "ana@", "a b@example.org", "a@b\nc"])
def test_what_is_no_address_is_refused(inbox: Inbox, address: str) -> None:
    result = try_mail(address)
    assert result.exit_code == 2
    assert "is no mail address. Write it like name@example.org." in result.stderr
    assert inbox.connections == 0
