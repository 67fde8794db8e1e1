"""Mails to people: written in words that are easy to read, and sent in the background.

``send`` adds the mail to the session. It goes out if, and only if, its cause is committed; a
worker sends it (``tasks.mails``). The words of a mail stand once, in ``templates/mail`` (and in
``templates/security/email`` for those of Flask-Security). Both forms of it, text and HTML, are
made of them by ``templates/mail/layout.txt`` and ``layout.html``.
"""

from __future__ import annotations

import logging
import re
import textwrap
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from flask import Flask, after_this_request, current_app, has_request_context
from flask_babel import force_locale, lazy_gettext
from flask_security import MailUtil
from jinja2 import StrictUndefined
from markupsafe import Markup
from werkzeug.wrappers import Response

from webapp import mail_server, names
from webapp.extensions import db
from webapp.look import Look
from webapp.models import Mail, User
from webapp.models.clock import utc_now

log = logging.getLogger(__name__)

NO_MAIL = lazy_gettext(
    "This installation sends no mail, because no mail server is set up. "
    "Ask whoever runs it to help you."
)
SUBJECT_CHARACTERS = 120
TEXT_COLUMNS = 72
SECURITY_LINKS = ("confirmation_link", "reset_link", "recovery_link", "link")
"""What Flask-Security calls the links in its mails."""


class Content(NamedTuple):
    """What a mail says."""

    subject: str
    text: str
    html: str


def init_app(app: Flask) -> None:
    """Set up the mail server and the templates of mails.

    Every page template gets ``no_mail``: why no mail is sent here, or an empty string.
    """
    settings = app.extensions["settings"]
    mail_server.init_app(app, settings)
    # Flask-Security must not write mails in the look and by the address of the present request.
    app.config.update(SECURITY_EMAIL_PLAINTEXT=False, SECURITY_EMAIL_HTML=False)
    environment = app.jinja_env.overlay(undefined=StrictUndefined)  # no mail with a gap in it
    environment.filters = {
        **environment.filters,
        "html": _html,
        "text": _text,
        "name": _name,
        "ends": _ends,
    }
    app.extensions["mail_templates"] = environment
    sends = settings.smtp_url is not None or settings.environment == "development"
    app.extensions["sends_mail"] = sends
    if not sends:
        log.warning("SIGHTLINE_SMTP_URL is not set, so this installation sends no mail")
    app.context_processor(lambda: {"no_mail": "" if sends else NO_MAIL})


def send(to: User | str, template: str, **context: Any) -> None:
    """Write a mail and add it to the session; the caller commits.

    Where this installation sends no mail, a warning is logged instead, and pages say ``no_mail``.

    Args:
        to: whom; an address alone is somebody whose preferences are not known.
        template: a file of ``templates/mail``, without its suffix.
        context: what the template names at its top. Links are made with ``address_of``.
    """
    if isinstance(to, User):
        _write(to.email, f"mail/{template}", Look.parse(to.look or {}), context)
    else:
        _write(to, f"mail/{template}", Look(), context)


def render(template: str, look: Look, context: dict[str, Any]) -> Content:
    """Render a mail for somebody with this look; ``template`` is a path without its suffix."""
    words = current_app.extensions["mail_templates"].get_template(f"{template}.txt")
    with force_locale("en"):  # they are in English, whoever's request sends them
        sign_language = look.sign_language_name
    page = template.rpartition("/")[2].replace("_", "-")
    context = {
        **context,
        "site": f"{_origin()}/",
        "url": address_of,
        "now": _moment(utc_now()),
        "sign_language": sign_language,
        "signed_help": _signed_help(look, f"mail-{page}"),
    }
    subject = "".join(words.blocks["subject"](words.new_context(context)))
    context["subject"] = names.clean(subject, SUBJECT_CHARACTERS)
    return Content(
        subject=context["subject"],
        text=words.render(context, layout="mail/layout.txt"),
        html=words.render(context, layout="mail/layout.html"),
    )


