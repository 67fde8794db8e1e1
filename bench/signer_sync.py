"""How far the signer is from the picture while both play, in a browser.

    python -m bench.signer_sync [--rounds 5] [--seconds 12]
    python -m bench.signer_sync --minutes 10 --stalls

A talk with sound and a silent signer, who begins half a second later and runs 4 % faster. Each
round opens the watch page anew, lets both play from the middle, and then goes through the rates
that a viewer can choose (0.6 to 2). Fifty times a second the signer's time is compared with where
she should be; what is printed is that difference in ms of the media: the first second, at a steady
rate, and the first second of each other rate. A frame is 40 ms.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import click
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from webapp import create_app
from webapp.config import Settings
from webapp.extensions import db
from webapp.media.storage import Storage
from webapp.models import Job, Library, Media, Rendition, SignTrack

BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SECONDS = 90
PIECE_S = 20
AIM_MS = 100
BITS_A_SECOND = 600_000
MORE_THAN_NEEDED = 1.3
STALL_EVERY_S, STALL_S = 20, 10
CHUNK = 16 * 1024
FROM_S = 10
OFFSET_MS, RATE = 500, 1.04
RATES = (0.6, 1, 1.25, 2, 0.75, 1.5, 1)
EACH_RATE_S = 3
READY = "() => [...document.querySelectorAll('#view video')].every(v => v.readyState === 4)"
MEASURED = """async ([from, seconds, rates, each, offset, rate]) => {
  const media = document.getElementById("video");
  const signer = document.getElementById("signer-video");
  const found = { "first second": [], "steady rate": [], "another rate": [] };
  let into = null;
  let since = 0;
  const wait = (s) => new Promise((go) => setTimeout(go, 1000 * s));
  media.currentTime = from;
  await wait(1);
  setInterval(() => {
    if (!into || media.paused) return;
    const late = media.currentTime - offset / 1000 - signer.currentTime / rate;
    found[performance.now() - since < 1000 ? into : "steady rate"].push(1000 * late);
  }, 20);
  const begin = (name) => { into = name; since = performance.now(); };
  media.addEventListener("playing", () => begin("first second"), { once: true });
  document.getElementById("play-button").click();
  await wait(seconds);
  const speed = document.getElementById("speed");
  for (const chosen of rates) {
    speed.value = 100 * chosen;
    speed.dispatchEvent(new Event("change"));
    begin("another rate");
    await wait(each);
  }
  into = null;
  return found;
}"""
PLAYED = """async ([seconds, offset, rate]) => {
  const media = document.getElementById("video");
  const signer = document.getElementById("signer-video");
  const late = [];
  let waits = 0;
  let moved = 0;
  for (const video of [media, signer]) video.addEventListener("waiting", () => { waits += 1; });
  const until = (done) => new Promise((go) => {
    const look = setInterval(() => {
      if (done()) { clearInterval(look); go(); return; }
      if (media.paused || media.seeking || media.currentTime === moved) return;
      moved = media.currentTime;
      late.push(1000 * (media.currentTime - offset / 1000 - signer.currentTime / rate));
    }, 20);
  });
  media.currentTime = 1;
  await new Promise((go) => setTimeout(go, 1000));
  document.getElementById("play-button").click();
  await until(() => media.currentTime >= seconds);
  return { late, waits };
}"""


class Stalled:
    """Lets the files of videos come as over a bad connection: slowly, and at times not at all."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        answer = self._application(environ, start)
        path = str(environ["PATH_INFO"])
        if not path.endswith("/play"):
            return answer
        return self._slowly(answer, turn=1 if "/signs/" in path else 0)

    def _slowly(self, answer: Iterable[bytes], turn: int) -> Iterator[bytes]:
        for block in answer:
            for place in range(0, len(block), CHUNK):
                while self._stalls(turn):
                    time.sleep(0.1)
                yield block[place : place + CHUNK]
                time.sleep(8 * CHUNK / BITS_A_SECOND / MORE_THAN_NEEDED)

    @staticmethod
    def _stalls(turn: int) -> bool:
        number, since = divmod(time.monotonic(), STALL_EVERY_S)
        return number % 2 == turn and since < STALL_S


