"""``manage.py sign check``: says what is wrong with a video of somebody who signs."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.termui import progressbar

from webapp.commands import Refusal

if TYPE_CHECKING:
    from webapp.media.sign_checks import Check

_MEASURED, _WATCHED, _SEEN = 0.4, 0.6, 0.8  # of the way, when each part of the work is done


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--video", type=click.Path(path_type=Path), help="What is signed: compare lengths.")
@click.option("--json", "as_json", is_flag=True, help="Print the checks as JSON.")
def check(file: Path, video: Path | None, as_json: bool) -> None:
    """Check FILE, a video of somebody who signs, and say how to film it again.

    The exit code is 0 whenever FILE could be checked, whatever was found; the first line, and
    "publishable" of the JSON, say whether a 'must' has failed.
    """
    from webapp.media import MediaError

    _refuse_missing(file)
    try:
        video_ms = _length(video) if video else None
        with progressbar(length=100, label="Checking", file=sys.stderr) as shown:
            checks = _checks(
                file.resolve(), video_ms, lambda done: shown.update(int(done * 100) - shown.pos)
            )
    except MediaError as error:
        raise Refusal(f"{file.name}: {error}") from error
    click.echo(_as_json(file, checks) if as_json else _report(file, checks))


def _refuse_missing(file: Path) -> None:
    if not file.is_file():
        raise Refusal(f"There is no file {file}. Check the name and try again.")


def _length(video: Path) -> int:
    from webapp.media.probe import probe

    _refuse_missing(video)
    return probe(video.resolve()).duration_ms


def _checks(
    path: Path, video_ms: int | None, on_progress: Callable[[float], None]
) -> tuple[Check, ...]:
    from webapp.media import landmarks, sign_measures, signing_motion, signing_space
    from webapp.media.probe import probe
    from webapp.media.sightings import hands_of, hands_out, signed
    from webapp.media.sign_checks import judge
    from webapp.media.signing_activity import stretches

    info = probe(path)
    measures = sign_measures.measure(
        path, info, on_progress=lambda done: on_progress(done * _MEASURED), background=False
    )
    motion = signing_motion.measure(
        path,
        info,
        on_progress=lambda done: on_progress(_MEASURED + done * (_WATCHED - _MEASURED)),
    )
    moving, seen = stretches(motion), []
    if landmarks.installed() and moving:
        seen = landmarks.sightings(
            path,
            info,
            on_progress=lambda done: on_progress(_WATCHED + done * (_SEEN - _WATCHED)),
            background=False,
        )
    active = signed(moving, seen)
    space = signing_space.find(
        path,
        info,
        motion,
        active,
        hands=hands_of(seen, active),
        on_progress=lambda done: on_progress(_SEEN + done * (1 - _SEEN)),
    )
    on_progress(1.0)
    return judge(
        measures,
        video_ms=video_ms,
        activity=active,
        extent=space if active else None,
        hands=hands_out(seen, moving),
    )


def _report(file: Path, checks: Sequence[Check]) -> str:
    from webapp.sign_check_words import level_of

    failed = [check for check in checks if check.ok is False]
    musts = sum(check.blocks for check in checks)
    verdict = "cannot be published as it is" if musts else "can be published"
    lines = [f"{file.name}: {verdict} ({musts} must, {len(failed) - musts} should be better)."]
    for level in ("must", "should"):
        lines += _part(f"{level_of(level)}:", [each for each in failed if each.level == level])
    lines += _part("Good:", [check for check in checks if check.ok])
    lines += _part("Not checked:", [check for check in checks if check.ok is None])
    return "\n".join(lines)


def _part(heading: str, checks: Sequence[Check]) -> list[str]:
    from webapp.sign_check_words import again_of, name_of, sentence_of

    lines = ["", heading] if checks else []
    for check in checks:
        lines.append(f"  {name_of(check)}: {sentence_of(check)}")
        if check.ok is False and check.at_ms:
            lines.append(f"    See: {', '.join(_clock(at) for at in check.at_ms)}")
        if again := again_of(check):
            lines.append(f"    {again}")
    return lines


def _clock(ms: int) -> str:
    return f"{ms // 60_000}:{ms % 60_000 / 1000:04.1f}"


def _as_json(file: Path, checks: Sequence[Check]) -> str:
    rows = [_row(check) for check in checks]
    publishable = not any(check.blocks for check in checks)
    found = {"file": file.name, "publishable": publishable, "checks": rows}
    return json.dumps(found, ensure_ascii=False, indent=2)


def _row(check: Check) -> dict[str, Any]:
    from webapp.sign_check_words import again_of, sentence_of

    return {**asdict(check), "message": sentence_of(check), "again": again_of(check)}


commands: list[click.Command] = []
"""None of its own: it is a command of ``sign``."""
