"""Short form of `python -m bench.faults clock`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import clock_moves
from tests.faults.clock import HOUR_S, Clock
from tests.faults.conftest import MakeSite

pytestmark = pytest.mark.timeout(600)  # as long as a busy machine needs


def test_a_clock_that_is_set_by_an_hour_loses_nothing_and_nobody_waits_for_the_hour(
    new_site: MakeSite, tmp_path: Path
) -> None:
    clock = Clock(tmp_path)
    site = new_site(SESSION_IDLE_S=3 * HOUR_S)
    outcome = clock_moves.run(site, clock, (HOUR_S, 0))
    assert outcome.balance.is_good, str(outcome.balance)
