"""Edges of captions go where frames, cuts and neighbours are; peaks are drawn the same twice."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from webapp.config import PROJECT
from webapp.time_line_drawing import swing

SCRIPTS = PROJECT / "static" / "js" / "review"
LIMITS = {"frame": 40, "length": 60_000}


def call(tmp_path: Path, script: str, *calls: tuple[Any, ...]) -> list[Any]:
    """Call functions of a module: (name, argument, ...) each."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not on this machine")
    copy = tmp_path / "script.mjs"
    shutil.copy(SCRIPTS / script, copy)
    main = tmp_path / "main.mjs"
    main.write_text(
        'import * as all from "./script.mjs";\n'
        f"const calls = {json.dumps(calls)};\n"
        "console.log(JSON.stringify(calls.map(([name, ...given]) => all[name](...given))));\n"
    )
    return json.loads(subprocess.run([node, main], check=True, capture_output=True).stdout)  # type: ignore[no-any-return]


def test_a_key_goes_to_the_next_frame(tmp_path: Path) -> None:
    moves = [(1000, 1, 40), (1000, -1, 40), (1010, 1, 40), (1010, -1, 40), (0, -1, 40)]
    ntsc = 1001 / 30
    moves += [(1001, 1, ntsc), (1001, -1, ntsc), (1034, -1, ntsc)]
    assert call(tmp_path, "time-line-snap.js", *(("byFrame", *move) for move in moves)) == [
        1040, 960, 1040, 1000, -40, 1034, 968, 1001,
    ]  # fmt: skip


def test_marks_are_cuts_and_neighbours_with_a_gap(tmp_path: Path) -> None:
    given = {"shots": [5000, 40], "others": [{"start": 7000, "end": 9000}], "gap": 80}
    (found,) = call(tmp_path, "time-line-snap.js", ("marks", given))
    assert found == {"start": [40, 5000, 9080], "end": [4920, 6920]}


def test_a_moved_part_goes_to_the_nearest_mark_within_reach(tmp_path: Path) -> None:
    marks = {"start": [5000], "end": [7000]}
    times = {"start": 4950, "end": 6980}
    assert call(
        tmp_path,
        "time-line-snap.js",
        ("toMark", times, "whole", marks, 100),
        ("toMark", times, "start", marks, 100),
        ("toMark", times, "end", marks, 10),
        ("markBeside", 5000, 1, [4000, 5000, 6000]),
        ("markBeside", 5000, -1, [4000, 5000, 6000]),
        ("markBeside", 6000, 1, [4000, 5000, 6000]),
    ) == [20, 50, 0, 6000, 4000, None]


def test_a_caption_lasts_a_frame_and_stays_within_the_video(tmp_path: Path) -> None:
    times = {"start": 1000, "end": 2000}
    assert call(
        tmp_path,
        "time-line-snap.js",
        ("moved", times, "start", 5000, LIMITS),
        ("moved", times, "end", 0, LIMITS),
        ("moved", times, "end", 90_000, LIMITS),
        ("moved", times, "whole", -50, LIMITS),
        ("moved", times, "whole", 59_500, LIMITS),
    ) == [
        {"start": 1960, "end": 2000},
        {"start": 1000, "end": 1040},
        {"start": 1000, "end": 60_000},
        {"start": 0, "end": 1000},
        {"start": 59_000, "end": 60_000},
    ]


def test_times_are_written_and_read_as_the_server_does(tmp_path: Path) -> None:
    written = [("stamp", 3_723_045), ("stamp", 3200), ("shortStamp", 3200), ("shortStamp", 10_000)]
    read = [("readStamp", typed) for typed in ("1:02:03.045", "0:03.2", "12", "3,45", "nonsense")]
    assert call(tmp_path, "time-line-snap.js", *written, *read) == [
        "1:02:03.045", "0:03.200", "0:03.2", "0:10", 3_723_045, 3200, 12_000, 3450, None,
    ]  # fmt: skip


def test_scripts_draw_what_is_drawn_without_them(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not on this machine")
    random = np.random.default_rng(3)
    high = random.integers(0, 128, 1024)
    data = np.stack([-high // 2, high], axis=1).astype(np.int8)
    shutil.copy(SCRIPTS / "time-line-wave.js", tmp_path / "script.mjs")
    (tmp_path / "main.mjs").write_text(
        'import { Wave } from "./script.mjs";\n'
        f"const peaks = new Int8Array({data.flatten().tolist()});\n"
        "globalThis.fetch = async () => ({ ok: true, status: 200, "
        "arrayBuffer: async () => peaks.buffer });\n"
        'const of = { peaks: "/peaks?v=1", loudest: 90, fineness: "10 40", columns: 1024 };\n'
        "console.log(JSON.stringify(await new Wave(of).path(0, 5000)));\n"
    )
    done = subprocess.run([node, tmp_path / "main.mjs"], check=True, capture_output=True)
    assert json.loads(done.stdout) == swing(data.tobytes()[:1000], 500, 90)
