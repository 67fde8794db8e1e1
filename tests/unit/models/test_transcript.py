"""Captioning again never touches what a person wrote or deleted."""

from __future__ import annotations

from sqlalchemy import update

from tests.unit.conftest import MediaFactory
from webapp.captions import document
from webapp.extensions import db
from webapp.models import Cue, Transcript


def texts(transcript: Transcript) -> list[str]:
    return [cue.text for cue in transcript.cues()]


def transcript_of(media_factory: MediaFactory, cues: int) -> Transcript:
    transcript = media_factory(cues=cues).captions
    assert transcript is not None
    return transcript


def test_a_new_draft_replaces_only_what_nobody_touched(media_factory: MediaFactory) -> None:
    transcript = transcript_of(media_factory, 3)
    corrected, deleted, _ = transcript.cues()
    corrected.text, corrected.state = "What she really said.", "corrected"
    deleted.deleted_at_ms = 1
    db.session.commit()

    transcript.replace_draft(
        [document.Cue(n * 3000, n * 3000 + 2000, f"New {n}.") for n in range(4)]
    )
    db.session.commit()
    assert texts(transcript) == ["What she really said.", "New 2.", "New 3."]
    assert transcript.cue_count == 3


def test_each_change_gives_the_transcript_a_new_version(media_factory: MediaFactory) -> None:
    transcript = transcript_of(media_factory, 1)
    before = transcript.version
    transcript.add_cues([document.Cue(9000, 9500, "More.")], author="engine")
    assert transcript.version == before + 1


def test_everything_in_a_caption_file_is_there_again_after_storing_it(
    media_factory: MediaFactory,
) -> None:
    media = media_factory()
    stored = Transcript(media_id=media.id, origin="upload", language="de", complete=True)
    captions = document.Captions(
        cues=[
            document.Cue(
                0,
                900,
                "Guten Tag",
                id="erste",
                speaker="Ana",
                words=(document.Word("Guten", 0, 400, 0.5), document.Word("Tag", 400, 900)),
                markup="<i>Guten</i> Tag",
                settings=document.VttSettings(line=1, region="unten"),
            ),
            document.Cue(1000, 1900, "[applause]", label="applause"),
        ],
        language="de",
        regions=[document.Region(id="unten", lines=2)],
        notes=[document.Note("checked", before=1)],
        styles=["::cue { color: yellow }"],
        header="- for Ana",
    )
    db.session.add(stored)
    stored.keep_extras(captions)
    db.session.flush()
    stored.add_cues(captions.cues, author="file")
    db.session.commit()
    assert stored.as_captions() == captions


def test_a_deleted_cue_is_not_shown_but_kept(media_factory: MediaFactory) -> None:
    transcript = transcript_of(media_factory, 2)
    db.session.execute(update(Cue).where(Cue.id == transcript.cues()[0].id).values(deleted_at_ms=1))
    db.session.commit()
    assert texts(transcript) == ["Line 2 of the talk."]
    assert db.session.query(Cue).count() == 2
