"""The database puts each media on its shelves (``webapp.models.shelf``) when it changes.

Triggers do so, in the transaction of the change: the columns that matter are written in many
places, some by statements that no model sees. They hang on the media, its transcripts, its signed
versions and its topics, and take the media off all shelves and put it on those where it belongs
now. A save of a caption changes none of these columns but in the rare case, and costs nothing here.

On PostgreSQL two transactions may change the same media at once; the second one waits for the
first, and then sees what it has written.

A migration that changes one of these tables in batch mode loses its triggers and has to make them
again, as for ``webapp.models.search_index``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import DDL, event

from webapp.extensions import db
from webapp.models.media import Media
from webapp.models.shelf import Shelved
from webapp.models.sign_track import SignTrack
from webapp.models.topic import MediaTopic
from webapp.models.transcript import Transcript

_GIVEN = "kind = 'captions' AND cue_count > 0 AND offered"
"""True of a transcript that viewers get captions of."""
_SIGNED = "offered AND file <> ''"
"""True of a signed version that viewers get."""
_CAPTIONS = f"""coalesce((SELECT max(CASE WHEN trust = 'automatic' THEN 1 ELSE 2 END)
  FROM transcript WHERE media_id = {{media}} AND {_GIVEN}), 0)"""  # noqa: S608  # words of ours
_LENGTH = """CASE WHEN media.duration_ms <= 0 THEN 0 WHEN media.duration_ms < 300000 THEN 1
  WHEN media.duration_ms <= 1200000 THEN 2 ELSE 3 END"""
_SHELVES = f"""FROM media
  CROSS JOIN (SELECT '' AS language
    UNION SELECT language FROM transcript WHERE media_id = {{media}} AND {_GIVEN}) AS spoken
  CROSS JOIN (SELECT '' AS language
    UNION SELECT signed_in FROM media WHERE id = {{media}}
    UNION SELECT language FROM sign_track WHERE media_id = {{media}} AND {_SIGNED}
    UNION SELECT 'any' FROM media WHERE id = {{media}} AND (signed_in <> '' OR EXISTS
      (SELECT 1 FROM sign_track WHERE media_id = {{media}} AND {_SIGNED}))) AS signs
  CROSS JOIN (SELECT 0 AS id
    UNION SELECT topic_id FROM media_topic WHERE media_id = {{media}}) AS about"""  # noqa: S608
"""Each language with each sign language and each topic, and with none of them."""
RENEW = (
    "DELETE FROM shelved WHERE media_id = {media}",
    f"""INSERT INTO shelf (library_id, visibility, captions, length, language, signed, topic_id)
  SELECT media.library_id, media.visibility, {_CAPTIONS}, {_LENGTH}, spoken.language,
    signs.language, about.id {_SHELVES}
  WHERE media.id = {{media}} ORDER BY 5, 6, 7 ON CONFLICT DO NOTHING""",
    f"""INSERT INTO shelved (shelf_id, media_id, created_at, title, duration_ms, short_ms)
  SELECT shelf.id, media.id, media.created_at, substr(media.found_by, 1, 200), media.duration_ms,
    CASE WHEN media.duration_ms <= 0 THEN 9223372036854775807 ELSE media.duration_ms END
  {_SHELVES}
  JOIN shelf ON shelf.library_id = media.library_id AND shelf.language = spoken.language
    AND shelf.signed = signs.language AND shelf.topic_id = about.id
    AND shelf.visibility = media.visibility AND shelf.captions = {_CAPTIONS}
    AND shelf.length = {_LENGTH}
  WHERE media.id = {{media}}""",
)
"""Take a media off its shelves, make those that it needs, and put it there."""
LOCK = "PERFORM 1 FROM media WHERE id = which FOR NO KEY UPDATE"


@dataclass(frozen=True, slots=True)
class Watched:
    """A table whose rows tell where a media stands, and by which columns."""

    table: str
    media: str
    """The column with the media's id."""
    tells: Mapping[str, str] = field(default_factory=dict)
    """What matters of ``{row}``, by column; none: its rows only come and go."""
    goes: bool = True
    """Whether a row that goes leaves the media."""

    def sqlite(self) -> tuple[str, ...]:
        """What makes its triggers."""
        return tuple(
            f"CREATE TRIGGER shelves_{self.table}_{name} AFTER {when} ON {self.table} {only}BEGIN "
            f"{'; '.join(RENEW)}; END".replace("{media}", f"{row}.{self.media}")
            for name, when, row, only in self._events("IS NOT")
        )

    def postgresql(self) -> tuple[str, ...]:
        """What makes its triggers, and the function of each."""
        return tuple(
            statement
            for name, when, row, only in self._events("IS DISTINCT FROM")
            for statement in (
                f"CREATE FUNCTION shelves_{self.table}_{name}() RETURNS trigger LANGUAGE plpgsql"
                f" AS $$ BEGIN PERFORM renew_shelves({row}.{self.media}); RETURN NULL; END $$",
                f"CREATE TRIGGER shelves_{self.table}_{name} AFTER {when} ON {self.table}"
                f" FOR EACH ROW {only}EXECUTE FUNCTION shelves_{self.table}_{name}()",
            )
        )

    def functions(self) -> tuple[str, ...]:
        """The names of PostgreSQL's functions."""
        return tuple(f"shelves_{self.table}_{name}()" for name, *_ in self._events(""))

    def _events(self, differs: str) -> Sequence[tuple[str, str, str, str]]:
        """Name, event, row and condition of each trigger."""
        found = [("new", "INSERT", "NEW", "")]
        if self.goes:
            found.append(("gone", "DELETE", "OLD", ""))
        if self.tells:
            pairs = [
                [each.replace("{row}", row) for row in ("OLD", "NEW")]
                for each in self.tells.values()
            ]
            changed = " OR ".join(f"{old} {differs} {new}" for old, new in pairs)
            when = f"UPDATE OF {', '.join(self.tells)}"
            found.append(("changed", when, "NEW", f"WHEN ({changed}) "))
        return found


