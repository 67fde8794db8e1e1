"""What the known library holds, brought back after a page that changes it was tried."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from sqlalchemy import insert, select

from webapp.extensions import cache, db
from webapp.models import SignIn

WAIT_S = 10
"""For whoever writes to the database at the moment."""


class Content:
    """The content as it is when this is made: the whole database (SQLite), kept in memory."""

    def __init__(self) -> None:
        self._kept = sqlite3.connect(":memory:", check_same_thread=False)
        self._may_be_changed = False
        with closing(self._connected()) as live:
            live.backup(self._kept)

    def get_ready(self, *, to_be_changed: bool) -> None:
        """Bring the content back where the page before may have changed it.

        ``to_be_changed``: whether the page that comes now may change it.
        """
        if self._may_be_changed:
            self._bring_back()
        self._may_be_changed = to_be_changed

    def _bring_back(self) -> None:
        """Whoever is logged in stays so: other pages of hers may be open."""
        log_ins = [dict(each) for each in db.session.execute(select(SignIn.__table__)).mappings()]
        db.session.rollback()
        with closing(self._connected()) as live:
            self._kept.backup(live)
        ids = set(db.session.scalars(select(SignIn.id)))
        missing = [each for each in log_ins if each["id"] not in ids]
        if missing:
            db.session.execute(insert(SignIn), missing)
        db.session.commit()
        cache.clear()  # versions of what was changed come a second time, with other content

    @staticmethod
    def _connected() -> sqlite3.Connection:
        return sqlite3.connect(db.engine.url.database or "", timeout=WAIT_S)
