"""From a draft to published captions with the keys alone, with scripts and without."""

from __future__ import annotations

import subprocess
import textwrap
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from tasks import engines, listening
from tasks.engines import catalogue
from tests.a11y.conftest import Site
from tests.a11y.ferry import Hands, add_draft, add_ferry, cues_at, expect_nothing_wrong
from webapp.captions import formats
from webapp.captions.document import Cue
from webapp.captions.profiles import PROFILES
from webapp.captions.segment import cues_from_words
from webapp.extensions import db
from webapp.models import Transcript

Visit = Callable[..., Page]

SENTENCES = 2
"""Of the recording, so many captions of the reference are mended: 12 s, which the engine needs
about as long for."""
LINE = 42
"""Characters that a line may have."""
DRAFT = (
    (1000, 4000, "Good morning, and welcom aboard."),
    (5000, 11000, "The ferry leaves at nine. Please stay in your seats until then."),
    (12000, 15000, "We wish you a good crossing."),
)
MENDED = [
    "Good morning, and welcome aboard.",
    "The ferry leaves at nine.",
    "Please stay in your seats until then.",
    "We wish you a good crossing.",
]


class Reading(NamedTuple):
    """The beginning of a recording: what an engine made of it, and what is said."""

    clip: Path
    draft: Sequence[Cue]
    wanted: Sequence[str]
    """What each caption of the draft ought to say."""


