"""The review of one transcript, as tests ask for it: by its addresses, with htmx or without."""

from __future__ import annotations

import re
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from webapp.extensions import db
from webapp.models import Cue, Transcript

FRAGMENT = {"HX-Request": "true"}


class Desk:
    """One person's browser at the review page of a transcript."""

    def __init__(self, browser: FlaskClient, transcript: Transcript) -> None:
        self.browser = browser
        self.address = f"/media/{transcript.media.slug}/review/{transcript.id}"

    def get(self, path: str = "", *, page: bool = False) -> TestResponse:
        """Ask for a fragment, or for a page."""
        answer = self.browser.get(self.address + path, headers={} if page else FRAGMENT)
        db.session.remove()  # on a server, each request has a session of its own
        return answer

    def post(self, path: str, *, page: bool = False, **fields: Any) -> TestResponse:
        """Send a form."""
        headers = {} if page else FRAGMENT
        answer = self.browser.post(self.address + path, data=fields, headers=headers)
        db.session.remove()
        return answer

    def save(self, cue: int, text: str, version: int = 1, **more: Any) -> TestResponse:
        """Save the text of a cue."""
        return self.post(f"/cues/{cue}", text=text, version=version, **more)


def cue(cue_id: int) -> Cue:
    """Return a cue as the database has it now."""
    db.session.expire_all()
    return db.session.get_one(Cue, cue_id)


def rows(html: str) -> list[int]:
    """The cues whose rows stand in an answer, in their order."""
    return [int(found) for found in re.findall(r'<li class="row[^"]*" id="cue-(\d+)"', html)]


def news(html: str) -> dict[str, str]:
    """What an answer tells the scripts: where the focus goes, and what is opened."""
    found = re.search(r'<p id="desk-news"([^>]*)>', html)
    return dict(re.findall(r'data-([\w-]+)="([^"]*)"', found[1])) if found else {}
