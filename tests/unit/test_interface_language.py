"""Pages in the reader's language: chosen, or asked for by her browser."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_security.utils import get_message

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from webapp import interface_language, languages, look, mail, sizes
from webapp.captions.formats import FORMATS
from webapp.extensions import db
from webapp.look import Look

GERMAN = {"Accept-Language": "de-CH, de;q=0.9, en;q=0.5"}
NAMES = ("The weekly meeting", *(format.title for format in FORMATS.values()))
"""Of the video, and of formats for files."""
EMPTY = {"meta", "link", "input", "br", "img", "source", "track", "hr", "rect", "path", "circle"}


class Sentences(HTMLParser):
    """Collects texts of two words or more, less what is marked as of another language."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in EMPTY:
            return
        other = tag in ("bdi", "code", "script", "option") or (
            tag != "html" and given.get("lang") not in (None, "de")
        )
        self.open.append((tag, other))
        for name in ("aria-label", "title", "placeholder"):
            self._note(given.get(name) or "")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(other for _tag, other in self.open):
            self._note(data)

    def _note(self, text: str) -> None:
        text = " ".join(text.split())
        if re.search(r"[^\W\d_]{2,}[ ,.:]+[^\W\d_]{2,}", text):
            self.found.add(text)


@pytest.fixture
def berta(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    """A librarian who reads German."""
    person = user_factory("Berta", "librarian")
    person.look = {"language": "de", "density": 3}
    db.session.commit()
    return sign_in(person)


def test_a_page_is_in_the_language_that_the_browser_asks_for(client: FlaskClient) -> None:
    response = client.get("/settings", headers=GERMAN)
    assert '<html lang="de" dir="ltr"' in response.text
    assert "<h1>Wie Seiten aussehen</h1>" in response.text
    assert "Accept-Language" in response.headers["Vary"]
    english = client.get("/settings", headers={"Accept-Language": "tlh"})
    assert '<html lang="en" dir="ltr"' in english.text
    assert english.headers["ETag"] != response.headers["ETag"]


def test_what_somebody_chose_counts_more_than_her_browser(client: FlaskClient) -> None:
    answer = client.post("/look", data={"language": "de", "next": "/help"})
    assert answer.location == "/help"
    page = client.get("/help", headers={"Accept-Language": "en"}).text
    assert "<h1>Hilfe</h1>" in page
    assert "Gespeichert. So sehen Seiten jetzt aus." in page  # said in the new language already
    client.post("/look", data={"language": "en"})
    assert "<h1>Help</h1>" in client.get("/help", headers=GERMAN).text


def test_the_switch_calls_each_language_by_its_own_name(client: FlaskClient) -> None:
    page = client.get("/help", headers=GERMAN).text
    assert 'name="language" value="en" lang="en">English</button>' in page
    assert 'name="language" value="de" lang="de" aria-current="true">Deutsch</button>' in page
    assert '<option value="de" lang="de">Deutsch</option>' in client.get("/settings").text


@pytest.mark.parametrize("density", [1, 2, 3, 4, 5])
def test_no_english_is_left_on_german_pages(
    berta: FlaskClient, app: Flask, media_factory: MediaFactory, density: int
) -> None:
    media = media_factory(cues=3)
    for address in (
        "/",
        "/search?q=line",
        f"/media/{media.slug}",
        f"/media/{media.slug}/captions",
        f"/media/{media.slug}/transcript",
        f"/media/{media.slug}/settings",
        "/settings",
        "/help",
        "/account",
        "/account/sessions",
        "/account/two-step",
        "/account/passkeys",
        "/upload",
        "/welcome/density",
        "/libraries",
        "/nothing-here",
    ):
        berta.post("/look", data={"density": density, "language": "en"})
        english = Sentences(berta.get(address).text).found
        berta.post("/look", data={"language": "de"})
        german = Sentences(berta.get(address).text).found
        left = [text for text in english & german if not text.startswith(NAMES)]
        assert left == [], address
        assert len(german) > 3, address


def test_what_flask_security_says_is_german_too(client: FlaskClient) -> None:
    sent = {"email": "nobody@example.org", "password": "not the right one"}
    page = client.post("/login", data=sent, headers=GERMAN).text
    assert "Adresse und Passwort passen nicht zusammen." in page
    page = client.post("/login", data={"email": "", "password": ""}, headers=GERMAN).text
    assert "Tippen Sie Ihre E-Mail-Adresse." in page
    page = client.post(
        "/register", data={"name": "", "email": "x", "password": "kurz"}, headers=GERMAN
    ).text
    assert "Tippen Sie den Namen, den andere sehen." in page
    assert "Das ist keine E-Mail-Adresse." in page
    assert "Dieses Passwort ist zu kurz. Es braucht mindestens 8 Zeichen." in page
    assert re.search(r"Bitte sehen Sie sich \d Stellen an", page)


def test_a_sentence_of_flask_security_that_we_leave_is_german_too(app: Flask) -> None:
    with app.test_request_context(headers=GERMAN):
        assert get_message("PASSWORD_MISMATCH")[0] == "Das Passwort stimmt nicht überein"


def test_a_fragment_is_in_the_same_language_as_its_page(berta: FlaskClient) -> None:
    answer = berta.post("/upload", data={}, headers={"HX-Request": "true"})
    assert answer.status_code == 422
    assert "Wählen Sie eine Video- oder Tondatei." in answer.text
    assert "Error:" not in answer.text


def test_failures_are_told_in_german_to_programs_too(client: FlaskClient) -> None:
    problem = client.get("/nothing-here", headers={**GERMAN, "Accept": "application/json"})
    assert problem.json is not None
    assert problem.json["title"] == "Diese Seite ist nicht hier"


def test_dates_numbers_and_names_of_languages_follow(berta: FlaskClient, app: Flask) -> None:
    page = berta.get("/account/sessions").text
    assert re.search(r"\d{1,2}\. \w+ \d{4}, \d\d:\d\d UTC", page)
    assert "Firefox auf Linux" in page
    with app.test_request_context(headers=GERMAN):
        assert sizes.in_words(1536) == "1,5\N{NO-BREAK SPACE}kB"
        assert languages.name_of("pt-BR") == "Portugiesisch (Brasilien)"
        assert languages.choices("-")[1] == ("ar", "Arabisch")
        assert Look(sign_language="gsg").sign_language_name == "Deutsche Gebärdensprache (DGS)"


def test_a_mail_is_in_english_whoever_causes_it(app: Flask) -> None:
    with app.test_request_context(headers=GERMAN):
        written = mail.render("mail/no_account", Look(sign_language="gsg"), {})
        assert "Gebärdensprache" not in written.text + written.html


def test_the_language_is_kept_with_the_account(user_factory: UserFactory, sign_in: SignIn) -> None:
    ana = user_factory("Ana")
    sign_in(ana).post("/look", data={"language": "de"})
    assert '<html lang="de"' in sign_in(ana).get("/help").text


def test_a_language_that_does_not_exist_is_refused(client: FlaskClient) -> None:
    assert client.post("/look", data={"language": "tlh"}).status_code == 400


def test_every_language_of_the_pages_can_be_chosen() -> None:
    assert {choice.value for choice in look.LANGUAGES} == {"", *interface_language.LOCALES}


def test_a_page_of_a_language_from_right_to_left_says_so(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(interface_language.LOCALES, "ar", "ar")
    page = client.get("/help", headers={"Accept-Language": "ar"}).text
    assert '<html lang="ar" dir="rtl"' in page
