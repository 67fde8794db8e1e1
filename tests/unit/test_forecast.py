"""What people are told about waiting is what the rules of the ledger make of it."""

from __future__ import annotations

from webapp.forecast import INFINITY, NEVER, Forecast, Pending, Slot, Stage

CAPTIONS = frozenset({"captions", "audits"})
MEDIA = frozenset({"media"})


def heard(job_id: int, seconds: float, library: int = 1, priority: int = 1) -> Pending:
    return Pending(job_id, priority, library, (Stage("captions", seconds),))


def upload(job_id: int, encoded_s: float, heard_s: float, library: int = 1) -> Pending:
    return Pending(job_id, 1, library, (Stage("media", encoded_s), Stage("captions", heard_s)))


def test_one_worker_does_one_after_another() -> None:
    forecast = Forecast([Slot(CAPTIONS)], [heard(1, 60), heard(2, 30), heard(3, 10)])
    assert [forecast.of(n, "captions").ends for n in (1, 2, 3)] == [60, 90, 100]


def test_two_workers_share_what_waits() -> None:
    slots = [Slot(CAPTIONS), Slot(CAPTIONS)]
    forecast = Forecast(slots, [heard(1, 60), heard(2, 30), heard(3, 10)])
    assert [forecast.of(n, "captions").begins for n in (1, 2, 3)] == [0, 0, 30]


def test_what_is_being_done_is_waited_for() -> None:
    forecast = Forecast([Slot(CAPTIONS, heard(1, 45))], [heard(2, 10)])
    assert forecast.of(2, "captions") == (45, 55)


def test_a_video_is_encoded_while_another_one_is_heard() -> None:
    slots = [Slot(MEDIA), Slot(CAPTIONS)]
    forecast = Forecast(slots, [upload(1, 10, 100), upload(2, 10, 50)])
    assert forecast.of(2, "media").ends == 20
    assert forecast.of(2, "captions") == (110, 160)


def test_a_worker_of_all_queues_goes_on_with_what_it_has() -> None:
    forecast = Forecast([Slot(MEDIA | CAPTIONS)], [upload(1, 10, 100), upload(2, 10, 50)])
    assert forecast.of(1, "captions").ends == 110
    assert forecast.of(2, "media").begins == 110


def test_another_librarys_videos_take_turns_with_ours() -> None:
    many = [heard(n, 10) for n in range(1, 101)]
    forecast = Forecast([Slot(CAPTIONS)], [*many, heard(101, 10, library=2)])
    assert forecast.of(101, "captions").begins <= 10


def test_what_somebody_waits_for_goes_first() -> None:
    forecast = Forecast([Slot(CAPTIONS)], [heard(1, 10, priority=0), heard(2, 10, priority=2)])
    assert forecast.of(2, "captions").begins == 0


def test_what_nobody_works_off_never_ends() -> None:
    assert Forecast([Slot(MEDIA)], [heard(1, 10)]).of(1, "captions") == NEVER


def test_what_comes_after_something_of_unknown_length_is_not_known() -> None:
    forecast = Forecast([Slot(CAPTIONS)], [heard(1, INFINITY), heard(2, 10)])
    assert forecast.of(1, "captions").begins == 0
    assert forecast.of(2, "captions") == NEVER


def test_what_comes_later_waits_for_nobody_before_it_is_there() -> None:
    later = Pending(2, 1, 1, (Stage("captions", 5),), arrives=100)
    forecast = Forecast([Slot(CAPTIONS)], [heard(1, 10), later])
    assert forecast.of(1, "captions") == (0, 10)
    assert forecast.of(2, "captions") == (100, 105)
