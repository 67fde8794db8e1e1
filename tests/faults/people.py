"""People at work while parts of the installation die: each tries again until she is answered.

What was answered goes into the books at once; what was not is tried again as the pages do it: the
same form for an upload, the same version for an edit.
"""

from __future__ import annotations

import re

from tests.faults.books import Books
from tests.faults.browser import VERSION, Browser, patiently
from tests.faults.clips import Clip

REPORT_KINDS = ("words", "sound", "speaker", "fast", "covers", "other")


def upload(browser: Browser, books: Books, title: str, clip: Clip) -> str:
    """Upload a file; return the slug of the media that it became."""
    answer = patiently(lambda: browser.upload(title, clip.name, clip.data))
    assert answer.status in (302, 303), (answer.status, answer.words[:600])
    slug = answer.location.rpartition("/")[2]
    books.uploaded(title, slug, clip)
    return slug


def sign(browser: Browser, books: Books, slug: str, title: str, clip: Clip) -> None:
    """Add a signed version to a media."""
    fields = {"key": title.replace(" ", ""), "title": title, "language": "bfi"}
    fields["nature"] = "translation"
    answer = patiently(
        lambda: browser.send_file(f"/media/{slug}/signing/add", clip.name, clip.data, fields)
    )
    assert answer.status in (302, 303), (answer.status, answer.words[:600])
    books.signed(title)


def add_captions(browser: Browser, slug: str, count: int) -> None:
    """Add captions of a person's own to a media, by a file."""
    cues = (
        f"00:{n // 60:02}:{n % 60:02}.000 --> 00:{n // 60:02}:{n % 60:02}.900\nLine number {n}.\n\n"
        for n in range(count)
    )
    data = ("WEBVTT\n\n" + "".join(cues)).encode()
    fields = {"what": "captions", "language": "en"}
    answer = patiently(
        lambda: browser.send_file(f"/media/{slug}/captions", "own.vtt", data, fields)
    )
    assert answer.status in (302, 303), (answer.status, answer.words[:600])


class Editor:
    """Corrects the captions of one transcript, and notes each change that was answered."""

    def __init__(self, browser: Browser, books: Books, address: str) -> None:
        self._browser, self._books, self._address = browser, books, address
        self._versions: dict[int, int] = {}
        self.conflicts = 0
        self.conflicts_with_both = 0

    def write(self, cue: int, text: str) -> None:
        """Change a cue; where somebody was quicker, choose the own text against hers."""
        version = self._versions.get(cue, 1)
        more: dict[str, object] = {}
        while True:
            fields = {"text": text, "version": version, **more}
            path = f"{self._address}/cues/{cue}"
            answer = patiently(lambda: self._browser.post(path, fields, fragment=True))  # noqa: B023
            if answer.status == 200:
                break
            assert answer.status == 409, (answer.status, answer.words[:600])
            self.conflicts += 1
            others = set(re.findall(r"Editor \S+ wrote \d+\.", answer.words))
            self.conflicts_with_both += text in others and len(others) > 1
            version = int(VERSION.findall(answer.text)[0])
            more = {"mine": text, "choice": "mine"}
        self._books.edited(cue, text)
        self._versions[cue] = version + 1


def report(
    browser: Browser, books: Books, slug: str, cue: int, captions: int, kind: str, text: str
) -> None:
    """Say what is wrong with a caption; a second report of the same kind would renew the first."""
    fields = {"kind": kind, "text": text, "t": 0, "cue": cue, "captions": captions}
    answer = patiently(lambda: browser.post(f"/media/{slug}/report", dict(fields)))
    assert answer.status in (302, 303), (answer.status, answer.words[:600])
    books.reported(text)
