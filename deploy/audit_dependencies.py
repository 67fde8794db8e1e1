"""Compare the pinned packages with published advisories, without a network.

    make audit-dependencies ADVISORIES=all.zip

The advisories are in the OSV format (https://ossf.github.io/osv-schema/): a JSON file, one with a
record a line, or a zip of JSON files such as osv.dev offers for the ecosystem PyPI. Ends with 0
where no pinned package is affected, 1 where one is, and 2 where the question could not be answered.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements"
Record = dict[str, Any]


class BadInput(click.ClickException):
    """The question could not be answered; exits with 2 and one sentence."""

    exit_code = 2


@dataclass(frozen=True)
class Hit:
    """A pinned package that an advisory is about."""

    package: str
    version: Version
    advisory: str
    names: tuple[str, ...]
    summary: str
    fixed: tuple[str, ...]

    def __str__(self) -> str:
        known_as = f" ({', '.join(self.names)})" if self.names else ""
        mend = f" Mended in {', '.join(self.fixed)}." if self.fixed else " Not mended yet."
        what = self.summary.rstrip(".") or "no summary"
        return f"{self.package} {self.version}: {self.advisory}{known_as}: {what}.{mend}"


@click.command()
@click.argument("advisories", type=click.Path(path_type=Path))
@click.argument("requirements", nargs=-1, type=click.Path(path_type=Path))
def audit(advisories: Path, requirements: tuple[Path, ...]) -> None:
    """Print the pinned packages in REQUIREMENTS that ADVISORIES are about."""
    pins = read_pins(requirements or sorted(REQUIREMENTS.glob("*.txt")))
    count, hits = 0, set[Hit]()
    for record in read_advisories(advisories):
        count += 1
        hits.update(find_hits(record, pins))
    if not count:
        raise BadInput(f"{advisories} holds no advisory.")
    for hit in sorted(hits, key=lambda each: (each.package, each.advisory)):
        click.echo(str(hit))
    affected = len({hit.package for hit in hits})
    click.echo(f"Packages: {len(pins)}. Advisories: {count:,}. Affected packages: {affected}.")
    sys.exit(1 if hits else 0)


def read_pins(paths: Iterable[Path]) -> dict[str, Version]:
    """The version of each package in pip's requirements files. BadInput where none is pinned."""
    pins: dict[str, Version] = {}
    for path in paths:
        for line in _lines(path):
            try:
                requirement = Requirement(line)
                (pin,) = requirement.specifier
                if pin.operator != "==":
                    raise ValueError(pin.operator)
                pins[canonicalize_name(requirement.name)] = Version(pin.version)
            except (InvalidRequirement, InvalidVersion, ValueError) as error:
                raise BadInput(f"{path}: {line} does not pin a version.") from error
    if not pins:
        raise BadInput("There are no requirements to look at.")
    return pins


def read_advisories(path: Path) -> Iterator[Record]:
    """Each record of a file in one of the forms above. BadInput where it cannot be read."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    if name.endswith(".json"):
                        yield from _records(json.loads(archive.read(name)))
            return
        text = path.read_text("utf-8")
        try:
            yield from _records(json.loads(text))
        except json.JSONDecodeError:
            for line in filter(str.strip, text.splitlines()):
                yield from _records(json.loads(line))
    except (OSError, ValueError, zipfile.BadZipFile) as error:
        raise BadInput(f"{path} cannot be read as OSV advisories: {error}") from error


def find_hits(record: Record, pins: dict[str, Version]) -> Iterator[Hit]:
    """The pinned packages that one advisory is about; none where it was withdrawn."""
    if record.get("withdrawn"):
        return
    for affected in record.get("affected", ()):
        package = affected.get("package", {})
        name = canonicalize_name(str(package.get("name", "")))
        is_python = str(package.get("ecosystem", "")).partition(":")[0] == "PyPI"
        if is_python and name in pins and _is_affected(pins[name], affected):
            yield Hit(
                name,
                pins[name],
                str(record["id"]),
                tuple(record.get("aliases", ())),
                " ".join(str(record.get("summary") or record.get("details", ""))[:200].split()),
                tuple(dict.fromkeys(e["fixed"] for e in _events(affected) if "fixed" in e)),
            )


def _is_affected(version: Version, affected: Record) -> bool:
    """Whether a version is named or in a range. What cannot be compared counts as affected."""
    try:
        if any(Version(each) == version for each in affected.get("versions", ())):
            return True
        ranges = [each for each in affected.get("ranges", ()) if each.get("type") != "GIT"]
        return any(_is_within(version, each.get("events", ())) for each in ranges)
    except InvalidVersion:
        return True


def _is_within(version: Version, events: Iterable[dict[str, str]]) -> bool:
    """Follow the events of a range in order of version, as the OSV schema's evaluation says."""
    placed = [(_version(at), kind) for event in events for kind, at in event.items()]
    within = False
    for at, kind in sorted(placed):
        if version > at or (version == at and kind != "last_affected"):
            within = kind == "introduced"
    return within


def _version(at: str) -> Version:
    return Version("0.dev0" if at == "0" else at)  # 0 stands for the beginning


def _events(affected: Record) -> Iterator[dict[str, str]]:
    for each in affected.get("ranges", ()):
        if each.get("type") != "GIT":
            yield from each.get("events", ())


def _records(data: object) -> Iterator[Record]:
    """The advisories in a JSON document: one, a list of them, or osv.dev's ``vulns``."""
    if isinstance(data, dict) and isinstance(data.get("vulns"), list):
        data = data["vulns"]
    for each in data if isinstance(data, list) else [data]:
        if not isinstance(each, dict) or "id" not in each:
            raise ValueError("a record without an id")
        yield each


def _lines(path: Path) -> Iterator[str]:
    """The requirements in a file, without their hashes, comments and options."""
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise BadInput(f"{path} cannot be read.") from error
    for line in text.replace("\\\n", " ").splitlines():
        requirement = line.partition("#")[0].partition(" --")[0].strip()
        if requirement and not requirement.startswith("-"):
            yield requirement


if __name__ == "__main__":
    audit()
