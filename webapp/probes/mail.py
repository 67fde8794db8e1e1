"""The mail server: whether it answers. No mail is sent."""

from __future__ import annotations

import smtplib
import ssl

from webapp.config import Settings
from webapp.mail_server import PORTS
from webapp.probes.reading import FAILED, OK, WARNING, Reading

LIMIT_S = 4


def server(settings: Settings) -> Reading:
    """Whether the mail server greets us, with a certificate that is trusted; nobody logs in."""
    url = settings.smtp_url
    if url is None:
        if settings.environment == "production":
            return Reading(
                WARNING,
                "No mail server is set, so that nobody gets links for new passwords.",
                "Set SIGHTLINE_SMTP_URL and SIGHTLINE_MAIL_FROM.",
            )
        return Reading(OK, "No mail server is set; the worker prints mails.")
    name = f"The mail server {url.host}:{url.port or PORTS[url.scheme]}"
    try:
        with _greeted(settings) as greeted:
            greeted.noop()
    except ssl.SSLCertVerificationError:
        return Reading(
            FAILED,
            f"{name} has a certificate that is not trusted.",
            "Renew it, or use the name that it was made for in SIGHTLINE_SMTP_URL.",
        )
    except (OSError, smtplib.SMTPException, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return Reading(
            FAILED,
            f"{name} does not answer as it should: {said or type(error).__name__}.",
            "Mails wait and are tried again for hours. See whether SIGHTLINE_SMTP_URL is right: "
            "manage.py mail test ADDRESS",
        )
    return Reading(OK, f"{name} answers. Try a mail with: manage.py mail test ADDRESS")


def _greeted(settings: Settings) -> smtplib.SMTP:
    url = settings.smtp_url
    assert url is not None  # noqa: S101 - the caller looked
    assert url.host is not None  # noqa: S101 - the settings demand one
    port = url.port or PORTS[url.scheme]
    if url.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            url.host, port, timeout=LIMIT_S, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(url.host, port, timeout=LIMIT_S)
    try:
        server.ehlo()
        if url.scheme == "smtp+starttls":
            server.starttls(context=ssl.create_default_context())
            server.ehlo()
    except BaseException:
        server.close()
        raise
    return server
