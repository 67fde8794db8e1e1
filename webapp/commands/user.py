"""Look after accounts from the command line: whoever can run it, runs the installation."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from webapp.commands import Refusal

if TYPE_CHECKING:
    from webapp.models import Library, User

ROLES = ("viewer", "uploader", "reviewer", "librarian", "qa", "admin")
Command = Callable[..., None]

library_option = click.option(
    "--library",
    "slug",
    help="In which library; left out: the default one. An admin of no library looks after all.",
)
stdin_option = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input."
)


def in_app(command: Command) -> Command:
    """Run a command with the application at hand."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        from webapp import create_app

        with create_app().app_context():
            command(*args, **kwargs)

    return run


@click.group()
def user() -> None:
    """Look after people's accounts."""


@user.command()
@click.option("--email", required=True, help="The address to log in with.")
@click.option("--name", required=True, help="The name that others see.")
@click.option("--role", required=True, type=click.Choice(ROLES))
@library_option
@stdin_option
@in_app
def create(email: str, name: str, role: str, slug: str | None, password_stdin: bool) -> None:
    """Make an account. Without a password it prints a link with which to choose one, once."""
    from webapp import events, names
    from webapp.accounts.forms import NAME_CHARACTERS
    from webapp.accounts.happenings import join
    from webapp.extensions import db
    from webapp.models import User
    from webapp.models.clock import utc_now

    address, shown = _address(email), names.clean(name, NAME_CHARACTERS)
    if not shown:
        raise Refusal("The name is empty. Give one with --name.")
    if User.by_email(address) is not None:
        raise Refusal(f"{address} has an account already. Give it a role with: manage.py user role")
    library = _library(slug)
    password = _ask_for_password(password_stdin, address, shown)
    made: User = _datastore().create_user(
        email=address, name=shown, password=password, confirmed_at=utc_now()
    )
    join(made)
    _give(made, role, library)
    db.session.commit()
    events.user_created.send(_app(), user_id=made.id)
    click.echo(f"Made: {made.name} <{made.email}>, {_what(role, library)}.")
    if password is None:
        _print_link(made)


@user.command("list")
@in_app
def list_() -> None:
    """List the accounts, and what each may do."""
    from sqlalchemy import select

    from webapp.extensions import db
    from webapp.models import User

    for each in db.session.scalars(select(User).order_by(User.email)):
        roles = sorted(f"{m.role} ({m.library.slug})" for m in each.memberships)
        marks = [
            *(["administrator"] if each.is_admin else []),
            *([] if each.active else ["closed"]),
            *([] if each.confirmed_at else ["not confirmed"]),
        ]
        click.echo("\t".join((each.email, each.name, ", ".join([*marks, *roles]) or "no role")))


@user.command()
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
@library_option
@click.option("--take", is_flag=True, help="Take the role away instead of giving it.")
@in_app
def role(email: str, role: str, slug: str | None, take: bool) -> None:
    """Give the account of EMAIL a role, or take it away."""
    from webapp.accounts.closing import LastAdministrator, check
    from webapp.accounts.sessions import rotate_all
    from webapp.extensions import db

    person, library = _person(email), _library(slug)
    if take and role == "admin" and library is None:
        try:
            check(person)
        except LastAdministrator:
            raise Refusal(
                f"{person.email} is the only administrator. Make somebody else one first."
            ) from None
    (_take if take else _give)(person, role, library)
    rotate_all(person)
    db.session.commit()
    click.echo(f"{person.email} is {'no longer ' if take else ''}{_what(role, library)}.")


@user.command()
@click.argument("email")
@in_app
def unlock(email: str) -> None:
    """Let the person with EMAIL log in again after too many wrong passwords."""
    from webapp import audit_log
    from webapp.accounts import devices, lockout
    from webapp.extensions import db

    person = _person(email)
    lockout.unlock(devices.account_key(person.email))
    audit_log.record("login.unlocked", subject=person)
    db.session.commit()
    click.echo(f"{person.email} can log in again.")


