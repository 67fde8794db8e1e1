"""Names and special words: how they are spelt, what they mean, and how to say them plainly."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import JSON, ForeignKey, Select, String, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from webapp import names
from webapp.captions.lint.spelling import Spelling, Term, spelling_of
from webapp.extensions import db

if TYPE_CHECKING:
    from webapp.models.library import Library
    from webapp.models.media import Media

MOST_TERMS = 1000
"""In one glossary: each save of a caption looks for all of them."""
TERM_CHARACTERS = 60
EXPLANATION_CHARACTERS = 500
PLAIN_CHARACTERS = 200
MISTAKES_MOST = 20
PROMPT_CHARACTERS = 500
"""An engine hears with at most 224 tokens in mind (Whisper); names take more than words do."""


class GlossaryRefused(ValueError):
    """A term that cannot be kept. ``str()`` says why, and what to do."""


class Entry(NamedTuple):
    """What is said of one term."""

    term: str
    explanation: str = ""
    plain: str = ""
    language: str = ""
    mistakes: tuple[str, ...] = ()

    @classmethod
    def clean(cls, term: str, explanation: str, plain: str, language: str, mistakes: str) -> Entry:
        """Make an entry of what was typed; mistakes are parted by commas, ``|`` or lines.

        GlossaryRefused where there is no term, or too much of something.
        """
        apart = mistakes.replace("|", ",").replace("\n", ",").split(",")
        found = tuple(dict.fromkeys(filter(None, (names.clean(m, TERM_CHARACTERS) for m in apart))))
        entry = cls(
            names.clean(term, TERM_CHARACTERS + 1),
            names.clean(explanation, EXPLANATION_CHARACTERS + 1),
            names.clean(plain, PLAIN_CHARACTERS + 1),
            language,
            tuple(each for each in found if each.casefold() != term.strip().casefold()),
        )
        entry.check()
        return entry

    def check(self) -> None:
        """Raise GlossaryRefused where it cannot be kept."""
        if not self.term:
            raise GlossaryRefused(_("Write the term."))
        for text, most in (
            (self.term, TERM_CHARACTERS),
            (self.explanation, EXPLANATION_CHARACTERS),
            (self.plain, PLAIN_CHARACTERS),
        ):
            if len(text) > most:
                raise GlossaryRefused(
                    _(
                        "“%(start)s...” is too long. Use at most %(count)s characters.",
                        start=text[:20],
                        count=most,
                    )
                )
        if len(self.mistakes) > MISTAKES_MOST:
            raise GlossaryRefused(
                _("Name at most %(count)s misspellings of a term.", count=MISTAKES_MOST)
            )


class GlossaryTerm(db.Model):  # type: ignore[misc, name-defined]
    """One term of a library, or of one media in it. Their order is that of their ids."""

    __tablename__ = "glossary_term"

    id: Mapped[int] = mapped_column(primary_key=True)
    library_id: Mapped[int | None] = mapped_column(
        ForeignKey("library.id", ondelete="CASCADE"), index=True
    )
    """None: it belongs to one media."""
    media_id: Mapped[int | None] = mapped_column(
        ForeignKey("media.id", ondelete="CASCADE"), index=True
    )
    term: Mapped[str] = mapped_column(String(TERM_CHARACTERS))
    explanation: Mapped[str] = mapped_column(String(EXPLANATION_CHARACTERS), default="")
    plain: Mapped[str] = mapped_column(String(PLAIN_CHARACTERS), default="")
    """How it is said in plain language."""
    language: Mapped[str] = mapped_column(String(35), default="")
    """BCP 47; empty: the same in all."""
    mistakes: Mapped[list[str]] = mapped_column(JSON, default=list)
    """How it is often misspelt."""

    @classmethod
    def of(cls, owner: Library | Media) -> Sequence[GlossaryTerm]:
        """The terms of a library, or those of a media alone."""
        return db.session.scalars(cls._in(owner).order_by(cls.id)).all()

    @classmethod
    def about(cls, media: Media, language: str | None = None) -> list[GlossaryTerm]:
        """All terms that hold for a media, its own first; of a language, or any."""
        found = [*cls.of(media), *cls.of(media.library)]
        return [each for each in found if _fits(each.language, language or "")]

    @classmethod
    def is_any(cls, media: Media) -> bool:
        """Whether any term holds for a media."""
        mine = or_(cls.media_id == media.id, cls.library_id == media.library_id)
        return db.session.scalar(select(cls.id).where(mine).limit(1)) is not None

    @classmethod
    def prompt(cls, media: Media) -> str:
        """The first terms, as many as an engine can keep in mind."""
        terms = dict.fromkeys(each.term for each in cls.about(media, media.language))
        texts = list(accumulate(terms, "{}, {}".format))
        return next((text for text in reversed(texts) if len(text) <= PROMPT_CHARACTERS), "")

    @classmethod
    def spelling(cls, media: Media, language: str) -> Spelling | None:
        """The terms as lint looks for them; None where there are none."""
        mine = or_(cls.media_id == media.id, cls.library_id == media.library_id)
        rows = db.session.execute(
            select(cls.term, cls.mistakes, cls.language).where(mine).order_by(cls.id)
        )
        terms = tuple(Term(term, tuple(m)) for term, m, its in rows if _fits(its, language))
        return spelling_of(terms) if terms else None

    @classmethod
    def put(cls, owner: Library | Media, entry: Entry, term_id: int | None = None) -> GlossaryTerm:
        """Keep an entry: as ``term_id``, else in the place of the same term, else as a new one.

        GlossaryRefused where another one says that term already, or there are too many. The
        caller commits.
        """
        same: GlossaryTerm | None = db.session.scalar(
            cls._in(owner).where(
                func.lower(cls.term) == entry.term.lower(), cls.language == entry.language
            )
        )
        kept: GlossaryTerm | None = same
        if term_id is not None:
            kept = db.session.scalar(cls._in(owner).where(cls.id == term_id))
        if same is not None and kept is not same:
            raise GlossaryRefused(_("“%(term)s” is in the glossary already.", term=entry.term))
        if kept is None:
            count = select(func.count()).select_from(cls._in(owner).subquery())
            if (db.session.scalar(count) or 0) >= MOST_TERMS:
                raise GlossaryRefused(
                    _("A glossary holds at most %(count)s terms.", count=MOST_TERMS)
                )
            kept = cls(**cls._owned_by(owner))
            db.session.add(kept)
        kept._say(entry)
        db.session.flush()
        return kept

    @classmethod
    def put_all(cls, owner: Library | Media, entries: Sequence[Entry]) -> None:
        """Keep entries, each in the place of the same term or as a new one; the caller commits.

        GlossaryRefused where there are too many then.
        """
        known = {(each.term.lower(), each.language): each for each in cls.of(owner)}
        for entry in entries:
            place = entry.term.lower(), entry.language
            if place not in known:
                known[place] = cls(**cls._owned_by(owner))
                db.session.add(known[place])
            known[place]._say(entry)
        if len(known) > MOST_TERMS:
            raise GlossaryRefused(_("A glossary holds at most %(count)s terms.", count=MOST_TERMS))
        db.session.flush()

    def _say(self, entry: Entry) -> None:
        self.term, self.explanation, self.plain = entry.term, entry.explanation, entry.plain
        self.language, self.mistakes = entry.language, list(entry.mistakes)

    @classmethod
    def _in(cls, owner: Library | Media) -> Select[Any]:
        return select(cls).filter_by(**cls._owned_by(owner))

    @staticmethod
    def _owned_by(owner: Library | Media) -> dict[str, int]:
        return {f"{owner.__tablename__}_id": owner.id}


def _fits(language: str, wanted: str) -> bool:
    """Whether a term of a language holds where another one is spoken; empty: any."""
    return not language or not wanted or language.split("-")[0] == wanted.split("-")[0]
