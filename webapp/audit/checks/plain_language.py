"""Whether the page's own words are plain. What people typed into it is theirs, and left alone.

Numbers from WCAG 2.2 Understanding 3.1.5, from the W3C's "Making Content Usable for People with
Cognitive and Learning Disabilities" (COGA: paragraphs of at most 50 words, five main choices), and
from plain-language guides, which name 15 to 25 words as the most that a sentence bears.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from webapp.audit.finding import PAGE, Found, Outcome
from webapp.audit.opened import Opened
from webapp.audit.rule import N_, Rule
from webapp.captions.readability import measure

LINK_SAYS_NOTHING = Rule(
    "link-says-nothing",
    N_("Each link says where it leads"),
    (),  # 2.4.4 is kept where the sentence around it says so
    ("blind", "cognitive"),
    "annoys",
    N_("Who reads the links as a list, or reads slowly, cannot tell where this one leads."),
    N_("Name the place or the thing in the link itself."),
)
SENTENCE_IS_SHORT = Rule(
    "sentence-is-short",
    N_("Sentences are short"),
    (),
    ("deaf", "cognitive"),
    "annoys",
    N_("Who signs first, or reads slowly, loses the thread."),
    N_("Make two sentences of it."),
)
PARAGRAPH_IS_SHORT = Rule(
    "paragraph-is-short",
    N_("Paragraphs are short"),
    (),
    ("deaf", "cognitive"),
    "annoys",
    N_("A block of text is skipped by those who read slowly."),
    N_("Part it, or make a list of it."),
)
HEADING_IS_SHORT = Rule(
    "heading-is-short",
    N_("Headings are short"),
    (),
    ("blind", "cognitive"),
    "annoys",
    N_("Who jumps from heading to heading must read a whole sentence to know where she is."),
    N_("Say it in a few words, and the rest below."),
)
TEXT_IS_EASY = Rule(
    "text-is-easy",
    N_("The page can be read by people who did not study"),
    (),
    ("deaf", "cognitive"),
    "hinders",
    N_("Many deaf people read a spoken language as their second one."),
    N_("Use short words that people know, and short sentences."),
)
FEW_CHOICES = Rule(
    "few-choices",
    N_("A page that promises few choices has five at most"),
    (),
    ("cognitive",),
    "hinders",
    N_("Who asked for one thing at a time has to choose among many."),
    N_("Put what is not needed now behind one link that says 'More'."),
)

RULES = (
    LINK_SAYS_NOTHING,
    SENTENCE_IS_SHORT,
    PARAGRAPH_IS_SHORT,
    HEADING_IS_SHORT,
    TEXT_IS_EASY,
    FEW_CHOICES,
)

EMPTY_WORDS = {
    *("here", "click here", "more", "read more", "learn more", "link", "this", "this link"),
    *("hier", "hier klicken", "mehr", "weiterlesen", "dieser link", "ici", "cliquez ici"),
}
SENTENCE_WORDS = 25
PARAGRAPH_WORDS = 50
HEADING_WORDS = 12
MAIN_CHOICES = 5
VERY_LITTLE = 1
"""The look's least density: one thing at a time, the rest one step away."""
ENOUGH_WORDS = 100
"""From fewer words a formula tells nothing."""


def look_at(opened: Opened) -> Iterator[Found]:
    """Yield where the page's own words are not plain."""
    words = opened.ask("words")
    for link in words["links"]:
        if link["name"].strip(" .…>»").lower() in EMPTY_WORDS:
            sentence = N_("This link says only “%(text)s”.")
            yield Found(
                LINK_SAYS_NOTHING.id, opened.element(link), sentence, {"text": link["name"]}
            )
    for heading in words["headings"]:
        count = len(heading["text"].split())
        if count > HEADING_WORDS:
            sentence = N_("This heading has %(count)d words; %(limit)d are enough.")
            values = {"count": count, "limit": HEADING_WORDS}
            yield Found(HEADING_IS_SHORT.id, opened.element(heading), sentence, values)
    yield from _texts(opened, words)
    yield from _choices(opened)


def _choices(opened: Opened) -> Iterator[Found]:
    """Yield the page where it has more main choices than it, or the look, promises.

    The look with least promises one thing at a time, and no number: a person says what is too much.
    """
    promised = "five-choices" in opened.subject.promises
    if not promised and opened.variant.density != VERY_LITTLE:
        return
    choices = opened.ask("choices")
    if choices > MAIN_CHOICES:
        sentence = N_("There are %(count)d main choices; %(limit)d are promised.")
        values = {"count": choices, "limit": MAIN_CHOICES}
        outcome: Outcome = "failed" if promised else "needs-person"
        yield Found(FEW_CHOICES.id, PAGE, sentence, values, outcome)


def _texts(opened: Opened, words: dict[str, Any]) -> Iterator[Found]:
    language = words["language"]
    for each in words["texts"]:
        text = measure(each["text"], language)
        if text.longest_sentence > SENTENCE_WORDS:
            sentence = N_("A sentence here has %(count)d words; %(limit)d are the most.")
            values = {"count": text.longest_sentence, "limit": SENTENCE_WORDS}
            yield Found(SENTENCE_IS_SHORT.id, opened.element(each), sentence, values)
        if text.words > PARAGRAPH_WORDS:
            sentence = N_("This paragraph has %(count)d words; %(limit)d are the most.")
            values = {"count": text.words, "limit": PARAGRAPH_WORDS}
            yield Found(PARAGRAPH_IS_SHORT.id, opened.element(each), sentence, values)
    whole = measure("\n".join(each["text"] for each in words["texts"]), language)
    if whole.words >= ENOUGH_WORDS and whole.grade == "hard":
        sentence = N_("A formula calls this page hard to read (LIX %(lix)d). See who can read it.")
        values = {"lix": round(whole.lix or 0)}
        yield Found(TEXT_IS_EASY.id, PAGE, sentence, values, outcome="needs-person")
