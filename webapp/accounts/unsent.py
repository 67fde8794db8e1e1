"""Nothing that a person typed is lost when her form cannot be taken yet.

Her log-in is over, or she must show again who she is, or the form is too old: the answer is a page
that holds all that she typed, to be copied, or sent again once that is done. Where htmx sent the
form, it stays in the page as it is, and the frame's one alert says what to do.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flask import Flask, Response, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_security.decorators import default_reauthn_handler
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, Unauthorized

from webapp import respond
from webapp.accounts import sessions
from webapp.extensions import READ_ONLY_METHODS
from webapp.pages import errors

LARGEST_BYTES = 1_000_000
"""Of a larger form, with a file in it, we do not ask the browser to send all before we answer."""
SECRET = re.compile(r"password|credential|token|^code$")
"""Fields that never come back."""
NOT_TYPED = re.compile(r"|[0-9.,:-]+|[a-z_]{1,3}|true|false|[A-Za-z0-9_-]{16,}|/\S*")
"""What forms hold besides: numbers, versions, keys, places to go on to."""
FORM_TOO_OLD = lazy_gettext(
    "We could not see that this form came from our page. It was open for long, or you have "
    "logged in meanwhile, or cookies are off."
)


class Field(NamedTuple):
    """One field of the form; what was typed is shown."""

    name: str
    value: str

    @property
    def typed(self) -> bool:
        return not NOT_TYPED.fullmatch(self.value)

    @property
    def label(self) -> str:
        """Its name as a person reads it."""
        return re.sub(r"[_-]+", " ", self.name).strip().capitalize() or _("Text")

    @property
    def rows(self) -> int:
        return min(12, 1 + self.value.count("\n") + len(self.value) // 60)


def init_app(app: Flask) -> None:
    """Answer forms that cannot be taken yet."""
    app.register_error_handler(Unauthorized, _not_logged_in)
    app.register_error_handler(CSRFError, _too_old)
    app.extensions["security"].reauthn_handler(_show_again)


def _not_logged_in(error: HTTPException) -> Response | HTTPException:
    why = sessions.why_over()
    if not _is_form():
        if why:
            error.description = f"{why} {_('Log in in another tab, then try again here.')}"
        return errors.answer(error)
    return _page(
        401,
        title=_("Log in, then send it again"),
        why=why or _("You are not logged in."),
        link=url_for("security.login"),
        link_words=_("Log in"),
    )


def _show_again(within: timedelta, grace: timedelta) -> Any:
    """A person must show again who she is: in another tab where she has sent a form."""
    if respond.wants_fragment():  # htmx would follow a redirect, and put that page into this one
        parts = urlsplit(request.headers.get("HX-Current-URL", ""))
        here = respond.own_path(parts._replace(scheme="", netloc="").geturl(), "/")
        return respond.see_other(url_for("security.verify", next=here))
    if not _is_form():
        return default_reauthn_handler(within, grace)  # type: ignore[no-untyped-call]
    return _page(
        401,
        title=_("Show that it is you, then send it again"),
        why=_("Some time has passed since you logged in."),
        link=url_for("security.verify"),
        link_words=_("Show that it is you"),
    )


def _too_old(error: CSRFError) -> Response | HTTPException:
    if not _is_form():
        return errors.answer(error)
    return _page(400, title=_("Send it once more"), why=str(FORM_TOO_OLD), link="", link_words="")


def _is_form() -> bool:
    """Whether a form of a page was sent, whose answer is to be a page."""
    kinds = ["text/html", "application/json", "application/problem+json"]
    return (
        request.method not in READ_ONLY_METHODS
        and not respond.wants_fragment()
        and request.accept_mimetypes.best_match(kinds, default="text/html") == "text/html"
    )


def _page(status: int, **words: str) -> Response:
    length = request.content_length  # None: it ends somewhere, and that can be far
    all_here = length is not None and length <= LARGEST_BYTES
    response = respond.page(
        "pages/unsent.html",
        status=status,
        all_here=all_here,
        fields=_fields() if all_here else [],
        files=all_here and any(file.filename for file in request.files.values()),
        action=request.full_path.rstrip("?"),
        **words,
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _fields() -> list[Field]:
    return [
        Field(name, value)
        for name, value in request.form.items(multi=True)
        if not SECRET.search(name)
    ]