@pytest.fixture(scope="session")
def reading(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Reading:
    """The first sentences of a recording, drafted by the engine that is always at hand."""
    speech = shared / "media" / "speech"
    reference = formats.read((speech / "ljspeech-lj001.vtt").read_bytes(), "ljspeech-lj001.vtt")
    sentences = reference.cues[:SENTENCES]
    clip = film(speech / "ljspeech-lj001.flac", sentences[-1].end_ms, tmp_path_factory)
    engine = engines.choose("sphinx", "", "en", models_dir=clip.parent)
    voice = catalogue.packaged_voice_model()
    assert voice is not None
    heard = listening.listen(clip, engine, language="en", vad_model=voice)
    draft = cues_from_words(
        [word for _, words in heard for word in words],
        language="en",
        profile=PROFILES["sightline"],
        portrait=False,
        duration_ms=sentences[-1].end_ms,
    )
    return Reading(clip, draft, shared_out(" ".join(cue.text for cue in sentences), draft))


def film(sound: Path, length_ms: int, folders: pytest.TempPathFactory) -> Path:
    """A moving picture with the beginning of a recording."""
    clip = folders.mktemp("reading") / "reading.mp4"
    inputs = ["-f", "lavfi", "-i", "testsrc2=size=320x180:rate=10", "-i", str(sound)]
    coding = f"-t {length_ms / 1000} -c:v libx264 -preset ultrafast -pix_fmt yuv420p -c:a aac"
    command = ["ffmpeg", "-v", "error", *inputs, *coding.split(), "-movflags", "+faststart"]
    subprocess.run([*command, str(clip)], check=True)
    return clip


def shared_out(said: str, draft: Sequence[Cue]) -> list[str]:
    """Part what is said as a draft is parted, by the words that both have."""
    words = said.split()
    drafted = [words_of([cue.text]) for cue in draft]
    plain = [word.strip(".,").lower() for word in words]
    same = SequenceMatcher(None, [w for each in drafted for w in each], plain, autojunk=False)
    ends, passed = [0], 0
    for each in drafted[:-1]:
        passed += len(each)
        ends.append(
            next(b1 + min(passed - a1, b2 - b1) for _, a1, a2, b1, b2 in same.get_opcodes()
                 if a1 < passed <= a2)
        )  # fmt: skip
    return [" ".join(words[a:b]) for a, b in pairwise([*ends, len(words)])]


def words_of(texts: Sequence[str]) -> list[str]:
    return " ".join(texts).split()


def in_lines(text: str) -> str:
    """Break a text as somebody does who has no key for it."""
    return "\n".join(textwrap.wrap(text, LINE))


@pytest.fixture
def address(site: Site, tmp_path: Path) -> str:
    with site.app.app_context():
        return add_ferry(site.app, tmp_path, "A short crossing by ferry", DRAFT)


def state_of(site: Site, address: str) -> tuple[str, list[str]]:
    with site.app.app_context():
        texts = [cue.text for cue in cues_at(address)]
        transcript = db.session.get_one(Transcript, int(address.rsplit("/", 1)[-1]))
        return transcript.state, texts


def publish(page: Page, hands: Hands, address: str) -> None:
    """Approve the whole and publish it, on the page of the gate."""
    page.goto(f"{address}/publish")
    page.locator("#approve").focus()
    hands.press("Enter")
    hands.heard("You approved the captions.")
    expect(page.get_by_role("heading", name="Nothing is missing")).to_be_visible()
    page.locator("#publish").focus()
    hands.press("Enter")
    hands.heard("Published.")


def test_a_reviewer_mends_a_draft_and_publishes_it(site: Site, visit: Visit, address: str) -> None:
    page = visit(address)
    hands = Hands(page)
    page.locator("#next-step").focus()
    hands.press("Enter")
    hands.heard("You review these captions now.")
    expect(page.locator("#more-tools")).to_be_visible()  # the scripts have come
    page.locator(".row-edit").first.focus()
    hands.press("Enter")
    hands.is_in_text(1)
    hands.caret_after("welcom")
    hands.type("e")
    hands.press("Control+Shift+Enter")
    hands.is_in_text(2)
    hands.caret_after("nine.")
    hands.press("F2", "s")
    hands.heard("Split.")
    hands.is_in_text(2)
    expect_nothing_wrong(page)
    for number in (2, 3, 4):
        hands.is_in_text(number)
        hands.press("Control+Shift+Enter")
    hands.heard("All captions are checked.")
    expect_nothing_wrong(page)
    publish(page, hands, address)
    assert state_of(site, address) == ("published", MENDED)


def test_the_same_without_scripts(site: Site, visit: Visit, address: str) -> None:
    page = visit(address, java_script_enabled=False)
    hands = Hands(page)
    page.locator("#next-step").press("Enter")
    hands.heard("You review these captions now.")
    expect(page.get_by_role("link", name="Shortcuts")).to_be_visible()
    expect(page.get_by_role("button", name="Slower")).to_be_hidden()
    page.get_by_role("link", name="Find and replace").press("Enter")
    page.get_by_label("Find", exact=True).fill("wish")
    page.get_by_label("Replace with").fill("want")
    page.get_by_role("button", name="See the changes first").press("Enter")
    page.get_by_role("button", name="Replace in those that are ticked").press("Enter")
    expect(page.locator("#find-outcome")).to_contain_text("1 caption was changed.")
    page.get_by_role("button", name="Undo your last change").press("Enter")
    hands.heard("Undone.")
    page.locator(".row-edit").first.press("Enter")
    text = page.get_by_role("textbox", name="Text", exact=True)
    text.fill(MENDED[0])
    page.get_by_role("button", name="Approve").press("Enter")
    hands.heard("Approved.")
    expect(text).to_have_value(DRAFT[1][2])
    text.fill(DRAFT[1][2].replace("nine. ", "nine. |"))
    page.get_by_role("button", name="Split at the caret").press("Enter")
    hands.heard("Split.")
    for said in MENDED[1:]:
        expect(text).to_have_value(said)
        page.get_by_role("button", name="Approve").press("Enter")
        hands.heard("Approved.")
    publish(page, hands, address)
    assert state_of(site, address) == ("published", MENDED)


def test_a_real_draft_is_mended_after_its_reference_and_published(
    site: Site, visit: Visit, reading: Reading
) -> None:
    with site.app.app_context():
        address = add_draft(site.app, reading.clip, "About printing", reading.draft, "sphinx en-us")
    page = visit(address)
    hands = Hands(page)
    expect(page.locator("#more-tools")).to_be_visible()  # the scripts have come
    page.locator(".row-edit").first.focus()
    hands.press("Enter")
    for number, text in enumerate(reading.wanted, 1):
        hands.is_in_text(number)
        hands.press("Control+a")
        hands.type(text)
        hands.press("Control+Shift+Enter")
        last = number == len(reading.wanted)
        hands.heard("All captions are checked." if last else "left to check.")
        expect_nothing_wrong(page)
    page.locator(".row-edit").first.focus()
    hands.press("Enter")
    hands.is_in_text(1)
    mend_all(page, hands)
    expect_nothing_wrong(page)
    publish(page, hands, address)
    state, texts = state_of(site, address)
    assert (state, words_of(texts)) == ("published", words_of(reading.wanted))
    with site.app.app_context():
        kept = {(word[0], *word[1:3]) for cue in cues_at(address) for word in cue.words}
    heard = {(word.text, word.start_ms, word.end_ms) for cue in reading.draft for word in cue.words}
    assert len(kept & heard) > len(heard) / 2, "words that were heard well keep their times"


def test_a_real_draft_without_scripts(site: Site, visit: Visit, reading: Reading) -> None:
    with site.app.app_context():
        address = add_draft(site.app, reading.clip, "On printing", reading.draft, "sphinx en-us")
    page = visit(address, java_script_enabled=False)
    hands = Hands(page)
    page.locator(".row-edit").first.press("Enter")
    text = page.get_by_role("textbox", name="Text", exact=True)
    for was, wanted in zip(reading.draft, reading.wanted, strict=True):
        expect(text).to_have_value(was.text)
        text.fill(in_lines(wanted))
        page.get_by_role("button", name="Approve").press("Enter")
        hands.heard("Approved.")
    publish(page, hands, address)
    state, texts = state_of(site, address)
    assert (state, words_of(texts)) == ("published", words_of(reading.wanted))


def mend_all(page: Page, hands: Hands) -> None:
    """Do what is suggested for each caption; where an error stays, split it in the middle."""
    row = page.locator(".row-open")
    while True:
        version, cue = row.get_attribute("data-version"), row.get_attribute("data-cue")
        assert version is not None
        assert cue is not None
        if row.locator("[data-command=take-hint]").count():
            hands.press("F2", "h")
            expect(row).not_to_have_attribute("data-version", version)
        elif row.locator(".cue-findings .error").count():
            words = page.locator("textarea.cue-text").input_value().split(" ")
            hands.caret_after(" ".join(words[: len(words) // 2]))
            hands.press("F2", "s")
            expect(row).not_to_have_attribute("data-version", version)
        elif row.evaluate("row => row.nextElementSibling === null"):
            return
        else:
            hands.press("F2", "ArrowDown")
            expect(page.locator(f"#cue-{cue}.row-open")).to_have_count(0)
        expect(page.locator("textarea.cue-text")).to_be_focused()
