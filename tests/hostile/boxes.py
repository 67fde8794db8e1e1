"""Just enough of the containers to make files that lie: MP4 boxes, Ogg pages, EBML elements."""

from __future__ import annotations

import struct
import zlib


def box(kind: bytes, content: bytes = b"", *, size: int | None = None) -> bytes:
    """An MP4 box (ISO/IEC 14496-12, 4.2); ``size`` is what it says of itself, true or not."""
    return struct.pack(">I", len(content) + 8 if size is None else size) + kind + content


def behind(first: bytes, film: bytes) -> bytes:
    """An MP4 with another box before it: its tables of places (stco) are told."""
    at = film.find(b"stco")
    while at >= 0:
        (count,) = struct.unpack_from(">I", film, at + 8)
        places = struct.unpack_from(f">{count}I", film, at + 12)
        moved = struct.pack(f">{count}I", *(place + len(first) for place in places))
        film = film[: at + 12] + moved + film[at + 12 + len(moved) :]
        at = film.find(b"stco", at + 4)
    return first + film


def with_field(data: bytes, kind: bytes, offset: int, value: bytes) -> bytes:
    """Write ``value`` at ``offset`` after each place where the name ``kind`` stands."""
    at = data.find(kind)
    while at >= 0:
        place = at + len(kind) + offset
        data = data[:place] + value + data[place + len(value) :]
        at = data.find(kind, place)
    return data


def png(width: int, height: int) -> bytes:
    """A black picture with one bit for each pixel: 16,000 by 16,000 are a few kilobytes."""
    pixels = zlib.compress(bytes(1 + (width + 7) // 8) * height, 9)
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(content)) + kind + content
        + struct.pack(">I", zlib.crc32(kind + content))
        for kind, content in chunks
    )  # fmt: skip


def ogg_page(packet: bytes, *, granule: int, number: int, flags: int = 0) -> bytes:
    """An Ogg page (RFC 3533, 6) with one short packet and a right checksum."""
    lacing = bytes([255] * (len(packet) // 255) + [len(packet) % 255])
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, granule, 1, number, 0)
    page = head + bytes([len(lacing)]) + lacing + packet
    return page[:22] + struct.pack("<I", _ogg_checksum(page)) + page[26:]


def _ogg_checksum(page: bytes) -> int:
    register = 0
    for byte in page:
        register ^= byte << 24
        for _ in range(8):
            register = (register << 1) ^ (0x04C11DB7 if register & 0x80000000 else 0)
            register &= 0xFFFFFFFF
    return register


def wav(
    samples: bytes, *, rate: int = 16_000, said_bytes: int | None = None, floats: bool = False
) -> bytes:
    """A WAV file in one channel, of 16 bits or of floats, that says it holds ``said_bytes``."""
    size = len(samples) if said_bytes is None else said_bytes
    coding, width = (3, 4) if floats else (1, 2)
    form = struct.pack("<HHIIHH", coding, 1, rate, rate * width, width, width * 8)
    riff = struct.pack("<4sI4s", b"RIFF", (size + 36) & 0xFFFFFFFF, b"WAVE")
    return (
        riff
        + struct.pack("<4sI", b"fmt ", 16)
        + form
        + struct.pack("<4sI", b"data", size)
        + samples
    )
