"""The power is cut after any call to the system: a file is there whole, or not at all."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from sqlalchemy import event, text

from tests.faults import clips
from tests.faults.power_cut import PowerCut
from tests.hostile.site import Site
from webapp.extensions import db
from webapp.media.folder_storage import FolderStorage

FILM = b"a film" * 1000


def test_a_file_that_is_kept_or_released_is_whole_or_not_there_at_any_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    storage = FolderStorage(tmp_path)
    cut = PowerCut(tmp_path, monkeypatch)

    def look() -> None:
        for disk in cut.disks():
            named = {name: data for name, data in disk.items() if ".part" not in name}
            assert set(named.values()) <= {FILM}, f"half a file after call {cut.calls}"

    cut.check(look)
    name = storage.save(io.BytesIO(FILM), ".mp4", unchecked=True)
    assert cut.safe().get(name) == FILM, "what was kept is on the disk"

    def is_somewhere() -> None:
        for disk in cut.disks():
            assert FILM in disk.values(), f"the file is in neither place after call {cut.calls}"

    cut.check(is_somewhere)
    place = storage.release(name)
    assert cut.safe().get(place) == FILM, "what was released is on the disk"
    assert cut.calls >= 6


def test_who_was_told_that_a_file_has_arrived_has_it_after_a_power_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(tmp_path)
    files = site.settings.data_dir / "media"
    files.mkdir(exist_ok=True)
    cut = PowerCut(files, monkeypatch)
    seen: list[str] = []

    with site.app.app_context():

        @event.listens_for(db.engine, "commit")
        def look(connection: object) -> None:
            """Before a row is committed, the file that it names is safe."""
            for (name,) in connection.execute(text("SELECT file FROM media")):  # type: ignore[attr-defined]
                seen.append(name)
                assert cut.safe().get(name) == clips.tone().data, "a row names what can be lost"

    answer = site.upload(clips.tone().data, "tone.mp3", title="A tone")
    site.close()
    assert answer.status == 303
    assert seen
