"""Texts of the interface that can be signed: each has a place for a clip per sign language.

They are what a page is for (its lead), the sections of the help, and the questions of a first
visit. What a place says is read from the page itself, so that nothing is written twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from flask_babel import force_locale
from flask_babel import lazy_gettext as _
from jinja2.filters import do_striptags
from jinja2_fragments.flask import render_block

from webapp.pages.onboarding import QUESTIONS

WRITTEN_IN = "en"
"""The language of the source, in which texts of places are compared."""
_END = re.compile(r"</(?:dt|dd|li|p)>")
"""Where a word ends without a space in the markup."""


class InterfacePlace(NamedTuple):
    """A text of the interface."""

    name: str
    """In addresses, and at its clips."""
    title: str
    said: Callable[[], str]
    """What it says, in the language of the page."""
    endpoints: tuple[str, ...] = ()
    """The pages whose main help it is; their frame shows its clip."""

    @property
    def source(self) -> str:
        """What it says in English: a clip that was filmed for something else may be out of date."""
        with force_locale(WRITTEN_IN):
            return f"{self.title}\n{self.said()}"


def _block(template: str, block: str = "lead") -> str:
    return do_striptags(_END.sub(r"\g<0> ", render_block(template, block)))


def _page(
    name: str, title: str, *endpoints: str, template: str = "", block: str = "lead"
) -> InterfacePlace:
    """The main help of a page; its template has the name of the place, where none is given."""
    said = partial(_block, f"pages/{template or name}.html", block)
    return InterfacePlace(name, title, said, endpoints)


def _section(name: str, title: str) -> InterfacePlace:
    return InterfacePlace(f"help.{name}", title, partial(_block, "pages/help.html", f"help_{name}"))


OFFER = InterfacePlace(
    "welcome.offer",
    _("Three short questions"),
    lambda: str(
        _("Your sign language, how much stands on a page, and the colours: pages then suit you.")
    ),
)
GROUPS: tuple[tuple[str, tuple[InterfacePlace, ...]], ...] = (
    (
        _("The first visit"),
        (
            OFFER,
            *(
                InterfacePlace(f"welcome.{each.name}", each.words, partial(str, each.about))
                for each in QUESTIONS
            ),
        ),
    ),
    (
        _("Help"),
        (
            _section("watching", _("Watching")),
            _section("looks", _("Seeing it your way")),
            _section("keys", _("With the keyboard")),
            _section("uploading", _("Uploading")),
            _section("problems", _("When something does not work")),
        ),
    ),
    (
        _("For everybody"),
        (
            _page("settings", _("How pages look"), "settings.show", "settings.change"),
            _page("watching", _("How captions look"), "watching.show", "watching.change"),
            _page("glossary", _("Glossary"), "glossary.of_media", "glossary.of_library"),
            _page("compositions", _("One video with the signer in it"), "compositions.show"),
            _page("quality", _("Quality of the captions"), "quality.show"),
            _page("my_reports", _("Your reports"), "caption_reports.mine"),
            _page("sessions", _("Where you are logged in"), "sessions.index"),
        ),
    ),
    (
        _("For those who add videos and correct captions"),
        (
            _page(
                "upload", _("Upload a video"), "upload.form", "upload.receive", block="main_help"
            ),
            _page("add_captions", _("Add captions"), "captions.form", "captions.add"),
            _page("reports", _("Reports of captions"), "report_answers.index"),
            _page("review_notes", _("Notes of reviewers"), "review_notes.index"),
            _page("review_history", _("History of the captions"), "review_history.show"),
            _page("review_find", _("Find and replace"), "review_find.show"),
            _page("review_import", _("Take captions from a file"), "review_import.form"),
            _page("review_align", _("Fit words to the sound"), "review_align.show"),
            _page("review_mends", _("Mend many captions"), "review_mends.preview"),
            _page("review_again", _("Caption again"), "review_again.show"),
            _page("review_editions", _("Plain-language editions"), "review_edition.index"),
            _page("review_doubts", _("Doubtful words"), "review_doubts.queue"),
            _page("review_proof", _("Proof of saved files"), "review_proof.show"),
        ),
    ),
    (
        _("For those who bring signed versions"),
        (
            _page("sign_versions", _("Signed versions"), "signing.index", "signing.mark"),
            _page(
                "sign_add", _("Add a signed version"), "sign_add.form", "sign_add.receive",
                block="main_help",
            ),
            _page("sign_fit", _("Fit the signer's time"), "sign_fit.show", "sign_fit.change"),
            _page("sign_crop", _("Part of the picture"), "sign_crop.show", "sign_crop.change"),
        ),
    ),
    (
        _("For those who look after a library"),
        (
            _page("invitations", _("Invite people"), "invitations.index", "invitations.send"),
            _page("libraries", _("Libraries"), "libraries.index"),
            _page("log", _("Log"), "log.of_library", "log.everything"),
        ),
    ),
)  # fmt: skip
"""Every place, in the order in which they are managed."""
PLACES = {place.name: place for _group, places in GROUPS for place in places}
OF_PAGES = {endpoint: place for place in PLACES.values() for endpoint in place.endpoints}
