"""People, invitations and who may watch, by keyboard, in two looks, and without scripts."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from typing import NamedTuple

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.a11y.axe import rules_for, too_wide, violations
from tests.a11y.conftest import Site
from webapp.extensions import db
from webapp.look import Look
from webapp.models import Library, Mail, Media, Membership, User
from webapp.models.clock import utc_now

Visit = Callable[..., Page]

LOOKS = {
    "normal": (Look(), {}),
    "very little, strong": (
        Look(density=1, contrast="high-dark"),
        {"viewport": {"width": 320, "height": 640}},
    ),
}
PAGES = {
    "people": "/libraries/main/people",
    "nobody found": "/libraries/main/people?q=xyz",
    "invitations": "/libraries/main/invitations",
    "invitation that is over": "/invitations/over",
    "log": "/libraries/main/log",
    "search in the log": "/libraries/main/log?event=role.given&since=x",
    "log of all": "/log",
    "libraries": "/libraries",
    "new library": "/libraries/new",
    "settings of the library": "/libraries/main/settings",
    "glossary": "/libraries/main/glossary",
    "details of a video": "{captioned}/settings",
    "deleting a video": "{captioned}/delete",
    "upload": "/upload",
}


class Person(NamedTuple):
    """Somebody whom no other test knows."""

    id: int
    name: str
    email: str


@pytest.fixture
def ana(site: Site) -> Iterator[Person]:
    """A viewer of the library; she is gone after the test."""
    with site.app.app_context():
        user = _person("Ana")
        user.memberships = [Membership(library=Library.default(), role="viewer")]
        db.session.add(user)
        db.session.commit()
        person = Person(user.id, user.name, user.email)
    yield person
    with site.app.app_context():
        db.session.delete(db.session.get_one(User, person.id))
        db.session.commit()


@pytest.fixture(autouse=True)
def administrator(site: Site) -> Iterator[None]:
    """Let the administrator of the library look after the whole installation."""
    with site.app.app_context():
        user = User.by_email("admin@example.org")
        assert user is not None
        user.is_admin = True
        db.session.commit()
    yield
    with site.app.app_context():
        user = User.by_email("admin@example.org")
        assert user is not None
        user.is_admin = False
        db.session.commit()


@pytest.mark.parametrize("density", [1, 3, 5])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(site: Site, look_at: Visit, name: str, density: int) -> None:
    theme = ["high-dark", "soft", "normal", "high-light", "yellow-black"][density - 1]
    address = PAGES[name].format(**site.media)
    page = look_at(address, Look(density=density, contrast=theme), person="admin")
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")
    assert violations(page, rules_for(theme)) == []
    page.set_viewport_size({"width": 320, "height": 480})
    assert too_wide(page) == []


@pytest.mark.parametrize("look", LOOKS)
def test_by_keyboard_somebody_is_invited_and_joins(
    site: Site, visit: Visit, look: str, ana: Person
) -> None:
    wanted, context = LOOKS[look]
    email = f"new-{secrets.token_hex(4)}@example.org"
    page = visit("/", wanted, person="librarian", **context)
    press(page, page.get_by_role("link", name="People and roles"))
    press(page, page.get_by_role("link", name="Invite people"))
    reach(page, page.get_by_label("E-mail address"))
    page.keyboard.type(email)
    reach(page, page.get_by_role("checkbox", name="Reviewer"))
    page.keyboard.press("Space")
    press(page, page.get_by_role("button", name="Send the invitation"))
    expect(page.get_by_role("status")).to_have_text(f"An invitation was sent to {email}.")

    with site.app.app_context():
        user = _person("Nora")
        db.session.add(user)
        db.session.commit()
        who = user.email.partition("@")[0]
    newcomer = visit(_link_to(site, email), wanted, person=who, **context)
    assert violations(newcomer) == []
    press(newcomer, newcomer.get_by_role("button", name="Join"))
    expect(newcomer.get_by_role("status")).to_have_text("You now belong to the library Library.")
    with site.app.app_context():
        joined = User.by_email(f"{who}@example.org")
        assert joined is not None
        assert {m.role for m in joined.memberships} == {"viewer", "reviewer"}


@pytest.mark.parametrize("look", LOOKS)
def test_by_keyboard_a_role_is_given_and_the_focus_stays(
    site: Site, visit: Visit, look: str, ana: Person
) -> None:
    wanted, context = LOOKS[look]
    page = visit(f"/libraries/main/people?q={ana.email}", wanted, person="librarian", **context)
    if wanted.density == 1:
        press(page, page.get_by_role("link", name=f"Change roles of {ana.name}"))
    row = page.locator(f"#person-{ana.id}")
    reach(page, row.get_by_role("checkbox", name="Uploader"))
    page.keyboard.press("Space")
    keep = row.get_by_role("button", name=f"Keep the roles of {ana.name}")
    press(page, keep)
    expect(page.get_by_role("status")).to_have_text(f"{ana.name} now has: Viewer, Uploader.")
    expect(keep).to_be_focused()
    for role in ("Uploader", "Viewer"):
        reach(page, row.get_by_role("checkbox", name=role, exact=True), backwards=True)
        page.keyboard.press("Space")
    press(page, keep)
    summary = row.get_by_role("alert")
    expect(summary).to_contain_text("Tick at least one role")
    expect(summary).to_be_focused()
    assert violations(page) == []


@pytest.mark.parametrize("look", LOOKS)
def test_by_keyboard_a_video_is_opened_to_all_and_then_deleted(
    site: Site, visit: Visit, look: str
) -> None:
    wanted, context = LOOKS[look]
    address = _add_video(site)
    page = visit(address, wanted, person="librarian", **context)
    expect(page.get_by_text("Only members", exact=True)).to_be_visible()
    _edit_details(page, wanted)
    reach(page, page.get_by_label("Who may watch it"))
    page.keyboard.type("Everybody")
    press(page, page.get_by_role("button", name="Keep", exact=True))
    expect(page).to_have_url(address)
    expect(page.get_by_text("Only members", exact=True)).to_have_count(0)
    _edit_details(page, wanted)
    press(page, page.get_by_role("link", name="Delete this video"))
    expect(page.get_by_text("This cannot be undone.")).to_be_visible()
    press(page, page.get_by_role("button", name="Delete for good"))
    expect(page.get_by_role("status")).to_have_text("A walk by the sea was deleted.")
    assert page.goto(address).status == 404  # type: ignore[union-attr]


def test_without_scripts_roles_are_changed_and_people_removed(
    site: Site, visit: Visit, ana: Person
) -> None:
    page = visit("/libraries/main/people", person="librarian", java_script_enabled=False)
    page.get_by_label("Name or e-mail address").fill(ana.email)
    page.locator("#search-people").click()
    row = page.locator(f"#person-{ana.id}")
    row.get_by_role("checkbox", name="Viewer", exact=True).uncheck()
    row.get_by_role("button", name=re.compile("^Keep")).click()
    expect(row.get_by_role("alert")).to_contain_text("Tick at least one role")
    row.get_by_role("checkbox", name="Reviewer").check()
    row.get_by_role("button", name=re.compile("^Keep")).click()
    expect(page.get_by_role("status")).to_have_text(f"{ana.name} now has: Reviewer.")
    row.get_by_role("link", name=re.compile("^Remove")).click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("status")).to_have_text(f"{ana.name} was removed.")


def test_without_scripts_a_link_is_made_and_shown_to_copy(site: Site, visit: Visit) -> None:
    address = _add_video(site)
    page = visit(f"{address}/settings", person="librarian", java_script_enabled=False)
    page.get_by_label("Who may watch it").select_option(
        label="Whoever has the link; no list shows it"
    )
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_label("Address to copy")).to_have_value(site.address + address)
    stranger = visit(address, person="")
    expect(stranger.get_by_role("heading", level=1)).to_have_text("A walk by the sea")
    expect(stranger.get_by_text("By link", exact=True)).to_be_visible()


def reach(page: Page, target: Locator, *, backwards: bool = False) -> None:
    """Move the focus with the Tab key until it is there."""
    target.wait_for()
    for _ in range(80):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Shift+Tab" if backwards else "Tab")
    raise AssertionError(f"the Tab key does not reach {target}")


def press(page: Page, target: Locator) -> None:
    """Reach a link or button, and press it."""
    reach(page, target)
    page.keyboard.press("Enter")


def _edit_details(page: Page, wanted: Look) -> None:
    if wanted.density == 1:
        press(page, page.locator("#rest > summary"))
    press(page, page.get_by_role("link", name="Edit details"))


def _person(name: str) -> User:
    return User(
        email=f"{name.lower()}-{secrets.token_hex(4)}@example.org",
        name=f"{name} {secrets.token_hex(2)}",
        fs_uniquifier=secrets.token_hex(16),
        confirmed_at=utc_now(),
    )


def _link_to(site: Site, email: str) -> str:
    """The path in the mail that was sent to an address."""
    with site.app.app_context():
        mail = db.session.scalars(db.select(Mail).where(Mail.recipient == email)).one()
        found = re.search(r"https?://[^/]+(/invitations/\S+)", mail.text)
        assert found
        return found[1]


def _add_video(site: Site) -> str:
    """Add a video for members, which a test may change and delete; return its address."""
    with site.app.app_context():
        source = site.app.extensions["storage"]
        like = db.session.scalars(db.select(Media).where(Media.title == "How bread rises")).one()
        with source.open(like.file) as stream:
            file = source.save(stream, ".mp4")
        media = Media(
            library=Library.default(),
            visibility="members",
            title="A walk by the sea",
            original_name="walk.mp4",
            file=file,
            bytes=like.bytes,
            kind="video",
            duration_ms=2000,
            has_audio=True,
        )
        media.renditions = [type(like.renditions[0])(file=file, media_type="video/mp4")]
        db.session.add(media)
        db.session.commit()
        return f"/media/{media.slug}"
