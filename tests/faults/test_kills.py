"""Short form of `python -m bench.faults kills`."""

from __future__ import annotations

import pytest

from tests.faults import kills
from tests.faults.conftest import MakeSite


@pytest.mark.timeout(600)  # as long as a busy machine needs for so many starts
def test_what_people_were_told_is_done_is_there_once_whatever_is_killed(
    new_site: MakeSite,
) -> None:
    site = new_site()
    trial = kills.Trial(uploads=8, kills=6, edits=40, reports=20, signs=1, between_s=1.5)
    outcome = kills.run(site, trial)
    assert outcome.balance.is_good, str(outcome.balance)
    assert outcome.kills == trial.kills
