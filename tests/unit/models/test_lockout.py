"""Wrong tries are counted, all of them, and make the next one wait."""

from __future__ import annotations

import threading

import pytest
from flask import Flask
from sqlalchemy import update

from webapp.extensions import db
from webapp.models import Lockout
from webapp.models.lockout import LOCKED_FOR_MS, Rule, Verdict

MINUTE_MS = 60_000
RULE = Rule(free=3, lock_at=8, forget_one_ms=60 * MINUTE_MS)
KEY = "password:ana"


def take(times: int = 1) -> Verdict:
    for _ in range(times):
        verdict = Lockout.take(KEY, RULE)
    db.session.commit()
    return verdict


def let_pass(milliseconds: int) -> None:
    """As if nothing had been tried for so long."""
    db.session.execute(
        update(Lockout).values(
            tried_ms=Lockout.tried_ms - milliseconds, locked_ms=Lockout.locked_ms - milliseconds
        )
    )
    db.session.commit()


def tries() -> int:
    db.session.rollback()
    return db.session.get_one(Lockout, KEY).tries


def test_the_first_tries_do_not_wait(app: Flask) -> None:
    assert [take().wait_s for _ in range(3)] == [0, 0, 0]


def test_the_wait_doubles_and_ends() -> None:
    assert [RULE.wait_ms(tries) for tries in (2, 3, 4, 5)] == [0, 1000, 2000, 4000]
    assert RULE.wait_ms(1000) == 15 * MINUTE_MS


def test_a_try_after_the_wait_is_looked_at(app: Flask) -> None:
    take(6)
    assert take().wait_s == 16
    let_pass(16_000)
    assert take().allowed


def test_many_tries_lock_and_the_lock_ends_after_a_day(app: Flask) -> None:
    verdict = take(8)
    assert (verdict.locked, verdict.locked_now) == (True, True)
    again = take()
    assert (again.locked, again.locked_now, again.allowed) == (True, False, False)
    let_pass(LOCKED_FOR_MS - MINUTE_MS)
    assert take().locked
    let_pass(MINUTE_MS)
    assert take().allowed
    assert tries() == 1


def test_tries_are_forgotten_one_after_the_other(app: Flask) -> None:
    take(7)
    let_pass(3 * 60 * MINUTE_MS)
    take()
    assert tries() == 5


def test_success_clears_the_account_on_every_device(app: Flask) -> None:
    take(7)
    Lockout.take(f"{KEY}:a-device", RULE)
    Lockout.take("password:anastasia", RULE)
    Lockout.clear(KEY)
    db.session.commit()
    assert [row.key for row in db.session.query(Lockout)] == ["password:anastasia"]


def test_what_was_right_is_given_back(app: Flask) -> None:
    take(2)
    Lockout.give_back(KEY)
    db.session.commit()
    assert tries() == 1


def test_what_nobody_tried_for_long_is_removed(app: Flask) -> None:
    take()
    let_pass(31 * 24 * 60 * MINUTE_MS)
    Lockout.forget_old()
    db.session.commit()
    assert db.session.query(Lockout).count() == 0


@pytest.mark.parametrize(("before", "allowed"), [(0, 50), (60, 0)])
def test_tries_at_once_are_all_counted(app: Flask, before: int, allowed: int) -> None:
    rule = Rule(free=50, lock_at=0, forget_one_ms=60 * MINUTE_MS)
    for _ in range(before):
        Lockout.take(KEY, rule)
    db.session.commit()
    start, verdicts = threading.Barrier(10), []

    def attack() -> None:
        start.wait()
        with app.app_context():
            for _ in range(5):
                verdicts.append(Lockout.take(KEY, rule).allowed)
                db.session.commit()

    threads = [threading.Thread(target=attack) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert tries() == before + 50
    assert verdicts.count(True) == allowed


def test_a_clock_that_is_set_back_by_an_hour_makes_nobody_wait_for_an_hour(app: Flask) -> None:
    take(5)
    let_pass(-60 * MINUTE_MS)
    assert 0 < take().wait_s <= 8
