"""An installation of its own that files are sent to as people send them: pages, job, worker."""

from __future__ import annotations

import html
import io
import os
import re
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask, got_request_exception
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from webapp import create_app
from webapp.config import PROJECT, Settings
from webapp.extensions import db
from webapp.models import Job, JobAttempt, Library, Media, Membership, SignIn, User
from webapp.models.clock import utc_now

PATIENCE_S = 600
_SAID = re.compile(r'class="error-summary".*?<li><a [^>]*>(.*?)</a>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a page said to a form: its status, the one sentence of a refusal, where it led."""

    status: int
    sentence: str
    location: str

    @property
    def slug(self) -> str:
        """Of the media that an accepted upload made."""
        return self.location.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class Work:
    """What became of an upload. ``error`` is the sentence that its uploader reads."""

    state: str
    step: str
    lost: int
    """How often a worker that had it was lost."""
    error: str
    playable: bool
    quarantined: bool


class Site:
    """One library in ``folder``, and the browser of its librarian."""

    def __init__(self, folder: Path) -> None:
        self.settings = Settings(
            data_dir=folder / "instance",
            secret_key=secrets.token_urlsafe(48),
            models_dir=folder / "models",
            model=str(PROJECT / "tests/fixtures/micro-whisper/micro-en-q8_0.bin"),
            job_lease_s=30,
            rate_limits=False,
        )
        self.app: Flask = create_app(self.settings)
        self.app.config["WTF_CSRF_ENABLED"] = False
        self.exceptions: list[BaseException] = []
        got_request_exception.connect(self._note, self.app)
        with self.app.app_context():
            db.create_all()
        self.browser = self._log_in("librarian")

    def close(self) -> None:
        """Let the database go."""
        with self.app.app_context():
            db.engine.dispose()

    def upload(self, data: bytes, name: str, **fields: str) -> Answer:
        """Send a file by the upload form."""
        return self._send("/upload", data, name, **fields)

    def add_captions(self, slug: str, data: bytes, name: str) -> Answer:
        """Send a file by the form that adds captions to a media."""
        return self._send(f"/media/{slug}/captions", data, name)

    def get(self, address: str) -> TestResponse:
        return self.browser.get(address)

    def work(self, slug: str) -> Work:
        """What became of an upload so far."""
        with self.app.app_context():
            media = db.session.execute(db.select(Media).filter_by(slug=slug)).scalar_one()
            job = media.jobs[0]
            return Work(
                state=job.state,
                step=job.step,
                lost=sum(each.outcome == "lost" for each in JobAttempt.of_job(job.id)),
                error=job.error,
                playable=media.rendition is not None,
                quarantined=media.is_quarantined,
            )

    def wait(self, worker: subprocess.Popen[bytes], slug: str) -> Work:
        """What became of an upload in the end. TimeoutError where there is no end."""
        deadline = time.monotonic() + PATIENCE_S
        while (work := self.work(slug)).state not in {"done", "failed"}:
            if worker.poll() is not None or time.monotonic() > deadline:
                raise TimeoutError(f"the job stands after {work.step!r} and is {work.state}")
            time.sleep(0.2)
        return work

    def empty_media(self) -> str:
        """The slug of a media to add captions to, with no file and no work on it."""
        with self.app.app_context():
            media = Media.receive(
                library=Library.default(),
                title="A talk",
                language="en",
                original_name="talk.mp4",
                file="quarantine/00/" + "0" * 32,
                bytes=1,
            )
            media.jobs = [Job(state="done", step="ready")]
            db.session.commit()
            return media.slug

    def remove(self, slug: str) -> None:
        """Make room: remove a media and its files."""
        storage = self.app.extensions["storage"]
        with self.app.app_context():
            media = db.session.execute(db.select(Media).filter_by(slug=slug)).scalar_one()
            files = [media.file, media.poster, *(each.file for each in media.renditions)]
            db.session.delete(media)
            db.session.commit()
        for file in filter(None, files):
            storage.delete(file)

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        """A real worker, whose log is ``worker.log`` in the data folder."""
        environment = os.environ | {
            "SIGHTLINE_DATA_DIR": str(self.settings.data_dir),
            "SIGHTLINE_SECRET_KEY": self.settings.secret_key,
            "SIGHTLINE_MODEL": self.settings.model,
            "SIGHTLINE_MODELS_DIR": str(self.settings.models_dir),
            "SIGHTLINE_JOB_LEASE_S": str(self.settings.job_lease_s),
        }
        with (self.settings.data_dir / "worker.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, str(PROJECT / "manage.py"), "worker", "--workers", "2"],
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                yield process
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                    process.wait()

    def _send(self, address: str, data: bytes, name: str, **fields: str) -> Answer:
        answer = self.browser.post(address, data={"file": (io.BytesIO(data), name), **fields})
        said = _SAID.search(answer.text)
        sentence = html.unescape(said[1]).strip() if said else ""
        return Answer(answer.status_code, sentence, answer.location or "")

    def _log_in(self, role: str) -> FlaskClient:
        user = User(
            email=f"{role}@example.org", fs_uniquifier=secrets.token_hex(16), confirmed_at=utc_now()
        )
        with self.app.app_context():
            user.memberships = [Membership(library=Library.default(), role=role)]
            db.session.add(user)
            db.session.flush()
            _, token = SignIn.begin(user, device="Firefox on Linux", address="192.0.2.0/24")
            kept = {"_user_id": user.fs_uniquifier, "_fresh": True, "sign_in": token}
            db.session.commit()
        browser = self.app.test_client()
        with browser.session_transaction() as session:
            session.update(kept, fs_paa=time.time())
        return browser

    def _note(self, _sender: Flask, exception: BaseException, **_: object) -> None:
        self.exceptions.append(exception)
