"""What the steps of a review have in common, whether captions or a signed version are reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self, get_args

from sqlalchemy import JSON, DateTime, ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, declared_attr, joinedload, mapped_column, relationship

from webapp.extensions import db
from webapp.models.clock import utc_now

if TYPE_CHECKING:
    from webapp.models.user import User

State = Literal["draft", "review", "changes", "approved", "published", "unpublished", "aside"]
"""``changes``: somebody asked for changes. ``aside``: no captions of their own, but texts to be
compared with others and taken from: a file that is looked at first, or what was heard again."""
STATES: tuple[str, ...] = get_args(State)
WAITING = ("draft", "changes", "unpublished")
"""Where somebody has to take it before it goes on."""

WHY_CHARACTERS = 500


class Step:
    """A step of a review; appended, never rewritten."""

    ABOUT: ClassVar[str]
    """The column that says what is reviewed."""

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="SET NULL"), index=True
    )
    state: Mapped[str] = mapped_column(String(12))
    """What it became."""
    why: Mapped[str] = mapped_column(String(WHY_CHARACTERS), default="")
    version: Mapped[int] = mapped_column()
    """The version that the step is about: what was changed later is not approved."""
    overridden: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """What was still missing when it was published all the same: name and count of each."""
    at: Mapped[datetime] = mapped_column(DateTime, default=utc_now)

    @declared_attr
    def person(self) -> Mapped[User | None]:
        return relationship("User")

    @classmethod
    def write(
        cls, about_id: int, person: User, state: State, why: str = "", *, version: int
    ) -> Self:
        """Write down that somebody took a step; the caller commits."""
        step = cls()
        setattr(step, cls.ABOUT, about_id)
        step.person_id, step.state, step.why, step.version = person.id, state, why, version
        db.session.add(step)
        return step

    @classmethod
    def of(cls, about_id: int, *, limit: int = 50) -> Sequence[Self]:
        """The steps of what is reviewed, the newest first."""
        return db.session.scalars(
            select(cls)
            .where(getattr(cls, cls.ABOUT) == about_id)
            .order_by(cls.id.desc())
            .limit(limit)
            .options(joinedload(cls.person))
        ).all()

    @classmethod
    def last(cls, about_id: int, state: State) -> Self | None:
        """The newest step into a state; None where it was never in it."""
        return db.session.scalar(
            select(cls)
            .where(getattr(cls, cls.ABOUT) == about_id, cls.state == state)
            .order_by(cls.id.desc())
            .limit(1)
            .options(joinedload(cls.person))
        )

    @classmethod
    def before_review(cls, about_id: int) -> State:
        """What it waited as when somebody took it."""
        last = select(func.max(cls.id)).where(
            getattr(cls, cls.ABOUT) == about_id, cls.state != "review"
        )
        before = db.session.get(cls, db.session.scalar(last) or 0)
        waiting: dict[str, State] = {"changes": "changes", "unpublished": "unpublished"}
        return waiting.get(before.state, "draft") if before else "draft"
