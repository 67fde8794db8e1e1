"""Damage to files, the same for the same number: what networks, tools and attackers do to them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

Damage = Callable[[bytes, random.Random], bytes]

LENGTHS = (0, 1, 7, 8, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
NAMES = (
    b"ftyp", b"moov", b"trak", b"mdhd", b"mvhd", b"stsd", b"stts", b"stsz", b"stco", b"mdat",
    b"RIFF", b"fmt ", b"data", b"LIST", b"OggS", b"fLaC", b"\x1a\x45\xdf\xa3", b"\x18\x53\x80\x67",
    b"\x15\x49\xa9\x66", b"\x44\x89", b"\xb0", b"\xba", b"avcC", b"esds", b"idx1", b"ID3", b"Xing",
)  # fmt: skip
"""Names in containers; a length stands before or after them."""
TOKENS = (
    b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\n\n\n", b"\x1a", b"\x85", b"\xe2\x80\xa8",
    b"\xe2\x80\xae", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"-->", b"<", b">", b"&", b"&#0;",
    b"&#xD800;", b"&lt;script&gt;", b"<script>alert(1)</script>", b"<!--", b"]]>", b"<![CDATA[",
    b"<c.", b"</v>", b"<00:00:00.000>", b"{\\", b"{{7*7}}", b"%s%n", b"../../", b"'\";",
    b"99999999999:59:59.999", b"-1", b"NaN", b"Infinity", b"1e999", b"0x7fffffff",
    b"\xd9\xa1\xd9\xa2", b"\xef\xbc\x91", b"STYLE", b"REGION", b"NOTE", b"WEBVTT", b"#EXTM3U\n",
    b"X-TIMESTAMP-MAP=MPEGTS:900000,LOCAL:00:00:00.000", b"[", b"]", b"{", b"}", b",", b":",
    b"9420", b"\x8f", b"\x80", b"a" * 5000, b"\xcc\x81" * 300, b"\xf0\x9f\x98\x80" * 100,
)  # fmt: skip
"""What means something to one reader or another."""
WORDS = tuple(token for token in TOKENS if token.decode("utf-8", "ignore").encode() == token)


def mutated(seed: bytes, others: Sequence[bytes], number: int | str, *, text: bool) -> bytes:
    """The seed with one to four kinds of damage. ``others`` lend pieces; ``text``: of captions."""
    chance = random.Random(f"{number}")
    kinds = [*ANY, *(TEXT if text else BINARY), _spliced(others)]
    if text and chance.random() < 0.5:
        kinds = [_insert_word, _insert_word, _insert_word, _change_number]
    data = seed
    for _ in range(chance.choice((1, 1, 1, 2, 2, 4))):
        damage = chance.choice(kinds)
        data = damage(data, chance) if data else data
    return data


def _flip_bits(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 2, 8, 50))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _change_bytes(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(chance.choice((1, 4, 20))):
        changed[chance.randrange(len(changed))] = chance.choice(
            (0, 1, 0x20, 0x3C, 0x7F, 0x80, 0xFF)
        )
    return bytes(changed)


def _cut_off(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(1, len(data) + 1)]


def _lose_beginning(data: bytes, chance: random.Random) -> bytes:
    return data[chance.randrange(len(data)) :]


def _lose_middle(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + data[end:]


def _repeat(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    times = chance.choice((2, 3, 20, 300)) if end - start < 1000 else 2
    return data[:start] + data[start:end] * times + data[end:]


def _swap(data: bytes, chance: random.Random) -> bytes:
    """Two pieces change places."""
    (a, b), (c, d) = sorted((_span(data, chance), _span(data, chance)))
    return data if b > c else data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def _blank(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    return data[:start] + bytes([chance.choice((0, 0xFF, 0x20))]) * (end - start) + data[end:]


def _insert_token(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 5))):
        at = chance.randrange(len(data) + 1)
        data = data[:at] + chance.choice(TOKENS) + data[at:]
    return data


def _insert_word(data: bytes, chance: random.Random) -> bytes:
    """A token between two letters, where captions say something: the file can stay readable."""
    places = [at for at, byte in enumerate(data) if 0x61 <= byte <= 0x7A]
    at = chance.choice(places or [0])
    return data[:at] + chance.choice(WORDS) + data[at:]


def _insert_noise(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.randbytes(chance.choice((1, 3, 16, 500))) + data[at:]


def _change_length(data: bytes, chance: random.Random) -> bytes:
    """Another number beside the name of a part of the container, where lengths stand."""
    at = data.find(chance.choice(NAMES), chance.randrange(len(data)))
    at = chance.randrange(len(data)) if at < 0 else at
    place = max(0, at + chance.choice((-8, -4, 2, 4, 8, 12, 16, 20, 24)))
    length = chance.choice((*LENGTHS, len(data), len(data) + 1, chance.getrandbits(32)))
    width = chance.choice((1, 2, 4, 8))
    number = (length & (256**width - 1)).to_bytes(width, chance.choice(("big", "little")))
    return data[:place] + number + data[place + width :]


def _swap_byte_order(data: bytes, chance: random.Random) -> bytes:
    start, end = _span(data, chance)
    width = chance.choice((2, 4, 8))
    turned = [data[at : at + width][::-1] for at in range(start, end, width)]
    return data[:start] + b"".join(turned) + data[end:]


def _recode(data: bytes, chance: random.Random) -> bytes:
    """Save the text in another encoding, or claim another one."""
    text = data.decode("utf-8", "replace")
    encoding = chance.choice(("utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "utf-7"))
    mark = chance.choice((b"", b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\0\0\xfe\xff"))
    return mark + text.encode(encoding, "replace")


def _change_line_ends(data: bytes, chance: random.Random) -> bytes:
    return data.replace(b"\n", chance.choice((b"\r", b"\r\n", b"\n\n", b"", b"\x0b", b"\x85")))


def _move_lines(data: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    for _ in range(chance.choice((1, 3, 10))):
        lines.insert(chance.randrange(len(lines) + 1), lines.pop(chance.randrange(len(lines))))
    return b"\n".join(lines)


def _change_number(data: bytes, chance: random.Random) -> bytes:
    """Another number where one stands."""
    places = [at for at, byte in enumerate(data) if 0x30 <= byte <= 0x39]
    if not places:
        return data
    at = chance.choice(places)
    new = chance.choice((b"", b"-", b"0" * 40, b"9" * 20, b"9" * 400, b"1e9", b".", b"\xd9\xa3"))
    return data[:at] + new + data[at + 1 :]


def _spliced(others: Sequence[bytes]) -> Damage:
    def splice(data: bytes, chance: random.Random) -> bytes:
        other = chance.choice(others)
        (start, end), at = _span(other, chance), chance.randrange(len(data) + 1)
        return data[:at] + other[start:end] + data[at + chance.choice((0, end - start)) :]

    return splice


def _span(data: bytes, chance: random.Random) -> tuple[int, int]:
    longest = chance.choice((4, 64, 1000, len(data)))
    start = chance.randrange(len(data))
    return start, min(len(data), start + chance.randint(1, max(1, longest)))


ANY: tuple[Damage, ...] = (
    _flip_bits, _cut_off, _lose_beginning, _lose_middle, _repeat, _swap, _blank, _insert_token,
)  # fmt: skip
BINARY: tuple[Damage, ...] = (
    _flip_bits, _change_bytes, _insert_noise, _change_length, _change_length, _change_length,
    _swap_byte_order,
)  # fmt: skip
TEXT: tuple[Damage, ...] = (
    _insert_token, _insert_token, _recode, _change_line_ends, _move_lines, _move_lines,
    _change_number, _change_number, _change_number,
)  # fmt: skip
