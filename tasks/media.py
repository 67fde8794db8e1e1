"""Check an upload, and make what browsers can play of it."""

from __future__ import annotations

import time
from collections.abc import Callable

from flask import current_app

from tasks.failures import StepFailed
from webapp.captions import formats
from webapp.captions.document import CaptionError, Captions
from webapp.extensions import db
from webapp.media import MediaError, probe, rendition, subtitles
from webapp.models import Media, Rendition, Transcript
from webapp.models.job import Job

REPORT_EVERY_S = 1.0


def check(job: Job) -> None:
    """Find out what was uploaded, and import the captions that are inside it."""
    media = job.media
    path = current_app.extensions["storage"].path(media.file)
    try:
        info = probe.probe(path)
    except MediaError as error:
        raise StepFailed(str(error)) from error
    media.kind = info.kind
    media.duration_ms = info.duration_ms
    media.has_audio = info.has_audio
    media.audio_names = [_audio_name(stream, n) for n, stream in enumerate(info.audio, 1)]
    if any(t.origin == "embedded" for t in media.transcripts):
        return
    try:
        embedded = subtitles.extract(path, info)
    except MediaError:
        return  # the video is good even where the captions inside it are not
    for language, title, data in embedded:
        _import_embedded(media, language, title, data)


def make_playable(job: Job) -> None:
    """Make a rendition that browsers play, and a poster."""
    media = job.media
    if media.rendition is not None:
        return
    storage = current_app.extensions["storage"]
    source = storage.path(media.file)
    try:
        info = probe.probe(source)
        plan = rendition.plan(info, source)
        if plan.action == "keep":
            file = media.file
        else:
            file = storage.new_name(plan.suffix)
            target = storage.path(file)
            rendition.make_rendition(source, target, info, on_progress=reporter(job))
        poster = storage.new_name(".jpg")
        has_poster = rendition.make_poster(source, storage.path(poster), info)
    except MediaError as error:
        raise StepFailed(str(error)) from error
    video = info.video
    media.poster = poster if has_poster else ""
    media.renditions.append(
        Rendition(
            file=file,
            media_type=plan.media_type,
            width=video.width if video else 0,
            height=video.height if video else 0,
        )
    )


def reporter(job: Job) -> Callable[[float], None]:
    """Report progress (0..1) to the job's row, at most once a second."""
    reported_at = 0.0

    def report(progress: float) -> None:
        nonlocal reported_at
        now = time.monotonic()
        if now - reported_at >= REPORT_EVERY_S:
            reported_at = now
            job.report(progress)

    return report


def _import_embedded(media: Media, language: str | None, title: str, data: bytes) -> None:
    try:
        captions: Captions = formats.read(data, "embedded.vtt")
    except CaptionError:
        return
    if not captions.cues:
        return
    transcript = Transcript(
        media=media, language=language or "", title=title, origin="embedded", complete=True
    )
    transcript.keep_extras(captions)
    db.session.add(transcript)
    db.session.flush()
    transcript.add_cues(captions.cues, author="file")


def _audio_name(stream: probe.AudioStream, number: int) -> str:
    named = " ".join(part for part in (stream.title, stream.language) if part)
    return named or f"Sound {number}"