def _columns(*names: str) -> Mapping[str, str]:
    return {name: f"{{row}}.{name}" for name in names}


WATCHED: Mapping[Any, Watched] = {
    Media: Watched(
        "media",
        "id",
        _columns("library_id", "visibility", "created_at", "found_by", "duration_ms", "signed_in"),
        goes=False,  # it goes from its shelves with its row
    ),
    Transcript: Watched(
        "transcript",
        "media_id",
        {**_columns("kind", "language", "offered", "trust"), "cue_count": "({row}.cue_count > 0)"},
    ),
    SignTrack: Watched("sign_track", "media_id", _columns("language", "offered", "file")),
    MediaTopic: Watched("media_topic", "media_id"),
}
COUNTS: Mapping[str, tuple[str, ...]] = {
    "sqlite": tuple(
        f"CREATE TRIGGER shelves_count_{name} AFTER {when} ON shelved BEGIN"  # noqa: S608
        f" UPDATE shelf_count SET n = n + {n} WHERE shelf_id = {row}.shelf_id;"
        f" INSERT INTO shelf_count (shelf_id, n) SELECT {row}.shelf_id, {n} WHERE changes() = 0;"
        " END"
        for name, when, row, n in (("more", "INSERT", "NEW", 1), ("less", "DELETE", "OLD", -1))
    ),
    "postgresql": (
        "CREATE FUNCTION renew_shelves(which integer) RETURNS void LANGUAGE plpgsql AS $$ BEGIN "
        + "; ".join((LOCK, *(each.replace("{media}", "which") for each in RENEW)))
        + "; END $$",
        *(
            statement
            for name, when, row, n in (("more", "INSERT", "NEW", 1), ("less", "DELETE", "OLD", -1))
            for statement in (
                f"CREATE FUNCTION shelves_count_{name}() RETURNS trigger LANGUAGE plpgsql AS $$"  # noqa: S608
                f" BEGIN INSERT INTO shelf_count (shelf_id, n) VALUES ({row}.shelf_id, {n});"
                " RETURN NULL; END $$",
                f"CREATE TRIGGER shelves_count_{name} AFTER {when} ON shelved"
                f" FOR EACH ROW EXECUTE FUNCTION shelves_count_{name}()",
            )
        ),
    ),
}
"""What counts the media on each shelf."""
FUNCTIONS = (
    "renew_shelves(integer)",
    "shelves_count_more()",
    "shelves_count_less()",
    *(name for each in WATCHED.values() for name in each.functions()),
)
TABLES = ("shelf", "shelved", "shelf_count")
"""What the database makes by itself of other tables."""


def _tell(when: str, on: Any, dialect: str, statements: Sequence[str]) -> None:
    for each in statements:
        ddl = DDL(each.replace("%", "%%"))  # type: ignore[no-untyped-call]
        event.listen(on, when, ddl.execute_if(dialect=dialect))


for _dialect, _statements in COUNTS.items():
    _tell("after_create", Shelved.__table__, _dialect, _statements)
for _model, _watched in WATCHED.items():
    _tell("after_create", _model.__table__, "sqlite", _watched.sqlite())
    _tell("after_create", _model.__table__, "postgresql", _watched.postgresql())
_tell(
    "after_drop",
    db.metadata,
    "postgresql",
    [f"DROP FUNCTION IF EXISTS {name}" for name in FUNCTIONS],
)
