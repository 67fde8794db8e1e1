"""A report to be read: one file with its pictures and its look in it, and no scripts."""

from __future__ import annotations

import base64
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from webapp.audit.reports import SEVERITIES, TOUCHES, Report
from webapp.audit.wcag import CRITERIA

HERE = Path(__file__).parent


def write(report: Report) -> str:
    """Return the page."""
    run = report.run
    return _template().render(
        report=report,
        run=run,
        pictures={name: _address(picture) for name, picture in run.pictures.items()},
        addresses={each.name: urljoin(run.address + "/", each.address) for each in run.subjects},
        criteria={criterion.number: criterion.name for criterion in CRITERIA},
        touches=TOUCHES,
        severities=SEVERITIES,
        new={finding.identity for finding in report.new},
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html")


def _address(picture: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(picture).decode()}"
