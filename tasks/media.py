"""Check an upload, and make what browsers can play of it."""

from __future__ import annotations

from pathlib import Path

from flask import current_app

from tasks.failures import StepFailed
from tasks.kept import kept_files
from tasks.progress import reporter
from webapp.captions import formats
from webapp.captions.document import CaptionError, Captions
from webapp.extensions import db
from webapp.media import MediaError, probe, rendition, subtitles
from webapp.models import Media, Rendition, Transcript
from webapp.models.lease import Lease


def check(lease: Lease) -> None:
    """Find out what was uploaded, take it out of quarantine, and import the captions inside it.

    What is not media stays in quarantine: its owner can save it again, and nobody plays it.
    """
    storage, file = kept_files(), _file(lease)
    try:
        with storage.local(file) as path:
            info = probe.probe(path, memory_bytes=_memory_bytes())
            embedded = _embedded(path, info)
        storage.prepare_release(file)
    except MediaError as error:
        raise StepFailed(str(error)) from error
    media = db.session.get_one(Media, lease.media_id)
    media.kind = info.kind
    media.duration_ms = info.duration_ms
    media.has_audio = info.has_audio
    media.width = info.video.width if info.video else 0
    media.height = info.video.height if info.video else 0
    default_first = sorted(info.audio, key=lambda stream: stream != info.default_audio)
    media.audio_names = [_audio_name(stream, n) for n, stream in enumerate(default_first, 1)]
    for transcript, captions in embedded:
        _import(media, transcript, captions)
    lease.confirm()  # or another worker would lose the file that it is looking at
    media.file = storage.release(file)


def make_playable(lease: Lease) -> None:
    """Make a rendition that browsers play, and a poster."""
    storage, file = kept_files(), _file(lease)
    memory_bytes = _memory_bytes()
    poster = storage.new_name(".jpg")
    try:
        with storage.local(file) as source:
            info = probe.probe(source, memory_bytes=memory_bytes)
            plan = rendition.plan(info, source)
            if plan.action != "keep":
                file = storage.new_name(plan.suffix)
                with storage.publish(file) as target:
                    rendition.make_rendition(source, target, info, on_progress=reporter(lease))
            with storage.publish(poster) as target:
                has_poster = rendition.make_poster(source, target, info, memory_bytes=memory_bytes)
    except MediaError as error:
        raise StepFailed(str(error)) from error
    media = db.session.get_one(Media, lease.media_id)
    media.poster = poster if has_poster else ""
    media.renditions = [Rendition(file=file, media_type=plan.media_type)]


def _memory_bytes() -> int:
    limit: int = current_app.extensions["settings"].media_memory_bytes
    return limit


def _file(lease: Lease) -> str:
    """The upload's name in storage. No transaction stays open: what follows takes long."""
    file = db.session.get_one(Media, lease.media_id).file
    db.session.commit()
    return file


def _embedded(path: Path, info: probe.MediaInfo) -> list[tuple[Transcript, Captions]]:
    """The captions inside a file. It is good even where they are not."""
    try:
        tracks = subtitles.extract(path, info, memory_bytes=_memory_bytes())
    except MediaError:
        return []
    found = []
    for language, title, data in tracks:
        try:
            captions: Captions = formats.read(data, "embedded.vtt")
        except CaptionError:
            continue
        if captions.cues:
            transcript = Transcript(
                language=language or "", title=title, origin="embedded", complete=True
            )
            found.append((transcript, captions))
    return found


def _import(media: Media, transcript: Transcript, captions: Captions) -> None:
    transcript.media = media
    transcript.keep_extras(captions)
    db.session.add(transcript)
    db.session.flush()
    transcript.add_cues(captions.cues, author="file")


def _audio_name(stream: probe.AudioStream, number: int) -> str:
    named = " ".join(part for part in (stream.title, stream.language) if part)
    return named or f"Sound {number}"
