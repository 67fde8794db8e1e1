"""Ana and somebody without an account say what is wrong with captions."""

from __future__ import annotations

from tests.unit.conftest import MediaFactory, UserFactory
from webapp.extensions import db
from webapp.models import Cue, Media, Report, User


def say(
    media: Media,
    cue: Cue | None,
    user: User | None = None,
    token: str = "",
    kind: str = "words",
    text: str = "It says park.",
) -> Report:
    at_ms = cue.start_ms if cue else 1000
    report = Report.say(media, cue, at_ms=at_ms, kind=kind, text=text, reporter=user, token=token)
    db.session.commit()
    return report


def test_a_report_keeps_the_caption_as_it_was(
    media_factory: MediaFactory, user_factory: UserFactory
) -> None:
    media, ana = media_factory(cues=2), user_factory("Ana")
    cue = media.transcripts[0].cues()[1]
    report = say(media, cue, ana, token="a browser's")
    cue.text = "Mended."
    db.session.commit()
    assert (report.cue_text, report.at_ms) == ("Line 2 of the talk.", 3000)
    assert report.token == "", "an account is enough to find it by"


def test_the_same_said_twice_is_one_report_and_open_again(
    media_factory: MediaFactory, user_factory: UserFactory
) -> None:
    media, ana = media_factory(cues=2), user_factory("Ana")
    first, second = media.transcripts[0].cues()
    report = say(media, first, ana)
    report.close("kept", "It is what she says.")
    db.session.commit()
    again = say(media, first, ana, text="Listen at 0:01.")
    assert (again.id, again.state, again.text) == (report.id, "open", "Listen at 0:01.")
    assert again.closed_at is None
    say(media, first, ana, kind="fast")
    say(media, second, ana)
    say(media, first, user_factory("Ben"))
    say(media, first, token="one browser")
    say(media, first, token="one browser")
    say(media, first, token="another browser")
    say(media, None, ana)
    say(media, None, ana)
    assert db.session.query(Report).count() == 7


def test_open_reports_are_counted_and_come_in_order_of_time(media_factory: MediaFactory) -> None:
    media, other = media_factory(cues=4), media_factory(cues=1)
    cues = media.transcripts[0].cues()
    late, early, done = (say(media, cues[n], token="t") for n in (3, 0, 1))
    say(other, other.transcripts[0].cues()[0], token="t")
    done.close("mended", "")
    db.session.commit()
    assert Report.open_for(media) == 2
    assert Report.in_state(media, is_open=True, limit=9) == [early, late]
    assert Report.in_state(media, is_open=False, limit=9) == [done]


def test_each_sees_her_own_and_nobody_sees_those_of_hidden_media(
    media_factory: MediaFactory, user_factory: UserFactory
) -> None:
    media, ana = media_factory(cues=2), user_factory("Ana")
    cue = media.transcripts[0].cues()[0]
    hers, stray = say(media, cue, ana), say(media, cue, token="a browser's")
    assert Report.made_by(ana, "a browser's") == [hers]
    assert Report.made_by(None, "a browser's") == [stray]
    assert Report.made_by(None, "") == []
    media.visibility = "members"
    db.session.commit()
    assert Report.made_by(ana, "") == Report.made_by(None, "a browser's") == []


def test_a_report_outlives_its_cue_and_the_account_of_who_made_it(
    media_factory: MediaFactory, user_factory: UserFactory
) -> None:
    media, ana = media_factory(cues=1), user_factory("Ana")
    cue = media.transcripts[0].cues()[0]
    report = say(media, cue, ana)
    db.session.delete(cue)
    db.session.delete(ana)
    db.session.commit()
    db.session.refresh(report)
    assert (report.cue_id, report.reporter_id) == (None, None)
    assert report.cue_text == "Line 1 of the talk."
