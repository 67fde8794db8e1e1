"""docs/security.md says what the program does: its figures and lists are compared with the code.

Numbers in comments are requirements of OWASP ASVS 5.0 (docs/asvs.md).
"""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask

from webapp import access, audit_log, limits
from webapp.accounts import lockout, passwords
from webapp.captions import formats
from webapp.captions.formats.limits import MAX_BYTES, MAX_CUES, MAX_LINES, MAX_TIME_MS
from webapp.config import GIB, SECRET_LENGTH, Settings
from webapp.media import encoder, probe, runner
from webapp.models import invitation, mail, sign_in
from webapp.models.library import VISIBILITIES
from webapp.models.lockout import LOCKED_FOR_MS
from webapp.names import ORIGINAL_NAME_CHARACTERS, TITLE_CHARACTERS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "security.md"
HOUR_S = 3600
USUAL = Settings.model_construct()
"""The settings where nobody set any."""


def section(heading: str) -> str:
    """The text under a heading, up to the next."""
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", PAGE.read_text(), re.M | re.S)
    assert found is not None, heading
    return found.group(1)


def rows(heading: str) -> list[list[str]]:
    lines = [line for line in section(heading).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_rights_of_each_role() -> None:
    """8.1.1"""
    said = {row[0]: set(row[1].split(", ")) for row in rows("Who may do what")}
    for role, rights in access.ROLE_MAY.items():
        shown = {right.value for right in rights} - {"watch"}
        if role != "viewer":
            assert said[role] == shown, role
    assert access.ROLE_MAY["viewer"] == frozenset()


def test_who_may_watch_and_which_fields_have_rules_of_their_own() -> None:
    """8.1.1, 8.1.2"""
    text = section("Who may do what")
    assert set(re.findall(r"`(\w+)` \(", text)) >= set(VISIBILITIES)
    fields = {row[0] for row in rows("Who may do what")}
    assert {"e-mail address", "who may watch, title, description", "`is_admin`"} <= fields


def test_how_wrong_passwords_are_held_back() -> None:
    """6.1.1"""
    text = section("Ways to log in")
    assert lockout.ACCOUNT.free == 5
    assert "five are free" in text
    assert f"{lockout.ACCOUNT.lock_at} lock the account for a day" in text
    assert LOCKED_FOR_MS == 24 * HOUR_S * 1000


def test_what_passwords_may_not_hold() -> None:
    """6.1.2"""
    text = section("Ways to log in")
    assert f"{passwords.MIN_CHARACTERS} to {passwords.MAX_CHARACTERS} characters" in text
    assert f"the word `{passwords.PRODUCT}`" in text
    assert "address and name" in text


def test_every_way_to_log_in(app: Flask) -> None:
    """6.1.3, 6.3.4: a new way would be a new address, which has to be written down here."""
    ways = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/login")}
    ways |= {e for e in app.view_functions if re.search(r"wan_signin|us_|oauth|two_factor_t", e)}
    assert ways == {
        "security.login",
        "security.two_factor_token_validation",
        "security.two_factor_rescue",
        "security.tf_select",
        "security.mf_recovery",
        "security.wan_signin",
        "security.wan_signin_response",
        "unlock.show",  # ends a lock, and logs nobody in
        "unlock.end_lock",
    }
    assert [row[0] for row in rows("Ways to log in")[2:]] == [
        "password",
        "password, then a code of an app (TOTP)",
        "password, then a recovery code",
        "passkey (WebAuthn)",
        "link for a new password",
    ]
    assert app.config["SECURITY_RESET_PASSWORD_WITHIN"].total_seconds() == HOUR_S


def test_how_long_a_log_in_lasts(app: Flask) -> None:
    """7.1.1, 7.1.2"""
    table = {row[0]: row[1:] for row in rows("How long a log-in lasts")}
    day_s = 24 * HOUR_S
    usual, kept = table["usual"], table['"keep me logged in"']
    assert usual == [
        f"{USUAL.session_idle_s // HOUR_S} hour",
        f"{USUAL.session_absolute_s // HOUR_S} hours",
    ]
    assert kept == [
        f"{USUAL.kept_session_idle_s // day_s} days",
        f"{USUAL.kept_session_absolute_s // day_s} days",
    ]
    minutes = app.config["SECURITY_FRESHNESS"].total_seconds() // 60
    assert f"asks again after {minutes:.0f} minutes" in section("How long a log-in lasts")
    assert "any number of devices" in section("How long a log-in lasts")


def test_how_often_something_may_be_asked_for() -> None:
    """2.1.3, 6.1.1"""
    said = [row[1] for row in rows("How often")[2:]]
    every = {"minute": "a minute", "hour": "an hour"}
    real = [
        f"{getattr(USUAL, f'limit_{kind}_per_{period}'):,} {every[period]}"
        for kind, period in limits.PERIODS.items()
    ]
    assert said == real
    assert f"have {limits.NEIGHBOURS} times as much" in section("How often")
    assert USUAL.max_upload_bytes == 4 * GIB


def test_what_is_checked() -> None:
    """2.1.1, 2.1.2"""
    text = section("What is checked")
    assert f"at most {TITLE_CHARACTERS} and {ORIGINAL_NAME_CHARACTERS} characters" in text
    assert f"0 to {MAX_TIME_MS // 3_600_000:,} hours" in text
    assert "Together:" in text


def test_which_files_are_taken() -> None:
    """5.1.1"""
    table = {row[0]: row[1:] for row in rows("Files that are taken")}
    kinds, most = table["video and sound"]
    assert kinds.partition("as: ")[2].split(", ") == ",".join(runner.FORMATS).split(",")
    assert "8192 x 4352 pixels" in most
    assert runner.MAX_PIXELS == 8192 * 4352
    assert f"{USUAL.media_memory_bytes // GIB} GiB of memory" in most
    assert f"{probe.PROBE_LIMIT_S} s for a look" in most
    assert encoder.TIME_LIMIT_PER_SECOND == 10
    kinds, most = table["captions"]
    assert kinds.split(", ") == [formats.FORMATS[name].title for name in formats.READABLE]
    assert most == f"{MAX_BYTES // 1024**2} MiB, {MAX_CUES:,} cues, {MAX_LINES:,} lines"


def test_how_long_what_is_about_people_is_kept() -> None:
    """14.1.1, 14.1.2"""
    table = {row[0]: row for row in rows("Data and its protection")}
    assert {"secret", "personal", "confidential", "evidence", "public"} <= set(table)
    assert all(len(row) == 4 and all(row) for row in table.values())
    day_ms = 24 * HOUR_S * 1000
    sign_ins, mails = sign_in.FORGOTTEN_AFTER_MS // day_ms, mail.KEPT_MS // day_ms
    assert f"log-ins {sign_ins} days, mails {mails} days" in table["personal"][3]


def test_every_key_and_algorithm(app: Flask) -> None:
    """11.1.1, 11.1.2"""
    text = section("Keys and algorithms")
    options = app.config["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"]
    memory, passes = options["argon2__memory_cost"] // 1024, options["argon2__time_cost"]
    assert f"argon2id, {memory} MiB, {passes} passes" in text
    assert f"at least {SECRET_LENGTH} characters" in text
    assert invitation.TOKEN_BYTES * 8 == 256
    for used in ("HMAC-SHA-256", "AES-256", "HMAC-SHA-1", "ES256", "TLS", "Replacing it"):
        assert used in text


def test_every_place_that_is_connected_to() -> None:
    """13.1.1, 13.2.4"""
    said = set(re.findall(r"`(SIGHTLINE_\w+)`", section("What it connects to")))
    named = ("_url", "audit_origins")
    addresses = {name for name in Settings.model_fields if name.endswith(named)}
    shown_only = {"public_url", "signed_help_url"}  # links in pages; the server asks neither
    assert said == {f"SIGHTLINE_{name.upper()}" for name in addresses - shown_only}


def test_what_takes_long_and_dependencies_are_decided() -> None:
    """15.1.1, 15.1.3"""
    assert "run in workers" in section("What takes long")
    assert f"{['', 'once', 'twice', 'three times'][USUAL.job_attempts]}" in section(
        "What takes long"
    )
    assert re.search(r"within 7 days.*within 30.*every 90 days", section("Dependencies"), re.S)


def test_what_is_logged_where() -> None:
    """16.1.1, 16.2.3"""
    assert len(rows("Logs")) == 5
    written = section("Logs").lower()
    for event in ("login", "logout", "password", "factor", "role", "invitation", "visibility"):
        assert any(name.startswith(event) for name in audit_log.EVENTS)
    assert "standard error" in written
    assert "log_entry" in written
