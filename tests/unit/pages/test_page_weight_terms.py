"""A word of the glossary in each line keeps the watch page as light as it has to be."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.unit.conftest import MediaFactory
from tests.unit.pages.test_page_weight import (
    FIRST_VIEW_AT_MOST,
    SCRIPTS_AT_MOST,
    addresses,
    get,
    packed,
    scripts,
)
from webapp.extensions import db
from webapp.models import GlossaryTerm
from webapp.models.glossary import Entry


def test_a_term_in_each_line_stays_within_the_budget(
    client: FlaskClient, media_factory: MediaFactory
) -> None:
    media = media_factory(cues=500)
    GlossaryTerm.put(media.library, Entry("talk"))
    db.session.commit()
    page = client.get(f"/media/{media.slug}").text
    assert page.count('role="term"') == 36
    assert "term-panel.js" not in page, "the panel comes when it is wanted"
    weight = sum(packed(get(client, address)) for address in scripts(page))
    assert weight <= SCRIPTS_AT_MOST
    sheets = addresses(page, r'<link rel="(?:stylesheet|icon)" href="([^"]+)"')
    others = sum(packed(get(client, address)) for address in sheets)
    assert weight + others + packed(page.encode()) <= FIRST_VIEW_AT_MOST, (weight, others)
