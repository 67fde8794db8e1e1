"""Many texts of the interface at once: their list as a table, and a folder of clips."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from webapp import access, audit_log, respond
from webapp.access import May
from webapp.extensions import db
from webapp.models import Library
from webapp.models.glossary import GlossaryRefused
from webapp.pages.glossary_clips import wrong
from webapp.pages.interface_clips import HERE, page_of_all
from webapp.pages.interface_places import PLACES
from webapp.sign_glossary_folder import FolderInZip, RowsRefused
from webapp.sign_interface_folder import TABLE, table_of, take_in

blueprint = Blueprint("interface_import", __name__, url_prefix=HERE)


@blueprint.get(f"/{TABLE}")
@access.site(May.GLOSSARY)
def table() -> Response:
    """Send the list of texts, to be filmed and filled in."""
    texts = [(each.name, str(each.title), each.said()) for each in PLACES.values()]
    answer: Response = current_app.response_class(
        table_of(texts), content_type="text/csv; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{TABLE}"'
    return answer


@blueprint.post("/import")
@access.site(May.GLOSSARY)
def receive() -> Response:
    """Keep the clips of a folder, sent as a ZIP: all of them, or none."""
    sent = request.files.get("folder")
    sources = {name: place.source for name, place in PLACES.items()}
    try:
        if sent is None or not sent.filename:
            raise GlossaryRefused(_("Choose a ZIP file."))
        count = take_in(FolderInZip(sent.stream, TABLE), sources, access.person())
    except GlossaryRefused as refused:
        db.session.rollback()
        said = wrong(refused) if isinstance(refused, RowsRefused) else str(refused)
        return page_of_all({"folder": said})
    audit_log.record("interface.signed", library=Library.default(), added=count)
    db.session.commit()
    return respond.see_other(
        url_for("interface_clips.index"),
        announce=ngettext("1 clip has arrived.", "%(num)d clips have arrived.", count),
    )
