"""Every address lets in whom it should and nobody else; a new one fails here until it is declared.

The table says again, in one place for all to read, what each view declares at its own. The views
themselves are replaced, so that what is tried out is only who reaches them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from webapp import access
from webapp.extensions import db
from webapp.models import Library, Media, User

ROUTES = {
    "anyone": """
        static joined.sheet joined.script reports.receive search.show
        health.live health.ready metrics.show
        settings.show settings.change settings.quick settings.back settings.style
        onboarding.show onboarding.answer onboarding.later
        watching.show watching.change watching.style caption_reports.mine places.forget
        security.static security.login security.logout security.register
        security.send_confirmation security.confirm_email security.forgot_password
        security.reset_password security.change_email_confirm
        security.two_factor_token_validation security.two_factor_rescue security.tf_select
        security.mf_recovery security.wan_signin security.wan_signin_response
        invitations.show invitations.accept unlock.show unlock.end_lock
        account.look_into_your_mail first_start.show first_start.make help.show
        uploads.abilities
        clips.of_interface sign_feedback.mine interface_signs.show sign_feedback.of_interface
        """,
    "signed in": """
        account.show account.change account.ask_to_delete account.delete
        takeout.show takeout.ask takeout.progress takeout.save
        libraries.index security.verify security.change_password security.change_email
        security.two_factor_setup security.two_factor_setup_validate security.mf_recovery_codes
        security.wan_register security.wan_register_response security.wan_delete
        security.wan_verify security.wan_verify_response passkeys.ask passkeys.rename
        sessions.index sessions.end sessions.end_others review_keys.show review_keys.change
        review_queues.index sign_answers.index sign_answers.answer
        sign_answers.reply sign_queue.index uploads.length uploads.append uploads.end
        upload.describe upload.throw_away
        upload_parts.show upload_parts.links upload_parts.complete upload_parts.end
        """,
    "watch a media": """
        watch.show transcripts.show transcripts.find transcripts.whole transcripts.text
        caption_reports.form caption_reports.send places.keep starts.tell
        glossary.of_media quality.show jobs.progress sound.show sound.loudness
        files.play files.poster files.original files.captions
        signs.play signs.small signs.poster signs.captions clips.of_media term_entries.show
        sign_feedback.of_version sign_feedback.of_clip
        compositions.show compositions.ask compositions.one compositions.play
        """,
    "review a media": """
        sign_review.show sign_review.step sign_notes.add sign_notes.change sign_fit.show
        sign_fit.change sign_crop.show sign_crop.change sign_crop.picture
        sign_crop_trial.show sign_crop_trial.keep
        signing.index signing.show signing.progress signing.original signing.retry
        sign_report.show sign_report.still
        sign_add.form sign_add.receive sign_add.form_again sign_add.receive_again
        sign_add.describe uploads.create_signed upload_parts.begin_signed
        sign_facts.form sign_facts.change sign_facts.ask_to_delete sign_facts.delete
        captions.form captions.add report_answers.index report_answers.answer
        review_doubts.queue review_doubts.accept review_mends.preview review_mends.apply
        review_edition.index review_edition.begin review_edition.show review_edition.save
        review_edition.check
        cue_lint.check time_line.show time_line.peaks review_gaps.show
        review.show review.rows review_cues.form review_cues.save review_cues.act review_cues.keep
        review_steps.step review_steps.insert review_presence.show review_presence.beat
        review_find.show review_find.replace
        review_publish.show review_publish.step review_notes.index review_notes.add
        review_notes.add_on review_notes.change review_history.show review_history.preview
        review_history.restore review_history.of_cue review_history.restore_cue review_proof.show
        review_align.show review_align.ask review_align.change
        review_again.show review_again.ask review_again.change review_take.show review_take.act
        review_import.form review_import.receive captions.preview captions.decide
        """,
    "publish a media": """
        review_publish.publish review_publish.unpublish sign_review.publish sign_review.unpublish
        """,
    "manage a media": """
        jobs.retry signing.mark media_settings.show media_settings.change
        media_settings.ask_to_delete media_settings.delete
        """,
    "see a library": "library.index clips.of_library",
    "upload to a library": "upload.form upload.receive uploads.create upload_parts.begin",
    "people of a library": """
        people.index people.show people.change people.ask_to_remove people.remove
        invitations.index invitations.send invitations.send_again invitations.withdraw
        """,
    "glossary of a library": "glossary.of_library glossary.add glossary.change glossary.delete"
    " glossary.take_in glossary_clips.add glossary_clips.change glossary_clips.delete"
    " glossary_clips.take_in",
    "glossary of a media": """
        glossary.add_to_media glossary.change_of_media glossary.delete_of_media
        glossary.take_in_for_media glossary_clips.add_to_media glossary_clips.change_of_media
        glossary_clips.delete_of_media glossary_clips.take_in_for_media
        """,
    "log of a library": "log.of_library log.export_of_library",
    "insight of a library": "insight.show insight.export",
    "manage a library": """
        ledger.of_library ledger_job.show_of_library ledger_job.retry_of_library
        ledger_job.cancel_of_library ledger_again.ask_of_library ledger_again.retry_of_library
        """,
    "admin of a library": "libraries.settings libraries.change",
    "glossary of the site": """
        interface_clips.index interface_clips.show interface_clips.add interface_clips.change
        interface_clips.fits interface_clips.delete interface_import.table interface_import.receive
        """,
    "audit of the site": """
        audits.index audits.start audits.note audit_progress.show audit_progress.stop
        audit_findings.index audit_finding.show audit_finding.say audit_finding.picture
        audit_by_hand.show audit_by_hand.mark audit_compare.show audit_export.send
        """,
    "administrator": """
        log.everything log.export_everything libraries.form libraries.create
        ledger.everything ledger_job.show ledger_job.retry ledger_job.cancel ledger_again.ask
        ledger_again.retry
        """,
}
NEEDED = {endpoint: need for need, endpoints in ROUTES.items() for endpoint in endpoints.split()}

ROLES = {
    "viewer": "",
    "uploader": "upload",
    "reviewer": "review glossary",
    "librarian": "upload review manage publish glossary people log insight",
    "qa": "audit",
    "admin": "upload review manage publish glossary people log insight audit admin",
}
"""What each role may do in its library, beyond seeing what is there."""
PEOPLE = ("nobody", "stranger", "from another library", *ROLES, "owner", "administrator")

Outcome = str
"""``reached``, ``log in`` (sent there or told to), ``forbidden``, ``not found``."""


def expected(need: str, person: str, visibility: str) -> Outcome:
    """What becomes of ``person`` who asks for something on a media or library that is not hers."""
    if need == "anyone" or person == "administrator":
        return "reached"
    # Nobody here but the administrator has a right in the default library.
    if need in ("signed in", "administrator") or need.endswith(" of the site"):
        allowed = need == "signed in" and person != "nobody"
        return "reached" if allowed else "log in" if person == "nobody" else "forbidden"
    inside = person in ROLES or person == "owner"
    if not inside and (need.endswith(" library") or visibility == "members"):
        return "not found"
    verb = need.split()[0]
    if verb in ("watch", "see"):
        return "reached"
    own = person == "owner" and need.endswith(" media") and verb in ("review", "manage")
    if own or verb in ROLES.get("uploader" if person == "owner" else person, "").split():
        return "reached"
    return "log in" if person == "nobody" else "forbidden"


def outcome(response: object) -> Outcome:
    status = getattr(response, "status_code", 0)
    if status == 303 and getattr(response, "location", "").startswith("/login?next="):
        return "log in"
    return {200: "reached", 401: "log in", 403: "forbidden", 404: "not found"}.get(
        status, str(status)
    )


@pytest.fixture
def archive(app: Flask) -> Library:
    """A library that is not the default one, whose members alone may see it."""
    library = Library(slug="archive", name="Archive")
    db.session.add(library)
    db.session.commit()
    return library


@pytest.fixture
def browsers(
    app: Flask,
    archive: Library,
    user_factory: Callable[..., User],
    sign_in: Callable[[User], FlaskClient],
) -> dict[str, FlaskClient]:
    """A browser for each person of the table."""
    other = Library(slug="other", name="Other")
    db.session.add(other)
    people = {role: user_factory(role, role, library=archive) for role in ROLES}
    people["owner"] = user_factory("owner", "uploader", library=archive)
    people["stranger"] = user_factory("stranger")
    people["from another library"] = user_factory("else", "admin", library=other)
    people["administrator"] = user_factory("root", is_admin=True)
    return {"nobody": app.test_client()} | {name: sign_in(user) for name, user in people.items()}


def test_every_address_is_in_the_table(app: Flask) -> None:
    there = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert there - set(NEEDED) == set(), "declare what they need, here and at the view"
    assert set(NEEDED) - there == set(), "these are gone"


@pytest.mark.parametrize("visibility", ["members", "link", "public"])
def test_everybody_reaches_what_she_may_and_nothing_else(
    app: Flask,
    archive: Library,
    browsers: dict[str, FlaskClient],
    media_factory: Callable[..., Media],
    visibility: str,
) -> None:
    owner = User.by_email("owner@example.org")
    media = media_factory(library=archive, owner=owner, visibility=visibility)
    names = {"slug": media.slug, "library": archive.slug}
    db.session.commit()
    replace_views(app)
    wrong = []
    for rule in app.url_map.iter_rules():
        need = NEEDED.get(rule.endpoint, "")
        if visibility != "members" and not need.endswith(" media"):
            continue  # the same whoever may watch the media
        address = fill(rule, names)
        if need.endswith(" library") and "library" not in rule.arguments:
            address += f"?library={names['library']}"
        for method in rule.methods & {"GET", "POST"}:
            for person, browser in browsers.items():
                found = outcome(browser.open(address, method=method))
                if found != expected(need, person, visibility):
                    wrong.append(f"{person}: {method} {address}: {found}")
    assert wrong == []


def test_everybody_may_look_into_the_default_library(
    app: Flask, browsers: dict[str, FlaskClient]
) -> None:
    shown = [person for person in PEOPLE if browsers[person].get("/").status_code == 200]
    assert shown == list(PEOPLE)


def test_an_address_that_declares_nothing_is_closed_to_all(
    app: Flask, browsers: dict[str, FlaskClient]
) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "a secret")
    assert {browser.get("/forgotten").status_code for browser in browsers.values()} == {403}


def test_what_is_for_named_people_is_for_them_their_librarian_and_its_owner(
    app: Flask,
    archive: Library,
    browsers: dict[str, FlaskClient],
    media_factory: Callable[..., Media],
) -> None:
    owner, named = (User.by_email(f"{who}@example.org") for who in ("owner", "stranger"))
    assert named is not None
    media = media_factory(library=archive, owner=owner, visibility="people")
    media.viewers.append(named)
    db.session.commit()
    address = f"/media/{media.slug}"
    db.session.commit()
    reached = {who for who, browser in browsers.items() if browser.get(address).status_code == 200}
    assert reached == {"owner", "stranger", "librarian", "admin", "administrator"}


def test_lists_show_each_person_what_she_may_watch(
    app: Flask,
    archive: Library,
    browsers: dict[str, FlaskClient],
    media_factory: Callable[..., Media],
) -> None:
    for visibility in ("public", "link", "members", "people"):
        media_factory(f"A talk for {visibility}", library=archive, visibility=visibility)

    def listed(person: str) -> set[str]:
        page = browsers[person].get("/libraries/archive").text
        return set(re.findall(r"A talk for (\w+)", page))

    assert listed("viewer") == {"public", "members"}
    assert listed("librarian") == {"public", "link", "members", "people"}


def replace_views(app: Flask) -> None:
    """Let every view only say that it was reached."""
    for endpoint in app.view_functions:
        need = access.need_of(endpoint)

        def view(**_arguments: object) -> str:
            return "reached"

        view._needs = need  # type: ignore[attr-defined]
        app.view_functions[endpoint] = view


def fill(rule: Rule, names: dict[str, str]) -> str:
    """An address of the rule, about things that are there."""
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: names.get(found.group(1), "1"), rule.rule)
