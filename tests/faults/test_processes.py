"""What is left of a part, and what comes back by itself, when one of its processes is killed."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

from tests.faults.browser import Browser
from tests.faults.conftest import MakeSite
from tests.faults.site import Part, alive_in_group, until


def test_what_is_killed_is_replaced_and_nothing_goes_on_without_its_main_process(
    new_site: MakeSite,
) -> None:
    site = new_site()
    web, worker = site.web(), site.worker()
    until(lambda: len(web.pids) == 2)
    before = web.pids
    web.kill("one")
    until(lambda: len(web.pids) == 2 and web.pids[0] == before[0] and web.pids != before)
    site.wait_for_web(web)
    assert Browser(site.port).get("/").status == 200
    for part in (web, worker):
        until(lambda part=part: len(part.pids) > 1, what=site.log(part.name))
        part.kill("main")
        until(lambda part=part: not part.pids, what=f"left of the {part.name}: {part.pids}")
    web.start()  # its port is free again
    site.wait_for_web(web)
    assert Browser(site.port).get("/").status == 200


def test_who_is_told_the_address_can_open_it(new_site: MakeSite) -> None:
    site = new_site()
    site.part("up")
    until(lambda: f"Sightline is at http://127.0.0.1:{site.port}/" in site.log("up"))
    assert Browser(site.port).get("/").status == 200


def test_who_starts_both_with_one_command_has_what_was_killed_back(new_site: MakeSite) -> None:
    site = new_site()
    up = site.part("up")
    site.wait_for_web(up)
    parts = _children(up)
    assert len(parts) == 2
    for pid in parts:
        os.killpg(pid, signal.SIGKILL)
    until(lambda: len(_children(up)) == 2 and not set(_children(up)) & set(parts))
    site.wait_for_web(up)
    left = _children(up)
    up.kill("main")
    until(lambda: not any(list(alive_in_group(pid)) for pid in left), what="parts outlive `up`")


def _children(part: Part) -> list[int]:
    """The parts that it started: each leads a group of its own."""
    found: list[str] = []
    for pid in part.pids:
        with suppress(OSError):
            found += Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid for pid in map(int, found) if list(alive_in_group(pid))]
