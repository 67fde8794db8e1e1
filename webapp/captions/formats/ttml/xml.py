"""XML that may be hostile into a small tree of the elements and attributes that TTML knows.

Document types and entities are refused (defusedxml), and depth and number are counted while the
parser runs, so that a hostile file ends before it has filled the memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from webapp.captions.document import CaptionError
from webapp.captions.formats.base import check_size

MAX_DEPTH: Final = 64
MAX_ELEMENTS: Final = 200_000
_CHUNK_BYTES = 1024 * 1024
"""Expat reads an unfinished token anew with each chunk, and goes on to a chunk's end after an
error: small chunks make one long token slow, large ones make a deep tree large."""

_FAMILIES = ("http://www.w3.org/ns/ttml", "http://www.w3.org/2006/10/ttaf1")
_OLD_FAMILIES = ("http://www.w3.org/2006/04/ttaf1",)
_PREFIXES: Final[dict[str, str]] = {
    "http://www.w3.org/XML/1998/namespace": "xml:",
    **{
        family + part: prefix
        for family in _FAMILIES + _OLD_FAMILIES
        for part, prefix in (
            ("", ""),
            ("#styling", "tts:"),
            ("#style", "tts:"),
            ("#parameter", "ttp:"),
            ("#metadata", "ttm:"),
        )
    },
}


@dataclass(slots=True)
class Element:
    """An element: its name with TTML's usual prefix ("p", "ttm:agent"; "?" for foreign ones)."""

    name: str
    attributes: dict[str, str]
    line: int
    content: list[Element | str] = field(default_factory=list)

    def children(self, name: str) -> Iterator[Element]:
        """The child elements of that name."""
        return (each for each in self.content if isinstance(each, Element) and each.name == name)

    def descendants(self, name: str) -> Iterator[Element]:
        """The elements of that name at any depth, in the order of the document."""
        for each in self.content:
            if isinstance(each, Element):
                if each.name == name:
                    yield each
                yield from each.descendants(name)

    def text(self) -> str:
        """The element's own characters."""
        return "".join(each for each in self.content if isinstance(each, str))


def parse(data: bytes) -> Element:
    """The document's root. Raises CaptionError, with the line, for what is no harmless XML."""
    check_size(data)
    builder = _Builder()
    parser = DefusedXMLParser(
        target=builder, forbid_dtd=True, forbid_entities=True, forbid_external=True
    )
    builder.position = parser.parser
    try:
        for start in range(0, len(data), _CHUNK_BYTES):
            parser.feed(data[start : start + _CHUNK_BYTES])
        parser.close()
    except DefusedXmlException:
        raise CaptionError(
            "The file defines a document type or entities, which captions do not need and which "
            "can be an attack. Take the DOCTYPE out.",
            parser.parser.CurrentLineNumber,
        ) from None
    except ParseError as error:
        line, _column = error.position
        what = str(error).partition(":")[0]
        raise CaptionError(
            f"The XML is broken here ({what}). Export the file again, or correct this line.", line
        ) from None
    except (LookupError, ValueError) as error:
        if isinstance(error, CaptionError):
            raise
        raise CaptionError(
            "The XML is in an encoding that is not known here. Save the file as UTF-8."
        ) from None
    if builder.root is None:
        raise CaptionError("The file holds no XML element. Check that it is a TTML file.")
    return builder.root


class _Builder:
    """Target of the parser: builds the tree and counts."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self.position: object = None
        self._open: list[Element] = []
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        line = int(getattr(self.position, "CurrentLineNumber", 0))
        self._count += 1
        if len(self._open) >= MAX_DEPTH:
            raise CaptionError(
                f"Elements are nested more than {MAX_DEPTH} deep. Check that this is a real "
                "caption file.",
                line,
            )
        if self._count > MAX_ELEMENTS:
            raise CaptionError(
                f"The file has more than {MAX_ELEMENTS:,} elements. Divide it into smaller files.",
                line,
            )
        known = {_name(key): value for key, value in attributes.items()}
        known.pop("?", None)
        element = Element(_name(tag), known, line)
        if self._open:
            self._open[-1].content.append(element)
        else:
            self.root = element
        self._open.append(element)

    def end(self, _tag: str) -> None:
        self._open.pop()

    def data(self, text: str) -> None:
        if self._open:
            self._open[-1].content.append(text)

    def close(self) -> None:
        return None


def _name(qualified: str) -> str:
    """``{namespace}local`` with the usual prefix; attributes without namespace stay as they are."""
    if not qualified.startswith("{"):
        return qualified
    namespace, _, local = qualified[1:].partition("}")
    prefix = _PREFIXES.get(namespace)
    return "?" if prefix is None else prefix + local
