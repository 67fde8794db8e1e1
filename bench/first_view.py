"""What a viewer waits for: our watch page beside a bare page with the same video, in a browser.

    python -m bench.first_view [--rounds 9]

By turns, each in a fresh browser context: the largest contentful paint (W3C Largest Contentful
Paint), and the longest interaction to next paint of ten presses of a button (W3C Event Timing;
eight ms is its resolution). Then, while the demo plays: how far from a caption's time the first
frame with it is (``requestVideoFrameCallback``). Medians count.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from statistics import median

import click
from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

ROOT = Path(__file__).resolve().parent.parent
BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PRESSES = 10
BARE = """<!doctype html><html lang="en"><title>Bare</title><h1>Bare</h1>
<video id="video" controls muted width="640" height="360" poster="{poster}" src="{play}"></video>
<button type="button" id="captions-button">Captions</button><p id="line">A caption.</p>
<script src="/bare.js" defer></script></html>"""
BARE_SCRIPT = """const line = document.getElementById("line");
document.getElementById("captions-button").onclick = () => { line.hidden = !line.hidden; };"""
LARGEST_PAINT = """() => new Promise((found) => {
  new PerformanceObserver((list) => found(list.getEntries().at(-1).startTime))
    .observe({ type: "largest-contentful-paint", buffered: true });
})"""
LISTEN = """() => {
  window.waits = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.interactionId) waits.push(entry.duration);
  }).observe({ type: "event", durationThreshold: 16, buffered: true });
}"""
SYNC = """() => new Promise((done) => {
  const video = document.getElementById("video");
  const layer = document.getElementById("caption-layer");
  const cues = [...video.textTracks].find((track) => track.mode === "hidden").cues;
  const late = [];
  let before = layer.textContent;
  function frame(_now, { mediaTime }) {
    const text = layer.textContent;
    if (text !== before) {
      const edges = [...cues].flatMap((cue) => [cue.startTime, cue.endTime]);
      late.push(1000 * Math.min(...edges.map((edge) => Math.abs(mediaTime - edge))));
      before = text;
    }
    if (video.ended) done(late);
    else video.requestVideoFrameCallback(frame);
  }
  video.requestVideoFrameCallback(frame);
  video.addEventListener("ended", () => done(late));
  video.muted = true;
  video.currentTime = 0;
  video.play();
})"""


@click.command()
@click.option("--rounds", default=9, show_default=True)
def main(rounds: int) -> None:
    """Print each figure and its ratio."""
    with tempfile.TemporaryDirectory() as folder:
        app, slug = _site(Path(folder))
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        origin = f"http://127.0.0.1:{server.port}"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium-headless-shell"), args=BROWSER
            )
            _compare(browser, origin, slug, rounds)
            late = _open(browser, f"{origin}/media/{slug}").evaluate(SYNC)
            click.echo(
                f"captions: {len(late)} changes, {median(late):.0f} ms from the cue's time "
                f"in the middle, {max(late):.0f} ms at most (a frame is 40 ms)"
            )
            browser.close()
        server.shutdown()


def _compare(browser: Browser, origin: str, slug: str, rounds: int) -> None:
    paints: dict[str, list[float]] = {"/bare": [], f"/media/{slug}": []}
    waits: dict[str, list[float]] = {path: [] for path in paints}
    for _ in range(rounds):
        for path in paints:
            page = _open(browser, origin + path)
            paints[path].append(page.evaluate(LARGEST_PAINT))
            waits[path].append(_interact(page))
            page.context.close()
    for what, found in (("largest paint", paints), ("interaction", waits)):
        bare, ours = (median(times) for times in found.values())
        click.echo(f"{what}: bare {bare:.0f} ms, ours {ours:.0f} ms: {ours / bare:.2f}")


def _open(browser: Browser, address: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return page


def _interact(page: Page) -> float:
    """Return the longest of ten presses, in ms; 8 where none took a frame's time."""
    page.evaluate(LISTEN)
    for _ in range(PRESSES):
        page.locator("#captions-button").click()
        page.wait_for_timeout(100)
    page.wait_for_timeout(300)
    return float(page.evaluate("Math.max(8, ...waits)"))


def _site(folder: Path) -> tuple[Flask, str]:
    """Return our application with the demo in it, and a bare page at its side."""
    environment = {**os.environ, "SIGHTLINE_DATA_DIR": str(folder)}
    for command in ("db upgrade", "media demo"):
        line = [sys.executable, "manage.py", *command.split()]
        subprocess.run(line, check=True, cwd=ROOT, env=environment, capture_output=True)
    from webapp import access, create_app
    from webapp.config import Settings
    from webapp.extensions import db
    from webapp.models import Media

    app = create_app(Settings(data_dir=folder, rate_limits=False))
    with app.app_context():
        media = db.session.query(Media).one()
        slug = media.slug
    files = {name: f"/media/{slug}/{name}" for name in ("poster", "play")}
    app.add_url_rule("/bare", "bare", access.anyone(lambda: BARE.format(**files)))
    script = access.anyone(lambda: app.response_class(BARE_SCRIPT, mimetype="text/javascript"))
    app.add_url_rule("/bare.js", "bare_script", script)
    return app, slug


if __name__ == "__main__":
    main()
