"""The people of the known library: one of each role, and what each has done to her account."""

from __future__ import annotations

import zipfile
from typing import Any

from flask import current_app
from flask_security import hash_password
from sqlalchemy import select

from webapp import audit_log
from webapp.extensions import db
from webapp.models import Invitation, Job, Library, Membership, Passkey, SignIn, Takeout, User
from webapp.models.clock import utc_now

PASSWORD = "a kettle sings in the quiet kitchen"  # noqa: S105 (it guards nothing)
"""Of whoever logs in by a form."""

FAR_AWAY_MS = 2**53

ROLES = {
    "viewer": ("Vera", ("viewer",)),
    "uploader": ("Uma", ("uploader",)),
    "reviewer": ("Rita", ("reviewer",)),
    "librarian": ("Lena", ("librarian",)),
    "qa": ("Quinn", ("qa",)),
    "admin": ("Ada", ("admin",)),
    "colleague": ("Zoë Abernathy-Featherstonehaugh", ("reviewer", "librarian")),
    "german viewer": ("Greta", ("viewer",)),
    "german reviewer": ("Gustav", ("reviewer", "librarian")),
    "careful": ("Carla", ("librarian",)),
    "administrator": ("Irma", ()),
}
"""Name and roles of each person, by what subjects call her."""


def address_of(person: str) -> str:
    """The mail address of somebody in ``ROLES``."""
    return f"{person.replace(' ', '.')}@example.org"


def person_of(person: str) -> User:
    """Somebody in ``ROLES``."""
    return db.session.scalars(select(User).where(User.email == address_of(person))).one()


def add_people() -> dict[str, str]:
    """Add everybody; return what addresses of their pages need."""
    library = Library.default()
    hashed = hash_password(PASSWORD)
    for person, (name, roles) in ROLES.items():
        user = _add(person, name, password=hashed)
        user.memberships = [Membership(library=library, role=role) for role in roles]
        if person.startswith("german"):
            user.look = {"language": "de"}
    _secure(person_of("careful"))
    person_of("administrator").is_admin = True
    person_of("reviewer").hearing = person_of("german reviewer").hearing = "hearing"
    person_of("colleague").hearing = "deaf"
    _, token = Invitation.send(library, "nadia@example.org", ["viewer"], person_of("librarian"))
    Invitation.send(library, "omar@example.org", ["reviewer", "uploader"], person_of("librarian"))
    _log_in_elsewhere(person_of("viewer"))
    db.session.flush()
    _have_copies()
    _write_log(library)
    return {
        "invitation": token,
        "viewer": str(person_of("viewer").id),
        "passkey": str(person_of("careful").webauthn[0].id),
    }


def _add(person: str, name: str, **fields: Any) -> User:
    user = User(
        email=address_of(person),
        name=name,
        fs_uniquifier=f"known-{person.replace(' ', '-')}",
        confirmed_at=utc_now(),
        **fields,
    )
    db.session.add(user)
    return user


def _secure(user: User) -> None:
    """Give somebody a second step, recovery codes and a passkey."""
    totp = current_app.extensions["security"]._totp_factory
    user.tf_primary_method, user.tf_totp_secret = "authenticator", totp.generate_totp_secret()
    user.mf_recovery_codes = totp.generate_recovery_codes(9)
    user.fs_webauthn_user_handle = "known-careful"
    user.webauthn = [
        Passkey(
            name="Laptop",
            credential_id=b"a key that opens nothing",
            public_key=b"it opens nothing",
            sign_count=3,
            transports=["internal"],
            extensions="",
            backup_state=False,
            device_type="single_device",
            lastuse_datetime=utc_now(),
            usage="first",
        )
    ]


def _log_in_elsewhere(user: User) -> None:
    for device in ("Firefox on Linux", "Safari on an iPhone", ""):
        SignIn.begin(user, kept=bool(device), device=device, address="192.0.2.0/24")


def _have_copies() -> None:
    """Let some have asked for a copy of what is theirs: one is made, one is ready, one failed."""
    made, _ = _ask_for_copy("uploader")
    made.state, made.progress = "running", 0.4
    made.lease_until_ms = FAR_AWAY_MS  # nobody takes it from the worker that is not there
    done, ready = _ask_for_copy("reviewer")
    done.state, done.step = "done", done.steps[-1]
    ready.keep(48_000)
    failed, _ = _ask_for_copy("qa")
    failed.state, failed.error = "failed", "There is no room left on the server's disk."


def _ask_for_copy(person: str) -> tuple[Job, Takeout]:
    storage = current_app.extensions["storage"]
    file = storage.new_name(".zip")
    Takeout.ask(person_of(person), file)
    with storage.publish(file) as place, zipfile.ZipFile(place, "w") as zipped:
        zipped.writestr("read-me.txt", "This is a copy of what is yours on Sightline.")
    job, wish = db.session.execute(
        select(Job, Takeout).join(Takeout, Takeout.job_id == Job.id).where(Takeout.file == file)
    ).one()
    return job, wish


def _write_log(library: Library) -> None:
    viewer, librarian = person_of("viewer"), person_of("librarian")
    audit_log.record("account.created", subject=viewer)
    audit_log.record("role.given", subject=viewer, library=library, actor=librarian, role="viewer")
    audit_log.record("login.failed", subject=viewer)
    audit_log.record("library.changed", subject=library, actor=librarian)
