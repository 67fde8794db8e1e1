"""Quinn, who audits, sees every page that anybody can open, and none twice under one name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from werkzeug.exceptions import HTTPException

from webapp import look
from webapp.audit.subject import Subject
from webapp.known_library.site import KnownLibrary, serve

NOT_PAGES = {
    "a file, no page": """
        static security.static joined.sheet joined.script watching.style
        files.play files.poster files.original files.captions transcripts.text
        signs.play signs.small signs.poster signs.captions compositions.play
        clips.of_library clips.of_media clips.of_interface sign_answers.reply
        sign_crop.picture sign_report.still signing.original sound.loudness time_line.peaks
        log.export_of_library log.export_everything audit_export.send audit_finding.picture
        insight.export takeout.save
        interface_import.table
        """,
    "for a page's script, where files are in an object store": "upload_parts.show",
    "for programs that watch us": "health.live health.ready metrics.show",
    "a part of a page, by itself never shown": "review.rows transcripts.whole takeout.progress",
    "leads on at once": """
        security.confirm_email security.change_email_confirm security.wan_delete security.tf_select
        """,
    "asks a device that no test has": "security.wan_verify",
    "only after a preview was made of a file": "captions.preview",
    "only with a lost second step": "security.two_factor_rescue",
}
REASONS = {name: why for why, names in NOT_PAGES.items() for name in names.split()}


@pytest.fixture(scope="module")
def known() -> Iterator[KnownLibrary]:
    with serve() as library:
        yield library


def page_of(known: KnownLibrary, subject: Subject) -> object:
    """The endpoint that a subject's address leads to; None where there is none."""
    address = subject.address.partition("://")[2].partition("/")[2] or subject.address
    path = "/" + address.lstrip("/").partition("?")[0]
    try:
        return known.app.url_map.bind("").match(path)[0]
    except HTTPException:
        return None


def test_every_page_is_looked_at_or_there_is_a_reason_why_not(known: KnownLibrary) -> None:
    pages = {rule.endpoint for rule in known.app.url_map.iter_rules() if "GET" in rule.methods}
    seen = {page_of(known, subject) for subject in known.subjects}
    seen |= {
        known.app.url_map.bind("").match("/login/code")[0],
        known.app.url_map.bind("").match("/login/recovery-code")[0],
    }  # which only a log-in leads to
    assert pages - seen == set(REASONS)


def test_a_name_stands_for_one_page(known: KnownLibrary) -> None:
    names = Counter(subject.name for subject in known.subjects)
    assert [name for name, count in names.items() if count > 1] == []


def test_every_page_is_there_for_whoever_opens_it(known: KnownLibrary) -> None:
    wrong = []
    for subject in (each for each in known.subjects if each.address.startswith("/")):
        browser = known.app.test_client()
        if subject.person:
            browser.set_cookie("session", known._session(subject.person, look.Look()))
        status = browser.get(subject.address).status_code
        if status != 200 and f"status:{status}" not in subject.promises:
            wrong.append((subject.name, subject.address, status))
    assert wrong == []
