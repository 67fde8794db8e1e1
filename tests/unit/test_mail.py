"""What mails say, to whom, and what nobody can make them say."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import UndefinedError
from sqlalchemy import Engine, event, select

from tests.conftest import ROOT
from tests.unit.conftest import UserFactory
from webapp import mail, mail_server
from webapp.config import Settings
from webapp.extensions import db
from webapp.look import Look
from webapp.models import Mail

SITE = "https://videos.example.org"
HOSTILE = "<img src=x onerror=alert(1)>\r\nBcc: all@example.org\r\n\r\nGo to https://evil.example"
CONTEXT: dict[str, Any] = {
    "confirmation_link": f"{SITE}/confirm/a-secret?next=%2F&x=1",
    "reset_link": f"{SITE}/reset/a-secret",
    "link": f"{SITE}/invitations/a-secret?from=mail&x=1",
    "confirm_email_within": timedelta(days=2),
    "reset_password_within": timedelta(hours=1),
    "change_email_within": timedelta(hours=2),
    "within": timedelta(minutes=30),
    "inviter": "Ben",
    "library": "Talks",
    "device": "Firefox on Linux",
    "passkey": "My telephone",
    "tries": 20,
    "left": 2,
}


def templates() -> list[str]:
    folders = (ROOT / "templates" / "mail", ROOT / "templates" / "security" / "email")
    files = sorted(file for folder in folders for file in folder.glob("*.txt"))
    named = [str(file.relative_to(ROOT / "templates").with_suffix("")) for file in files]
    return [name for name in named if name != "mail/layout"]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    signed = "https://signed.example.org/{language}/{page}"
    return Settings(**settings.model_dump() | {"public_url": SITE, "signed_help_url": signed})


def words(html: str) -> str:
    """What somebody reads on the page."""
    body = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html).find("body")
    assert body is not None
    return " ".join(" ".join(body.itertext()).split())


def only_mail() -> Mail:
    return db.session.scalars(select(Mail)).one()


@pytest.mark.parametrize("template", templates())
def test_every_mail_says_the_same_as_text_and_as_page(app: Flask, template: str) -> None:
    content = mail.render(template, Look(), CONTEXT)
    page = words(content.html).replace(
        "If the link does not open, copy this address into your browser: ", ""
    )
    assert " ".join(content.text.replace("--", "").split()).replace(": https", " https") == (
        page.replace(": https", " https")
    )
    assert content.text.startswith(f"{content.subject}\n\n")
    assert "{" not in content.text


@pytest.mark.parametrize("template", templates())
def test_every_mail_can_be_read_by_everybody(app: Flask, template: str) -> None:
    html = mail.render(template, Look(), CONTEXT).html
    document = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    assert document.get("lang") == "en"
    assert len(document.findall(".//h1")) == 1
    links = document.findall(".//a")
    assert all(link.get("href", "").startswith(SITE) for link in links)
    assert all("".join(link.itertext()).strip() for link in links)
    for tag in ("img", "script", "link", "iframe", "form"):
        assert document.find(f".//{tag}") is None
    assert "url(" not in html
    assert "color-scheme: light dark" in html


@pytest.mark.parametrize("template", templates())
def test_every_mail_says_what_to_do_if_it_was_not_you(app: Flask, template: str) -> None:
    text = mail.render(template, Look(), CONTEXT).text
    if template == "mail/test":
        return
    assert re.search(r"If it was not you|If you do not know who invites you", text)
    for sentence in re.split(r"(?<=[.:])\s", text):
        assert len(sentence.split()) <= 28, sentence
    assert not re.search(r"\w'(t|s|re|ve|ll)\b", text)


@pytest.mark.parametrize("template", [name for name in templates() if name != "mail/locked"])
def test_every_link_that_ends_says_when(app: Flask, template: str) -> None:
    text = mail.render(template, Look(), CONTEXT).text
    if "a-secret" in text:
        assert re.search(r"works for \d+ (days?|hours?|minutes),\s+until \d+ \w+ \d{4},", text)


def test_a_mail_has_enough_contrast_by_day_and_by_night(app: Flask) -> None:
    style = (ROOT / "templates" / "mail" / "layout.html").read_text()
    day, night = style.split("@media")
    for part in (day, night):
        ground = colors(part, "body")["background-color"]
        assert contrast(colors(part, "body")["color"], ground) >= 7
        assert contrast(colors(part, "a")["color"], ground) >= 7
        button = colors(part, ".button")
        assert contrast(button["color"], button["background-color"]) >= 7


@pytest.mark.parametrize("template", templates())
def test_nobody_writes_into_somebody_elses_mail(app: Flask, template: str) -> None:
    hostile = dict.fromkeys(("inviter", "library", "device", "passkey"), HOSTILE)
    content = mail.render(template, Look(), CONTEXT | hostile)
    assert "<img" not in content.html
    assert 'href="https://evil' not in content.html
    assert words(content.html)
    assert not re.search(r"^Bcc:", content.text, re.MULTILINE)
    assert content.subject.isprintable()


def test_a_subject_is_one_line_whatever_is_put_into_it(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "named.txt").write_text(
        "{% extends layout %}{% block subject %}About {{ thing }}{% endblock %}"
    )
    app.extensions["mail_templates"].loader.app.jinja_loader.searchpath.append(str(tmp_path))
    content = mail.render("named", Look(), {"thing": HOSTILE})
    assert content.subject == (
        "About <img src=x onerror=alert(1)> Bcc: all@example.org Go to https://evil.example"
    )
    assert "<img" not in content.html


@pytest.mark.parametrize("address", ["ana@example.org\nBcc: ben@example.org", "ana@example.org\r"])
def test_an_address_with_a_line_break_gets_no_mail(app: Flask, address: str) -> None:
    with pytest.raises(ValueError, match="one line"):
        mail.send(address, "test")


def test_a_mail_with_a_gap_is_not_sent(app: Flask) -> None:
    with pytest.raises(UndefinedError):
        mail.send("ana@example.org", "invitation", inviter="Ben")


def test_an_invitation_by_somebody_who_has_left_is_a_whole_sentence(app: Flask) -> None:
    text = mail.render("mail/invitation", Look(), CONTEXT | {"inviter": ""}).text
    assert 'Somebody invites you to the library "Talks"' in text


def test_somebody_who_signs_finds_the_mail_in_her_language(
    app: Flask, user_factory: UserFactory
) -> None:
    mail.send(user_factory("Ana", look={"sign_language": "bfi"}), "two_factor_on")
    text, html = only_mail().text, only_mail().html
    assert "https://signed.example.org/bfi/mail-two-factor-on" in text
    assert ">This mail in British Sign Language (BSL)</a>" in html


def test_somebody_who_does_not_sign_is_not_sent_there(
    app: Flask, user_factory: UserFactory
) -> None:
    mail.send(user_factory("Ben"), "two_factor_on")
    assert "signed.example.org" not in only_mail().text + only_mail().html


def test_links_lead_to_the_site_whatever_host_a_request_names(app: Flask) -> None:
    with app.test_request_context(base_url="https://evil.example"):
        assert mail.address_of("security.login") == f"{SITE}/login"
        mail.send("ana@example.org", "two_factor_on")
    assert "evil" not in only_mail().text + only_mail().html


class TestMailsOfFlaskSecurity:
    """They are in our words, and are committed even where nothing else is."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return Settings(**settings.model_dump() | {"trusted_hosts": "evil.example,localhost"})

    def test_somebody_who_forgot_her_password_gets_a_link_to_our_site(
        self, app: Flask, client: FlaskClient, user_factory: UserFactory
    ) -> None:
        user_factory("Ana", password="x", look={"sign_language": "ase"})
        client.post("/reset", data={"email": "ana@example.org"}, headers={"Host": "evil.example"})
        db.session.rollback()
        written = only_mail()
        assert (written.recipient, written.subject) == ("ana@example.org", "Choose a new password")
        assert f"{SITE}/reset/" in written.text
        assert "evil.example" not in written.text + written.html
        assert "The link works for 1 hour" in written.text
        assert "signed.example.org/ase/mail-reset-instructions" in written.text

    def test_a_request_waits_for_no_mail_server_and_writes_two_rows_more(
        self, app: Flask, client: FlaskClient, user_factory: UserFactory,
        writes: Callable[[], AbstractContextManager[list[str]]], monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        user_factory("Ana", password="x")

        def nobody_may(**_: object) -> None:
            pytest.fail("a request has spoken to the mail server")

        monkeypatch.setattr(mail_server, "deliver", nobody_may)
        with writes() as for_a_stranger:
            client.post("/reset", data={"email": "nobody@example.org"})
        with writes() as for_ana:
            client.post("/reset", data={"email": "ana@example.org"})
        assert for_ana == for_a_stranger == ["INSERT INTO job", "INSERT INTO mail"]

    def test_somebody_registers_and_confirms_by_the_link_that_the_worker_prints(
        self, app: Flask, client: FlaskClient, capsys: pytest.CaptureFixture[str]
    ) -> None:
        register(client)
        job_id = only_mail().job_id
        db.session.commit()
        app.extensions["run_job"].call_local(job_id)
        printed = capsys.readouterr().out
        link = next(line for line in printed.splitlines() if line.startswith(f"{SITE}/confirm/"))
        client.post(link.removeprefix(SITE))
        db.session.rollback()
        client.post("/login", data={"email": "ana@example.org", "password": "plums on a table"})
        assert client.get("/account").status_code == 200

    def test_somebody_who_has_an_account_is_told_and_nobody_else(
        self, app: Flask, client: FlaskClient, user_factory: UserFactory
    ) -> None:
        user_factory("Ana", password="x")
        register(client)
        assert only_mail().subject == "You have an account already"
        assert f"{SITE}/reset/" in only_mail().text


@pytest.fixture
def writes() -> Callable[[], AbstractContextManager[list[str]]]:
    """Gives the rows that a block writes: the first three words of each such statement."""

    @contextmanager
    def watched() -> Any:
        found: list[str] = []

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            if statement.startswith(("INSERT", "UPDATE", "DELETE")):
                found.append(" ".join(statement.split()[:3]))

        event.listen(Engine, "before_cursor_execute", note)
        try:
            yield found
        finally:
            event.remove(Engine, "before_cursor_execute", note)

    return watched


def register(client: FlaskClient) -> None:
    answer = client.post(
        "/register",
        data={"name": "Ana", "email": "ana@example.org", "password": "plums on a table"},
    )
    assert answer.status_code in (302, 303)
    db.session.rollback()


def colors(css: str, selector: str) -> dict[str, str]:
    rule = re.search(rf"^{re.escape(selector)} {{(.*?)}}", css, re.MULTILINE)
    assert rule is not None
    return dict(re.findall(r"([\w-]*color): (#[0-9a-f]{6})", rule[1]))


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(color: str) -> float:
    parts = [int(color[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
