"""How long a mail waits while a long video is captioned, with one worker as `manage.py up` has it.

    python -m bench.mails [--minutes 120] [--mails 20]

A worker of its own gets speech (espeak-ng, in the words of the test model) and starts to listen.
Then mails are written, one after the other, each when the last one was sent; without a mail server
they are printed. A mail's time is from its commit until its row says that it was sent.
Aim: within seconds, and captioning goes on.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import click
from flask import current_app

from tests.unit.tasks.speaking import long_speech
from webapp import create_app
from webapp.config import Settings
from webapp.extensions import db
from webapp.models import Job, Library, Mail, Media

ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "tests/fixtures/micro-whisper/micro-en-q8_0.bin"
PATIENCE_S = 600


@click.command()
@click.option("--minutes", default=120.0, show_default=True)
@click.option("--mails", default=20, show_default=True)
def main(minutes: float, mails: int) -> None:
    """Print how long mails waited, and how far captioning was before and after."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        environment = {"SIGHTLINE_DATA_DIR": str(folder / "data"), "SIGHTLINE_MODEL": str(MODEL)}
        app = create_app(Settings(data_dir=folder / "data", model=str(MODEL)))
        with app.app_context():
            db.create_all()
            job_id = _upload(long_speech(folder / "long.wav", minutes), minutes)
            with _worker(environment):
                _until(lambda: _job(job_id)[1] > 0)
                before = _job(job_id)[1]
                waits = [_mail_s() for _ in range(mails)]
                state, after = _job(job_id)
    print(f"mails: median {median(waits):.2f} s, longest {max(waits):.2f} s, of {mails}")
    print(f"captioning meanwhile: {state}, from {before:.1%} to {after:.1%}")


def _upload(path: Path, minutes: float) -> int:
    """Add a media that was checked and can be played; return the id of its job."""
    storage = current_app.extensions["storage"]
    with path.open("rb") as stream:
        name = storage.save(stream, path.suffix)
    media = Media.receive(
        library=Library.default(), title="Long", language="en", original_name=path.name,
        file=name, bytes=path.stat().st_size,
    )  # fmt: skip
    media.kind, media.has_audio, media.duration_ms = "audio", True, round(minutes * 60_000)
    media.jobs[0].step = "playable"
    db.session.commit()
    job_id: int = media.jobs[0].id
    db.session.rollback()
    return job_id


def _mail_s() -> float:
    """Write a mail; return how many seconds later it was sent."""
    mail = Mail.add(recipient="ana@example.org", subject="Hello", text="Hello.", html="<p>Hi.</p>")
    db.session.commit()
    begun, job_id = time.monotonic(), mail.job_id
    _until(lambda: _job(job_id)[0] == "done")
    return time.monotonic() - begun


def _job(job_id: int) -> tuple[str, float]:
    row = db.session.execute(db.select(Job.state, Job.progress).where(Job.id == job_id)).one()
    db.session.rollback()
    return row.state, row.progress


@contextmanager
def _worker(environment: Mapping[str, str]) -> Iterator[None]:
    command = [sys.executable, str(ROOT / "manage.py"), "worker"]
    told = os.environ | environment
    process = subprocess.Popen(command, env=told, stdout=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        if time.monotonic() > deadline:
            raise SystemExit(f"nothing happened within {PATIENCE_S} s")
        time.sleep(0.02)


if __name__ == "__main__":
    main()
