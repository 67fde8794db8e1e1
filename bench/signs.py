"""What checking and preparing a signed version costs: seconds of video in a second, and memory.

    python -m bench.signs [--minutes 1 --minutes 20] [--size 640x360] [--short]

The video is made by ffmpeg: a moving test picture with a camera's noise, 25 pictures a second,
H.264. Each part of the work runs in a process of its own, once for each length, on a machine that
has nothing else to do, for most of it yields to all else:
'check' measures what the report judges, 'watch' finds when and where somebody signs and proves the
part of the picture that is suggested, 'hands' looks for hands where that extra is installed, and
'prepare' makes both sizes, the still and the strip. 'whole' adds them up, as the job does them.
Aims: 5 seconds of video in a second, and memory, ours and ffmpeg's, that does not grow by more
than a tenth from the first length to the last.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import click

from webapp.media import landmarks

ROOT = Path(__file__).resolve().parent.parent
PIECE_S = 20
SHORT = (0.5, 1.0)


@click.command()
@click.option("--minutes", multiple=True, type=float, default=(1.0, 20.0), show_default=True)
@click.option("--size", default="640x360", show_default=True)
@click.option("--short", is_flag=True, help="Half a minute and one minute: to see that it runs.")
def main(minutes: tuple[float, ...], size: str, short: bool) -> None:
    """Print each figure."""
    minutes = SHORT if short else minutes
    with tempfile.TemporaryDirectory() as folder:
        videos = {length: _video(Path(folder), length * 60, size) for length in minutes}
        whole = dict.fromkeys(videos, 0.0)
        for part in PARTS:
            if part == "hands" and not landmarks.installed():
                click.echo("hands: mediapipe is not installed here")
                continue
            runs = {length: _run(part, video) for length, video in videos.items()}
            for length, run in runs.items():
                whole[length] += run["seconds"]
                click.echo(
                    f"{part}, {length:g} min of {size}: {run['seconds']:.1f} s, "
                    f"{length * 60 / run['seconds']:.1f} s of video in a second "
                    f"({run['processor']:.1f} s of one processor); memory "
                    f"{run['ours_mib']:.0f} MiB ours, {run['ffmpeg_mib']:.0f} MiB ffmpeg's"
                )
            first, *_, last = (*runs.values(), *runs.values())
            for whose in ("ours_mib", "ffmpeg_mib"):
                click.echo(f"{part}, {whose}: {last[whose] / first[whose] - 1:+.1%} (aim: +10 %)")
        for length, seconds in whole.items():
            click.echo(
                f"whole, {length:g} min of {size}: {seconds:.1f} s, "
                f"{length * 60 / seconds:.1f} s of video in a second (aim: 5)"
            )


def _video(folder: Path, seconds: float, size: str) -> Path:
    """As long as wanted, from one piece that is coded once."""
    piece, video = folder / f"piece-{size}.mp4", folder / f"{seconds:.0f}.mp4"
    if not piece.exists():
        source = f"testsrc2=size={size}:rate=25:duration={PIECE_S},noise=alls=6:allf=t"
        made = ["-f", "lavfi", "-i", source, "-c:v", "libx264", "-preset", "veryfast"]
        _ffmpeg(*made, "-pix_fmt", "yuv420p", str(piece))
    _ffmpeg("-stream_loop", "-1", "-i", str(piece), "-t", str(seconds), "-c", "copy", str(video))
    return video


def _ffmpeg(*words: str) -> None:
    subprocess.run(["ffmpeg", "-v", "error", "-y", *words], check=True)


def _run(part: str, video: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.signs", "--worker", part, str(video)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return json.loads(done.stdout)


def _worker(part: str, video: Path) -> None:
    watch = Watch()
    watch.start()
    start = time.perf_counter()
    PARTS[part](video)
    seconds = time.perf_counter() - start
    watch.over.set()
    watch.join()
    ours = resource.getrusage(resource.RUSAGE_SELF)
    figures = {
        "seconds": seconds,
        "processor": ours.ru_utime + ours.ru_stime + sum(watch.processor.values()),
        "ours_mib": ours.ru_maxrss / 1024,
        "ffmpeg_mib": watch.peak_mib,
    }
    print(json.dumps(figures))


class Watch(Thread):
    """Looks at every ffmpeg that runs below this process.

    What the system counts for ended children holds their memory before they became ffmpeg, and
    nothing of those that bubblewrap started.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.over = Event()
        self.peak_mib = 0.0
        self.processor: dict[int, float] = {}

    def run(self) -> None:
        while not self.over.wait(0.05):
            for process in self._programs(os.getpid()):
                with suppress(OSError, IndexError):
                    self._note(process)

    def _programs(self, above: int) -> Iterator[int]:
        with suppress(OSError):
            for children in Path(f"/proc/{above}/task").glob("*/children"):
                for child in map(int, children.read_text().split()):
                    yield child
                    yield from self._programs(child)

    def _note(self, process: int) -> None:
        folder = Path(f"/proc/{process}")
        if (folder / "comm").read_text().strip() != "ffmpeg":
            return
        peak = (folder / "status").read_text().partition("VmHWM:")[2].split()[0]
        self.peak_mib = max(self.peak_mib, int(peak) / 1024)
        ticks = (folder / "stat").read_text().rpartition(")")[2].split()[11:13]
        self.processor[process] = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")


def _check(video: Path) -> None:
    from webapp.media.probe import probe
    from webapp.media.sign_checks import judge
    from webapp.media.sign_measures import measure

    judge(measure(video, probe(video), background=False))


def _watch(video: Path) -> None:
    from webapp.media.probe import probe
    from webapp.media.signing_activity import stretches
    from webapp.media.signing_motion import measure
    from webapp.media.signing_space import find

    info = probe(video)
    motion = measure(video, info)
    find(video, info, motion, stretches(motion))


def _hands(video: Path) -> None:
    from webapp.media.probe import probe

    landmarks.sightings(video, probe(video), background=False)


def _prepare(video: Path) -> None:
    from webapp.media.probe import probe
    from webapp.media.sign_moments import MOST
    from webapp.media.sign_rendition import (
        make_full,
        make_small,
        make_still,
        make_strip,
        small_size,
    )

    full, small = video.with_name("full.mp4"), video.with_name("small.mp4")
    size = make_full(video, full, probe(video))
    smaller = small_size(size)
    if smaller is not None:
        make_small(full, small, probe(full), smaller)
    info = probe(full)
    make_still(full, video.with_name("still.jpg"), info, info.duration_ms // 2)
    moments = [info.duration_ms * n // MOST for n in range(MOST)]
    make_strip(full, video.with_name("strip.jpg"), info, moments)


PARTS: dict[str, Callable[[Path], None]] = {
    "check": _check,
    "watch": _watch,
    "hands": _hands,
    "prepare": _prepare,
}
"""Each part of the work, by the name that it is printed with."""


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        _worker(sys.argv[2], Path(sys.argv[3]))
    else:
        main()
