"""What is looked at in the known library: every page that a person can open, in each of its states.

Names stay for good, since what was found is known by them. Addresses hold the names of places that
are known once the library is made.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from webapp.audit.checks.swaps import DISPOSABLE
from webapp.audit.subject import Step, Subject
from webapp.known_library.people import PASSWORD, address_of

ERROR_ADDRESS = "/known-error/"
SIGNED = frozenset({"signed:bfi", "signed:ase", "transcript", "captions:en"})
CAPTIONED = frozenset({"transcript", "captions:en"})
CHANGES = frozenset({DISPOSABLE})
"""Of pages whose forms exchange a part of the page: they are sent, and the content brought back."""
ERRORS = (400, 401, 403, 405, 409, 410, 413, 415, 422, 429, 500, 503)


def _sent(button: str, typed: Mapping[str, str] | None = None) -> tuple[Step, ...]:
    """Type into fields, by their ids, and press a button."""
    fields = (Step(f"#{name}", text) for name, text in (typed or {}).items())
    return (*fields, Step(button))


def fill(places: Mapping[str, str]) -> tuple[Subject, ...]:
    """Return all subjects with their addresses, which ``places`` are parts of, by name."""
    found = [
        *STRANGERS,
        *_errors(),
        *VIEWERS,
        *REVIEWERS,
        *LIBRARIANS,
        *QA,
        *ADMINISTRATORS,
        *GERMAN,
    ]
    return tuple(
        replace(
            each,
            address=_placed(each.address, places),
            after=tuple(replace(s, selector=_placed(s.selector, places)) for s in each.after),
        )
        for each in found
    )


def _placed(text: str, places: Mapping[str, str]) -> str:
    """Put places in for their names in braces; KeyError for one that nobody made."""
    return re.sub(r"\{(\w+)\}", lambda name: places[name[1]], text)


def _errors() -> list[Subject]:
    own = [
        Subject(f"error {code}", f"{ERROR_ADDRESS}{code}", promises=frozenset({f"status:{code}"}))
        for code in ERRORS
    ]
    gone = [
        Subject("nothing here", "/nothing-is-here", "viewer", frozenset({"status:404"})),
        Subject("not for you", "/libraries/main/people", "viewer", frozenset({"status:403"})),
        Subject("private, to a stranger", "{private}", promises=frozenset({"status:404"})),
        Subject("link too old", "/login/unlock/too-old", promises=frozenset({"status:410"})),
    ]
    return own + gone


STRANGERS = (
    Subject("library, stranger", "/"),
    Subject("help, stranger", "/help"),
    Subject("watch, stranger", "{talk}", promises=SIGNED),
    Subject("log in", "/login"),
    Subject(
        "log in, refused",
        "/login",
        after=_sent("#log-in-button"),
        shows=".error-summary",
    ),
    Subject(
        "log in, second step",
        "/login",
        after=_sent("#log-in-button", {"email": address_of("careful"), "password": PASSWORD}),
        shows="#check-code",
    ),
    Subject(
        "log in, recovery code",
        "/login",
        after=(
            *_sent("#log-in-button", {"email": address_of("careful"), "password": PASSWORD}),
            Step("#use-recovery-code"),
        ),
        shows="#use-code",
    ),
    Subject("log in, passkey", "/login/passkey"),
    Subject("register", "/register"),
    Subject(
        "register, refused", "/register", after=_sent("#register-button"), shows=".error-summary"
    ),
    Subject("confirm address", "/confirm"),
    Subject("forgotten password", "/reset"),
    Subject("new password", "/reset/{reset}"),
    Subject(
        "new password, refused",
        "/reset/{reset}",
        after=_sent("#keep-button", {"password": "short"}),
        shows=".error-summary",
    ),
    Subject("look into your mail", "/look-into-your-mail/password"),
    Subject("unlock", "/login/unlock/{unlock}"),
    Subject("invitation", "/invitations/{invitation}"),
    Subject("first start", "{fresh}/first-start"),
    Subject("first question", "/welcome/sign_language"),
    Subject("second question", "/welcome/density"),
    Subject("third question", "/welcome/contrast"),
)

VIEWERS = (
    Subject("library", "/", "viewer"),
    Subject("library, second page", "/?page=2", "viewer"),
    Subject("library, filtered", "/?signed=bfi", "viewer"),
    Subject("library, nothing in it", "/libraries/empty", "administrator"),
    Subject("libraries", "/libraries", "viewer"),
    Subject("search", "/search", "viewer"),
    Subject("search, found", "/search?q=barometer", "viewer"),
    Subject("search, nothing found", "/search?q=xylophone", "viewer"),
    Subject("help", "/help", "viewer"),
    Subject("look", "/settings", "viewer"),
    Subject("how captions look", "/settings/watching", "viewer"),
    Subject("style", "/style", "viewer"),
    Subject("watch", "{talk}", "viewer", SIGNED),
    Subject("watch, lecture", "{lecture}", "viewer", CAPTIONED),
    Subject("watch, automatic captions", "{drafted}", "viewer", CAPTIONED),
    Subject("watch, arabic", "{arabic}", "viewer", frozenset({"captions:ar", "transcript"})),
    Subject("watch, hebrew", "{hebrew}", "viewer", frozenset({"captions:he", "transcript"})),
    Subject("watch, long title", "{long}", "viewer", CAPTIONED),
    Subject("watch, no captions yet", "{bare}", "viewer"),
    Subject("watch, sound only", "{sound}", "viewer", CAPTIONED),
    Subject("watch, upright", "{upright}", "viewer", CAPTIONED),
    Subject("watch, being prepared", "{running}", "viewer"),
    Subject("watch, waiting", "{waiting}", "viewer"),
    Subject("watch, failed", "{failed}", "viewer"),
    Subject("progress", "{running}/progress", "librarian"),
    Subject("transcript", "{talk}/transcript", "viewer"),
    Subject("transcript, lecture", "{lecture}/transcript", "viewer"),
    Subject("transcript, arabic", "{arabic}/transcript", "viewer"),
    Subject("transcript, found", "{talk}/transcript/find?q=weather", "viewer"),
    Subject("sound picture", "{reviewed}/sound", "reviewer"),
    Subject("quality", "{talk}/quality/{talk_captions}", "viewer"),
    Subject("glossary of a video", "{talk}/glossary", "viewer"),
    Subject("term", "{talk}/terms/{term}", "viewer"),
    Subject("report", "{talk}/report", "viewer", CHANGES),
    Subject("report, refused", "{talk}/report", "viewer", CHANGES, after=_sent("#report-send"),
            shows=".error-summary"),
    Subject("signer in the picture", "{talk}/signs/{track}/composed", "viewer"),
    Subject("signer in the picture, one", "{talk}/signs/{track}/composed/{composed}", "viewer"),
    Subject("feedback on signing", "{talk}/signs/{track}/feedback", "viewer"),
    Subject("feedback on a clip", "{talk}/clips/{clip}/feedback", "viewer"),
    Subject("signed text of the interface", "/signing/places/upload", "viewer"),
    Subject("feedback on a signed text", "/signing/clips/{place_clip}/feedback", "viewer"),
    Subject("my reports", "/my-reports", "viewer"),
    Subject("my feedback", "/my-feedback", "viewer"),
    Subject("account", "/account", "viewer"),
    Subject("account, copy", "/account/export", "viewer"),
    Subject("account, copy, being made", "/account/export", "uploader"),
    Subject("account, copy, ready", "/account/export", "reviewer"),
    Subject("account, copy, failed", "/account/export", "qa"),
    Subject("account, delete", "/account/delete", "viewer"),
    Subject("account, address", "/account/address", "viewer"),
    Subject("account, password", "/account/password", "viewer"),
    Subject(
        "account, password, refused",
        "/account/password",
        "viewer",
        after=_sent("#keep-button", {"password": PASSWORD, "new_password": "short"}),
        shows=".error-summary",
    ),
    Subject("account, where logged in", "/account/sessions", "viewer"),
    Subject("account, passkeys", "/account/passkeys", "viewer"),
    Subject("account, a passkey", "/account/passkeys", "careful"),
    Subject("account, name of a passkey", "/account/passkeys/{passkey}/name", "careful"),
    Subject("account, second step", "/account/two-step", "viewer"),
    Subject(
        "account, second step, key",
        "/account/two-step",
        "uploader",
        after=_sent("#set-up"),
        shows="#switch-on",
    ),
    Subject("account, second step is on", "/account/two-step", "careful"),
    Subject("account, recovery codes", "/account/recovery-codes", "careful"),
    Subject("account, say that it is you", "/account/verify", "viewer"),
)  # fmt: skip

REVIEWERS = (
    Subject("review queue", "/review", "reviewer"),
    Subject("review queue, signed versions", "/review/signed", "reviewer"),
    Subject("keys for reviewing", "/settings/review-keys", "reviewer"),
    Subject("add captions", "{bare}/captions", "reviewer"),
    Subject(
        "add captions, refused",
        "{bare}/captions",
        "reviewer",
        after=_sent("main button.primary"),
        shows=".error-summary",
    ),
    Subject("review", "{desk}", "reviewer", CHANGES),
    Subject("review, open caption", "{desk}", "reviewer", CHANGES, after=(Step("#edit-{cue}"),),
            shows=".row-open"),
    Subject("review, open conflict", "{desk}", "reviewer", CHANGES,
            after=(Step("#edit-{conflict_cue}"),), shows=".row-open"),
    Subject("review, lecture", "{lecture}/review/{lecture_captions}", "reviewer"),
    Subject("review, caption", "{desk}/cues/{cue}", "reviewer", CHANGES),
    Subject("review, caption, refused", "{desk}/cues/{cue}", "reviewer", CHANGES,
            after=_sent("main form button.primary", {"cue-text-{cue}": ""}),
            shows=".error-summary"),
    Subject("review, begun change", "{desk}/cues/{conflict_cue}", "reviewer"),
    Subject("review, conflict", "{desk}/cues/{conflict_cue}?draft=1", "reviewer", CHANGES,
            after=_sent("main form button.primary"), shows=".conflict"),
    Subject("review, history of a caption", "{desk}/cues/{conflict_cue}/history", "reviewer"),
    Subject("review, findings of a caption", "{desk}/cues/{cue}/lint", "reviewer"),
    Subject("review, doubts", "{desk}/doubts", "reviewer"),
    Subject("review, editions", "{desk}/edition", "reviewer"),
    Subject("review, edition", "{desk}/edition/{edition}", "reviewer", CHANGES),
    Subject("review, find", "{desk}/find", "reviewer"),
    Subject("review, found", "{desk}/find?q=the", "reviewer"),
    Subject("review, replace", "{desk}/find?q=the&by=a&preview=1", "reviewer", CHANGES),
    Subject("review, gaps", "{desk}/gaps", "reviewer"),
    Subject("review, history", "{desk}/history", "reviewer"),
    Subject("review, an older state", "{desk}/history/{revision}", "reviewer"),
    Subject("review, from a file", "{desk}/import", "reviewer"),
    Subject("review, mend", "{desk}/mend", "reviewer"),
    Subject("review, notes", "{desk}/notes", "reviewer"),
    Subject("review, proof", "{desk}/proof", "reviewer"),
    Subject("review, publish", "{desk}/publish", "librarian"),
    Subject("review, caption again", "{desk}/again", "reviewer"),
    Subject("review, take", "{desk}/take/{aside}", "reviewer"),
    Subject("review, fit words", "{desk}/align", "reviewer"),
    Subject("review, time line", "{desk}/time-line", "reviewer"),
    Subject("review, who is here", "{desk}/presence", "reviewer"),
    Subject("reports", "{reviewed}/reports", "reviewer"),
    Subject("signed versions", "{signed}/signing", "reviewer"),
    Subject("signed version", "{signed}/signing/{draft_track}", "reviewer"),
    Subject("signed version, being prepared", "{signed}/signing/{running_track}", "reviewer"),
    Subject("signed version, failed", "{signed}/signing/{failed_track}", "reviewer"),
    Subject("signed version, progress", "{signed}/signing/{running_track}/progress", "reviewer"),
    Subject("signed version, report", "{signed}/signing/{draft_track}/report", "reviewer"),
    Subject("signed version, review", "{signed}/signing/{draft_track}/review", "reviewer"),
    Subject("signed version, crop", "{signed}/signing/{draft_track}/crop", "reviewer"),
    Subject("signed version, fit", "{signed}/signing/{draft_track}/fit", "reviewer"),
    Subject("signed version, what is said of it", "{signed}/signing/{draft_track}/change",
            "librarian"),
    Subject("signed version, another file", "{signed}/signing/{draft_track}/file", "librarian"),
    Subject("signed version, delete", "{signed}/signing/{draft_track}/delete", "librarian"),
    Subject("add a signed version", "{signed}/signing/add", "reviewer", CHANGES),
    Subject("add a signed version, not finished", "{signed}/signing/add", "colleague", CHANGES,
            shows="#unfinished"),
    Subject("add a signed version, going on", "{signed}/signing/add?go_on={begun_version}",
            "colleague", CHANGES, shows="#upload-form[data-go-on]"),
    Subject("signed version, crop tried", "{signed}/signing/{draft_track}/crop/{crop_trial}",
            "reviewer"),
    Subject("feedback to answer", "/signing/feedback", "reviewer"),
    Subject("clips of the interface", "/signing/interface", "colleague"),
    Subject("clips of the interface, one place", "/signing/interface/upload", "colleague"),
)  # fmt: skip

LIBRARIANS = (
    Subject("library, librarian", "/", "librarian"),
    Subject("watch, librarian", "{talk}", "librarian", SIGNED),
    Subject("watch, failed, librarian", "{failed}", "librarian"),
    Subject("insight", "/insight?library=main", "librarian"),
    Subject("insight, nothing to tell", "/insight?library=empty", "administrator"),
    Subject("upload", "/upload", "librarian", CHANGES),
    Subject("upload, refused", "/upload", "librarian", CHANGES, after=_sent("#upload-button"),
            shows=".error-summary"),
    Subject("upload, not finished", "/upload", "colleague", CHANGES, shows="#unfinished"),
    Subject("upload, going on", "/upload?go_on={begun_film}", "colleague", CHANGES,
            shows="#upload-form[data-go-on]"),
    Subject("settings of a video", "{talk}/settings", "librarian"),
    Subject("settings of a video, refused", "{talk}/settings", "librarian",
            after=_sent("#keep-details", {"title": ""}), shows=".error-summary"),
    Subject("delete a video", "{talk}/delete", "librarian"),
    Subject("glossary", "/libraries/main/glossary", "librarian"),
    Subject("glossary, refused", "/libraries/main/glossary", "librarian",
            after=_sent("#glossary-form button.primary"), shows=".error-summary"),
    Subject("glossary, term", "/libraries/main/glossary/{term}", "librarian"),
    Subject("glossary of a video, librarian", "{talk}/glossary", "librarian"),
    Subject("glossary of a video, term", "{talk}/glossary/{own_term}", "librarian"),
    Subject("people", "/libraries/main/people", "librarian", CHANGES),
    Subject("people, one", "/libraries/main/people/{viewer}", "librarian", CHANGES),
    Subject("people, remove", "/libraries/main/people/{viewer}/remove", "librarian"),
    Subject("invitations", "/libraries/main/invitations", "librarian"),
    Subject("invitations, refused", "/libraries/main/invitations", "librarian",
            after=_sent("#send-invitation"), shows=".error-summary"),
    Subject("log of a library", "/libraries/main/log", "librarian"),
    Subject("log, nothing found", "/libraries/main/log?person=nobody", "librarian"),
    Subject("jobs of a library", "/libraries/main/jobs", "librarian"),
    Subject("jobs of a library, try again", "/libraries/main/jobs/again?kind=prepare", "librarian"),
    Subject("job of a library, waiting", "/libraries/main/jobs/{waiting_job}", "librarian"),
)  # fmt: skip

QA = (
    Subject("audits", "/audits", "qa"),
    Subject("audit", "/audits/{first_audit}", "qa"),
    Subject("audit, filtered to nothing", "/audits/{first_audit}?touches=motion", "qa"),
    Subject("audit, against another", "/audits/{second_audit}/against?before={first_audit}", "qa"),
    Subject("audit, by hand", "/audits/{first_audit}/by-hand", "qa"),
    Subject("audit, finding", "/audits/{first_audit}/findings/{finding}", "qa"),
    Subject("audit, for a person", "/audits/{first_audit}/findings/{doubt}", "qa"),
    Subject("audit, under way", "/audits/{audit_under_way}/progress", "qa"),
)

ADMINISTRATORS = (
    Subject("settings of a library", "/libraries/main/settings", "admin"),
    Subject("new library", "/libraries/new", "administrator"),
    Subject("new library, refused", "/libraries/new", "administrator",
            after=_sent("#keep-settings"), shows=".error-summary"),
    Subject("log of everything", "/log", "administrator"),
    Subject("jobs", "/jobs", "administrator"),
    Subject("jobs, nothing found", "/jobs?text=xylophone", "administrator"),
    Subject("jobs, try again", "/jobs/again?kind=prepare", "administrator"),
    Subject("job, failed", "/jobs/{failed_job}", "administrator"),
    Subject("libraries, administrator", "/libraries", "administrator"),
)  # fmt: skip

GERMAN = (
    Subject("library, german", "/", "german viewer"),
    Subject("watch, german", "{talk}", "german viewer", SIGNED),
    Subject("help, german", "/help", "german viewer"),
    Subject("look, german", "/settings", "german viewer"),
    Subject("review, german", "{desk}", "german reviewer"),
    Subject("review, conflict, german", "{desk}/cues/{conflict_cue}?draft=1", "german reviewer",
            CHANGES,
            after=_sent("main form button.primary"), shows=".conflict"),
    Subject("upload, german", "/upload", "german reviewer"),
    Subject("signed version, report, german", "{signed}/signing/{draft_track}/report",
            "german reviewer"),
)  # fmt: skip
"""Words are longer there, and the language of the page is another than that of the captions."""
