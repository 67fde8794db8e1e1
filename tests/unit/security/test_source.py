"""What the source never does, read from the source: no string becomes a program, query or page.

Numbers in comments are requirements of OWASP ASVS 5.0 (docs/asvs.md).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((PROJECT / "templates").rglob("*.html"))
KEEPING = {"places.js", "resume.js", "settings.js"}
"""Scripts that keep something in the browser: where a stranger stopped watching, until she has it
forgotten, and a player's last settings and time until the next page. None is a secret."""
SCRIPTS = sorted((PROJECT / "static" / "js").rglob("*.js"))


@cache
def modules() -> dict[str, ast.Module]:
    """Our own Python, by path."""
    paths = [PROJECT / "manage.py", *(PROJECT / "webapp").rglob("*.py")]
    paths += (PROJECT / "tasks").rglob("*.py")
    return {p.relative_to(PROJECT).as_posix(): ast.parse(p.read_text()) for p in paths}


def nodes() -> Iterator[tuple[str, ast.AST]]:
    """All that stands in our modules, with the module's path."""
    for path, tree in modules().items():
        yield from ((path, node) for node in ast.walk(tree))


@cache
def calls() -> list[tuple[str, str, ast.Call]]:
    """Each call with its module's path and the name that is called, such as ``re.compile``."""
    return [
        (path, ast.unparse(node.func), node) for path, node in nodes() if isinstance(node, ast.Call)
    ]


