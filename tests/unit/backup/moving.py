"""What is moved into backups and out of them: films with captions, by the commands."""

from __future__ import annotations

import io
from pathlib import Path

from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import Engine, create_engine, text

from manage import cli
from webapp.backup import rows
from webapp.captions.document import Cue
from webapp.extensions import db
from webapp.models import Library, Media, Transcript

KEY = "a key for tests that is long enough to be taken"


def run(*arguments: object) -> Result:
    """A command, while nobody in this process has the database open."""
    db.session.rollback()
    return CliRunner().invoke(cli, [*map(str, arguments)])


def well(result: Result) -> str:
    assert result.exit_code == 0, result.output
    return result.stdout


def upload(app: Flask, content: bytes, *, cues: int = 2) -> str:
    """Somebody uploads a film with captions; return its address."""
    file = app.extensions["storage"].save(io.BytesIO(content), ".mp4", unchecked=True)
    media = Media.receive(
        library=Library.default(), title="A film", language="en",
        original_name="film.mp4", file=file, bytes=len(content),
    )  # fmt: skip
    db.session.flush()
    transcript = Transcript(media_id=media.id, language="en", origin="upload", complete=True)
    db.session.add(transcript)
    db.session.flush()
    transcript.add_cues([Cue(n * 1000, n * 1000 + 900, f"Line {n}") for n in range(cues)],
                        author="file")  # fmt: skip
    slug = media.slug
    db.session.commit()
    return slug


def engine_of(settings_url: str) -> Engine:
    return create_engine(settings_url, execution_options={"read_only": True})


def everything(
    url: str, media: Path
) -> tuple[dict[str, list[tuple[object, ...]]], dict[str, bytes]]:
    """Every row of every table, and every file, to compare two installations."""
    engine = engine_of(url)
    with engine.connect() as connection:
        tables = {
            name: sorted(map(repr, connection.execute(text(f'SELECT * FROM "{name}"'))))  # noqa: S608
            for name in rows.contents(connection)
        }
    engine.dispose()
    files = {
        str(path.relative_to(media)): path.read_bytes()
        for path in media.rglob("*")
        if path.is_file()
    }
    return tables, files
