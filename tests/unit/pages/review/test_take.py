"""Ana has a video heard again, or has a file, compares, and takes what is better."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory, SignIn, UserFactory
from webapp.captions.document import Cue as Caption
from webapp.extensions import db
from webapp.models import Job, Media, Recaption, Transcript
from webapp.models.job import KINDS

HTMX = {"HX-Request": "true"}
FILE = b"""1
00:00:00,000 --> 00:00:02,500
Line one of the talk.

2
00:00:03,000 --> 00:00:05,500
Line 2 of the talk.
"""


@pytest.fixture
def media(media_factory: MediaFactory) -> Media:
    return media_factory(cues=3)


@pytest.fixture
def here(media: Media) -> str:
    return f"/media/{media.slug}/review/{media.transcripts[0].id}"


@pytest.fixture
def ana(user_factory: UserFactory, sign_in: SignIn) -> FlaskClient:
    return sign_in(user_factory("Ana", "reviewer"))


def send(ana: FlaskClient, here: str, content: bytes = FILE) -> str:
    data = {"file": (io.BytesIO(content), "better.srt")}
    return str(ana.post(f"{here}/import", data=data).location)


def texts(media: Media) -> list[str]:
    db.session.expire_all()
    return [cue.text for cue in media.transcripts[0].cues()]


def keys(page: str) -> list[str]:
    return re.findall(r'name="take" value="([^"]*)"', page)


def test_a_file_is_compared_before_anything_changes(
    ana: FlaskClient, client: FlaskClient, media: Media, here: str
) -> None:
    before = texts(media)
    take = send(ana, here)
    page = ana.get(take).text
    assert "2 differences" in page
    assert re.search(r"<del>.*?1.*?</del>\s*<ins>.*?one.*?</ins>", page)
    assert "not in the new text" in page
    assert texts(media) == before
    assert "Line one" not in client.get(f"/media/{media.slug}").text


def test_what_is_ticked_is_taken_and_undone_in_one_step(
    ana: FlaskClient, media: Media, here: str
) -> None:
    before, take = texts(media), send(ana, here)
    first = keys(ana.get(take).text)[0]
    answer = ana.post(take, data={"do": "ticked", "take": [first]})
    assert answer.status_code == 303
    assert texts(media) == ["Line one of the talk.", *before[1:]]
    assert "Taken from a file" in ana.get(f"{here}/history").text
    ana.post(f"{here}/undo")
    assert texts(media) == before


def test_all_that_nobody_touched_is_taken_at_once_and_the_rest_thrown_away(
    ana: FlaskClient, media: Media, here: str
) -> None:
    take = send(ana, here)
    ana.post(take, data={"do": "all"})
    assert texts(media) == ["Line one of the talk.", "Line 2 of the talk."]
    assert "Nothing differs." in ana.get(take).text
    ana.post(take, data={"do": "drop"})
    assert ana.get(take).status_code == 404
    assert len(media.transcripts) == 1


def test_nothing_ticked_is_said(ana: FlaskClient, here: str) -> None:
    answer = ana.post(send(ana, here), data={"do": "ticked"})
    assert answer.status_code == 422
    assert "Tick what you want to take." in answer.text


@pytest.mark.parametrize("content", [b"", b"no captions at all"])
def test_a_file_that_holds_nothing_is_refused(
    ana: FlaskClient, media: Media, here: str, content: bytes
) -> None:
    answer = ana.post(f"{here}/import", data={"file": (io.BytesIO(content), "x.srt")})
    assert answer.status_code == 422
    assert 'href="#file"' in answer.text
    assert len(media.transcripts) == 1


def test_a_text_of_another_video_is_not_to_be_had(
    ana: FlaskClient, media_factory: MediaFactory, here: str
) -> None:
    other = media_factory(cues=1).transcripts[0]
    other.state = "aside"
    db.session.commit()
    assert ana.get(f"{here}/take/{other.id}").status_code == 404


def test_captions_from_a_file_can_be_looked_at_before_anybody_gets_them(
    ana: FlaskClient, client: FlaskClient, media: Media
) -> None:
    data = {"file": (io.BytesIO(FILE), "better.srt"), "look": "1"}
    preview = str(ana.post(f"/media/{media.slug}/captions", data=data).location)
    page = ana.get(preview).text
    assert "2 lines in English." in page
    assert "Line one of the talk." in page
    assert "Compare it with what is there" in page
    assert client.get(preview).status_code == 303
    assert len(media.texts()) == 1
    assert ana.post(preview, data={"do": "add"}).status_code == 303
    db.session.expire_all()
    assert len(media.texts()) == 2
    assert ana.get(preview).status_code == 404


def test_a_file_that_was_looked_at_is_thrown_away(ana: FlaskClient, media: Media) -> None:
    data = {"file": (io.BytesIO(FILE), "better.srt"), "look": "1"}
    preview = str(ana.post(f"/media/{media.slug}/captions", data=data).location)
    ana.post(preview, data={"do": "drop"})
    db.session.expire_all()
    assert len(media.transcripts) == 1


def heard(here: str) -> Recaption:
    db.session.expire_all()
    wish = Recaption.newest_of(int(here.rsplit("/", 1)[-1]))
    assert wish is not None
    return wish


def test_captioning_again_is_asked_for_once_and_shows_how_far_it_is(
    ana: FlaskClient, client: FlaskClient, media: Media, here: str
) -> None:
    asked = {"model": "sphinx", "language": "en", "prompt": "Dorah Smith"}
    assert ana.post(f"{here}/again", data=asked).status_code == 303
    wish = heard(here)
    assert (wish.model, wish.prompt, wish.aside.state) == ("sphinx", "Dorah Smith", "aside")
    assert (wish.job.kind, wish.job.media_id) == ("again", media.id)
    page = ana.get(f"{here}/again")
    assert "waiting for its turn" in page.text
    early = ana.get(f"{here}/take/{wish.aside_id}")
    assert early.status_code == 404, "what is not heard yet is nothing to take"
    assert 'hx-trigger="every' in page.text
    again = ana.post(f"{here}/again", data=asked)
    assert again.status_code == 422
    assert "It is being heard already." in again.text
    wish.job.state = "done"
    wish.job.step = KINDS["again"].steps[-1]
    wish.aside.complete = True
    wish.aside.add_cues([Caption(0, 2500, "Line one of the talk.")], author="engine")
    db.session.commit()
    poll = ana.get(f"{here}/again", headers=HTMX)
    assert "hx-trigger" not in poll.text
    assert "It is ready. Compare it" in poll.text
    way = re.search(r'id="compare" href="([^"]*)"', poll.text)
    assert way is not None
    assert "3 differences" in ana.get(way[1]).text
    assert "Line one" not in client.get(f"/media/{media.slug}").text, "viewers see none of it"
    assert len(media.texts()) == 1


def test_it_can_be_stopped_and_what_failed_tried_again(
    ana: FlaskClient, media: Media, here: str
) -> None:
    ana.post(f"{here}/again", data={"model": "", "language": "", "prompt": ""})
    wish = heard(here)
    wish.job.state, wish.job.error = "failed", "This file has no sound."
    db.session.commit()
    page = ana.get(f"{here}/again").text
    assert "It did not work: This file has no sound." in page
    ana.post(f"{here}/again/{wish.id}", data={"do": "retry"})
    assert heard(here).job.state == "queued"
    wish.job.state, wish.job.token = "running", "a worker's"
    db.session.commit()
    ana.post(f"{here}/again/{wish.id}", data={"do": "stop"})
    job = heard(here).job
    assert (job.state, job.token) == ("cancelled", "")
    assert "Your captions are as they were." in ana.get(f"{here}/again").text


@pytest.mark.parametrize(
    ("field", "value"),
    [("model", "/etc/passwd"), ("language", "tlh-nonsense"), ("prompt", "x" * 501)],
)
def test_what_cannot_be_is_refused_at_its_field(
    ana: FlaskClient, here: str, field: str, value: str
) -> None:
    form = {"model": "", "language": "", "prompt": ""} | {field: value}
    answer = ana.post(f"{here}/again", data=form)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert db.session.scalars(db.select(Job).where(Job.kind == "again")).first() is None


def test_installed_models_are_offered(app: Flask, ana: FlaskClient, here: str) -> None:
    folder = app.extensions["settings"].models_dir
    folder.mkdir(parents=True)
    for name in ("small-q5_1", "silero-v6.2.0"):
        (folder / f"ggml-{name}.bin").write_bytes(b"")
    page = ana.get(f"{here}/again").text
    assert re.findall(r'<option value="((?:small|silero|sphinx)[^"]*)"', page) == [
        "small-q5_1", "sphinx",
    ]  # fmt: skip


def test_each_format_is_proved(ana: FlaskClient, media: Media, here: str) -> None:
    cue = media.transcripts[0].cues()[0]
    cue.speaker = "Ana"
    media.transcripts[0].version += 1
    db.session.commit()
    page = ana.get(f"{here}/proof").text
    rows = re.findall(r'(?s)<tr><th scope="row">(.*?)</th>(.*?)</tr>', page)
    said = {name: re.sub(r"<[^>]+>", " ", cells).split("  ") for name, cells in rows}
    assert set(said) == {
        "WebVTT", "SubRip", "TTML", "Scenarist closed captions", "YouTube SBV", "JSON",
        "plain text",
    }  # fmt: skip
    assert "not held" in " ".join(said["SubRip"])
    assert "lost" not in page.split("<tbody>")[1].split("</tbody>")[0]


def test_a_format_that_lost_something_is_named_with_the_caption(
    ana: FlaskClient, here: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webapp.captions.proof import Fault, Proof

    fault = Fault("words", 1, "Line 2 of the talk.", "Line 2 of")
    monkeypatch.setattr("webapp.models.gate.prove", lambda _c, format: Proof(format, (fault,), ()))
    page = ana.get(f"{here}/proof").text
    assert "Lost in SubRip" in page
    assert f'href="{here}?number=2"' in page
    gate = ana.get(f"{here}/publish").text
    assert "Saved files of 7 formats lost something" in gate


def test_transcript_of_the_other_kind_is_no_target(ana: FlaskClient, media: Media) -> None:
    chapters = Transcript(media_id=media.id, kind="chapters", origin="upload", complete=True)
    db.session.add(chapters)
    db.session.commit()
    assert ana.post(f"/media/{media.slug}/review/{chapters.id}/again").status_code == 404
