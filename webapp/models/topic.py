"""What the media of a library are about, in words that its people choose."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from webapp import names
from webapp.extensions import db, hold
from webapp.models.library import Library
from webapp.search_terms import comparable

TOPIC_CHARACTERS = 40
TOPICS = 10
"""Topics of one media: with more, they tell media apart no longer."""


class TopicsRefused(ValueError):
    """Topics that cannot be kept. ``str()`` says why, and what to do."""


class Topic(db.Model):  # type: ignore[misc, name-defined]
    """A topic of one library; it lasts as long as a media has it."""

    __tablename__ = "topic"
    __table_args__ = (UniqueConstraint("library_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    library_id: Mapped[int] = mapped_column(ForeignKey("library.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(TOPIC_CHARACTERS))
    """As it was written first."""
    key: Mapped[str] = mapped_column(String(4 * TOPIC_CHARACTERS))
    """The name as search compares it: 'Art history' and 'art History' are one topic."""

    @classmethod
    def of(cls, library: Library) -> Sequence[Topic]:
        """The topics of a library, by name."""
        return db.session.scalars(
            select(cls).where(cls.library_id == library.id).order_by(cls.key)
        ).all()

    @classmethod
    def named(cls, library: Library, wanted: Sequence[str]) -> list[Topic]:
        """The topics of these names, those that are new added; the caller commits."""
        hold(library)
        keys = {comparable(name): name for name in reversed(wanted)}
        known = {topic.key: topic for topic in cls.of(library)} if keys else {}
        return [
            known.get(key) or cls(library_id=library.id, name=name, key=key)
            for key, name in sorted(keys.items())
        ]

    @classmethod
    def forget_unused(cls, library_ids: Collection[int]) -> None:
        """Remove the topics of libraries that no media has any more; the caller commits."""
        db.session.flush()
        ours = select(Library.id).where(Library.id.in_(library_ids)).order_by(Library.id)
        db.session.execute(ours.with_for_update(key_share=True))
        used = select(MediaTopic.topic_id)
        db.session.execute(
            delete(cls).where(cls.library_id.in_(library_ids), cls.id.not_in(used)),
            execution_options={"synchronize_session": False},
        )


class MediaTopic(db.Model):  # type: ignore[misc, name-defined]
    """That a media is about a topic."""

    __tablename__ = "media_topic"

    media_id: Mapped[int] = mapped_column(
        ForeignKey("media.id", ondelete="CASCADE"), primary_key=True
    )
    topic_id: Mapped[int] = mapped_column(
        ForeignKey("topic.id", ondelete="CASCADE"), primary_key=True, index=True
    )


def topic_names(text: str) -> list[str]:
    """Read names of topics with commas between.

    TopicsRefused where one is too long, or where there are too many.
    """
    found: dict[str, str] = {}
    for part in text.split(","):
        name = names.clean(part, TOPIC_CHARACTERS + 1)
        if key := comparable(name):
            found.setdefault(key, name)
    for name in found.values():
        if len(name) > TOPIC_CHARACTERS:
            raise TopicsRefused(
                _(
                    "The topic '%(topic)s...' is too long. Use at most %(most)s characters.",
                    topic=name[:20],
                    most=TOPIC_CHARACTERS,
                )
            )
    if len(found) > TOPICS:
        raise TopicsRefused(
            _("These are %(count)s topics. Keep at most %(most)s.", count=len(found), most=TOPICS)
        )
    return list(found.values())
