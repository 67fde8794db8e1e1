"""Files made to hurt whoever opens them, each made on the spot, and what is said of it."""

from __future__ import annotations

import math
import struct
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.hostile import boxes, seeds
from webapp.media.failure import DAMAGED, NOT_MEDIA

PROCESSED = ""
TOO_LARGE = "The picture in this file is larger"
HTML = b"<!doctype html><title>x</title><script>alert(document.cookie)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n"
PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n/etc/passwd\n#EXT-X-ENDLIST\n"
ZIP = b"PK\x05\x06" + b"\0" * 18
"""An archive without files ends, and begins, like this."""
A_YEAR_S = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Hostile:
    """A file, the name it is sent under, and how what is said begins (empty: it is processed)."""

    make: Callable[[Path], bytes]
    name: str = "holiday.mp4"
    said: str | tuple[str, ...] = NOT_MEDIA


def _after_a_box(first: bytes) -> Callable[[Path], bytes]:
    """An MP4 that holds something else near its beginning, where others look for it."""
    return lambda _: boxes.behind(boxes.box(b"free", first), seeds.media("mp4"))


def _picture_bomb(folder: Path) -> bytes:
    picture, film = folder / "bomb.png", folder / "bomb.mov"
    picture.write_bytes(boxes.png(16_000, 16_000))
    words = ["-f", "png_pipe", "-i", str(picture), "-c", "copy", "-s", "16000x16000", str(film)]
    subprocess.run(["ffmpeg", "-nostdin", "-v", "quiet", "-y", *words], check=True)
    return film.read_bytes()


def _photograph_bomb(folder: Path) -> bytes:
    """A photograph as a film, of which the header says 16,000 by 16,000."""
    path = folder / "photograph.avi"
    words = [*seeds.PICTURE, "-frames:v", "1", "-c:v", "mjpeg", str(path)]
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *words], check=True)
    size = struct.pack(">HH", 16_000, 16_000)
    return boxes.with_field(path.read_bytes(), b"\xff\xc0\x00\x11\x08", 0, size)


def _claims_a_huge_picture(_: Path) -> bytes:
    """Its boxes say 65,535 by 65,535; the pictures in it are small."""
    size = struct.pack(">HH", 0xFFFF, 0xFFFF)
    return boxes.with_field(seeds.media("mp4"), b"avc1", 24, size)


def _claims_years(_: Path) -> bytes:
    """The MP4 says that it, and each stream in it, lasts a hundred years."""
    data = seeds.media("mp4")
    years = struct.pack(">II", 1, 100 * A_YEAR_S & 0xFFFFFFFF)
    for kind in (b"mvhd", b"mdhd"):
        data = boxes.with_field(data, kind, 12, years)
    return data


def _matroska_claims_years(_: Path) -> bytes:
    duration = b"\x44\x89\x88"
    return boxes.with_field(seeds.media("mkv"), duration, 0, struct.pack(">d", 1e15))


def _ogg_claims_years(_: Path) -> bytes:
    """Its last page says that millions of years have been heard."""
    last = boxes.ogg_page(b"\0" * 20, granule=2**62, number=2, flags=4)
    opus = seeds.media("opus")
    stream = opus[14:18]
    return opus + last[:14] + stream + last[18:]


def _jumps_by_years(folder: Path) -> bytes:
    """A sound that says it lasts a second, and goes on fifty years later."""
    path = folder / "jump.mkv"
    later = f"asetpts='if(lt(T,0.5),PTS,PTS+{50 * A_YEAR_S}/TB)'"
    words = [*seeds.TONE, "-af", later, "-c:a", "pcm_s16le", "-fps_mode", "passthrough", str(path)]
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *words], check=True)
    data = path.read_bytes()
    return boxes.with_field(data, b"\x44\x89\x88", 0, struct.pack(">d", 1000.0))


def _slow_motion_wav(_: Path) -> bytes:
    """A few bytes for whoever sends it, a day for whoever listens: one sample a second."""
    return boxes.wav(bytes(2 * 100_000), rate=1)


def _nested(_: Path) -> bytes:
    data = b""
    for _depth in range(5000):
        data = boxes.box(b"moov", data)
    return boxes.box(b"ftyp", b"isom\0\0\0\0isom") + data


def _always(data: bytes) -> Callable[[Path], bytes]:
    return lambda _folder: data


