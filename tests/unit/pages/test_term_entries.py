"""Ida meets a word that she does not know: she reads it plainly, and sees it in her language."""

from __future__ import annotations

import html5lib
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory
from tests.unit.pages.test_clips import clip
from webapp.extensions import db
from webapp.models import GlossaryTerm, Library, Media
from webapp.models.glossary import Entry

FRAGMENT = {"HX-Request": "true"}


@pytest.fixture
def talk(media_factory: MediaFactory) -> Media:
    return media_factory("The talk", cues=3)


@pytest.fixture
def term(talk: Media) -> GlossaryTerm:
    made = GlossaryTerm.put(talk, Entry("talk", "Somebody speaks to many.", "a speech"))
    db.session.commit()
    return made


@pytest.mark.parametrize("page", ["", "/transcript", "/transcript/whole"])
def test_a_known_word_is_marked_and_leads_to_its_meaning(
    client: FlaskClient, talk: Media, term: GlossaryTerm, page: str
) -> None:
    shown = client.get(f"/media/{talk.slug}{page}").text
    tree = html5lib.parse(shown, namespaceHTMLElements=False)
    line = tree.find(".//li[@id='line-1']/p[@class='line-text']/span")
    assert line is not None
    assert "".join(line.itertext()) == "Line 1 of the talk."
    marked, link = line
    assert (marked.text, marked.get("role")) == ("talk", "term")
    assert link.get("aria-label") == "What talk means"
    assert link.get("href") == f"/media/{talk.slug}/terms/{term.id}"
    assert "js/terms.js" in shown


def test_without_a_glossary_a_page_carries_nothing_of_it(client: FlaskClient, talk: Media) -> None:
    page = client.get(f"/media/{talk.slug}").text
    assert "term" not in page.replace("determine", "")


def test_she_reads_it_plainly_and_sees_it_signed(
    app: Flask, client: FlaskClient, talk: Media, term: GlossaryTerm
) -> None:
    mine, other = clip(app, term, "bfi"), clip(app, term, "ase")
    client.post("/settings", data={"sign_language": "ase"})
    page = client.get(f"/media/{talk.slug}/terms/{term.id}").text
    for said in ("Somebody speaks to many.", "a speech", "American Sign Language", "British"):
        assert said in page
    assert page.index(f"clips/{other.id}.mp4") < page.index(f"clips/{mine.id}.mp4")
    panel = client.get(f"/media/{talk.slug}/terms/{term.id}", headers=FRAGMENT).text
    assert "<html" not in panel
    assert f"clips/{other.id}.mp4" in panel
    assert f"clips/{mine.id}.mp4" not in panel
    assert "There is no" not in panel


def test_another_sign_language_is_named_as_such(
    app: Flask, client: FlaskClient, talk: Media, term: GlossaryTerm
) -> None:
    clip(app, term, "ase")
    client.post("/settings", data={"sign_language": "bfi"})
    panel = client.get(f"/media/{talk.slug}/terms/{term.id}", headers=FRAGMENT).text
    assert "There is no BSL here. This is ASL." in panel


def test_terms_of_elsewhere_are_not_there(
    client: FlaskClient, talk: Media, media_factory: MediaFactory
) -> None:
    elsewhere = GlossaryTerm.put(media_factory("Another"), Entry("quay"))
    everywhere = GlossaryTerm.put(Library.default(), Entry("harbour"))
    db.session.commit()
    assert client.get(f"/media/{talk.slug}/terms/{elsewhere.id}").status_code == 404
    panel = client.get(f"/media/{talk.slug}/terms/{everywhere.id}").text
    assert "Nobody has written yet what it means." in panel
    talk.visibility = "members"
    db.session.commit()
    assert client.get(f"/media/{talk.slug}/terms/{everywhere.id}").status_code == 404
