"""What a snapshot says of itself: what is in it, and how to tell that it is unchanged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Self

FORMAT = 1


class Content(NamedTuple):
    """A content by which it is known again."""

    sha256: str
    size: int
    """In bytes."""


class Rows(NamedTuple):
    """The rows of one table."""

    number: int
    sha256: str
    """Over all of them in the order of their keys."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """All that is in a snapshot."""

    made_at: str
    """ISO 8601, UTC."""
    database: str
    """``sqlite`` or ``postgresql``."""
    revision: str
    """Of the schema."""
    dump: Content
    secret_key: Content
    tables: Mapping[str, Rows]
    files: Mapping[str, Content]
    """By their names in storage, as the rows have them."""
    lost: tuple[str, ...] = ()
    """Names that rows have and that storage had no file for."""

    def to_json(self) -> str:
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what `to_json` wrote; ValueError for anything else."""
        try:
            told: dict[str, Any] = json.loads(text)
            if told.pop("format") != FORMAT:
                raise ValueError("a newer release wrote this manifest")
            return cls(
                made_at=str(told["made_at"]),
                database=str(told["database"]),
                revision=str(told["revision"]),
                dump=Content(*told["dump"]),
                secret_key=Content(*told["secret_key"]),
                tables={name: Rows(*rows) for name, rows in told["tables"].items()},
                files={name: Content(*content) for name, content in told["files"].items()},
                lost=tuple(told["lost"]),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("this is no manifest") from error
