"""Nobody's first page is blank."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from webapp.media import demo, drawing
from webapp.media.pcm import read_pcm
from webapp.media.probe import probe
from webapp.media.rendition import plan


def test_the_demo_speaks_when_its_captions_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "LINES", (demo.LINES[0], demo.LINES[9]))
    monkeypatch.setattr(drawing, "FRAME_RATE", 5)
    made = demo.make_demo(tmp_path)
    info = probe(made.video)
    assert plan(info, made.video).action == "keep"
    assert [cue.label for cue in made.captions.cues] == [None, "bell rings"]
    with read_pcm(made.video) as blocks:
        track = np.concatenate(list(blocks))
    for cue in made.captions.cues:
        assert np.abs(track[cue.start_ms * 16 : cue.end_ms * 16]).max() > 0.2
        assert np.abs(track[(cue.end_ms + 100) * 16 :][:4000]).max() < 0.05
    assert made.captions.cues[-1].end_ms < info.duration_ms


def test_captions_fit_two_short_lines() -> None:
    for line in demo.LINES:
        assert len(line.text.split("\n")) <= 2
        assert max(map(len, line.text.split("\n"))) <= 37
