"""What somebody in trouble runs first: it answers whatever is broken, in very plain words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from manage import cli
from webapp.commands import doctor
from webapp.probes import OK, Probe, Reading, database, mail, parts, storage


@pytest.fixture(autouse=True)
def quick(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place of its own, and only a few of the looks: each is tried by itself elsewhere."""
    monkeypatch.setenv("SIGHTLINE_DATA_DIR", str(tmp_path / "instance"))
    monkeypatch.setenv("SIGHTLINE_DATABASE_URL", "")
    few = (
        (Probe("parts for browsers", parts.front_end),),
        (
            Probe("database", database.reachable),
            Probe("tables", database.schema),
            Probe("room", storage.room),
            Probe("mail", mail.server),
        ),
    )
    monkeypatch.setattr(doctor, "_probes", lambda: few)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["doctor", *arguments])


def test_what_does_not_work_comes_first_and_once() -> None:
    result = run()
    assert result.exit_code == 1
    first, advice, *_ = result.stdout.splitlines()
    assert first.startswith("FAILED  database: There is no database at ")
    assert advice.strip() == "Run: manage.py db upgrade"
    assert "tables" not in result.stdout
    assert result.stdout.endswith("One thing does not work. Begin with the first.\n")


def test_a_database_that_is_away_is_no_reason_to_break(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGHTLINE_DATABASE_URL", "postgresql://ana:s3cret@127.0.0.1:9/videos")
    result = run("--json")
    assert result.exit_code == 1
    rows = {row.pop("name"): row for row in json.loads(result.stdout)}
    assert rows["database"]["state"] == "failed"
    assert rows["room"]["state"] in ("ok", "warning")
    assert "Traceback" not in result.output
    assert "s3cret" not in result.output


def test_settings_that_cannot_be_used_are_said_and_the_rest_is_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SIGHTLINE_PORT", "many")
    result = run()
    assert result.exit_code == 1
    assert "FAILED  settings: SIGHTLINE_PORT" in result.stdout
    assert "parts for browsers" in result.stdout


def test_all_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    fine = Probe("database", lambda _settings: Reading(OK, "It answers."))
    monkeypatch.setattr(doctor, "_probes", lambda: ((), (fine,)))
    result = run()
    assert (result.exit_code, "Everything is well." in result.stdout) == (0, True)


def test_wrong_words_are_refused() -> None:
    assert run("--yaml").exit_code == 2
