"""One file does what many modules do, and is refused where it would not."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from webapp.joining import join_modules, join_sheets


def write(folder: Path, **modules: str) -> Path:
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text)
    return folder / "main.js"


def run(script: str, tmp_path: Path) -> object:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not on this machine")
    file = tmp_path / "joined.mjs"
    file.write_text(script)
    return json.loads(subprocess.run([node, file], check=True, capture_output=True).stdout)


def test_joined_modules_do_the_same_and_share_what_they_import(tmp_path: Path) -> None:
    entry = write(
        tmp_path,
        main=(
            'import * as other from "./other.js";\n'
            'import { count as counted, Box } from "./count.js";\n'
            "// A comment.\n"
            "const name = 'main'; // Hers.\n"
            "other.start();\n"
            "  counted();\n"
            "console.log(JSON.stringify([counted(), new Box().size, name]));\n"
        ),
        other=(
            'import {\n  count,\n} from "./count.js";\n'
            "const name = 1;\nexport function start() { count(); }\n"
        ),
        count=(
            "let n = 0;\nexport function count() { return ++n; }\nexport class Box { size = 2; }\n"
        ),
    )
    joined = join_modules(entry)
    assert "A comment" not in joined
    assert "Hers" not in joined
    assert run(joined, tmp_path) == [3, 2, "main"]


def test_what_a_module_exports_is_there_for_who_imports_it(tmp_path: Path) -> None:
    entry = write(tmp_path, main="export function start() { return 7; }\n")
    joined = join_modules(entry) + "console.log(start());\n"
    assert run(joined, tmp_path) == 7


@pytest.mark.parametrize(
    "text",
    [
        'import other from "./other.js";\n',
        "export default 1;\n",
        "export { name };\n",
        'import { a } from "./main.js";\nexport const a = 1;\n',
    ],
)
def test_what_cannot_be_joined_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match=r"main\.js"):
        join_modules(write(tmp_path, main=text))


def test_sheets_keep_their_rules_and_order(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("/* First. */\n@layer a, b;\n\n  p { color: red; }\n")
    (tmp_path / "b.css").write_text("/* Two\n   lines. */\nq { content: 'x'; }\n")
    joined = join_sheets([tmp_path / "a.css", tmp_path / "b.css"])
    assert joined == "@layer a,b;p{color: red;}q{content: 'x';}"
