"""Everything that people read on a page can be translated, and German has all of it."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from webapp.config import PROJECT

TRANSLATIONS = PROJECT / "webapp" / "translations"
KEYWORDS = {
    "_": None,
    "N_": None,
    "MediaError": None,
    "StepFailed": None,
    "TryLater": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
NOT_TRANSLATED = ("mail/", "security/email/", "pages/style.html", "parts/style_p")
"""Mails are in English; /style is for those who develop."""
SAME_EVERYWHERE = {"Sightline", "ANA", "Ana", "Aa"}
READ_ALOUD = ("alt", "aria-label", "aria-description", "label", "placeholder", "title")
NOT_READ = {"script", "style", "code"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|<[^>]*>")
WORD = re.compile(r"[^\W\d_]{2,}")
ATTRIBUTES = re.compile(r"(?:\s*[\w-]+=\"[^\"]*\")+\s*")
"""What a macro puts into a tag."""
SENTENCE = re.compile(r"[A-Z][a-z]+\b(?![./_-])|[A-Za-z,.]\s+[A-Za-z]")
VALUE = "\N{OBJECT REPLACEMENT CHARACTER}"
"""Stands where a template puts a value."""


@cache
def in_the_source() -> dict[str, tuple[str, ...]]:
    """Each text of the source with its forms: one, or singular and plural."""
    with (PROJECT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = extract_from_dir(PROJECT, methods, options, KEYWORDS)
    texts = [each[2] for each in found]
    return {(t if isinstance(t, str) else t[0]): ((t,) if isinstance(t, str) else t) for t in texts}


def catalogue(language: str) -> Catalog:
    with (TRANSLATIONS / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file)


LANGUAGES = [folder.name for folder in TRANSLATIONS.iterdir() if folder.is_dir()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_text_has_its_translation(language: str) -> None:
    """After a change of texts: make words, then fill in what is empty."""
    known = catalogue(language)
    for text in in_the_source():
        message = known.get(text)
        assert message is not None, f"not in the catalogue: {text}"
        forms = (message.string,) if isinstance(message.string, str) else tuple(message.string)
        assert all(forms), f"not translated: {text}"
        assert not message.fuzzy, f"not sure: {text}"


@pytest.mark.parametrize("path", sorted((PROJECT / "tasks").glob("*.py")), ids=lambda p: p.stem)
def test_why_work_in_the_background_ended_can_be_translated(path: Path) -> None:
    """A reason that has a name is marked with N_ where it is written."""
    module = importlib.import_module(f"tasks.{path.stem}".removesuffix(".__init__"))
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
            continue
        if node.func.id in ("StepFailed", "TryLater") and isinstance(node.args[0], ast.Name):
            reason = getattr(module, node.args[0].id)
            assert reason in in_the_source(), f"not marked: {reason}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_values_and_markup(language: str) -> None:
    known = catalogue(language)
    for text, sources in in_the_source().items():
        message = known.get(text)
        assert message is not None
        forms = (message.string,) if isinstance(message.string, str) else tuple(message.string)
        for source, form in zip([sources[0], *sources[1:] * len(forms)], forms, strict=False):
            if len(sources) == 1 or form != forms[0]:  # 'one video' needs no number
                assert sorted(PLACEHOLDER.findall(source)) == sorted(PLACEHOLDER.findall(form)), (
                    text
                )


def templates() -> list[str]:
    root = PROJECT / "templates"
    names = [file.relative_to(root).as_posix() for file in root.rglob("*.html")]
    return sorted(name for name in names if not name.startswith(NOT_TRANSLATED))


@pytest.mark.parametrize("name", templates())
def test_every_text_of_a_template_can_be_translated(name: str) -> None:
    source = (PROJECT / "templates" / name).read_text()
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
    read = Texts()
    read.feed("".join(_without_values(environment, source)))
    read.close()
    literals = _literals(environment.parse(source))
    found = [*read.found, *(text for text in literals if SENTENCE.search(text))]
    assert [text for text in found if not set(WORD.findall(text)) <= SAME_EVERYWHERE] == []


def _without_values(environment: Environment, source: str) -> Iterator[str]:
    """What a template says by itself: no comments, no statements, no translated texts."""
    statement: list[str] = []
    translated = False
    for _line, kind, value in environment.lex(source):
        if kind == "data" and not translated:
            yield value
        elif kind == "variable_begin":
            yield VALUE
        elif kind == "block_begin":
            statement = []
        elif kind == "name":
            statement.append(value)
        elif kind == "block_end" and statement[:1] in (["trans"], ["endtrans"]):
            translated = statement[0] == "trans"


def _literals(node: nodes.Node) -> Iterator[str]:
    """Every string of an expression that is not handed to gettext."""
    if isinstance(node, nodes.Call) and getattr(node.node, "name", "") in (*KEYWORDS, "url_for"):
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    for child in node.iter_child_nodes(exclude=["key"]):
        yield from _literals(child)


class Texts(HTMLParser):
    """Collects what people see or have read out to them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in NOT_READ:
            self.open.append(tag)
        for name, value in attrs:
            if name in READ_ALOUD:
                self._note(value or "")

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1:] == [tag]:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not self.open:
            self._note(data)

    def _note(self, text: str) -> None:
        if WORD.search(text) and not ATTRIBUTES.fullmatch(text):
            self.found.append(" ".join(text.replace(VALUE, "").split()))


SAYING = {"abort", "flash", "ValidationError", "InputRequired", "DataRequired"}
"""What is handed to these is read by people."""


@pytest.mark.parametrize(
    "module",
    [*PROJECT.glob("webapp/pages/**/*.py"), *PROJECT.glob("webapp/accounts/*.py")],
    ids=lambda file: str(file.relative_to(PROJECT)),
)
def test_every_sentence_that_a_page_says_can_be_translated(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text())):
        if not isinstance(node, ast.Call):
            continue
        said = [each.value for each in node.keywords if each.arg == "announce"]
        if isinstance(node.func, ast.Name) and node.func.id in SAYING:
            said.extend(node.args)
        for each in said:
            is_text = isinstance(each, ast.Constant) and isinstance(each.value, str)
            assert not is_text, ast.unparse(node)
            assert not isinstance(each, ast.JoinedStr), ast.unparse(node)
