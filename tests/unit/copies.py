"""A copy of what is somebody's, as she gets it: asked for, made by a worker, and saved."""

from __future__ import annotations

import io
import zipfile

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from webapp.extensions import db
from webapp.models import Job, Takeout

ADDRESS = "/account/export"


def work_on_copies(app: Flask) -> None:
    """A worker takes up every copy that was asked for."""
    waiting = select(Job.id).join(Takeout, Takeout.job_id == Job.id).where(Job.state == "queued")
    ids = db.session.scalars(waiting).all()
    db.session.commit()
    for job_id in ids:
        app.extensions["run_job"].call_local(job_id)
    db.session.expire_all()


def copy_of(app: Flask, browser: FlaskClient) -> zipfile.ZipFile:
    """What she saves in the end."""
    assert browser.post(ADDRESS).location == ADDRESS
    work_on_copies(app)
    response = browser.get(f"{ADDRESS}/copy")
    assert response.mimetype == "application/zip", response.text
    assert "attachment" in response.headers["Content-Disposition"]
    return zipfile.ZipFile(io.BytesIO(response.data))
