"""What every player on a page needs: its commands, the viewer's pace, and captions in words."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint
from flask_babel import gettext as _

from webapp.languages import name_of
from webapp.look import READING_LEVELS, current_look
from webapp.models import Cue, Media, Transcript
from webapp.pace import Pace
from webapp.pages.words import reviewed
from webapp.player_commands import BY_KEY, BY_NAME

blueprint = Blueprint("player", __name__)


class Edition(NamedTuple):
    """What a viewer is told of the plain-language captions that she got."""

    sentence: str
    word_for_word: Transcript | None


def captions_name(transcript: Transcript) -> str:
    """Name captions by language, and by reading level or how far they can be trusted."""
    language = name_of(transcript.language)
    if transcript.reading_level:
        return _(
            "%(language)s, easy edition (level %(level)s)",
            language=language,
            level=transcript.reading_level,
        )
    return _("%(language)s, %(reviewed)s", language=language, reviewed=reviewed(transcript))


def edition(transcript: Transcript) -> Edition | None:
    """Say that captions are a plain-language edition, and for whom; None: they are not."""
    level = transcript.reading_level
    if level is None:
        return None
    about = {
        "level": level,
        "word": next(str(choice.word) for choice in READING_LEVELS if choice.value == level),
    }
    if level == current_look().reading_level:
        sentence = _(
            "This is the easy edition for your reading level (%(level)s, %(word)s).", **about
        )
    else:
        sentence = _("This is the easy edition for reading level %(level)s (%(word)s).", **about)
    verbatim = (t for t in transcript.media.texts() if t.reading_level is None)
    same = next((t for t in verbatim if t.language == transcript.language), None)
    return Edition(sentence, same)


def chapters(media: Media) -> list[Cue]:
    """The chapters of a media, of the newest list of them."""
    lists = media.texts("chapters")
    return list(lists[-1].cues()) if lists else []


@blueprint.app_context_processor
def for_templates() -> dict[str, object]:
    """Give every template what a player is made of."""
    return {
        "captions_name": captions_name,
        "chapters_of": chapters,
        "commands": BY_NAME,
        "commands_by_key": BY_KEY,
        "edition_of": edition,
        "pace": Pace(current_look().reading_level),
    }