def address_of(endpoint: str, **values: Any) -> str:
    """Return the address of a page for a mail, whatever ``Host`` the present request names."""
    origin = urlsplit(_origin())
    urls = current_app.url_map.bind(origin.netloc, url_scheme=origin.scheme)
    return urls.build(endpoint, values, force_external=True)


class SecurityMail(MailUtil):
    """Flask-Security's mails, in our words and by way of the outbox."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        """Write one of its mails, and have it committed with the present request.

        Flask-Security itself commits nothing where a mail is all that a request does.
        """
        address = recipient if isinstance(recipient, str) else recipient[1]
        user: User | None = kwargs.get("user")
        links = {name: _on_site(kwargs[name]) for name in SECURITY_LINKS if kwargs.get(name)}
        ends = {
            name: current_app.config[f"SECURITY_{name.upper()}"]
            for name in ("confirm_email_within", "reset_password_within", "change_email_within")
        }
        look = Look.parse((user.look if user else None) or {})
        _write(address, template, look, {**kwargs, **links, **ends})
        if has_request_context():
            after_this_request(_commit)


def _write(address: str, template: str, look: Look, context: dict[str, Any]) -> None:
    if not current_app.extensions["sends_mail"]:
        log.warning("a mail was not written, because no mail server is set: %s", template)
        return
    if not address.isprintable():
        raise ValueError("an address must be on one line")
    content = render(template, look, context)
    Mail.add(recipient=address, **content._asdict())


def _commit(response: Response) -> Response:
    if response.status_code < 500:
        db.session.commit()
    return response


def _origin() -> str:
    settings = current_app.extensions["settings"]
    return settings.public_url or f"http://{settings.host}:{settings.port}"


def _on_site(link: str) -> str:
    """Return a link to ourselves with the origin that the settings name."""
    parts = urlsplit(link)
    return urlsplit(_origin())._replace(path=parts.path, query=parts.query).geturl()


def _signed_help(look: Look, page: str) -> str:
    """Where a text of ours is signed in this person's sign language; empty: nowhere."""
    pattern: str = current_app.extensions["settings"].signed_help_url
    if not pattern or not look.sign_language:
        return ""
    return pattern.replace("{language}", look.sign_language).replace("{page}", quote(page))


def _paragraphs(words: str) -> list[str]:
    parts = (" ".join(part.split()) for part in re.split(r"\n\s*\n", words))
    return [part for part in parts if part]


def _text(words: str) -> str:
    """Fill each paragraph; addresses stay whole."""
    return "\n\n".join(
        textwrap.fill(part, TEXT_COLUMNS, break_long_words=False, break_on_hyphens=False)
        for part in _paragraphs(words)
    )


def _html(words: str) -> Markup:
    """Make paragraphs of plain words; one that is nothing but an address of ours is a link."""
    return Markup("\n").join(
        Markup('<p><a href="{0}">{0}</a></p>').format(part)
        if part.startswith(f"{_origin()}/") and " " not in part
        else Markup("<p>{}</p>").format(part)
        for part in _paragraphs(str(words))
    )


def _name(said: str) -> str:
    """What a person typed, made safe to stand in a sentence."""
    return names.clean(str(said), 120)


def _ends(within: timedelta) -> str:
    """When something ends, in words: ``2 days, until 23 November 2026, 16:25 UTC``."""
    hours, seconds = divmod(round(within.total_seconds()), 3600)
    count, unit = (hours, "hour") if hours else (seconds // 60, "minute")
    if hours >= 48 and hours % 24 == 0:
        count, unit = hours // 24, "day"
    return f"{count} {unit}{'' if count == 1 else 's'}, until {_moment(utc_now() + within)}"


def _moment(when: datetime) -> str:
    return f"{when.day} {when:%B %Y, %H:%M} UTC"
