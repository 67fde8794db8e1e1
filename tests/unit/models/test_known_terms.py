"""Terms in a transcript are found once, and anew when it or the glossary changes."""

from __future__ import annotations

import pytest

from tests.unit.conftest import MediaFactory
from webapp.captions import known_terms as finding
from webapp.extensions import db
from webapp.models import GlossaryTerm
from webapp.models.glossary import Entry
from webapp.models.known_terms import known_terms


def test_terms_are_found_once_for_each_version(
    media_factory: MediaFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = 0
    places = finding.Finder.places

    def counted(self: finding.Finder, text: str) -> list[finding.Place]:
        nonlocal looked
        looked += 1
        return places(self, text)

    monkeypatch.setattr(finding.Finder, "places", counted)
    media = media_factory(cues=3)
    transcript = media.transcripts[0]
    assert known_terms(transcript) == {}
    talk = GlossaryTerm.put(media.library, Entry("talk"))
    foreign = GlossaryTerm.put(media, Entry("Line", language="de"))
    db.session.commit()
    for _ in range(2):
        found = known_terms(transcript)
        assert [place.term for places in found.values() for place in places] == [talk.id] * 3
    assert looked == 3
    GlossaryTerm.put(media, Entry("Line", language="en"), foreign.id)
    db.session.commit()
    assert [len(places) for places in known_terms(transcript).values()] == [2, 2, 2]
    transcript.count_changes({})
    db.session.commit()
    known_terms(transcript)
    assert looked == 9


def test_the_medias_own_term_wins(media_factory: MediaFactory) -> None:
    media = media_factory(cues=1)
    GlossaryTerm.put(media.library, Entry("talk"))
    own = GlossaryTerm.put(media, Entry("talk"))
    db.session.commit()
    (places,) = known_terms(media.transcripts[0]).values()
    assert [place.term for place in places] == [own.id]
