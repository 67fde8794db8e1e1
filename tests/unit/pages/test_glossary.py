"""Librarians say how names are spelt and what words mean: for viewers, engines and lint."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from webapp.extensions import db
from webapp.models import GlossaryTerm, KeptLint, Library, LogEntry, Media, linting
from webapp.models.glossary import PROMPT_CHARACTERS, Entry, GlossaryRefused

MediaFactory = Callable[..., Media]
HERE = "/libraries/main/glossary"


def terms(owner: Library | Media | None = None) -> list[str]:
    db.session.expire_all()
    return [each.term for each in GlossaryTerm.of(owner or Library.default())]


def test_a_librarian_adds_a_term_changes_it_and_deletes_it(librarian: FlaskClient) -> None:
    typed = {"term": " Okonkwo ", "explanation": "Who leads the clinic.", "plain": "the doctor",
             "language": "en", "mistakes": "Okonko, Oconquo"}  # fmt: skip
    assert librarian.post(HERE, data=typed).status_code == 303
    (term,) = GlossaryTerm.of(Library.default())
    assert (term.term, term.language, term.mistakes) == ("Okonkwo", "en", ["Okonko", "Oconquo"])
    page = librarian.get(HERE).text
    assert "Who leads the clinic." in page
    assert f'href="{HERE}/{term.id}"' in page
    form = librarian.get(f"{HERE}/{term.id}").text
    assert 'value="Okonko, Oconquo"' in form
    librarian.post(f"{HERE}/{term.id}", data=typed | {"term": "Dr. Okonkwo"})
    assert terms() == ["Dr. Okonkwo"]
    librarian.post(f"{HERE}/{term.id}/delete")
    assert terms() == []
    events = [(entry.event, entry.details) for entry in db.session.query(LogEntry)]
    assert [event for event, _ in events] == ["glossary.changed"] * 3


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"term": " "}, "Write the term."),
        ({"term": "x" * 61}, "Use at most 60 characters."),
        ({"term": "Ana", "explanation": "y" * 501}, "Use at most 500 characters."),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_typed_is_lost(
    librarian: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    answer = librarian.post(HERE, data=typed | {"plain": "a plain word"})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="a plain word"' in answer.text
    assert terms() == []


def test_the_same_term_is_kept_once(librarian: FlaskClient) -> None:
    librarian.post(HERE, data={"term": "Okonkwo"})
    librarian.post(HERE, data={"term": "okonkwo", "plain": "the doctor"})
    assert terms() == ["okonkwo"]
    other = GlossaryTerm.put(Library.default(), Entry("Ana"))
    with pytest.raises(GlossaryRefused, match="already"):
        GlossaryTerm.put(Library.default(), Entry("Okonkwo"), other.id)


def test_many_terms_come_from_a_list_or_a_table(librarian: FlaskClient) -> None:
    librarian.post(f"{HERE}/import", data={"list": "Ystradgynlais\n  Dr.\u202eOkonkwo \n\n"})
    assert terms() == ["Ystradgynlais", "Dr.Okonkwo"]
    table = "Term;Explanation;Plain;Language;Misspellings\nRhein;A river.;;de;Rein|Rhine\n"
    sent = {"file": (io.BytesIO(b"\xef\xbb\xbf" + table.encode()), "terms.csv")}
    assert librarian.post(f"{HERE}/import", data=sent).status_code == 303
    rhine = GlossaryTerm.of(Library.default())[-1]
    assert (rhine.term, rhine.explanation, rhine.language) == ("Rhein", "A river.", "de")
    assert rhine.mistakes == ["Rein", "Rhine"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\xff\xfe\x00", "This is no text in UTF-8."),
        (b" \n", "There is no term in it."),
        (b"Ana\n" + b"x" * 70, "Line 2:"),
        ("\n".join(f"Term {n}" for n in range(1001)).encode(), "These are 1001 terms."),
    ],
)
def test_a_table_with_something_wrong_adds_nothing(
    librarian: FlaskClient, content: bytes, sentence: str
) -> None:
    sent = {"file": (io.BytesIO(content), "terms.csv")}
    answer = librarian.post(f"{HERE}/import", data=sent)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert terms() == []


def test_viewers_read_what_words_mean_in_a_video(
    client: FlaskClient, librarian: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory()
    here = f"/media/{media.slug}/glossary"
    librarian.post(HERE, data={"term": "Okonkwo", "explanation": "Who leads the clinic."})
    librarian.post(here, data={"term": "tinnitus", "plain": "a sound in the ear"})
    page = client.get(here).text
    assert page.index("a sound in the ear") < page.index("Who leads the clinic.")
    assert "<textarea" not in page
    assert terms(media) == ["tinnitus"]
    (term,) = GlossaryTerm.of(media)
    assert librarian.get(f"{HERE}/{term.id}").status_code == 404
    librarian.post(f"{here}/{term.id}/delete")
    assert terms(media) == []


def test_an_engine_gets_the_first_terms_of_the_video_and_its_library(
    media_factory: MediaFactory,
) -> None:
    media = media_factory()
    assert GlossaryTerm.prompt(media) == ""
    for number in range(300):
        GlossaryTerm.put(media.library, Entry(f"Term number {number}"))
    GlossaryTerm.put(media.library, Entry("Begriff", language="de"))
    GlossaryTerm.put(media, Entry("tinnitus", language="en"))
    prompt = GlossaryTerm.prompt(media)
    assert prompt.startswith("tinnitus, Term number 0, Term number 1, ")
    assert PROMPT_CHARACTERS - 20 < len(prompt) <= PROMPT_CHARACTERS
    assert not prompt.endswith(",")


def test_captions_are_looked_at_again_when_a_term_comes(
    librarian: FlaskClient, media_factory: MediaFactory
) -> None:
    transcript = media_factory(cues=3).transcripts[0]
    transcript.cues()[1].text = "Dr. Okonwko came."
    db.session.commit()
    librarian.post(HERE, data={"term": "Okonkwo"})
    assert not KeptLint.counts(transcript).known
    linting.renew_some()
    counts = KeptLint.counts(transcript)
    assert (counts.known, counts.warnings) == (True, 1)
