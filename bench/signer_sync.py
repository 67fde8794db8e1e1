"""How far the signer is from the picture while both play, in a browser.

    python -m bench.signer_sync [--rounds 5] [--seconds 12]

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
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

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


@click.command()
@click.option("--rounds", default=5, show_default=True)
@click.option("--seconds", default=12, show_default=True, help="At a steady rate, each round.")
def main(rounds: int, seconds: int) -> None:
    """Print the middle, what 95 % stay within, and the most of each part."""
    found: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        address, stop = _serve(Path(folder))
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell"), args=BROWSER
        )
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


def _measure(browser: Browser, address: str, seconds: int) -> dict[str, list[float]]:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(address)
    page.wait_for_function(READY)
    asked = [FROM_S, seconds, list(RATES), EACH_RATE_S, OFFSET_MS, RATE]
    found: dict[str, list[float]] = page.evaluate(MEASURED, asked)
    page.context.close()
    return found


def _serve(folder: Path) -> tuple[str, Callable[[], None]]:
    """Return the address of a signed video, and what stops its server."""
    app = create_app(Settings(data_dir=folder, rate_limits=False))
    with app.app_context():
        db.create_all()
        slug = _add(app.extensions["storage"], folder)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.port}/media/{slug}", server.shutdown


def _add(storage: Storage, folder: Path) -> str:
    talk, signer = folder / "talk.mp4", folder / "signer.mp4"
    _draw(f"testsrc2=size=640x360:rate=25:duration={SECONDS}", talk, "-f lavfi -i sine")
    _draw(f"testsrc2=size=360x360:rate=25:duration={SECONDS}", signer)
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
        duration_ms=1000 * SECONDS,
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


def _draw(picture: str, target: Path, sound: str = "") -> None:
    coding = f"-t {SECONDS} -c:v libx264 -preset ultrafast -g 25 -pix_fmt yuv420p"
    command = f"ffmpeg -v error -f lavfi -i {picture} {sound} {coding} -movflags +faststart"
    subprocess.run([*command.split(), str(target)], check=True)


if __name__ == "__main__":
    main()
