"""A site with one video whose files browsers fetch from another origin than its pages."""

from __future__ import annotations

import io
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.a11y.conftest import Site
from tests.a11y.made_media import add_media, add_people, make_clip
from tests.serving import address_of, serving
from webapp import create_app
from webapp.config import Settings
from webapp.extensions import db

PICTURE = "() => document.querySelector('video').readyState >= 2"
CUES = "() => document.querySelector('video').textTracks[0].cues?.length"


@contextmanager
def site_with_a_video(folder: Path, listening: socket.socket, **settings: object) -> Iterator[Site]:
    """A captioned video with a still, on a server at ``listening`` with these settings."""
    app = create_app(
        Settings(
            data_dir=folder / "instance",
            secret_key="a key for the tests in a browser 123456",
            public_url=address_of(listening),
            rate_limits=False,
            **settings,
        )
    )
    with app.app_context():
        db.create_all()
        add_people()
        clip = make_clip(folder)
        media = add_media(app, clip, "How bread rises", origin="upload")
        media.poster = app.extensions["storage"].save(io.BytesIO(_still(clip)), ".jpg")
        db.session.commit()
        captioned = f"/media/{media.slug}"
    with serving(app, listening) as address:
        yield Site(app, address, {"captioned": captioned})


def _still(clip: Path) -> bytes:
    command = ["ffmpeg", "-v", "error", "-i", str(clip), "-frames:v", "1", "-f", "mjpeg", "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout
