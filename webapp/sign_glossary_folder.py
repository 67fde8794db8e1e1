"""A glossary with clips as a folder or a ZIP: ``terms.csv`` and the videos that it names.

All of it is looked at before anything is kept, and each row that cannot be kept is named.
"""

from __future__ import annotations

import csv
import io
import stat
import zipfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple, Protocol, TypeVar

from flask_babel import gettext as _

from webapp import names
from webapp.glossary_file import MAX_BYTES as TABLE_BYTES
from webapp.languages import KNOWN
from webapp.models.glossary import MOST_TERMS, Entry, GlossaryRefused
from webapp.models.sign_clip import (
    MAX_BYTES,
    NOTES_CHARACTERS,
    REGION_CHARACTERS,
    SIGNER_CHARACTERS,
)
from webapp.sign_languages import NAMES

R = TypeVar("R")

TABLE = "terms.csv"
MOST_FILES = 2000
MOST_BYTES = 1024**3
"""Of all videos together."""


class Row(NamedTuple):
    """A line of the table."""

    entry: Entry
    sign_language: str
    clip: str
    """The path of its video in the folder; empty: the line only has the term."""
    signer: str
    region: str
    notes: str


class RowsRefused(GlossaryRefused):
    """Rows that cannot be kept; ``sentences`` says of each which line it is, and why."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = list(sentences)


class Folder(Protocol):
    """Files by their paths, wherever they lie."""

    def size(self, path: str) -> int | None:
        """How many bytes a file has; None where there is no such file."""

    def open(self, path: str) -> IO[bytes]:
        """Open a file that has a size."""


class FolderOnDisk:
    """A folder. What a link in it points to is not read."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()

    def size(self, path: str) -> int | None:
        place = self._root / path
        if place.resolve() != place or not place.is_file():
            return None
        return place.stat().st_size

    def open(self, path: str) -> IO[bytes]:
        return (self._root / path).open("rb")


class FolderInZip:
    """A ZIP file, read where it is: nothing of it is unpacked by the paths that it names."""

    def __init__(self, file: IO[bytes], table: str = TABLE) -> None:
        """GlossaryRefused where it is no ZIP, is too large, or holds what no folder should.

        ``table``: the file that tells which of its folders is meant.
        """
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise GlossaryRefused(_("This is no ZIP file that can be read.")) from error
        members = [each for each in self._zip.infolist() if not each.is_dir()]
        if len(members) > MOST_FILES or sum(each.file_size for each in members) > MOST_BYTES:
            raise GlossaryRefused(_("There is too much in this ZIP file. Send it in parts."))
        for each in members:
            if not is_inside(each.filename) or _is_link(each) or each.flag_bits & 1:
                raise GlossaryRefused(
                    _(
                        "“%(name)s” in this ZIP file cannot be taken: it is a link, encrypted, "
                        "or lies outside of the folder.",
                        name=names.clean(each.filename, 80),
                    )
                )
        self._members = {each.filename: each for each in members}
        self._top = _top_of(self._members, table)

    def size(self, path: str) -> int | None:
        member = self._members.get(self._top + path)
        return member.file_size if member else None

    def open(self, path: str) -> IO[bytes]:
        # No more than it says of itself is read, whatever is in it.
        return self._zip.open(self._members[self._top + path])


def read(folder: Folder) -> list[Row]:
    """Return the rows of a folder's table. RowsRefused names each that cannot be kept."""
    rows = rows_of(folder, TABLE, "term", partial(_row, folder=folder))
    if not 0 < len(rows) <= MOST_TERMS:
        raise GlossaryRefused(
            _("A glossary holds at most %(count)s terms.", count=MOST_TERMS)
            if rows
            else _("There is no term in it. Write one term in a line.")
        )
    return rows


def rows_of(folder: Folder, table: str, column: str, row: Callable[[dict[str, str]], R]) -> list[R]:
    """Return what ``row`` makes of each line of a table, whose cells it gets by their columns.

    RowsRefused names each line that it refuses; GlossaryRefused: there is no table that can be
    read, or it has no such ``column``.
    """
    size = folder.size(table)
    if size is None or size > TABLE_BYTES:
        raise GlossaryRefused(_("There is no file %(name)s of at most 1 MB in it.", name=table))
    try:
        with folder.open(table) as file:
            text = file.read(TABLE_BYTES).decode("utf-8-sig")
    except (UnicodeDecodeError, zipfile.BadZipFile) as error:
        raise GlossaryRefused(
            _("This is no text in UTF-8. Save it again as “CSV UTF-8”.")
        ) from error
    rows, wrong = [], []
    for number, values in _lines(text, column):
        try:
            rows.append(row(values))
        except GlossaryRefused as refused:
            sentence = _("Line %(number)s: %(sentence)s", number=number, sentence=str(refused))
            wrong.append(str(sentence))
    if wrong:
        raise RowsRefused(wrong)
    return rows


def is_inside(path: str) -> bool:
    """Whether a path stays in its folder: relative, without steps up, without drives."""
    parts = PurePosixPath(path).parts
    steps = path and not path.startswith("/") and ".." not in parts
    return bool(steps) and "\\" not in path and ":" not in path and "\0" not in path


def check_clip(path: str, code: str, folder: Folder) -> None:
    """GlossaryRefused where a video cannot be taken, or its sign language is not known."""
    size = folder.size(path) if is_inside(path) else None
    if size is None:
        raise GlossaryRefused(_("There is no file “%(name)s” in the folder.", name=path[:80]))
    if not 0 < size <= MAX_BYTES:
        raise GlossaryRefused(_("The video is empty, or larger than 20 MB."))
    if code not in NAMES:
        raise GlossaryRefused(
            _("“%(code)s” is no sign language known here. Use its code, such as bfi.", code=code)
        )


def _lines(text: str, column: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a table by its columns, each with its number."""
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter=max("\t;,", key=head.count))
    try:
        columns = [name.strip().casefold() for name in next(reader, [])]
        if column not in columns:
            raise GlossaryRefused(
                _("The first line must name the columns, one of them “%(name)s”.", name=column)
            )
        for row in reader:
            if any(cell.strip() for cell in row):
                yield reader.line_num, dict(zip(columns, row, strict=False))
    except csv.Error as error:
        raise GlossaryRefused(_("This is no table that can be read (CSV).")) from error


def _row(values: dict[str, str], folder: Folder) -> Row:
    language = values.get("language", "").strip().lower()
    if language and language not in KNOWN:
        raise GlossaryRefused(_("“%(code)s” is no language known here.", code=language[:20]))
    entry = Entry.clean(
        values["term"], values.get("explanation", ""), values.get("plain", ""), language, ""
    )
    path, code = values.get("clip", "").strip(), values.get("sign_language", "").strip().lower()
    if path:
        check_clip(path, code, folder)
    return Row(
        entry,
        code,
        path,
        names.clean(values.get("signer", ""), SIGNER_CHARACTERS),
        names.clean(values.get("region", ""), REGION_CHARACTERS),
        names.clean(values.get("notes", ""), NOTES_CHARACTERS),
    )


def _is_link(member: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(member.external_attr >> 16)


def _top_of(members: dict[str, zipfile.ZipInfo], table: str) -> str:
    """The folder that everything lies in, as where a folder itself was packed; else ''."""
    tables = [name for name in members if name == table or name.endswith(f"/{table}")]
    return min(tables, key=len, default=table).removesuffix(table)