def _with_captions_of(text: bytes) -> Callable[[Path], bytes]:
    """A film whose captions and names are markup."""

    def make(folder: Path) -> bytes:
        captions, film = folder / "markup.srt", folder / "markup.mkv"
        captions.write_bytes(b"1\n00:00:00,000 --> 00:00:00,900\n" + text + b"\n")
        named = f"title={text.decode()}"
        words = [*seeds.PICTURE, *seeds.TONE, "-i", str(captions), *seeds.H264, "-c:a", "aac",
                 "-c:s", "srt", "-metadata", named, "-metadata:s:a", named,
                 "-metadata:s:s", named]  # fmt: skip
        subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *words, str(film)], check=True)
        return film.read_bytes()

    return make


def _with_cover_of(data: bytes) -> Callable[[Path], bytes]:
    """A song whose cover (ID3v2.3, 4.15) is no picture."""
    frame = b"\0image/svg+xml\0\x03\0" + data
    tag = b"APIC" + struct.pack(">IH", len(frame), 0) + frame
    length = bytes(len(tag) >> shift & 0x7F for shift in (21, 14, 7, 0))
    head = b"ID3\x03\0\0" + length + tag

    def make(_: Path) -> bytes:
        song = seeds.media("mp3")
        old = 10 + sum((song[6 + n] & 0x7F) << shift for n, shift in enumerate((21, 14, 7, 0)))
        return head + song[old:]

    return make


FILES: dict[str, Hostile] = {
    "a playlist of somebody else's files": Hostile(_always(PLAYLIST)),
    "a playlist behind a song's tag": Hostile(
        _always(b"ID3\x04\0\0\0\0\0\0" + PLAYLIST), "a.mp3", (NOT_MEDIA, DAMAGED)
    ),
    "a list of files to join": Hostile(_always(b"ffconcat version 1.0\nfile /etc/passwd\n")),
    "a session description": Hostile(
        _always(
            b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n"
        )
    ),
    "a stream description": Hostile(
        _always(b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>')
    ),
    "a web page": Hostile(_always(HTML)),
    "a drawing with a program in it": Hostile(_always(SVG)),
    "a picture of 16,000 by 16,000": Hostile(_always(boxes.png(16_000, 16_000))),
    "a film of a picture of 16,000 by 16,000": Hostile(_picture_bomb, said=TOO_LARGE),
    "a photograph of 16,000 by 16,000": Hostile(_photograph_bomb, "a.avi", (DAMAGED, TOO_LARGE)),
    "a film that claims a huge picture": Hostile(_claims_a_huge_picture, said=PROCESSED),
    "an MP4 of a hundred years": Hostile(_claims_years, said=(DAMAGED, PROCESSED)),
    "a Matroska file of a hundred years": Hostile(_matroska_claims_years, "a.mkv", DAMAGED),
    "an Ogg of a million years": Hostile(_ogg_claims_years, "a.ogg", (DAMAGED, PROCESSED)),
    "a sound that goes on in fifty years": Hostile(_jumps_by_years, "a.mkv", (DAMAGED, PROCESSED)),
    "a WAV that lasts a day": Hostile(_slow_motion_wav, "a.wav", "The sound in this file"),
    "a WAV that says it never ends": Hostile(
        _always(boxes.wav(b"\0\1" * 16_000, said_bytes=0xFFFFFFFF)), "a.wav", PROCESSED
    ),
    "a sound of what is no number": Hostile(
        _always(
            boxes.wav(struct.pack("<4f", math.nan, math.inf, -math.inf, 3e38) * 8000, floats=True)
        ),
        "a.wav",
        PROCESSED,
    ),
    "boxes in boxes in boxes": Hostile(_nested, said=DAMAGED),
    "a web page and a film": Hostile(_after_a_box(HTML), "page.html", PROCESSED),
    "a document and a film": Hostile(_after_a_box(PDF), "paper.pdf", PROCESSED),
    "a drawing and a film": Hostile(_after_a_box(SVG), "drawing.svg", PROCESSED),
    "a film and an archive": Hostile(lambda _: seeds.media("mp4") + ZIP, "all.zip", PROCESSED),
    "a web page before a film": Hostile(lambda _: HTML + seeds.media("mp4")),
    "a film with markup for captions": Hostile(_with_captions_of(HTML), "a.mkv", PROCESSED),
    "a song with a drawing for a cover": Hostile(_with_cover_of(SVG), "a.mp3", PROCESSED),
}
