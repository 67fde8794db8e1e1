"""EBU STL files made byte by byte. Source: EBU Tech 3264-E."""

from __future__ import annotations

Time = tuple[int, int, int, int]


def block(
    number: int, start: Time, end: Time, text: bytes, *, extension: int = 0xFF, comment: int = 0
) -> bytes:
    """A text and timing block: hours, minutes, seconds and frames, and up to 112 bytes of text."""
    head = bytes([0, number % 256, number // 256, extension, 0, *start, *end, 20, 2, comment])
    return head + text.ljust(112, b"\x8f")


def file(
    blocks: bytes,
    *,
    rate: bytes = b"STL25.01",
    start: bytes = b"00000000",
    count: int | None = -1,
) -> bytes:
    """A file with these blocks; ``count`` is what its head says of them (None: nothing)."""
    head = bytearray(b" " * 1024)
    head[0:3] = b"850"
    head[3:11] = rate
    head[11:12] = b"0"
    head[12:16] = b"0009"
    number = len(blocks) // 128 if count == -1 else count
    head[238:243] = b"?????" if number is None else b"%05d" % number
    head[256:264] = start
    return bytes(head) + blocks
