"""Quinn's audit sends the forms of the known library; the page after finds all as it was."""

from __future__ import annotations

from sqlalchemy import select

from tests.unit.conftest import MediaFactory, UserFactory
from webapp import kept
from webapp.extensions import db
from webapp.known_library.content import Content
from webapp.models import Media, SignIn


def titles() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Media.title).order_by(Media.id)))


def change(media: Media) -> None:
    media.title = "Something else"
    db.session.commit()


def test_what_a_page_changed_is_as_it_was_for_the_next_one(media_factory: MediaFactory) -> None:
    media = media_factory(title="The harbour")
    content = Content()
    content.get_ready(to_be_changed=True)
    change(media)
    media_factory(title="One more")
    content.get_ready(to_be_changed=False)
    assert titles() == ["The harbour"]


def test_what_a_page_that_is_only_read_writes_stays(media_factory: MediaFactory) -> None:
    media = media_factory(title="The harbour")
    content = Content()
    content.get_ready(to_be_changed=False)
    change(media)
    content.get_ready(to_be_changed=False)
    assert titles() == ["Something else"]


def test_who_has_logged_in_meanwhile_stays_logged_in(user_factory: UserFactory) -> None:
    user = user_factory("Quinn")
    before, _ = SignIn.begin(user, device="Firefox on Linux", address="")
    db.session.commit()
    content = Content()
    content.get_ready(to_be_changed=True)
    later, _ = SignIn.begin(user, device="Firefox on Windows", address="")
    db.session.commit()
    wanted = {before.token_hash, later.token_hash}
    content.get_ready(to_be_changed=True)
    assert set(db.session.scalars(select(SignIn.token_hash))) == wanted


def test_no_answer_of_what_is_gone_is_kept(media_factory: MediaFactory) -> None:
    media_factory()
    content = Content()
    content.get_ready(to_be_changed=True)
    kept.by_version("a text", "caption 1, version 2", lambda: "what was typed")
    content.get_ready(to_be_changed=False)
    again = kept.by_version("a text", "caption 1, version 2", lambda: "what is typed now")
    assert again == "what is typed now"
