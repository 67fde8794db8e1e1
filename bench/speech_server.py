"""What a speech server would be sent for a media file: python bench/speech_server.py FILE...

Nothing is sent, and nothing is heard: the stretches are cut as for captioning, and counted.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from tasks.engines import Heard
from tasks.engines.remote import wav
from tasks.listening import listen, vad_model
from tasks.loudness import Audio
from webapp.config import load_settings
from webapp.media.probe import probe


class Counter:
    """An engine that hears nothing, and counts what it is given."""

    name = "nobody"

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def transcribe(self, audio: Audio, *, language: str | None, prompt: str) -> Heard:
        self.sizes.append(len(wav(audio)))
        return Heard([], "")


def main(file: Path) -> None:
    counter, info, begun = Counter(), probe(file.resolve()), time.monotonic()
    for _ in listen(
        file.resolve(), counter, language=None, vad_model=vad_model(load_settings()), info=info
    ):
        pass
    hours, sent = info.duration_ms / 3_600_000, sum(counter.sizes)
    print(
        f"{file.name}: {hours:.2f} h; an hour of it is {len(counter.sizes) / hours:.0f} requests "
        f"and {sent / hours / 1e6:.0f} MB, the largest {max(counter.sizes) / 1e6:.2f} MB; "
        f"cutting it takes {(time.monotonic() - begun) / hours:.0f} s"
    )


if __name__ == "__main__":
    for name in sys.argv[1:]:
        main(Path(name))
