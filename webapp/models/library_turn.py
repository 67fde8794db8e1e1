"""When each library had its last turn in a queue: none waits for another's thousand jobs."""

from __future__ import annotations

from sqlalchemy import BigInteger, String
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from webapp.extensions import db
from webapp.models.clock import now_ms


class LibraryTurn(db.Model):  # type: ignore[misc, name-defined]
    """A library's last turn in one queue, by the database's clock. Nothing hangs on it."""

    __tablename__ = "library_turn"

    queue: Mapped[str] = mapped_column(String(10), primary_key=True)
    library_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at_ms: Mapped[int] = mapped_column(BigInteger)

    @classmethod
    def take(cls, queue: str, library_id: int) -> None:
        """Note that it is this library's turn now; the caller commits."""
        insert = postgresql.insert if db.engine.name == "postgresql" else sqlite.insert
        turn = insert(cls).values(queue=queue, library_id=library_id, at_ms=now_ms())
        db.session.execute(
            turn.on_conflict_do_update(
                index_elements=[cls.queue, cls.library_id], set_={"at_ms": now_ms()}
            )
        )
