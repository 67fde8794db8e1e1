"""Facts that ffprobe does not tell, read from a container's own bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_MOST_BOXES = 100_000
_HEAD_BYTES = 16
_MP4_BEGINNINGS = {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"styp"}
_BEGINNINGS = (
    b"\x1a\x45\xdf\xa3", b"RIFF", b"RIFX", b"RF64", b"riff", b"OggS", b"fLaC", b"ID3", b"FLV",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", b"FORM", b"caff", b"#!AMR", b"\x0b\x77",
    b"\x00\x00\x01\xba",
    b"\x00\x00\x01\xb3", b"\x47\x40", b"\xff\xfb", b"\xff\xf3", b"\xff\xf1", b"\xff\xf9",
    b"\x06\x0e\x2b\x34",
)  # fmt: skip
_EBML_HEADER_BYTES = 64


def looks_like_media(path: Path) -> bool:
    """Whether the file begins as a container that we open does, be it whole or damaged."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    return head[4:8] in _MP4_BEGINNINGS or head.startswith(_BEGINNINGS)


def has_fast_start(path: Path) -> bool:
    """Whether an MP4 can be played as it arrives: its index (``moov``) stands before the media.

    A file in fragments (``moof``, as MediaRecorder writes) has no index, and counts as not.
    """
    kinds = [kind for kind, _ in _boxes(path)]
    whole = b"moov" in kinds and b"mdat" in kinds and b"moof" not in kinds
    return whole and kinds.index(b"moov") < kinds.index(b"mdat")


def is_cut_off(path: Path) -> bool:
    """Whether an MP4's pictures and sound go on beyond the end of the file."""
    size = path.stat().st_size
    return any(kind in {b"mdat", b"moov", b"moof"} and end > size for kind, end in _boxes(path))


def _boxes(path: Path) -> Iterator[tuple[bytes, int]]:
    """Kind and end (in bytes) of each outermost box of an MP4: ISO/IEC 14496-12, 4.2."""
    start = 0
    with path.open("rb") as file:
        for _ in range(_MOST_BOXES):
            file.seek(start)
            head = file.read(16)
            size, kind = int.from_bytes(head[:4], "big"), head[4:8]
            if size == 1:  # the true size follows in 64 bits
                size = int.from_bytes(head[8:16], "big")
            if size == 0 and kind == b"mdat":  # to the end of the file
                size = path.stat().st_size - start
            if len(head) < 8 or size < 8:
                return
            start += size
            yield kind, start


def doc_type(path: Path) -> str:
    """``webm`` or ``matroska``: the EBML DocType, by which browsers know a WebM (RFC 8794, 11.2.6).

    Empty where the file is neither.
    """
    with path.open("rb") as file:
        head = file.read(_EBML_HEADER_BYTES)
    _, found, rest = head.partition(b"\x42\x82")
    if not head.startswith(b"\x1a\x45\xdf\xa3") or not found or not rest:
        return ""
    return rest[1 : 1 + (rest[0] & 0x7F)].rstrip(b"\0").decode("ascii", "replace")
