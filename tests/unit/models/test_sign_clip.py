"""Ana signs BSL: of the clips that there are she gets hers, or the next one."""

from __future__ import annotations

import pytest

from tests.unit.conftest import MediaFactory
from webapp.extensions import db
from webapp.models import GlossaryTerm, Job, Library, Media, SignClip
from webapp.models.glossary import Entry


def clip(about: GlossaryTerm | str, language: str, file: str = "") -> SignClip:
    made = SignClip.receive(
        about, language=language, source="quarantine/a", original_name="a.mov", bytes=1
    )
    made.file = file
    db.session.commit()
    return made


@pytest.fixture
def talk(media_factory: MediaFactory) -> Media:
    return media_factory("The talk")


def term(owner: Library | Media, word: str) -> GlossaryTerm:
    return GlossaryTerm.put(owner, Entry(word))


def test_what_is_received_is_prepared(talk: Media) -> None:
    made = clip(term(talk, "harbour"), "bfi")
    assert made.job is not None
    assert (made.job.kind, made.job.step) == ("clip", "received")
    assert db.session.query(Job).filter_by(kind="clip").count() == 1


@pytest.mark.parametrize(("wanted", "got"), [("bfi", "bfi"), ("fsl", "ils"), ("", "ils")])
def test_she_gets_her_sign_language_or_the_next(talk: Media, wanted: str, got: str) -> None:
    harbour = term(talk, "harbour")
    for language in ("ase", "bfi", "ils"):
        clip(harbour, language, f"{language}.mp4")
    clip(harbour, "fsl")
    found = SignClip.nearest(SignClip.of_terms([harbour.id])[harbour.id], wanted)
    assert found is not None
    assert found.language == got


def test_nothing_that_is_not_ready_is_offered(talk: Media) -> None:
    assert SignClip.nearest([clip(term(talk, "harbour"), "bfi")], "bfi") is None


def test_clips_belong_where_their_term_holds(talk: Media, media_factory: MediaFactory) -> None:
    archive = Library(slug="archive", name="Archive")
    db.session.add(archive)
    elsewhere = media_factory("Elsewhere", library=archive)
    own, everywhere = clip(term(talk, "harbour"), "bfi"), clip(term(talk.library, "quay"), "bfi")
    assert SignClip.shown_in(talk, own.id) is own
    assert SignClip.shown_in(talk, everywhere.id) is everywhere
    assert SignClip.shown_in(elsewhere, everywhere.id) is None
    assert SignClip.owned_by(talk, everywhere.id) is None
    assert SignClip.owned_by(talk.library, everywhere.id) is everywhere


def test_a_text_of_the_interface_has_clips_of_its_own(talk: Media) -> None:
    welcome, _ = clip("help.watching", "bfi"), clip(term(talk, "harbour"), "bfi")
    assert list(SignClip.of_place("help.watching")) == [welcome]
    assert SignClip.of_places() == {"help.watching": [welcome]}
    assert SignClip.of_place("") == []
    assert SignClip.of_interface(welcome.id) is welcome


def test_a_term_takes_its_clips_with_it(talk: Media) -> None:
    harbour = term(talk, "harbour")
    clip(harbour, "bfi")
    db.session.delete(harbour)
    db.session.commit()
    assert db.session.query(SignClip).count() == 0
