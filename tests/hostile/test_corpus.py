"""A file that is made to hurt costs one failed job and a sentence; the worker does the next one."""

from __future__ import annotations

import pytest

from tests.hostile import seeds
from tests.hostile.corpus import FILES
from tests.hostile.site import Site, Work
from tests.hostile.trial import is_sentence


@pytest.fixture(scope="module")
def slugs(site: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Somebody uploads every file, and at last a good one."""
    folder = tmp_path_factory.mktemp("corpus")
    files = {what: (each.make(folder), each.name) for what, each in FILES.items()}
    files["a good film"] = seeds.media("mp4"), "talk.mp4"
    return {what: site.upload(data, name).slug for what, (data, name) in files.items()}


@pytest.fixture(scope="module")
def works(site: Site, slugs: dict[str, str]) -> dict[str, Work]:
    """One worker does all that they cost."""
    with site.worker() as worker:
        return {what: site.wait(worker, slug) for what, slug in slugs.items()}


@pytest.mark.parametrize("what", FILES)
def test_it_is_refused_in_a_sentence_or_processed(what: str, works: dict[str, Work]) -> None:
    work, said = works[what], FILES[what].said
    assert work.lost == 0
    if work.state == "done":
        assert work.playable
        assert "" in ((said,) if isinstance(said, str) else said), "it was to be refused"
    else:
        assert is_sentence(work.error)
        assert work.error.startswith(said)
        assert said, "it was to be processed"
        assert not work.playable


def test_the_next_persons_film_is_done(works: dict[str, Work]) -> None:
    assert works["a good film"].state == "done"


@pytest.mark.parametrize("what", FILES)
def test_no_browser_takes_it_for_a_page(
    what: str, site: Site, slugs: dict[str, str], works: dict[str, Work]
) -> None:
    saved = site.get(f"/media/{slugs[what]}/original")
    assert saved.content_type == "application/octet-stream"
    assert saved.headers["Content-Disposition"].startswith("attachment")
    played = site.get(f"/media/{slugs[what]}/play")
    assert (played.status_code == 200) is works[what].playable
    if works[what].playable:
        assert played.content_type.startswith(("video/", "audio/"))
    for answer in (saved, played):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"] or (
            "sandbox" in answer.headers["Content-Security-Policy"]
        )
