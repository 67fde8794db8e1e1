"""Two facts that ffprobe does not tell, read from a container's own first bytes."""

from __future__ import annotations

from pathlib import Path

_MOST_BOXES = 1000
_EBML_HEADER_BYTES = 64


def has_fast_start(path: Path) -> bool:
    """Whether an MP4 can be played as it arrives: its index (``moov``) stands before the media.

    A file in fragments (``moof``, as MediaRecorder writes) has no index, and counts as not. Boxes
    by ISO/IEC 14496-12, 4.2.
    """
    indexed = False
    with path.open("rb") as file:
        for _ in range(_MOST_BOXES):
            head = file.read(8)
            if len(head) < 8:
                return False
            size, kind = int.from_bytes(head[:4], "big"), head[4:]
            if kind == b"moof":
                return False
            if kind == b"mdat" and not indexed:
                return False
            if kind == b"mdat":
                return True
            indexed = indexed or kind == b"moov"
            body = size - 8
            if size == 1:  # the true size follows in 64 bits
                body = int.from_bytes(file.read(8), "big") - 16
            if body < 0:
                return False
            file.seek(body, 1)
    return False


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