@user.command()
@click.argument("email")
@stdin_option
@in_app
def password(email: str, password_stdin: bool) -> None:
    """Give the account of EMAIL another password, or print a link with which to choose one."""
    from webapp import audit_log
    from webapp.accounts import sessions
    from webapp.extensions import db

    person = _person(email)
    hashed = _ask_for_password(password_stdin, person.email, person.name)
    if hashed is None:
        _print_link(person)
        return
    person.password = hashed
    _datastore().set_uniquifier(person)
    sessions.end_all(person)
    audit_log.record("password.reset", subject=person)
    db.session.commit()
    click.echo(f"{person.email} has a new password, and is logged out everywhere.")


@user.command("first-start")
@in_app
def first_start_() -> None:
    """Print the code for the page /first-start, while there is no administrator."""
    from flask import current_app

    from webapp.accounts import first_start

    settings = current_app.extensions["settings"]
    if not first_start.is_due():
        raise Refusal("There is an administrator already. Make another with: manage.py user create")
    code = first_start.new_code(settings.data_dir)
    click.echo(
        f"There is no administrator yet. Open http://{settings.host}:{settings.port}/first-start "
        f"on this machine and type this code: {code}"
    )


def _app() -> Any:
    from flask import current_app

    return current_app._get_current_object()  # type: ignore[attr-defined]


def _datastore() -> Any:
    return _app().extensions["security"].datastore


def _address(email: str) -> str:
    try:
        return str(_app().extensions["security"].mail_util.validate(email.strip()))
    except ValueError as error:
        raise Refusal(f"{email}: {error}") from error


def _person(email: str) -> User:
    from webapp.models import User

    person = User.by_email(_address(email))
    if person is None:
        raise Refusal(f"There is no account with {email}. List them with: manage.py user list")
    return person


def _library(slug: str | None) -> Library | None:
    from webapp.models import Library

    if slug is None:
        return None
    library = Library.by_slug(slug)
    if library is None:
        raise Refusal(f"There is no library {slug}. Give the last part of its address.")
    return library


def _give(person: User, role: str, library: Library | None) -> None:
    """Give a role; an administrator of no library in particular looks after all."""
    from webapp import audit_log
    from webapp.models import Library, Membership

    if role == "admin" and library is None:
        person.is_admin = True
    else:
        library = library or Library.default()
        if not any(m.role == role and m.library_id == library.id for m in person.memberships):
            person.memberships.append(Membership(library=library, role=role))
    audit_log.record("role.given", subject=person, library=library, role=role)


def _take(person: User, role: str, library: Library | None) -> None:
    from webapp import audit_log
    from webapp.models import Library

    if role == "admin" and library is None:
        person.is_admin = False
    else:
        library = library or Library.default()
        for each in [m for m in person.memberships if m.role == role and m.library == library]:
            person.memberships.remove(each)
    audit_log.record("role.taken", subject=person, library=library, role=role)


def _what(role: str, library: Library | None) -> str:
    if library is None and role == "admin":
        return "administrator of everything"
    return f"{role} of {library.name if library else 'the default library'}"


def _ask_for_password(from_stdin: bool, email: str, name: str) -> str | None:
    """The hash of a password that was typed hidden, or came by standard input; None: neither."""
    from flask_security import hash_password

    from webapp.accounts import passwords

    typed = ""
    if from_stdin:
        typed = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty():
        typed = click.prompt(
            "Password (leave it empty to get a link instead)",
            default="",
            show_default=False,
            hide_input=True,
            confirmation_prompt="The same again",
        )
    if not typed and not from_stdin:
        return None
    if reason := passwords.weakness(typed, email, name):
        raise Refusal(reason)
    rules = _app().extensions["security"].password_util
    return str(hash_password(rules.normalize(typed)))


def _print_link(person: User) -> None:
    from flask_security.recoverable import generate_reset_password_token

    from webapp import mail

    token = generate_reset_password_token(person)  # type: ignore[no-untyped-call]
    link = mail.address_of("security.reset_password", token=token)
    click.echo("With this link the password is chosen. It works for one hour, and once:")
    click.echo(link)


commands = [user]