@cache
def imports() -> list[tuple[str, str]]:
    """Each module that is imported, with the path of ours that imports it."""
    found = []
    for path, node in nodes():
        if isinstance(node, ast.Import):
            found += [(path, each.name) for each in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.append((path, node.module or ""))
    return found


def who_imports(name: str) -> set[str]:
    return {path for path, module in imports() if module.split(".")[0] == name}


def is_fixed(node: ast.expr) -> bool:
    """Whether a text stands in the source: a literal, a constant of ours, or made of such."""
    if isinstance(node, ast.JoinedStr):
        return all(is_fixed(part) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return is_fixed(node.value)
    if isinstance(node, ast.BinOp):
        return is_fixed(node.left) and is_fixed(node.right)
    if isinstance(node, ast.Name | ast.Attribute):
        return ast.unparse(node).rpartition(".")[2].isupper()
    return isinstance(node, ast.Constant)


def test_no_text_is_run_as_a_program() -> None:
    """1.3.2"""
    banned = {"eval", "exec", "compile", "builtins.eval", "builtins.exec", "code.interact"}
    assert [(path, name) for path, name, _ in calls() if name in banned] == []


def test_programs_are_started_with_a_list_of_arguments_and_no_shell() -> None:
    """1.2.5"""
    shells = {"os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"}
    for path, name, call in calls():
        assert name not in shells, path
        if name.startswith("subprocess."):
            assert not any(word.arg == "shell" for word in call.keywords), path
            if call.args:
                assert not isinstance(call.args[0], ast.Constant | ast.JoinedStr), path
    assert who_imports("pty") == set()


def test_queries_are_never_put_together_from_texts() -> None:
    """1.2.4: SQLAlchemy binds every value."""
    for path, name, call in calls():
        if name == "text" or name.endswith((".exec_driver_sql", ".literal_column")):
            if ast.unparse(call.args[0]).startswith("f'PRAGMA busy_timeout = "):
                continue  # a number that the database gave; settings of SQLite cannot be bound
            assert is_a_choice(call.args[0]), f"{path}: {ast.unparse(call)}"
        if name.endswith((".execute", ".scalar", ".scalars")) and call.args:
            assert not isinstance(call.args[0], ast.JoinedStr | ast.BinOp), path


def is_a_choice(node: ast.expr) -> bool:
    """A literal, or one of two literals."""
    if isinstance(node, ast.IfExp):
        return is_a_choice(node.body) and is_a_choice(node.orelse)
    return is_fixed(node)


def test_patterns_are_never_made_of_what_people_send() -> None:
    """1.2.9"""
    makers = {"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall"}
    for path, name, call in calls():
        module, _, function = name.rpartition(".")
        if module == "re" and function in makers:
            listed = path == "webapp/search_terms.py"  # marks that Unicode lists
            assert listed or is_fixed(call.args[0]), f"{path}: {ast.unparse(call)}"


def test_formats_are_never_made_of_what_people_send() -> None:
    """1.3.10"""
    for path, name, call in calls():
        if name.endswith(".format") and isinstance(call.func, ast.Attribute):
            subject = call.func.value
            if isinstance(subject, ast.Call):  # Markup("<p>{}</p>")
                subject = subject.args[0]
            allowed = is_fixed(subject) or path == "webapp/mail.py"  # an address of the settings
            assert allowed, f"{path}: {ast.unparse(call)}"


def test_templates_are_files_of_ours() -> None:
    """1.3.7"""
    makers = {"render_template_string", "stream_template_string", "Template", "jinja2.Template"}
    for path, name, _ in calls():
        assert name not in makers, path
        assert not name.endswith("env.from_string"), path
        if name.endswith("Environment"):  # whose loader reads its own folder
            assert path == "webapp/audit/reports/html.py"


def test_nothing_is_called_html_that_people_sent() -> None:
    """1.1.2, 1.2.1, 1.3.1: Jinja escapes at the last moment, everywhere."""
    for template in TEMPLATES:
        source = template.read_text()
        assert "autoescape" not in source, template
        for before in re.findall(r"(.*)\|\s*safe\b", source):
            assert before.endswith('strftime("%-d&nbsp;%b&nbsp;%Y") '), template
    kept = ("webapp/pages/transcripts.py", "Markup(html)")  # a template's lines, kept and signed
    for path, name, call in calls():
        if name.rpartition(".")[2] == "Markup" and (str(path), ast.unparse(call)) != kept:
            assert is_fixed(call.args[0]), f"{path}: {ast.unparse(call)}"


def test_stored_objects_are_never_brought_to_life() -> None:
    """1.5.2"""
    banned = {"pickle", "marshal", "shelve", "dill", "joblib", "yaml", "jsonpickle"}
    assert {module for _, module in imports() if module.split(".")[0] in banned} == set()


def test_xml_is_read_by_the_careful_parser_alone() -> None:
    """1.5.1"""
    readers = {module for _, module in imports() if module.startswith(("xml", "lxml"))}
    assert readers <= {"xml.sax.saxutils", "xml.etree.ElementTree"}
    for path, node in nodes():
        if isinstance(node, ast.ImportFrom) and node.module == "xml.etree.ElementTree":
            assert [each.name for each in node.names] == ["ParseError"], path


def test_the_network_is_reached_from_known_places_alone() -> None:
    """1.3.6, 13.2.4, 15.3.2: models, mails, speech, files, Redis, as docs/security.md lists."""
    assert who_imports("httpx") == {"tasks/engines/fetch.py", "tasks/engines/remote.py"}
    assert who_imports("boto3") == {"webapp/media/bucket.py"}
    for other in ("requests", "urllib3", "aiohttp", "ftplib", "telnetlib", "pycurl"):
        assert who_imports(other) == set()
    assert "urllib.request" not in {module for _, module in imports()}
    followers = {
        path
        for path, _, call in calls()
        if any(
            word.arg == "follow_redirects" and ast.unparse(word.value) != "False"
            for word in call.keywords
        )
    }
    assert followers <= {"tasks/engines/fetch.py"}, "what arrives there is checked by its SHA-256"


def test_old_hashes_and_guessable_numbers_are_not_used() -> None:
    """11.4.1, 11.5.1"""
    assert who_imports("random") == set()
    hashes = {name for _, name, _ in calls() if re.fullmatch(r"hashlib\.\w+", name)}
    assert hashes <= {"hashlib.sha256", "hashlib.file_digest"}
    for path, name, call in calls():
        if name in ("hmac.digest", "hmac.new", "hashlib.file_digest"):
            assert "sha256" in ast.unparse(call), path
        if name.startswith("uuid."):
            assert path in {"webapp/media/storage.py", "webapp/media/folder_storage.py"}, (
                "an address is made by secrets"
            )


def test_no_cipher_is_made_here() -> None:
    """11.2.1, 11.3.1, 11.3.2: what is encrypted is sealed by AES-GCM, in one place."""
    assert who_imports("cryptography") == {"webapp/totp_wallet.py"}
    assert who_imports("Crypto") == who_imports("nacl") == set()
    ciphers = {module for _, module in imports() if module.startswith("cryptography.hazmat")}
    assert ciphers == {"cryptography.hazmat.primitives.ciphers.aead"}


def test_forms_set_only_what_they_ask_for() -> None:
    """15.3.3: no form or query is poured into a model."""
    for path, name, call in calls():
        assert not name.endswith("populate_obj"), path
        for word in call.keywords:
            if word.arg is None:  # f(**request.form)
                assert "request." not in ast.unparse(word.value), f"{path}: {ast.unparse(call)}"


def test_form_fields_and_addresses_are_never_mixed_up() -> None:
    """15.3.7: ``request.values`` would take a field from wherever it stands."""
    sources = [
        f"{path}:{node.lineno}"
        for path, node in nodes()
        if isinstance(node, ast.Attribute)
        and node.attr == "values"
        and ast.unparse(node) == "request.values"
    ]
    assert sources == []


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_write_text_and_keep_nothing(script: Path) -> None:
    """3.2.2, 3.5.5, 14.3.3, 15.3.6"""
    source = script.read_text()
    html = r"(?<![\"'])\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser)\b"
    code = r"\b(eval|Function|setTimeout|setInterval)\(\s*[\"'`]"
    messages = r"postMessage|[\"']message[\"']|onmessage"
    kept = r"\b(localStorage|sessionStorage|indexedDB|caches)\b|document\.cookie"
    prototypes = r"__proto__|\bprototype\b|Object\.assign|\w\[[a-z]\w*\]\s*=[^=]"
    for banned in (html, code, messages, prototypes):
        assert not re.search(banned, source), banned
    if script.name not in KEEPING:
        assert not re.search(kept, source), kept


def test_pages_use_nothing_that_browsers_gave_up() -> None:
    """3.7.1"""
    for template in TEMPLATES:
        assert not re.search(r"<(object|embed|applet|frame|marquee)\b", template.read_text())


def test_pages_load_nothing_from_elsewhere_and_tell_nobody() -> None:
    """14.2.3"""
    for template in TEMPLATES:
        loaded = re.findall(
            r"\b(?:src|srcset|action|poster|data)=\"(https?:)?//", template.read_text()
        )
        assert loaded == [], template
        for link in re.findall(r"<link\b[^>]*>", template.read_text()):
            assert not re.search(r"href=\"(https?:)?//", link), template
    for sheet in (PROJECT / "static" / "css").rglob("*.css"):
        assert not re.search(r"url\(\s*[\"']?(https?:)?//", sheet.read_text()), sheet


def test_no_secret_stands_in_the_source() -> None:
    """13.3.1"""
    words = re.compile(
        r"(?i)(secret|password|api_?key|token)\w*\s*[:=]\s*[\"'][A-Za-z0-9+/_=-]{16,}[\"']"
        r"|-----BEGIN [A-Z ]*PRIVATE KEY-----|AKIA[0-9A-Z]{16}"
    )
    paths = [PROJECT / path for path in modules()] + TEMPLATES + SCRIPTS
    paths += [p for p in (PROJECT / "deploy").rglob("*") if p.is_file()]
    assert [path for path in paths if words.search(path.read_text())] == []
