"""Scripts and style sheets as one file, without their comments: fewer bytes, and one request.

The sources stay plain ES modules and sheets that a browser also takes one by one; nothing is built.
Only what our modules use is understood: ``import { a } from "./b.js"``, ``import * as b from ...``,
and ``export`` before a function, class or constant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

_IMPORT = re.compile(r'^import (?:\* as (\w+)|\{([^}]+)\}) from "(\.[^"]+)";\n', re.M)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.M)
_LEFT_OVER = re.compile(r"^(import|export)\b", re.M)
_SCRIPT_COMMENT = re.compile(r"^[ \t]*//.*\n|[ \t]+//[^\n\"'`]*$", re.M)
_SHEET_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_SHEET_SPACE = re.compile(r"\s*([{};,])\s*")
_INDENTATION = re.compile(r"^[ \t]+|\n(?=\s*\n)", re.M)


def join_sheets(sheets: Sequence[Path]) -> str:
    """Return style sheets one after the other. They must lie in folders of the same depth."""
    texts = [_SHEET_COMMENT.sub("", sheet.read_text(encoding="utf-8")) for sheet in sheets]
    return _SHEET_SPACE.sub(r"\1", "\n".join(texts)).strip()


def join_modules(entry: Path) -> str:
    """Return a module with all that it imports, each in a scope of its own, the used ones first.

    Raises:
        ValueError: a module imports or exports in another way, or two import each other.
    """
    names: dict[Path, str] = {}
    parts: list[str] = []
    own = _add(entry.resolve(), names, parts)
    exported = ", ".join(_EXPORT.findall(entry.read_text(encoding="utf-8")))
    return "".join(parts) + (f"export const {{ {exported} }} = {own};\n" if exported else "")


def _add(path: Path, names: dict[Path, str], parts: list[str]) -> str:
    """Append a module behind those that it imports, and return the name of its exports."""
    if path in names:
        if not names[path]:
            raise ValueError(f"{path.name} imports itself by way of others")
        return names[path]
    names[path] = ""
    text = path.read_text(encoding="utf-8")

    def bind(found: re.Match[str]) -> str:
        whole, some, address = found.groups()
        wanted = whole or "{" + some.replace(" as ", ": ") + "}"
        return f"const {wanted} = {_add((path.parent / address).resolve(), names, parts)};\n"

    body = _EXPORT.sub("", _IMPORT.sub(bind, text))
    if left := _LEFT_OVER.search(body):
        raise ValueError(f"{path.name}: this {left[1]} cannot be joined")
    exported = ", ".join(_EXPORT.findall(text))
    lean = _INDENTATION.sub("", _SCRIPT_COMMENT.sub("", body))
    names[path] = f"$module{len(parts)}"
    parts.append(f"const {names[path]} = (() => {{\n{lean}\nreturn {{ {exported} }};\n}})();\n")
    return names[path]
