"""Only one of the disks is full: that of the queue's messages, of the logs, of the database."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.faults import clips, people
from tests.faults.books import Books, balance
from tests.faults.browser import Browser
from tests.faults.conftest import MakeSite
from tests.faults.site import Site
from tests.faults.small_disk import small_disk

pytestmark = pytest.mark.timeout(600)  # as long as a busy machine needs


def test_what_has_no_room_is_refused_in_words_and_all_else_goes_on(
    new_site: MakeSite, tmp_path: Path
) -> None:
    with (
        small_disk(tmp_path / "messages", 4) as messages,
        small_disk(tmp_path / "logs", 2) as logs,
        small_disk(tmp_path / "database", 20) as database,
    ):
        site = new_site(DATABASE_URL=f"sqlite:///{database.folder / 'sightline.db'}")
        for file in site.data.glob("sightline.db*"):
            shutil.move(file, database.folder)
        (site.data / "queue.db").unlink(missing_ok=True)
        (site.data / "queue.db").symlink_to(messages.folder / "queue.db")
        site.log_folder = logs.folder
        web, worker = site.web(), site.worker()
        pids = web.pids[0], worker.pids[0]
        librarian, books = Browser(site.port).log_in(), Books()
        slug = people.upload(librarian, books, "Before", clips.speech())
        site.wait_for_jobs()
        people.add_captions(librarian, slug, 20)

        for disk in (messages, logs):
            disk.fill()
            people.upload(librarian, books, f"No room for {disk.folder.name}", clips.tone())
            site.wait_for_jobs()
            disk.make_room()

        captions, cue = site.rows(
            "SELECT transcript_id, min(cue.id) FROM cue JOIN transcript"
            " ON transcript.id = transcript_id WHERE origin = 'upload' GROUP BY transcript_id"
        )[0]
        address = f"/media/{slug}/review/{captions}/cues/{cue}"
        database.fill()
        version = _edit_until_full(librarian, books, address, cue)
        files = _files(site)
        refused = librarian.upload("During", "tone.mp3", clips.tone().data)
        assert refused.status == 507, (refused.status, refused.words)
        assert "no room left" in refused.words
        assert _files(site) == files, "what was refused is not kept"
        for path in ("/", f"/media/{slug}", f"/media/{slug}/review/{captions}", "/search?q=quiet"):
            assert librarian.get(path).status == 200, path

        database.make_room()
        assert librarian.post(address, {"text": "At last.", "version": version}).status == 303
        books.edited(cue, "At last.")
        people.upload(librarian, books, "Afterwards", clips.tone())
        site.wait_for_jobs()
        assert (web.pids[0], worker.pids[0]) == pids, "nothing had to be started again"
        found = balance(site, books, librarian)
        assert found.is_good, str(found)


def _edit_until_full(librarian: Browser, books: Books, address: str, cue: int) -> int:
    """Save until there is no room any more; return the version that was saved last."""
    for version in range(1, 2000):
        text = f"Typed for the time number {version}."
        answer = librarian.post(address, {"text": text, "version": version})
        if answer.status != 303:
            assert answer.status == 507, (answer.status, answer.words)
            assert text in answer.words
            return version
        books.edited(cue, text)
    raise AssertionError("there was always room")


def _files(site: Site) -> set[Path]:
    return {path for path in (site.data / "media").rglob("*") if path.is_file()}
