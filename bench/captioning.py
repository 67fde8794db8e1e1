"""Our captioning beside a bare pywhispercpp call: time, and memory for long files.

    python -m bench.captioning [--model FILE] [--vad-model FILE] [--minutes 10] [--rounds 3]

The speech is made by espeak-ng in the words of the test model. Both sides get the same file, model
and number of threads, in processes of their own, by turns; the medians count. The bare call reads
the WAV file by itself; ours decodes it through ffmpeg, finds speech, hears and times the words
(the file was probed before: when it was uploaded).
Aims: at most 1.03 of the bare time for 10 minutes, at most 0.7 for twenty clips of 5 s (our model
stays loaded, the bare call loads it for each clip), at most 10 % more memory for an hour than for
10 minutes.
"""

from __future__ import annotations

import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import wave
from pathlib import Path
from statistics import median

import click

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as manage.py has it

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
RATE = 16_000
CLIPS = 20
SENTENCES = (
    "Welcome to the weekly meeting.",
    "The captions are ready for review.",
    "The train leaves from platform seven.",
    "Thank you very much for listening today.",
    "I like yellow flowers and blue boats.",
    "Where is the green box?",
    "We will meet on Monday in the library.",
    "My sister has four white birds.",
)


@click.command()
@click.option(
    "--model",
    type=click.Path(exists=True, path_type=Path),
    default=ROOT / "tests/fixtures/micro-whisper/micro-en-q8_0.bin",
)
@click.option("--vad-model", type=click.Path(exists=True, path_type=Path))
@click.option("--minutes", default=10.0, show_default=True)
@click.option("--rounds", default=3, show_default=True)
@click.option("--memory/--no-memory", default=True, help="Also an hour's memory (takes longest).")
def main(model: Path, vad_model: Path | None, minutes: float, rounds: int, memory: bool) -> None:
    """Print each figure, its ratio and its aim."""
    options = {"model": str(model), "vad_model": str(vad_model) if vad_model else None}
    with tempfile.TemporaryDirectory() as folder:
        speech = _speech()
        long = _write(Path(folder) / "long.wav", _talk(speech, minutes * 60))
        clips = [
            str(_write(Path(folder) / f"{n}.wav", _talk(speech, 5, seed=n))) for n in range(CLIPS)
        ]
        _compare(f"{minutes:g} minutes", [str(long)], options, rounds, aim=1.03)
        _compare(f"{CLIPS} clips of 5 s", clips, options, rounds, aim=0.7)
        if memory:
            hour = _write(Path(folder) / "hour.wav", _talk(speech, 3600))
            small = _run("ours", [str(long)], options)["peak_mib"]
            large = _run("ours", [str(hour)], options)["peak_mib"]
            growth = large / small - 1
            click.echo(
                f"memory: {small:.0f} MiB for {minutes:g} minutes, {large:.0f} MiB for an hour: "
                f"{growth:+.1%} (aim: at most +10 %)"
            )


def _compare(
    what: str, files: list[str], options: dict[str, str | None], rounds: int, aim: float
) -> None:
    runs = {side: [] for side in ("bare", "ours")}
    for _ in range(rounds):
        for side, times in runs.items():
            times.append(_run(side, files, options)["seconds"])
    bare, ours = median(runs["bare"]), median(runs["ours"])
    click.echo(
        f"{what}: bare {bare:.2f} s, ours {ours:.2f} s: {ours / bare:.2f} (aim: at most {aim})"
    )


def _run(side: str, files: list[str], options: dict[str, str | None]) -> dict[str, float]:
    task = json.dumps({"side": side, "files": files, **options})
    command = [sys.executable, "-m", "bench.captioning", "--worker"]
    # The binding prints progress to standard output.
    done = subprocess.run(command, input=task, capture_output=True, text=True, check=True, cwd=ROOT)
    return json.loads(done.stdout.splitlines()[-1])


def _worker() -> None:
    task = json.load(sys.stdin)
    seconds = (_bare if task["side"] == "bare" else _ours)(
        task["files"], task["model"], task["vad_model"]
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak_mib": peak}))


def _bare(files: list[str], model: str, _: str | None) -> float:
    from pywhispercpp.model import Model

    threads = len(os.sched_getaffinity(0))

    def load() -> Model:
        return Model(
            model, n_threads=threads, language="en", print_progress=False,
            redirect_whispercpp_logs_to=None,
        )  # fmt: skip

    if len(files) == 1:
        loaded = load()
        start = time.perf_counter()
        loaded.transcribe(files[0])
        return time.perf_counter() - start
    start = time.perf_counter()
    for file in files:
        load().transcribe(file)
    return time.perf_counter() - start


def _ours(files: list[str], model: str, vad_model: str | None) -> float:
    from tasks.engines import choose
    from tasks.engines.catalogue import packaged_voice_model
    from tasks.listening import listen
    from webapp.media.probe import MediaInfo, probe

    engine = choose("whisper", model, "en")
    voices = Path(vad_model) if vad_model else packaged_voice_model()
    known = [(Path(file), probe(Path(file))) for file in files]

    def hear(file: Path, info: MediaInfo) -> None:
        for _ in listen(file, engine, language="en", vad_model=voices, info=info):
            pass

    # A worker has been running for long: what is found out once (ffmpeg's walls) is known.
    with tempfile.TemporaryDirectory() as folder:
        first = _write(Path(folder) / "first.wav", np.zeros(RATE, dtype="<i2"))
        hear(first, probe(first))
    start = time.perf_counter()
    for file, info in known:
        hear(file, info)
    return time.perf_counter() - start


def _speech() -> list[np.ndarray]:
    spoken = []
    for sentence in SENTENCES:
        args = ["espeak-ng", "-v", "en-gb", "--stdout", sentence]
        sound = subprocess.run(args, check=True, capture_output=True).stdout
        samples = np.frombuffer(sound[44:], dtype="<i2").astype(np.float64)
        at = np.arange(0, len(samples), 22_050 / RATE)
        spoken.append(np.interp(at, np.arange(len(samples)), samples).astype("<i2"))
    return spoken


def _talk(speech: list[np.ndarray], seconds: float, seed: int = 0) -> np.ndarray:
    """Sentences in random order with pauses of 0.4 to 1.2 s, cut to a length."""
    chance = random.Random(seed)
    parts, missing = [], int(seconds * RATE)
    while missing > 0:
        pause = np.zeros(int(chance.uniform(0.4, 1.2) * RATE), dtype="<i2")
        parts += [chance.choice(speech), pause]
        missing -= len(parts[-2]) + len(pause)
    return np.concatenate(parts)[: int(seconds * RATE)]


def _write(path: Path, samples: np.ndarray) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return path


if __name__ == "__main__":
    if sys.argv[1:] == ["--worker"]:
        _worker()
    else:
        main()
