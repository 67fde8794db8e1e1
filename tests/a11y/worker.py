"""A worker beside the site, and waiting without scripts for what it does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from playwright.sync_api import Page

from webapp.extensions import db
from webapp.models import Takeout


@contextmanager
def working(app: Flask) -> Iterator[None]:
    """Work off the queue as `manage.py worker` does."""
    queue = app.extensions["queue"]
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.05):
            task = queue.dequeue()
            if task is not None:
                queue.execute(task)

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def make_copy(app: Flask) -> None:
    """Make the copy that somebody asked for last, and nothing else that waits."""
    with app.app_context():
        newest = db.select(Takeout.job_id).order_by(Takeout.job_id.desc()).limit(1)
        job_id = db.session.scalars(newest).one()
        db.session.rollback()
        app.extensions["run_job"].call_local(job_id)


def look_again(page: Page) -> None:
    """Wait as a person does who has no scripts: by the link, until the page has none any more."""
    again = page.get_by_role("link", name="Look again")
    for _ in range(200):
        if not again.is_visible():
            return
        page.wait_for_timeout(300)
        again.click()
