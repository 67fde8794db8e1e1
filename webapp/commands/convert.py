"""``manage.py convert IN OUT``: a caption file in another format, and what was lost on the way."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import click

from webapp.commands import Refusal

_MOST_SENTENCES = 20


@click.command()
@click.argument("source", metavar="IN")
@click.argument("target", metavar="OUT")
@click.option("--from", "source_format", metavar="F", help="The format of IN.")
@click.option("--to", "target_format", metavar="F", help="The format of OUT.")
@click.option(
    "--lenient/--strict",
    default=None,
    help="Keep what can be read of a broken file, or refuse it. "
    "[default: refuse it; of WebVTT, keep what browsers show]",
)
def convert(
    source: str,
    target: str,
    source_format: str | None,
    target_format: str | None,
    *,
    lenient: bool | None,
) -> None:
    """Convert the captions in IN to OUT.

    The formats go by the files' extensions: vtt, srt, ttml, scc, sbv, json, txt (written only),
    ass and stl (read only). '-' is standard input or output. What OUT cannot hold, and what of IN
    was left out, is named on standard error.
    """
    from webapp.captions.document import CaptionError
    from webapp.captions.formats import has_standard_for_faults, read_partly, write
    from webapp.captions.formats.base import NotWhole, whole

    from_name = _format("--from", source_format) or source
    to_name = _target_format(target, target_format)
    data = _read(source)
    try:
        captions, problems = read_partly(data, from_name)
        if lenient is None:
            lenient = has_standard_for_faults(data, from_name)
        if not lenient:
            captions = whole(captions, problems)
    except CaptionError as error:
        hint = " To keep the rest, add --lenient." if isinstance(error, NotWhole) else ""
        raise Refusal(f"{_shown(source, 'standard input')}: {error}{hint}") from None
    written = write(captions, to_name)
    _write(target, written.data)
    _tell([str(problem) for problem in problems])
    _tell(list(written.dropped))


def _format(option: str, name: str | None) -> str | None:
    from webapp.captions.formats import FORMATS

    if name is not None and name not in FORMATS:
        raise Refusal(f"{option} must be one of {', '.join(FORMATS)}, not '{name}'.")
    return name


def _target_format(target: str, given: str | None) -> str:
    from webapp.captions.formats import FORMATS, WRITABLE, format_of

    name = _format("--to", given) or format_of(target)
    if name is None:
        raise Refusal(
            f"The format of {_shown(target, 'standard output')} is not known. "
            f"Give it with --to: {', '.join(WRITABLE)}."
        )
    if name not in WRITABLE:
        raise Refusal(
            f"{FORMATS[name].title} can only be read. These can be written: {', '.join(WRITABLE)}."
        )
    return name


def _read(source: str) -> bytes:
    """All bytes of a file, at most one more than the largest that is read."""
    from webapp.captions.formats.limits import MAX_BYTES

    try:
        if source == "-":
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(source).open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise Refusal(f"{source} cannot be read: {error.strerror or error}.") from None


def _write(target: str, data: bytes) -> None:
    """Write all or nothing: a file that is there stays as it was until the new one is whole."""
    try:
        if target == "-":
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
            return
        path = Path(target).resolve()
        if path.exists() and not path.is_file():  # a device or a pipe cannot be replaced
            path.write_bytes(data)
            return
        _replace(path, data)
    except OSError as error:
        raise Refusal(f"{target} cannot be written: {error.strerror or error}.") from None


def _replace(path: Path, data: bytes) -> None:
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask()
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
    try:
        with os.fdopen(number, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _tell(sentences: list[str]) -> None:
    for sentence in sentences[:_MOST_SENTENCES]:
        click.echo(sentence, err=True)
    if len(sentences) > _MOST_SENTENCES:
        click.echo(f"and {len(sentences) - _MOST_SENTENCES} more like these.", err=True)


def _shown(name: str, stream: str) -> str:
    return stream if name == "-" else name


commands: list[click.Command] = [convert]
