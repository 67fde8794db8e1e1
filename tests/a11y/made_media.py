"""People and media of every kind for a site that is looked at in a browser."""

from __future__ import annotations

import secrets
import subprocess
from pathlib import Path

from flask import Flask

from webapp.captions.document import Cue
from webapp.extensions import db
from webapp.models import Job, Library, Media, Membership, Rendition, Transcript, User
from webapp.models.clock import utc_now


def add_people() -> None:
    """Add one person of each role."""
    for role in ("viewer", "librarian", "admin"):
        user = User(
            email=f"{role}@example.org",
            name=role.title(),
            fs_uniquifier=secrets.token_hex(16),
            confirmed_at=utc_now(),
        )
        user.memberships = [Membership(library=Library.default(), role=role)]
        db.session.add(user)
    db.session.commit()


def make_clip(folder: Path) -> Path:
    """A second of video that every browser plays."""
    clip = folder / "clip.mp4"
    inputs = "-f lavfi -i testsrc2=size=320x180:rate=25:duration=2 -f lavfi -i sine=duration=2"
    coding = "-c:v libx264 -pix_fmt yuv420p -c:a aac -movflags +faststart"
    command = ["ffmpeg", "-v", "error", *inputs.split(), *coding.split(), str(clip)]
    subprocess.run(command, check=True)
    return clip


def make_tone(folder: Path) -> Path:
    """Two seconds of sound without a picture."""
    tone = folder / "tone.m4a"
    coding = "-f lavfi -i sine=duration=2 -c:a aac"
    command = ["ffmpeg", "-v", "error", *coding.split(), str(tone)]
    subprocess.run(command, check=True)
    return tone


def add_media_of_each_kind(app: Flask, clip: Path, tone: Path) -> dict[str, str]:
    """Add media of every kind; return their addresses."""
    made = {
        "captioned": add_media(app, clip, "Town meeting about the new park", origin="engine"),
        "corrected": add_media(app, clip, "How bread rises", origin="upload"),
        "bare": add_media(app, clip, "The harbour in winter"),
        "running": add_media(app, clip, "A long talk that is being prepared", state="running"),
        "failed": add_media(app, clip, "A broken file", state="failed"),
        "sound": add_media(app, tone, "A talk on the radio", origin="engine"),
    }
    made["sound"].kind, made["sound"].renditions[0].media_type = "audio", "audio/mp4"
    db.session.commit()
    addresses = {kind: f"/media/{media.slug}" for kind, media in made.items()}
    transcript = made["captioned"].transcripts[0]
    return addresses | {"quality": f"{addresses['captioned']}/quality/{transcript.id}"}


def add_media(
    app: Flask, clip: Path, title: str, *, origin: str | None = None, state: str = "done"
) -> Media:
    with clip.open("rb") as stream:
        name = app.extensions["storage"].save(stream, ".mp4")
    media = Media(
        library=Library.default(),
        visibility="public",
        title=title,
        description="Two people talk about it, and the neighbours ask questions.",
        language="en",
        original_name="clip.mp4",
        file=name,
        bytes=clip.stat().st_size,
        kind="video",
        duration_ms=2000,
        has_audio=True,
    )
    media.jobs.append(
        Job(
            state=state,
            step="ready" if state == "done" else "checked",
            progress=0.4,
            error="This file is cut off. Send it again." if state == "failed" else "",
        )
    )
    if state == "done":
        media.renditions.append(Rendition(file=name, media_type="video/mp4"))
    db.session.add(media)
    db.session.flush()
    if origin:
        _caption(media, origin)
    return media


def _caption(media: Media, origin: str) -> None:
    transcript = Transcript(
        media_id=media.id, language="en", origin=origin, engine="whisper base", complete=True
    )
    db.session.add(transcript)
    db.session.flush()
    said = ["Welcome to the meeting.", "[applause]", "We talk about the new park today."]
    transcript.add_cues(
        [Cue(n * 600, n * 600 + 550, text) for n, text in enumerate(said)],
        author="engine" if origin == "engine" else "file",
    )
