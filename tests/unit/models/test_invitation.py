"""Somebody who was invited comes in, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from tests.unit.conftest import UserFactory
from webapp.extensions import db
from webapp.models import Invitation, Library, User, roles
from webapp.models.clock import utc_now
from webapp.models.invitation import MOST_IN_A_DAY, NotNow
from webapp.models.roles import RoleRefused


@pytest.fixture
def lena(user_factory: UserFactory) -> User:
    return user_factory("Lena", "librarian")


def invite(by: User, *names: str) -> tuple[Invitation, str]:
    sent = Invitation.send(Library.default(), "ana@example.org", names or ["viewer"], by)
    db.session.commit()
    return sent


def accept(token: str, user: User) -> bool:
    invitation = Invitation.by_token(token)
    return invitation is not None and invitation.accept(user)


def test_whoever_accepts_has_the_roles_and_keeps_those_she_had(
    app: Flask, lena: User, user_factory: UserFactory
) -> None:
    _, token = invite(lena, "reviewer", "viewer")
    ana = user_factory("Ana", "viewer")
    assert accept(token, ana)
    db.session.commit()
    assert roles.of(Library.default(), ana) == {"viewer", "reviewer"}


def test_a_link_works_once(lena: User, user_factory: UserFactory) -> None:
    _, token = invite(lena)
    assert accept(token, user_factory("Ana"))
    db.session.commit()
    assert not accept(token, user_factory("Ben"))


def test_a_link_ends_after_a_week(lena: User, user_factory: UserFactory) -> None:
    invitation, token = invite(lena)
    assert invitation.ends_at - invitation.sent_at == timedelta(days=7)
    invitation.ends_at = utc_now()
    db.session.commit()
    assert not accept(token, user_factory("Ana"))
    assert invitation.has_ended


def test_a_link_that_was_withdrawn_or_guessed_does_not_work(
    lena: User, user_factory: UserFactory
) -> None:
    invitation, token = invite(lena)
    assert Invitation.by_token("guess") is None
    assert Invitation.by_token(invitation.token_hash) is None
    invitation.withdrawn_at = utc_now()
    db.session.commit()
    assert not accept(token, user_factory("Ana"))


def test_inviting_again_ends_the_old_link(lena: User) -> None:
    first, old = invite(lena)
    first.sent_at -= timedelta(minutes=10)
    again, new = invite(lena, "uploader")
    assert again is first
    assert Invitation.by_token(old) is None
    assert Invitation.by_token(new) is first
    assert first.roles == ["uploader"]


def test_nobody_is_sent_one_mail_after_the_other(lena: User) -> None:
    invitation, token = invite(lena)
    with pytest.raises(NotNow, match="a moment ago"):
        invite(lena, "uploader")
    with pytest.raises(NotNow, match="a moment ago"):
        invitation.renew(lena)
    assert Invitation.by_token(token) is invitation


def test_a_library_sends_no_mass_of_invitations(lena: User) -> None:
    for number in range(MOST_IN_A_DAY):
        Invitation.send(Library.default(), f"{number}@example.org", ["viewer"], lena)
    db.session.commit()
    with pytest.raises(NotNow, match="tomorrow"):
        invite(lena)
    db.session.execute(update(Invitation).values(sent_at=utc_now() - timedelta(days=1)))
    assert invite(lena)


def test_the_database_does_not_hold_what_the_link_holds(lena: User) -> None:
    invitation, token = invite(lena)
    assert token not in str(vars(invitation))


def test_a_librarian_invites_no_administrator(lena: User) -> None:
    with pytest.raises(RoleRefused):
        invite(lena, "admin")


def test_of_two_who_accept_at_once_one_joins(lena: User, user_factory: UserFactory) -> None:
    invitation, _ = invite(lena)
    ana, ben = user_factory("Ana"), user_factory("Ben")
    # Both have found it open before either has joined.
    assert [invitation.accept(ana), invitation.accept(ben)] == [True, False]
    db.session.commit()
    assert roles.of(Library.default(), ben) == set()
