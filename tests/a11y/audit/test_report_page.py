"""The report of an audit is itself a page that everybody can use."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.a11y.axe import too_wide, violations
from tests.unit.audit.made import fault, run, visit
from webapp.audit.checks import rules
from webapp.audit.comparison import compare
from webapp.audit.reports import Report, write


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_it_passes_axe_and_fits_a_phone(
    chromium: Browser, tmp_path: Path, scheme: str, width: int
) -> None:
    picture = chromium.new_page()
    known, long = fault('main / link "more"'), fault(f'main / link "{"Gemeindeversammlung" * 12}"')
    made = run(
        fault(),
        long,
        fault("main / p", outcome="needs-person"),
        visits=[visit(), visit("help", not_looked_at="the server answered 500")],
        pictures={long.identity: picture.screenshot()},
    )
    picture.close()
    file = tmp_path / "report.html"
    file.write_text(write(Report(made, rules(), compare([known], made)), "html"), "utf-8")
    page = chromium.new_page(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page.goto(file.as_uri())
    assert page.locator("img").evaluate("(image) => image.naturalWidth") > 0
    assert violations(page) == []
    assert too_wide(page) == []
    page.close()
