"""What people can and cannot do with what they send and get, beyond the tests of each page.

Numbers in comments are requirements of OWASP ASVS 5.0 (docs/asvs.md).
"""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from webapp import access
from webapp.captions.document import Cue
from webapp.extensions import db
from webapp.models import Library, Media, Membership, User

MediaFactory = Callable[..., Media]
UserFactory = Callable[..., User]
SignIn = Callable[[User], FlaskClient]

PHRASE = "four unrelated words here"
PERSONAL = ("/account", "/account/address", "/account/password", "/libraries/main/people")


@pytest.fixture(autouse=True)
def forms_without_token(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = False


def register(client: FlaskClient, **more: str) -> User:
    fields = {"name": "Bea", "email": "bea@example.org", "password": PHRASE} | more
    assert client.post("/register", data=fields).status_code < 400
    user = User.by_email("bea@example.org")
    assert user is not None
    return user


def test_text_is_decoded_once_and_shown_as_it_was_typed(
    user_factory: UserFactory, sign_in: SignIn
) -> None:
    """1.1.1, 1.1.2: what looks encoded was typed so."""
    ana = sign_in(user_factory("Ana", "uploader"))
    title = "&lt;b&gt; %3Cb%3E %253C \\u003cb\\u003e"
    file = (io.BytesIO(b"not a video"), "a.mp4")
    answer = ana.post("/upload", data={"title": title, "file": file})
    assert db.session.scalar(select(Media.title)) == title
    db.session.commit()
    assert "&amp;lt;b&amp;gt; %3Cb%3E %253C \\u003cb\\u003e" in ana.get(answer.location).text


def test_no_text_leaves_its_place_in_json(client: FlaskClient, media_factory: MediaFactory) -> None:
    """1.2.3"""
    media = media_factory(cues=1)
    text = '"}]}</script><script>alert(1)</script>\\'
    media.transcripts[0].add_cues([Cue(20_000, 21_000, text)], author="file")
    db.session.commit()
    answer = client.get(f"/media/{media.slug}/captions/{media.transcripts[0].id}.json")
    assert answer.mimetype == "application/json"
    assert json.loads(answer.text)["cues"][-1]["text"] == text
    problem = client.get('/no"}<script>', headers={"Accept": "application/json"})
    assert set(json.loads(problem.text)) == {"type", "title", "status", "detail"}


def test_registering_gives_no_rights_that_the_form_does_not_ask_for(client: FlaskClient) -> None:
    """15.3.3, 8.2.3"""
    more = {"is_admin": "1", "active": "0", "confirmed_at": "2020-01-01", "role": "admin"}
    more |= {"fs_uniquifier": "mine", "memberships": "1", "tf_primary_method": "authenticator"}
    user = register(client, **more)
    assert (user.is_admin, user.active, user.confirmed_at) == (False, True, None)
    assert {membership.role for membership in user.memberships} <= {"viewer"}
    assert user.fs_uniquifier != "mine"
    assert user.tf_primary_method is None


def test_an_upload_belongs_to_who_sent_it_whatever_the_form_says(
    user_factory: UserFactory, sign_in: SignIn
) -> None:
    """15.3.3, 8.2.3"""
    other = user_factory("Other", "uploader")
    ana = user_factory("Ana", "uploader")
    file = (io.BytesIO(b"not a video"), "a.mp4")
    fields = {"owner_id": other.id, "library_id": 999, "slug": "mine", "bytes": 0, "file": file}
    sign_in(ana).post("/upload", data=fields)
    media = db.session.scalars(select(Media)).one()
    assert (media.owner_id, media.slug == "mine", media.bytes) == (ana.id, False, 11)
    assert media.library == Library.default()


def test_a_password_in_an_address_logs_nobody_in(client: FlaskClient) -> None:
    """14.2.1"""
    register(client)
    db.session.commit()
    address = f"/login?email=bea@example.org&password={PHRASE.replace(' ', '+')}"
    for answer in (client.get(address), client.post(address)):
        assert answer.status_code in (200, 422)
    assert client.get("/account").status_code == 303


def test_pages_hold_nothing_of_people_that_others_are_not_shown(
    client: FlaskClient, user_factory: UserFactory, media_factory: MediaFactory, sign_in: SignIn
) -> None:
    """15.3.1"""
    owner = user_factory("Owner", "uploader", password="$argon2id$hash")
    media = media_factory(cues=3, owner=owner)
    track = f"/media/{media.slug}/captions/{media.transcripts[0].id}.json"
    viewer = sign_in(user_factory("Vera", "viewer"))
    for browser in (client, viewer):
        for address in ("/", f"/media/{media.slug}", f"/media/{media.slug}/transcript", track):
            page = browser.get(address).text
            assert "owner@example.org" not in page
            assert "$argon2id" not in page
            assert owner.fs_uniquifier not in page
            assert media.file not in page


def test_what_the_server_keeps_ready_is_still_asked_for(
    client: FlaskClient, user_factory: UserFactory, media_factory: MediaFactory, sign_in: SignIn
) -> None:
    """14.2.2: the cache holds what was made, never who may see it."""
    media = media_factory(cues=3, visibility="members")
    address = f"/media/{media.slug}/captions/{media.transcripts[0].id}.vtt"
    member = sign_in(user_factory("Mia", "viewer"))
    assert member.get(address).status_code == 200
    assert client.get(address).status_code == 404


def test_what_is_not_for_all_is_not_kept_by_browsers(
    user_factory: UserFactory, media_factory: MediaFactory, sign_in: SignIn
) -> None:
    """14.3.2"""
    member = sign_in(user_factory("Mia", "viewer"))
    for visibility, kept in (("public", True), ("members", False)):
        media = media_factory(cues=3, visibility=visibility)
        track = f"/media/{media.slug}/captions/{media.transcripts[0].id}.vtt?v=1"
        for address in (track, f"/media/{media.slug}/play?v=1"):
            rule = member.get(address).headers["Cache-Control"]
            assert "private" in rule
            assert ("max-age=31536000" in rule) == kept, address


def test_personal_pages_are_kept_by_no_browser(user_factory: UserFactory, sign_in: SignIn) -> None:
    """14.3.2"""
    lena = sign_in(user_factory("Lena", "librarian"))
    for address in PERSONAL:
        answer = lena.get(address)
        assert answer.headers["Cache-Control"] == "private, no-store", address


def test_logging_out_empties_the_browsers_cache(user_factory: UserFactory, sign_in: SignIn) -> None:
    """14.3.1"""
    ana = sign_in(user_factory("Ana"))
    assert '"cache"' in ana.post("/logout").headers["Clear-Site-Data"]
    assert ana.get("/account").status_code == 303


def test_a_role_that_was_taken_counts_no_more(user_factory: UserFactory, sign_in: SignIn) -> None:
    """8.2.1, 8.3.1: rights are looked up with each request."""
    user = user_factory("Uma", "uploader")
    uma = sign_in(user)
    assert uma.get("/upload").status_code == 200
    db.session.execute(db.delete(Membership).where(Membership.user_id == user.id))
    db.session.commit()
    assert uma.get("/upload").status_code == 403


def test_an_account_that_was_closed_is_logged_out_everywhere(
    user_factory: UserFactory, sign_in: SignIn
) -> None:
    """7.4.2"""
    user = user_factory("Ana")
    browsers = [sign_in(user), sign_in(user)]
    user.active = False
    db.session.commit()
    assert [browser.get("/account").status_code for browser in browsers] == [303, 303]


def test_a_fault_while_deciding_lets_nobody_in(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """16.5.3"""
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def fail() -> None:
        raise RuntimeError("the database is away")

    monkeypatch.setattr(access, "person", fail)
    answer = client.get("/account", headers={"Accept": "application/json"})
    assert answer.status_code == 500
    assert "database" not in answer.text


def test_who_is_turned_away_leaves_a_line_in_the_log(
    client: FlaskClient,
    user_factory: UserFactory,
    sign_in: SignIn,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """16.2.2, 16.3.2, 16.3.3"""
    sign_in(user_factory("Vera", "viewer")).get("/upload")
    client.post("/upload")
    client.post("/look", headers={"Origin": "https://evil.example"})
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    refused = [(e["route"], e["status"]) for e in lines if e.get("event") == "request"]
    assert refused == [("/upload", 403), ("/upload", 401), ("/look", 403)]
    assert all(re.fullmatch(r"[0-9a-f]{12}", line["request_id"]) for line in lines)
    assert all(line["timestamp"].endswith("Z") for line in lines), "in UTC"


def test_nobody_writes_a_line_of_her_own_into_the_log(
    client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    """16.4.1"""
    logging.getLogger("elsewhere").warning("a name:\n%s\r\x1b[31m\u2028", '{"event":"request"}')
    client.get("/", headers={"X-Request-ID": 'x"}\r\n{"event":"forged"}'[:40].replace("\r\n", "")})
    lines = re.split(r"[\n\r]", capsys.readouterr().err.rstrip("\n"))
    assert len(lines) == 2
    assert all(isinstance(json.loads(line), dict) for line in lines)
    assert "\x1b" not in "".join(lines)


def test_nobody_has_an_account_from_the_start(app: Flask) -> None:
    """6.3.2, 13.2.3"""
    assert db.session.scalar(select(func.count()).select_from(User)) == 0
