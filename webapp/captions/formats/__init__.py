"""Caption file formats: one module each, with ``read(data)``, ``write(captions)`` or both."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from types import ModuleType
from typing import cast

from webapp.captions.document import CaptionError, Captions
from webapp.captions.formats.base import Problem, Written, check_size, decode

__all__ = [
    "FORMATS",
    "MEDIA_TYPES",
    "READABLE",
    "WRITABLE",
    "Format",
    "Problem",
    "Written",
    "format_of",
    "read",
    "read_partly",
    "write",
]


@dataclass(frozen=True, slots=True)
class Format:
    """What is known of a format without loading its module."""

    name: str
    title: str
    module: str
    media_type: str
    extensions: tuple[str, ...]
    reads: bool = True
    writes: bool = True


FORMATS: dict[str, Format] = {
    each.name: each
    for each in (
        Format("vtt", "WebVTT", "webvtt", "text/vtt", ("vtt", "webvtt")),
        Format("srt", "SubRip", "srt", "application/x-subrip", ("srt",)),
        Format("ttml", "TTML", "ttml", "application/ttml+xml", ("ttml", "dfxp", "xml", "imsc")),
        Format("scc", "Scenarist closed captions", "scc", "text/x-scc", ("scc",)),
        Format("sbv", "YouTube SBV", "sbv", "text/x-sbv", ("sbv",)),
        Format("json", "JSON", "json", "application/json", ("json",)),
        Format("txt", "plain text", "plain", "text/plain", ("txt",), reads=False),
        Format("ass", "Advanced SubStation", "ass", "text/x-ssa", ("ass", "ssa"), writes=False),
        Format("stl", "EBU STL", "stl", "application/x-ebu-stl", ("stl",), writes=False),
    )
}
READABLE: tuple[str, ...] = tuple(name for name, each in FORMATS.items() if each.reads)
WRITABLE: tuple[str, ...] = tuple(name for name, each in FORMATS.items() if each.writes)
MEDIA_TYPES: dict[str, str] = {name: each.media_type for name, each in FORMATS.items()}

_BY_EXTENSION = {extension: each for each in FORMATS.values() for extension in each.extensions}
_SNIFFED_BYTES = 4096


def format_of(name: str) -> str | None:
    """The format that a file name's extension stands for; None where it stands for none."""
    found = _BY_EXTENSION.get(PurePath(name).suffix.lower().removeprefix("."))
    return found.name if found else None


def read(data: bytes, name: str) -> Captions:
    """Read a caption file whole. ``name`` is its file name or a format's name.

    The extension tells the format; where it tells none, the first bytes do. Raises CaptionError
    with a sentence, and the line where there is one, for anything that cannot be read whole.
    """
    return cast(Captions, _reading_module(data, name).read(data))


def has_standard_for_faults(data: bytes, name: str) -> bool:
    """True of WebVTT, whose standard says what of a faulty file is shown; browsers follow it."""
    return _format_name(data, name) == "vtt"


def read_partly(data: bytes, name: str) -> tuple[Captions, list[Problem]]:
    """Read what can be read of a file, and tell what was left out.

    Formats that can only be read whole are, with no problems. Raises CaptionError for a file of
    which nothing can be read.
    """
    module = _reading_module(data, name)
    if hasattr(module, "parse"):
        return cast(tuple[Captions, list[Problem]], module.parse(decode(data)))
    return module.read(data), []


def _reading_module(data: bytes, name: str) -> ModuleType:
    check_size(data)
    format_name = _format_name(data, name)
    if format_name is None:
        raise CaptionError(
            f"This is no caption format that can be read here. These can: {', '.join(READABLE)}."
        )
    if not FORMATS[format_name].reads:
        raise CaptionError(
            "Plain text has no times, so it cannot be read as captions. Give a file with times: "
            f"{', '.join(READABLE)}."
        )
    return _module(format_name)


def _format_name(data: bytes, name: str) -> str | None:
    return name if name in FORMATS else format_of(name) or _sniff(data)


def _module(format_name: str) -> ModuleType:
    return import_module(f"{__name__}.{FORMATS[format_name].module}")


def write(captions: Captions, format: str) -> Written:
    """Write captions in the format of that name. Raises CaptionError for an unknown format."""
    if format not in WRITABLE:
        raise CaptionError(
            f"Captions cannot be written as '{format}'. These can: {', '.join(WRITABLE)}."
        )
    return cast(Written, _module(format).write(captions))


def _sniff(data: bytes) -> str | None:
    """The format that the first bytes show, None where they show none."""
    start = data[:_SNIFFED_BYTES]
    if start[3:6] == b"STL" and start[3:11].rstrip(b"0123456789.") == b"STL":
        return "stl"
    text = start.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace").lstrip()
    first = text.split("\n", 1)[0].strip()
    if text.startswith("WEBVTT"):
        return "vtt"
    if text.startswith("<"):
        return "ttml"
    if text.startswith("{"):
        return "json"
    if first == "Scenarist_SCC V1.0":
        return "scc"
    if first.lower() == "[script info]":
        return "ass"
    if "-->" in text:
        return "srt"
    return "sbv" if first[:1].isdigit() and first.count(":") == 4 else None
