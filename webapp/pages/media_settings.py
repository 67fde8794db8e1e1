"""What is said of a media, who may watch it, where it belongs, and deleting it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from contextlib import suppress

from flask import Blueprint, Response, current_app, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import ValidationError

from webapp import access, audit_log, languages, names, respond
from webapp.access import May
from webapp.extensions import db
from webapp.media.storage import StorageFailure
from webapp.models import Library, Media, Topic, User, quota, roles
from webapp.models.library import VISIBILITIES
from webapp.models.quota import QuotaExceeded
from webapp.models.topic import TopicsRefused, topic_names
from webapp.pages.words import VISIBILITY_WORDS

blueprint = Blueprint("media_settings", __name__)

log = logging.getLogger(__name__)

DESCRIPTION_CHARACTERS = 1000
MEMBERS_TO_CHOOSE = 50
"""A library with more members has them named by address, instead of one by one on the page."""
WATCHERS = [(value, VISIBILITY_WORDS[value]) for value in VISIBILITIES]
NO_MEMBER = lazy_gettext(
    "No member of this library has this address. Check it, or have the person invited first."
)


class DetailsForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types
    """What whoever manages a media can say of it."""

    title = StringField(filters=[lambda text: names.clean(text or "", names.TITLE_CHARACTERS)])
    description = StringField(
        filters=[lambda text: names.clean(text or "", DESCRIPTION_CHARACTERS)]
    )
    language = StringField()
    topic_names = StringField()
    """With commas between."""
    visibility = StringField()
    library = StringField()
    """Its slug; left out: the media stays where it is."""
    add = StringField(filters=[lambda text: (text or "").strip()])
    """The address of one more person who may watch."""

    def validate_title(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError(_("Give it a title."))

    def validate_language(self, field: StringField) -> None:
        if field.data and field.data not in languages.KNOWN and field.data != field.object_data:
            raise ValidationError(_("Choose one of the list."))

    def validate_topic_names(self, field: StringField) -> None:
        try:
            topic_names(field.data or "")
        except TopicsRefused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def validate_visibility(self, field: StringField) -> None:
        if field.data not in VISIBILITIES:
            raise ValidationError(_("Choose who may watch it."))


@blueprint.get("/media/<slug>/settings")
@access.media(May.MANAGE)
def show(slug: str) -> Response:
    """Show what can be changed."""
    media = access.current_media()
    form = DetailsForm(
        formdata=None, obj=media, library=media.library.slug, topic_names=_topics_of(media)
    )
    return _page(media, form, {person.id for person in media.viewers})


@blueprint.post("/media/<slug>/settings")
@access.media(May.MANAGE)
def change(slug: str) -> Response:
    """Keep what was changed."""
    media = access.current_media()
    form = DetailsForm(obj=media, topic_names=_topics_of(media))
    named = set(request.form.getlist("person", type=int))
    accepted = form.validate_on_submit()
    library = _chosen_library(media, form)
    added = roles.member_by_email(library, form.add.data) if form.add.data else None
    if form.add.data and added is None:
        form.add.errors, accepted = [NO_MEMBER], False
    if accepted and library is not media.library:
        try:
            quota.check(current_app.extensions["settings"], library, None, media.bytes)
        except QuotaExceeded as refusal:
            form.library.errors, accepted = [str(refusal)], False
    if not accepted:
        return _page(media, form, named, status=422)
    _keep_details(media, form)
    _move(media, library)
    _keep_topics(media, topic_names(form.topic_names.data or ""))
    people = [each for each in _nameable(media) if each.id in named]
    _keep_watchers(media, str(form.visibility.data), [*people, *([added] if added else [])])
    db.session.commit()
    shows_link = media.visibility == "link"
    return respond.see_other(
        url_for(".show", slug=slug) if shows_link else url_for("watch.show", slug=slug),
        announce=_("Kept. Whoever has the link can watch.") if shows_link else _("Kept."),
    )


@blueprint.get("/media/<slug>/delete")
@access.media(May.MANAGE)
def ask_to_delete(slug: str) -> Response:
    """Say what goes, and ask whether it is wanted."""
    media = access.current_media()
    count = len(media.transcripts)
    goes = ngettext(
        "The file, its captions and its page go. This cannot be undone.",
        "The file, its captions (%(num)s versions) and its page go. This cannot be undone.",
        count,
    )
    return respond.page(
        "pages/confirm.html",
        title=_("Delete %(title)s", title=media.title),
        says=[
            goes
            if count
            else _("The file, all that was made of it and its page go. This cannot be undone."),
            _("If you want to keep the file or the captions, save them first."),
        ],
        button=_("Delete for good"),
        back=url_for(".show", slug=slug),
        error="",
    )


@blueprint.post("/media/<slug>/delete")
@access.media(May.MANAGE)
def delete(slug: str) -> Response:
    """Delete a media, and then its files."""
    media = access.current_media()
    title, library, files = media.title, media.library, media.files
    audit_log.record("media.deleted", subject=media, bytes=media.bytes)
    db.session.delete(media)
    db.session.commit()
    remove_files(files)
    onwards = library.slug if not library.is_default and _sees(library) else None
    return respond.see_other(
        url_for("library.index", library=onwards), announce=_("%(title)s was deleted.", title=title)
    )


def _keep_details(media: Media, form: DetailsForm) -> None:
    fields = ("title", "description", "language")
    changed = [name for name in fields if getattr(media, name) != form[name].data]
    for name in changed:
        setattr(media, name, form[name].data)
    if changed:
        audit_log.record("media.changed", subject=media, changed=changed)


def _topics_of(media: Media) -> str:
    return ", ".join(topic.name for topic in media.topics)


def _keep_topics(media: Media, wanted: Sequence[str]) -> None:
    """Give a media its topics, those of the library that it is in now."""
    before = {topic.key: topic.library_id for topic in media.topics}
    media.topics = Topic.named(media.library, wanted)
    if before.keys() != {topic.key for topic in media.topics}:
        audit_log.record("media.changed", subject=media, changed=["topics"])
    Topic.forget_unused({media.library.id, *before.values()})


def _move(media: Media, library: Library) -> None:
    """Put a media into another library; both logs say so."""
    before = media.library
    if library is before:
        return
    media.library = library
    media.viewers = [each for each in media.viewers if roles.of(library, each)]
    for log_of in (before, library):
        audit_log.record(
            "media.moved", subject=media, library=log_of, moved_from=before.name, to=library.name
        )


def _keep_watchers(media: Media, visibility: str, people: Sequence[User]) -> None:
    before, named_before = media.visibility, {each.id for each in media.viewers}
    media.visibility = visibility
    media.viewers = list(dict.fromkeys(people))
    named = {each.id for each in media.viewers}
    if (before, named_before) != (visibility, named):
        audit_log.record(
            "visibility.changed",
            subject=media,
            before=before,
            now=visibility,
            people_added=len(named - named_before),
            people_removed=len(named_before - named),
        )


def _chosen_library(media: Media, form: DetailsForm) -> Library:
    """Return the library that the form names, if whoever asks may upload there."""
    return next((each for each in _targets(media) if each.slug == form.library.data), media.library)


def _targets(media: Media) -> list[Library]:
    """Return where a media can be: where it is, and where whoever asks may upload."""
    user = access.person()
    if user is None:
        return [media.library]
    known = Library.all() if user.is_admin else Library.of(user)
    open_to_her = [each for each in known if May.UPLOAD in access.allowed(user, each)]
    return list(dict.fromkeys([media.library, *open_to_her]))


def _nameable(media: Media) -> list[User]:
    """Return who can be named by a tick: those who are named, and the members of its library."""
    members = roles.members(media.library, limit=MEMBERS_TO_CHOOSE + 1)
    few = members if len(members) <= MEMBERS_TO_CHOOSE else []
    return list(dict.fromkeys([*media.viewers, *few]))


def _sees(library: Library) -> bool:
    user = access.person()
    return user is not None and (user.is_admin or bool(roles.of(library, user)))


def remove_files(files: Sequence[str]) -> None:
    """Remove files that no row names any more; what cannot be removed now is tidied up later."""
    storage = current_app.extensions["storage"]
    for name in files:
        with suppress(OSError, StorageFailure):
            storage.delete(name)


def _page(media: Media, form: DetailsForm, named: set[int], status: int = 200) -> Response:
    return respond.page(
        "pages/media_settings.html",
        block="primary",
        status=status,
        media=media,
        form=form,
        errors=respond.errors_of(form),
        languages=languages.choices(_("Not said")),
        known_topics=[topic.name for topic in Topic.of(media.library)],
        watchers=WATCHERS,
        libraries=[(each.slug, each.name) for each in _targets(media)],
        people=_nameable(media),
        named=named,
        address=url_for("watch.show", slug=media.slug, _external=True),
        title_characters=names.TITLE_CHARACTERS,
    )
