"""A disk that is full: what cannot be kept is refused in a sentence, and the rest goes on."""

from __future__ import annotations

from pathlib import Path

from tests.faults import clips, people
from tests.faults.books import Books, balance
from tests.faults.browser import Browser
from tests.faults.conftest import MakeSite
from tests.faults.small_disk import small_disk

MEGABYTES = 40


def test_a_full_disk_refuses_in_words_and_goes_on_when_there_is_room(
    new_site: MakeSite, tmp_path: Path
) -> None:
    with small_disk(tmp_path / "instance", MEGABYTES) as disk:
        site = new_site()
        web, worker = site.web(), site.worker()
        librarian, books = Browser(site.port).log_in(), Books()
        slug = people.upload(librarian, books, "Before", clips.speech())
        site.wait_for_jobs()
        people.add_captions(librarian, slug, 20)
        (captions, cue) = site.rows(
            "SELECT transcript_id, min(cue.id) FROM cue JOIN transcript"
            " ON transcript.id = transcript_id WHERE origin = 'upload' GROUP BY transcript_id"
        )[0]
        address = f"/media/{slug}/review/{captions}/cues/{cue}"

        disk.fill()
        for headers in ({}, {"HX-Request": "true"}, {"Accept": "application/json"}):
            answer = librarian.upload("During", "big.mp4", clips.noise(8), **headers)
            assert answer.status == 507, (answer.status, answer.words)
            assert "no room left" in answer.text
            assert (answer.headers["Content-Type"] or "").startswith(
                "application/problem+json" if "Accept" in headers else "text/html"
            )
        # A save that finds no room says so; without scripts, the text comes back with the sentence.
        saved = 0
        while saved < 2000:
            text = f"Typed for the time number {saved}, and dear to somebody."
            answer = librarian.post(address, {"text": text, "version": saved + 1})
            if answer.status != 303:
                break
            books.edited(cue, text)
            saved += 1
        assert answer.status == 507, (answer.status, answer.words)
        assert "no room left" in answer.words
        assert text in answer.words
        with_scripts = librarian.post(address, {"text": text, "version": saved + 1}, fragment=True)
        assert with_scripts.status == 507
        assert with_scripts.headers["HX-Retarget"] == "#problem"  # her form stays as it is
        for path in (
            "/",
            f"/media/{slug}",
            f"/media/{slug}/review/{captions}",
            "/search?q=harbour",
        ):
            assert librarian.get(path).status == 200, path
        assert librarian.get(f"/media/{slug}/play", Range="bytes=0-99").status == 206
        left = list((site.data / "media").rglob("*.part"))
        assert left == [], "what was refused takes no room"
        pids = web.pids[0], worker.pids[0]

        disk.make_room()
        assert librarian.post(address, {"text": text, "version": saved + 1}).status == 303
        books.edited(cue, text)
        people.upload(librarian, books, "After", clips.speech())
        site.wait_for_jobs()
        assert (web.pids[0], worker.pids[0]) == pids, "nothing had to be started again"
        found = balance(site, books, librarian)
        assert found.is_good, str(found)
