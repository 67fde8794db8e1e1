"""The release before the newest migration goes on serving after it: nobody's site has to close.

Its code is taken from the project's history; a copy without it passes this over.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from tests.conftest import ROOT
from tests.unit.models import former_release
from webapp.captions.document import Cue
from webapp.extensions import db
from webapp.models import Job, Library, Media, Rendition, Transcript, User

VERSIONS = "migrations/versions"


def git(*words: str) -> str:
    ran = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if ran.returncode:
        pytest.skip(f"no history of the project: {ran.stderr.strip()}")
    return ran.stdout.strip()


@pytest.fixture(scope="module")
def former(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the code of the release before the newest migration."""
    newest = max(path.name for path in (ROOT / VERSIONS).glob("[0-9]*.py"))
    added = git("log", "--diff-filter=A", "--format=%H", "--", f"{VERSIONS}/{newest}")
    before = git("rev-parse", "--verify", f"{added.split()[-1]}^") if added else "HEAD"
    folder = tmp_path_factory.mktemp("former")
    git("archive", "--output", str(folder / "code.tar"), before)
    with tarfile.open(folder / "code.tar") as archive:
        archive.extractall(folder, filter="data")
    assert not (folder / VERSIONS / newest).exists()
    shutil.copytree(ROOT / "static" / "vendor", folder / "static" / "vendor")
    return folder


def test_the_release_before_serves_and_writes_on_the_schema_of_this_one(
    bare: Flask, former: Path
) -> None:
    upgrade()
    slug = watched_media().slug
    db.session.commit()
    settings = bare.extensions["settings"]
    ran = subprocess.run(
        [sys.executable, Path(former_release.__file__), slug],
        cwd=former,
        env=os.environ
        | {
            "PYTHONPATH": str(former),
            "SIGHTLINE_DATA_DIR": str(settings.data_dir),
            "SIGHTLINE_DATABASE_URL": settings.database_url,
            "SIGHTLINE_SECRET_KEY": settings.secret_key,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    statuses = json.loads(ran.stdout.splitlines()[-1])
    assert {page: status for page, status in statuses.items() if status not in (200, 302)} == {}
    db.session.rollback()
    assert User.by_email("ines@example.org") is not None, "what it writes, this release reads"


def watched_media() -> Media:
    """A video with captions, as this release keeps them."""
    media = Media(
        library=Library.default(),
        visibility="public",
        title="The weekly meeting",
        language="en",
        original_name="meeting.mp4",
        file="ab/abc.mp4",
        bytes=1,
        kind="video",
        duration_ms=9000,
        has_audio=True,
    )
    media.jobs.append(Job(state="done", step="ready"))
    media.renditions.append(Rendition(file="ab/abc.mp4", media_type="video/mp4"))
    db.session.add(media)
    db.session.flush()
    transcript = Transcript(media_id=media.id, language="en", origin="engine", complete=True)
    db.session.add(transcript)
    db.session.flush()
    transcript.add_cues([Cue(0, 2500, "A line of the talk.")], author="engine")
    return media