@click.command()
@click.option("--rounds", default=5, show_default=True)
@click.option("--seconds", default=12, show_default=True, help="At a steady rate, each round.")
@click.option("--minutes", type=float, help="Play so long, once, and nothing else.")
@click.option("--stalls", is_flag=True, help="Over a connection that breaks off now and then.")
def main(rounds: int, seconds: int, minutes: float | None, stalls: bool) -> None:
    """Print the middle, what 95 % stay within, and the most of each part."""
    # The signer is faster: she needs more of her own time for as much of the talk.
    length = round(60 * minutes * RATE) + PIECE_S if minutes else SECONDS
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        address, stop = _serve(Path(folder), length, stalls)
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell"), args=BROWSER
        )
        found: dict[str, list[float]] = {}
        if minutes:
            found["all the time"] = _play(browser, address, 60 * minutes)
        else:
            for _ in range(rounds):
                for part, late in _measure(browser, address, seconds).items():
                    found.setdefault(part, []).extend(abs(each) for each in late)
        browser.close()
        stop()
    for part, late in found.items():
        click.echo(
            f"{part}: {median(late):.0f} ms in the middle, "
            f"{quantiles(late, n=20)[-1]:.0f} ms for 95 %, {max(late):.0f} ms at most "
            f"({len(late)} times)"
        )


def _play(browser: Browser, address: str, seconds: float) -> list[float]:
    """Let both play for so long, say how often they waited, and return how far they were apart."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(0)
    page.goto(address)
    page.wait_for_function(READY)
    began = time.monotonic()
    found = page.evaluate(PLAYED, [1 + seconds, OFFSET_MS, RATE])
    late = [abs(each) for each in found["late"]]
    within = sum(each <= AIM_MS for each in late) / len(late)
    click.echo(
        f"{seconds / 60:g} minutes took {(time.monotonic() - began) / 60:.1f}, with "
        f"{found['waits']} waits; {within:.2%} within {AIM_MS} ms (aim: all)"
    )
    page.context.close()
    return late


def _measure(browser: Browser, address: str, seconds: int) -> dict[str, list[float]]:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(address)
    page.wait_for_function(READY)
    asked = [FROM_S, seconds, list(RATES), EACH_RATE_S, OFFSET_MS, RATE]
    found: dict[str, list[float]] = page.evaluate(MEASURED, asked)
    page.context.close()
    return found


def _serve(folder: Path, length: int, stalls: bool) -> tuple[str, Callable[[], None]]:
    """Return the address of a signed video, and what stops its server."""
    app = create_app(Settings(data_dir=folder, rate_limits=False))
    with app.app_context():
        db.create_all()
        slug = _add(app.extensions["storage"], folder, length)
    served = Stalled(app) if stalls else app
    server = make_server("127.0.0.1", 0, served, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.port}/media/{slug}", server.shutdown


def _add(storage: Storage, folder: Path, length: int) -> str:
    talk, signer = folder / "talk.mp4", folder / "signer.mp4"
    _draw("testsrc2=size=640x360:rate=25", talk, length, "-f lavfi -i sine")
    _draw("testsrc2=size=360x360:rate=25", signer, length)
    files = {}
    for clip in (talk, signer):
        with clip.open("rb") as stream:
            files[clip.stem] = storage.save(stream, ".mp4")
    media = Media(
        library=Library.default(),
        visibility="public",
        title="A talk",
        original_name="talk.mp4",
        file=files["talk"],
        bytes=talk.stat().st_size,
        kind="video",
        duration_ms=1000 * length,
        has_audio=True,
        jobs=[Job(state="done", step="ready")],
        renditions=[Rendition(file=files["talk"], media_type="video/mp4")],
        sign_tracks=[
            SignTrack(language="bfi", file=files["signer"], offset_ms=OFFSET_MS, rate=RATE)
        ],
    )
    db.session.add(media)
    db.session.commit()
    return media.slug


def _draw(picture: str, target: Path, length: int, sound: str = "") -> None:
    """Draw a piece, in the bits a second that `Stalled` counts on, and repeat it."""
    piece = target.with_name(f"piece-{target.name}")
    rate = f"-b:v {BITS_A_SECOND} -minrate {BITS_A_SECOND} -maxrate {BITS_A_SECOND}"
    coding = f"-c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p {rate} -bufsize 600k"
    hrd = "-x264-params nal-hrd=cbr"
    drawn = f"-f lavfi -i {picture} {sound} -t {PIECE_S} {coding} {hrd}"
    _ffmpeg(f"{drawn} {piece}")
    _ffmpeg(f"-stream_loop -1 -i {piece} -t {length} -c copy -movflags +faststart {target}")


def _ffmpeg(words: str) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *words.split()], check=True)


if __name__ == "__main__":
    main()
