"""Whoever runs the installation adds signed versions, and removes them."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask

from tests.unit import kept_files
from tests.unit.media.signer_clips import faulty, signer
from webapp.commands.sign import sign
from webapp.extensions import db
from webapp.models import Library, Media
from webapp.models.sign_step import SignStep


@pytest.fixture
def app(installation: Flask) -> Flask:
    """The installation that the commands find by the environment, with one media."""
    with installation.app_context():
        db.session.add(
            Media(
                slug="lighthouse",
                library=Library.default(),
                title="The lighthouse",
                original_name="l.mp4",
                file="ab/cd.mp4",
                bytes=1,
            )
        )
        db.session.commit()
    return installation


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somebody signs for a second at 12 frames a second; her camera has recorded sound too."""
    return made(
        tmp_path_factory.mktemp("clip") / "dora.mp4",
        "-f lavfi -i testsrc2=size=192x144:rate=12:duration=1 -f lavfi -i sine=duration=1"
        " -c:v libx264 -pix_fmt yuv420p -c:a aac -movflags +faststart",
    )


@pytest.fixture(scope="module")
def dora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """She signs for two seconds, well filmed."""
    return signer(tmp_path_factory.mktemp("dora") / "dora.mp4", 2)


def made(target: Path, command: str) -> Path:
    subprocess.run(["ffmpeg", "-v", "error", *command.split(), str(target)], check=True)
    return target


def lighthouse() -> Media:
    found = Media.by_slug("lighthouse")
    assert found is not None
    return found


def run(*words: str) -> Result:
    return CliRunner().invoke(sign, words)


def streams(path: Path) -> list[tuple[str, str, str]]:
    command = ["ffprobe", "-v", "error", "-show_streams", "-of", "json", str(path)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["streams"]
    return [(s["codec_type"], s.get("pix_fmt", ""), s.get("avg_frame_rate", "")) for s in found]


def test_a_signed_version_is_added_listed_and_removed(app: Flask, clip: Path) -> None:
    added = run(
        "add", "http://localhost:8000/media/lighthouse", str(clip), "--language", "bfi",
        "--title", "Dora Smith", "--offset-ms", "250", "--rate", "1.001", "--nature", "translation",
    )  # fmt: skip
    assert added.exit_code == 0, added.output
    line = "1: British Sign Language (BSL), Dora Smith (1.0 s)"
    assert f"Added: {line}" in added.output
    assert "The checks found:\n  Pictures a second (" in added.output
    assert "Viewers do not get it yet" in added.output
    with app.app_context():
        (track,) = lighthouse().sign_tracks
        assert (track.offset_ms, track.rate, track.width, track.height) == (250, 1.001, 192, 144)
        assert (track.nature, track.fitted, track.state) == ("translation", "hand", "draft")
        assert not track.offered
        kept = track.files
        assert {Path(name).suffix for name in kept} == {".mp4", ".jpg"}
        # The sound is gone, and not one frame of the signing.
        with app.extensions["storage"].local(kept[0]) as path:
            assert streams(path) == [("video", "yuv420p", "12/1")]
    assert run("list", "lighthouse").output == f"{line}\n"
    removed = run("remove", "lighthouse", "1")
    assert removed.output == f"Removed: {line}\n"
    assert run("list", "lighthouse").output == "There is no signed version.\n"
    with app.app_context():
        assert not any(kept_files.is_kept(app, name) for name in kept)


def test_what_few_browsers_play_is_made_playable(app: Flask, tmp_path: Path) -> None:
    odd = made(
        tmp_path / "odd.mp4",
        "-f lavfi -i testsrc2=size=62x108:rate=25:duration=1 -c:v libx264 -pix_fmt yuv444p",
    )
    assert run("add", "lighthouse", str(odd), "--language", "ase").exit_code == 0
    with app.app_context():
        track = lighthouse().sign_tracks[0]
        with app.extensions["storage"].local(track.file) as path:
            assert streams(path) == [("video", "yuv420p", "25/1")]


def test_it_is_published_at_once_where_that_is_asked_for(app: Flask, dora: Path) -> None:
    added = run("add", "lighthouse", str(dora), "--language", "bfi", "--publish")
    assert added.exit_code == 0, added.output
    assert "Published: viewers get it." in added.output
    with app.app_context():
        (track,) = lighthouse().signed
        step = SignStep.last(track.id, "published")
        assert step is not None
        assert [each["name"] for each in step.overridden] == ["signed"]


def test_what_must_be_better_is_kept_and_not_published(
    app: Flask, dora: Path, tmp_path: Path
) -> None:
    slow = faulty(dora, tmp_path / "slow.mp4", "ten_new")
    refused = run("add", "lighthouse", str(slow), "--language", "bfi", "--publish")
    assert refused.exit_code == 2
    assert "Added: 1: British Sign Language (BSL)" in refused.output
    assert "viewers do not get it: a check that is a must has failed." in refused.output
    with app.app_context():
        media = lighthouse()
        assert (len(media.sign_tracks), media.signed) == (1, [])


def test_what_is_no_video_is_refused_in_a_sentence_and_leaves_nothing(
    app: Flask, tmp_path: Path
) -> None:
    tone = made(tmp_path / "tone.m4a", "-f lavfi -i sine=duration=1 -c:a aac")
    page = tmp_path / "page.mp4"
    page.write_text("<p>Not a video.</p>")
    for file, sentence in (
        (tone, "tone.m4a: Nobody can be seen signing here: it has sound only. Choose a video."),
        (page, "page.mp4: This is not a video or audio file that we can read."),
        (tmp_path / "gone.mp4", "There is no file"),
    ):
        refused = run("add", "lighthouse", str(file), "--language", "bfi")
        assert refused.exit_code == 2
        assert sentence in refused.output
    assert run("list", "lighthouse").output == "There is no signed version.\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("lighthouse", "--language", "en"), "en is no sign language known here. Known are ase"),
        (("lighthouse", "--language", "bfi", "--rate", "9"), "The rate must be from 0.5 to 2.0."),
        (("elsewhere", "--language", "bfi"), "There is no media elsewhere."),
    ],
)
def test_a_wrong_word_is_refused_before_any_work(
    app: Flask, clip: Path, words: tuple[str, ...], sentence: str
) -> None:
    media, *options = words
    refused = run("add", media, str(clip), *options)
    assert refused.exit_code == 2
    assert sentence in re.sub(r"\s+", " ", refused.output)


def test_removing_one_that_is_not_there_is_refused(app: Flask) -> None:
    refused = run("remove", "lighthouse", "7")
    assert refused.exit_code == 2
    assert "There is no signed version 7." in refused.output
