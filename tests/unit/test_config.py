"""Whoever installs Sightline learns which setting is wrong before anybody can be hurt by it."""

from __future__ import annotations

import os
import secrets
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from webapp.config import PROJECT, Settings, UnsafeSettings, load_settings

GOOD = {
    "SIGHTLINE_ENVIRONMENT": "production",
    "SIGHTLINE_SECRET_KEY": secrets.token_urlsafe(48),
    "SIGHTLINE_PUBLIC_URL": "https://videos.example.org",
}


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment of a site that may start."""
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    return monkeypatch


def test_a_safe_site_starts(production: pytest.MonkeyPatch) -> None:
    assert load_settings().secure_cookies


@pytest.mark.parametrize("make", [secrets.token_hex, secrets.token_urlsafe])
def test_every_random_secret_is_taken(production: pytest.MonkeyPatch, make: object) -> None:
    for _ in range(5):
        production.setenv("SIGHTLINE_SECRET_KEY", make(24))  # type: ignore[operator]
        load_settings()


@pytest.mark.parametrize(
    ("secret", "reason"),
    [
        ("", "is not set"),
        ("too short", "is too short"),
        ("a" * 40, "is easy to guess"),
        ("0123456789abcdef0123456789abcdef", "is easy to guess"),
        ("password1234password1234password1234", "is easy to guess"),
        ("changeme-changeme-changeme-changeme-1", "is the one of an example"),
    ],
)
def test_production_does_not_start_with_a_weak_secret(
    production: pytest.MonkeyPatch, secret: str, reason: str
) -> None:
    production.setenv("SIGHTLINE_SECRET_KEY", secret)
    with pytest.raises(UnsafeSettings, match=f"^SIGHTLINE_SECRET_KEY {reason}.*Make one with"):
        load_settings()


@pytest.mark.parametrize("debug", ["1", "true", "yes"])
def test_production_does_not_start_with_the_debugger(
    production: pytest.MonkeyPatch, debug: str
) -> None:
    production.setenv("FLASK_DEBUG", debug)
    with pytest.raises(UnsafeSettings, match=r"^FLASK_DEBUG is on"):
        load_settings()


@pytest.mark.parametrize("address", ["", "http://videos.example.org"])
def test_production_does_not_send_cookies_over_http(
    production: pytest.MonkeyPatch, address: str
) -> None:
    production.setenv("SIGHTLINE_PUBLIC_URL", address)
    with pytest.raises(UnsafeSettings, match=r"^SIGHTLINE_PUBLIC_URL must be"):
        load_settings()


def test_production_does_not_send_files_over_http(production: pytest.MonkeyPatch) -> None:
    production.setenv("SIGHTLINE_MEDIA_ORIGIN", "http://media.example.org")
    with pytest.raises(UnsafeSettings, match=r"^SIGHTLINE_MEDIA_ORIGIN must begin"):
        load_settings()


def test_every_fault_is_named_at_once(production: pytest.MonkeyPatch) -> None:
    production.setenv("SIGHTLINE_SECRET_KEY", "")
    production.setenv("SIGHTLINE_PUBLIC_URL", "")
    with pytest.raises(UnsafeSettings, match=r"SIGHTLINE_SECRET_KEY .* SIGHTLINE_PUBLIC_URL"):
        load_settings()


@pytest.mark.parametrize("command", ["web", "up", "worker"])
def test_an_unsafe_site_says_one_sentence_and_ends_with_2(command: str, tmp_path: Path) -> None:
    environment = {**os.environ, **GOOD, "SIGHTLINE_DATA_DIR": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, str(PROJECT / "manage.py"), command],
        env={**environment, "SIGHTLINE_PUBLIC_URL": "http://videos.example.org"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith("Error: SIGHTLINE_PUBLIC_URL must be")
    assert ended.stderr.count("\n") == 1


def test_a_wrong_value_is_named_with_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGHTLINE_PORT", "eighty")
    with pytest.raises(UnsafeSettings, match="SIGHTLINE_PORT"):
        load_settings()


@pytest.mark.parametrize(
    "address", ["videos.example.org", "ftp://example.org", "https://example.org/videos", "https://"]
)
def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("SIGHTLINE_PUBLIC_URL", address)
    with pytest.raises(UnsafeSettings, match="SIGHTLINE_PUBLIC_URL: must be an address"):
        load_settings()


def test_origins_are_written_as_browsers_write_them() -> None:
    settings = Settings(
        public_url="https://Videos.Example.org:443/", media_origin="http://[::1]:81"
    )
    assert settings.public_url == "https://videos.example.org"
    assert settings.media_origin == "http://[::1]:81"


def test_files_have_an_origin_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGHTLINE_MEDIA_ORIGIN", "https://media.example.org")
    with pytest.raises(UnsafeSettings, match="SIGHTLINE_PUBLIC_URL must be set"):
        load_settings()
    monkeypatch.setenv("SIGHTLINE_PUBLIC_URL", "https://media.example.org")
    with pytest.raises(UnsafeSettings, match="another origin"):
        load_settings()


def test_requests_may_ask_for_our_names_alone() -> None:
    assert Settings().hosts is None
    named = Settings(public_url="https://a.example:8443", media_origin="https://m.example").hosts
    assert named == ["a.example", "m.example", "127.0.0.1", "localhost"]
    more = Settings(public_url="https://a.example", trusted_hosts="b.example, .c.example").hosts
    assert more == ["b.example", ".c.example", "a.example", "127.0.0.1", "localhost"]


def test_development_keeps_one_secret_that_only_its_owner_reads(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new")
    secret = settings.signing_key()
    assert len(secret) >= 32
    assert Settings(data_dir=tmp_path / "new").signing_key() == secret
    assert stat.S_IMODE((tmp_path / "new" / "secret_key").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "address",
    ["https://speech.example.org/v1", "http://127.0.0.1:8080/inference", "http://10.0.0.7:8000",
     "http://speech:8000", "http://gpu.internal", "http://[fd00::7]:8000"],
)  # fmt: skip
def test_sound_is_sent_safely_or_within_ones_own_network(
    production: pytest.MonkeyPatch, address: str
) -> None:
    production.setenv("SIGHTLINE_REMOTE_ENGINE_URL", address)
    assert load_settings().remote_engine_host


@pytest.mark.parametrize(
    ("setting", "value", "sentence"),
    [
        ("URL", "http://speech.example.org", "must begin with https:// in production"),
        ("URL", "http://8.8.8.8:8000", "must begin with https:// in production"),
        ("URL", "speech.example.org", "must be an address such as"),
        ("URL", "https://key@speech.example.org", "SIGHTLINE_REMOTE_ENGINE_KEY"),
        ("URL", "https://speech.example.org/?key=abc", "SIGHTLINE_REMOTE_ENGINE_KEY"),
        ("KEY", "two\nlines", "in one line"),
        ("TIMEOUT_S", "0", "greater than 0"),
    ],
)
def test_a_speech_server_that_cannot_be_used_is_told_at_the_start(
    production: pytest.MonkeyPatch, setting: str, value: str, sentence: str
) -> None:
    production.setenv(f"SIGHTLINE_REMOTE_ENGINE_{setting}", value)
    with pytest.raises(UnsafeSettings, match=sentence) as refused:
        load_settings()
    assert "abc" not in str(refused.value)


STORE = {
    "SIGHTLINE_S3_BUCKET": "files",
    "SIGHTLINE_S3_ENDPOINT_URL": "https://s3.example.org/",
    "SIGHTLINE_S3_PREFIX": "sightline",
}


def test_files_are_kept_with_an_object_store(production: pytest.MonkeyPatch) -> None:
    for name, value in STORE.items():
        production.setenv(name, value)
    settings = load_settings()
    found = (settings.s3_endpoint_url, settings.s3_prefix)
    assert found == ("https://s3.example.org", "sightline/")


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("S3_ENDPOINT_URL", "s3.example.org", "SIGHTLINE_S3_ENDPOINT_URL: must be an address"),
        ("S3_PUBLIC_URL", "http://s3.example.org", "SIGHTLINE_S3_PUBLIC_URL must begin"),
        ("S3_ACCESS_KEY", "only-a-key", "SIGHTLINE_S3_SECRET must both be set"),
        ("S3_CACHE_BYTES", "1000", "SIGHTLINE_S3_CACHE_BYTES must be at least"),
        ("MEDIA_ORIGIN", "https://media.example.org", "SIGHTLINE_MEDIA_ORIGIN must be empty"),
    ],
)
def test_what_does_not_fit_an_object_store_is_named(
    production: pytest.MonkeyPatch, name: str, value: str, fault: str
) -> None:
    for each, usual in STORE.items():
        production.setenv(each, usual)
    production.setenv(f"SIGHTLINE_{name}", value)
    with pytest.raises(UnsafeSettings, match=fault):
        load_settings()


def test_what_opens_the_store_is_shown_nowhere() -> None:
    settings = Settings(s3_access_key="the-key", s3_secret="the-secret")
    assert "the-key" not in repr(settings)
    assert "the-secret" not in repr(settings)
