"""``manage.py caption FILE``: drafts captions for a media file, with no server and no database."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.termui import progressbar

from webapp.captions.document import Captions, Note, Word
from webapp.captions.formats import FORMATS, format_of, write
from webapp.captions.profiles import PROFILES
from webapp.commands import Refusal
from webapp.config import Settings, load_settings

if TYPE_CHECKING:
    from tasks.engines import Engine
    from webapp.media.probe import MediaInfo

_FORMATS = ("vtt", "srt", "ttml", "scc", "json", "txt")


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-o", "--out", metavar="OUT", help="Where to write; '-' is standard output.")
@click.option("--format", "format_name", type=click.Choice(_FORMATS), help="[default: by OUT, vtt]")
@click.option(
    "--engine",
    type=click.Choice(("auto", "whisper", "sphinx", "remote")),
    help="remote: the speech server, to which the sound is sent.",
)
@click.option("--model", metavar="NAME|PATH", help="A model by name, or a ggml file.")
@click.option("--language", metavar="CODE", help="What is spoken (en, de ...); else found out.")
@click.option(
    "--profile", type=click.Choice(list(PROFILES)), default="sightline", show_default=True
)
@click.option("--prompt", default="", help="Names and terms that may be said.")
@click.option("--force", is_flag=True, help="Replace OUT where it is there already.")
def caption(
    file: Path,
    out: str | None,
    format_name: str | None,
    engine: str | None,
    model: str | None,
    language: str | None,
    profile: str,
    prompt: str,
    *,
    force: bool,
) -> None:
    """Draft captions for what is said in FILE, a video or sound file.

    They are written beside FILE, with the format's extension, unless OUT is given. A file that is
    there already is replaced only with --force.
    """
    from tasks.engines import EngineAway, EngineUnavailable
    from webapp.media import MediaError

    name = format_name or (out and format_of(out)) or "vtt"
    target = _target(file, out, name, force=force)
    settings = load_settings()
    if model:
        kept = "remote_engine_model" if engine == "remote" else "model"
        settings = settings.model_copy(update={kept: model})
    # Who names a model wants that one, and no other in its place.
    listener = engine or ("whisper" if model else settings.engine)
    try:
        captions = _draft(file, settings, listener, language, profile, prompt)
    except (MediaError, EngineUnavailable, EngineAway) as error:
        raise Refusal(f"{file.name}: {error}") from error
    written = write(captions, name)
    _save(target, written.data)
    if not captions.cues:
        click.echo(f"Nobody was heard speaking in {file.name}.", err=True)


def _target(file: Path, out: str | None, name: str, *, force: bool) -> Path | None:
    """Where to write, looked at before the work and not after it; None is standard output."""
    if not file.is_file():
        raise Refusal(f"There is no file {file}.")
    if out == "-":
        return None
    if name not in _FORMATS:
        raise Refusal(f"Captions cannot be written as {name}: choose one of {', '.join(_FORMATS)}.")
    target = Path(out) if out else file.with_suffix(f".{FORMATS[name].extensions[0]}")
    if target.exists() and not force:
        raise Refusal(f"{target} is there already. Add --force to replace it.")
    if not target.parent.is_dir():
        raise Refusal(f"There is no folder {target.parent} to write to.")
    return target


def _draft(
    file: Path,
    settings: Settings,
    listener: str,
    language: str | None,
    profile: str,
    prompt: str,
) -> Captions:
    from webapp.captions.segment import cues_from_words
    from webapp.media.probe import probe

    path = file.resolve()
    info = probe(path)
    engine = _engine(listener, settings, language)
    words, spoken = _hear(path, info, engine, settings, language, prompt)
    portrait = info.video is not None and info.video.height > info.video.width
    return Captions(
        cues=cues_from_words(
            words,
            PROFILES[profile],
            language=spoken,
            portrait=portrait,
            duration_ms=info.duration_ms,
        ),
        language=spoken,
        notes=[Note(f"Automatic captions, not reviewed. Made by {engine.name}.")],
    )


def _engine(listener: str, settings: Settings, language: str | None) -> Engine:
    from tasks import engines

    if listener != "remote":
        return engines.choose(listener, settings.model, language, models_dir=settings.models_dir)
    from tasks.engines.remote import Remote
    from webapp.breakers import Breaker

    return Remote(settings, Breaker("speech", settings))


def _hear(
    path: Path,
    info: MediaInfo,
    engine: Engine,
    settings: Settings,
    language: str | None,
    prompt: str,
) -> tuple[list[Word], str]:
    from tasks.listening import listen, vad_model

    words: list[Word] = []
    found = [language or "en"]
    with progressbar(length=info.duration_ms, label="Listening", file=sys.stderr) as progress:
        for end_ms, heard in listen(
            path,
            engine,
            language=language,
            prompt=prompt,
            vad_model=vad_model(settings),
            info=info,
            on_language=found.append,
        ):
            words += heard
            progress.update(end_ms - progress.pos)
    return words, found[-1]


def _save(target: Path | None, data: bytes) -> None:
    """Write all or nothing: no half file is ever taken for captions."""
    if target is None:
        sys.stdout.buffer.write(data)
        return
    try:
        with tempfile.NamedTemporaryFile(
            dir=target.parent, prefix=f".{target.name}.", delete=False
        ) as part:
            part.write(data)
        Path(part.name).chmod(0o644)
        Path(part.name).replace(target)
    except OSError as error:
        raise Refusal(f"{target} cannot be written: {error.strerror or error}.") from error


commands: list[click.Command] = [caption]
