"""Whoever keeps files with an object store sets its bucket up by one command."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner, Result

from manage import cli
from tests.unit.media.buckets import KEY, REGION, SECRET, bucket_at, store
from webapp.media.bucket import Bucket

__all__ = ["store"]

SITE = "https://videos.example.org"


@pytest.fixture
def bucket(store: str, monkeypatch: pytest.MonkeyPatch) -> Bucket:
    made = bucket_at(store, "sightline/")
    for name, value in {
        "PUBLIC_URL": SITE,
        "S3_BUCKET": made.name,
        "S3_PREFIX": made.prefix,
        "S3_ENDPOINT_URL": store,
        "S3_REGION": REGION,
        "S3_ACCESS_KEY": KEY,
        "S3_SECRET": SECRET,
    }.items():
        monkeypatch.setenv(f"SIGHTLINE_{name}", value)
    return made


def set_up() -> Result:
    return CliRunner().invoke(cli, ["storage", "set-up"])


def rules(bucket: Bucket) -> tuple[list[Any], list[Any]]:
    client, name = bucket.client, bucket.name
    return (
        client.get_bucket_cors(Bucket=name)["CORSRules"],
        client.get_bucket_lifecycle_configuration(Bucket=name)["Rules"],
    )


def test_a_new_bucket_lets_our_pages_read_and_ends_what_is_not_finished(bucket: Bucket) -> None:
    result = set_up()
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        f"{bucket.name}: pages of {SITE} may read files and send parts; "
        "unfinished uploads end after 8 days.\n"
    )
    (reading,), (ending,) = rules(bucket)
    assert reading["AllowedOrigins"] == [SITE]
    assert {"GET", "PUT"} <= set(reading["AllowedMethods"])
    assert ending["Filter"] == {"Prefix": "sightline/"}
    assert ending["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 8}


def test_it_can_be_done_again_and_rules_of_others_stay(bucket: Bucket) -> None:
    theirs: Any = {
        "ID": "theirs", "Status": "Enabled", "Filter": {"Prefix": "logs/"},
        "Expiration": {"Days": 30},
    }  # fmt: skip
    bucket.client.put_bucket_lifecycle_configuration(
        Bucket=bucket.name, LifecycleConfiguration={"Rules": [theirs]}
    )
    for _time in range(2):
        assert set_up().exit_code == 0
    reading, ending = rules(bucket)
    assert len(reading) == 1
    assert [rule["ID"] for rule in ending] == ["theirs", "sightline"]


def test_a_bucket_that_is_not_there_is_named(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGHTLINE_S3_BUCKET", "nowhere-to-be-found")
    result = set_up()
    assert result.exit_code == 2
    assert "nowhere-to-be-found could not be set up" in result.stderr
    assert "does not exist" in result.stderr


@pytest.mark.parametrize("missing", ["S3_BUCKET", "PUBLIC_URL"])
def test_what_is_not_set_is_named(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.delenv(f"SIGHTLINE_{missing}")
    result = set_up()
    assert result.exit_code == 2
    assert f"SIGHTLINE_{missing} is not set" in result.stderr
