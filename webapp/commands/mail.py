"""``manage.py mail``: find out whether mail works."""

from __future__ import annotations

import secrets

import click

from webapp.commands import Refusal
from webapp.config import load_settings


@click.group()
def mail() -> None:
    """Look after the mails that Sightline sends."""


@mail.command("test")
@click.argument("address")
def send_test(address: str) -> None:
    """Send a test mail to ADDRESS here and now, and say what happened."""
    from webapp import create_app, mail_server
    from webapp.look import Look
    from webapp.mail import render

    name, at, domain = address.rpartition("@")
    if not (name and at and domain and address.isprintable()) or " " in address:
        raise Refusal(f"{address!r} is no mail address. Write it like name@example.org.")
    settings = load_settings()
    if settings.smtp_url is None and settings.environment == "production":
        raise Refusal(
            "SIGHTLINE_SMTP_URL is not set, so this installation sends no mail. "
            "Set it to your mail server, such as smtp+starttls://user:password@host:587."
        )
    with create_app(settings).app_context():
        content = render("mail/test", Look(), {})
        try:
            mail_server.deliver(
                recipient=address, key=secrets.token_hex(16), anyway=True, **content._asdict()
            )
        except mail_server.NotSent as error:
            raise Refusal(str(error)) from error
    if settings.smtp_url is None:
        click.echo("The mail was printed, not sent, because SIGHTLINE_SMTP_URL is not set.")
    else:
        click.echo(f"{settings.smtp_url.host} took the mail for {address}.")


commands = [mail]
