"""Nothing that is asked elsewhere, and no program, is waited for without end."""

from __future__ import annotations

import ast

import pytest

from tests.unit.security.test_source import calls

LIMITS = {
    "subprocess.run": {"timeout"},
    "subprocess.call": {"timeout"},
    "subprocess.check_call": {"timeout"},
    "subprocess.check_output": {"timeout"},
    "httpx.Client": {"timeout"},
    "httpx.AsyncClient": {"timeout"},
    "smtplib.SMTP": {"timeout"},
    "smtplib.SMTP_SSL": {"timeout"},
    "socket.create_connection": {"timeout"},
    "urlopen": {"timeout"},
    "Redis": {"socket_timeout", "socket_connect_timeout"},
    "Redis.from_url": {"socket_timeout", "socket_connect_timeout"},
    "ConnectionPool.from_url": {"socket_timeout", "socket_connect_timeout"},
    "Config": {"connect_timeout", "read_timeout"},
}
"""What has to be said with a call, so that it ends."""
HAVE_OTHERS = {
    ("webapp/probes/database.py", "Config"),  # Alembic's: nothing is asked
    ("webapp/backup/postgresql.py", "subprocess.run"),  # a large database takes hours
    ("webapp/shared_cache.py", "Redis.from_url"),  # by a name of their own, just above
}
WAITS_FOR_WHAT_IT_KILLED = {
    "webapp/media/runner.py",
    "webapp/media/landmarks.py",
    "tasks/audit_process.py",
}


@pytest.mark.parametrize("name", LIMITS)
def test_each_call_that_may_hang_has_a_limit(name: str) -> None:
    endless = [
        f"{path}: {ast.unparse(call)}"
        for path, called, call in calls()
        if called == name
        and (path, name) not in HAVE_OTHERS
        and not LIMITS[name] <= {word.arg for word in call.keywords}
    ]
    assert endless == []


def test_a_program_is_waited_for_without_end_only_where_it_was_killed() -> None:
    waits = {
        path
        for path, called, call in calls()
        if called.endswith((".wait", ".communicate")) and not call.args and not call.keywords
    }
    assert waits <= WAITS_FOR_WHAT_IT_KILLED


def test_shortcuts_without_a_client_are_not_used() -> None:
    """httpx.get and the like would make a client, and its limits, anew with each call."""
    shortcuts = {f"httpx.{verb}" for verb in ("get", "post", "put", "head", "request", "stream")}
    assert [path for path, called, _ in calls() if called in shortcuts] == []
