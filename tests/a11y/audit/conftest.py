"""Small made pages, each with one fault, beside their mended twins."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from webapp.audit.opened import Opened, opening
from webapp.audit.subject import Subject
from webapp.audit.variant import Variant

ROOT = Path(__file__).parents[3]
LETTERS = (  # stripes as fine as strokes, in a band as high as a line
    "-f lavfi -i color=c=black:size=320x180:rate=25:duration=4,"
    "geq=lum='if(between(Y,130,150)*lt(mod(X,10),5),235,16)':cb=128:cr=128"
)
PAGES = ROOT / "tests" / "fixtures" / "audit"

Open = Callable[..., AbstractContextManager[Opened]]


class Pages(SimpleHTTPRequestHandler):
    """The made pages; ``/vendor/`` is what npm brought, ``/made/`` what ffmpeg made."""

    def __init__(self, *arguments: object, made: Path, **options: object) -> None:
        self.made = made
        super().__init__(*arguments, directory=str(PAGES), **options)  # type: ignore[arg-type]

    def translate_path(self, path: str) -> str:
        for prefix, folder in (
            ("/vendor/", ROOT / "static" / "vendor"),
            ("/made/", self.made),
        ):
            if path.startswith(prefix):
                return str(folder / Path(path.partition("?")[0]).name)
        return super().translate_path(path)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def made_pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server of the made pages."""
    made = tmp_path_factory.mktemp("made")
    picture = "-f lavfi -i color=c=teal:size=320x180:rate=25:duration=4"
    coding = "-c:v libx264 -pix_fmt yuv420p -c:a aac -movflags +faststart"
    for name, source in (
        ("clip.mp4", f"{picture} -f lavfi -i sine=duration=4 {coding}"),
        ("silent.mp4", f"{picture} {coding}"),
        ("letters.mp4", f"{LETTERS} -f lavfi -i sine=duration=4 {coding}"),
        ("tone.mp3", "-f lavfi -i sine=duration=8"),
    ):
        command = ["ffmpeg", "-v", "error", *source.split(), str(made / name)]
        subprocess.run(command, check=True)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Pages, made=made))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture
def open_made(made_pages: str, chromium: Browser) -> Open:
    """Opens a made page as a subject: its path, and what it promises."""

    def open_page(path: str, variant: Variant | None = None, **facts: object) -> object:
        subject = Subject(path, f"/{path}", **facts)  # type: ignore[arg-type]
        return opening(chromium, made_pages, subject, variant or Variant(), lambda *_: None)

    return open_page  # type: ignore[return-value]
