"""A signed version, from what was uploaded to what viewers can be given.

A check that fails is kept beside it and stops nothing here: it keeps the version from viewers,
never from the library. Only a file that cannot be played ends the work. What a step replaces is
deleted once its place is taken, so that viewers have the old until there is the new.
"""

from __future__ import annotations

from flask import current_app
from sqlalchemy import select

from tasks import sign_checking
from tasks.kept import kept_files
from tasks.pipeline import Work
from tasks.progress import reporter
from tasks.sign_work import (
    delete_replaced,
    memory_limit,
    opened,
    track_of,
    wait_for_media,
)
from webapp.events import sign_ready
from webapp.extensions import db
from webapp.media import MediaError, sign_moments, sign_rendition, signing_space, sound_sync
from webapp.media.probe import probe
from webapp.media.sightings import hands_of, hands_out
from webapp.media.sign_checks import judge
from webapp.media.sign_measures import Span
from webapp.media.signing_motion import Motion
from webapp.media.signing_proof import box_of
from webapp.media.storage import is_quarantined
from webapp.models import SignActivity, SignTrack
from webapp.models.lease import Lease
from webapp.models.sign_track import SIGNS


def check(lease: Lease) -> None:
    """Find out what was uploaded, take it out of quarantine, and judge how it was filmed.

    What is no video stays in quarantine: whoever sent it can save it again, and nobody plays it.
    The bars around a picture are left out from here on. What was judged once is not looked at
    again: another crop of it changes no fault of the film.
    """
    storage, memory_bytes = kept_files(), memory_limit()
    track = track_of(lease)
    source, video_ms = track.source, track.media.duration_ms or None
    if track.checks and not is_quarantined(source):
        return
    with opened(source) as (path, info):
        measures = sign_checking.measures_of(path, info, reporter(lease), memory_bytes)
        found = judge(measures, video_ms=video_ms)
        stills = sign_checking.stills_of(found, {}, path, info, storage, memory_bytes)
    storage.prepare_release(source)
    track = track_of(lease, still=source)
    track.crop = track.crop or sign_checking.without_bars(measures.bars)
    needless = sign_checking.put(track, found, stills)
    lease.confirm()  # or another worker would lose the file that it is looking at
    track.source = storage.release(source)
    delete_replaced(lease, needless)


def make_playable(lease: Lease) -> None:
    """Make both sizes; where the picture is small, there is one."""
    storage, memory_bytes = kept_files(), memory_limit()
    track = track_of(lease)
    source, crop = track.source, track.crop
    file, small = storage.new_name(".mp4"), ""
    with opened(source) as (path, info), storage.publish(file) as full:
        size = sign_rendition.make_full(
            path,
            full,
            info,
            crop=crop,
            on_progress=reporter(lease, 0.0, 0.8),
            memory_bytes=memory_bytes,
        )
        made = probe(full, memory_bytes=memory_bytes)
        small_size = sign_rendition.small_size(size)
        if small_size is not None:
            small = storage.new_name(".mp4")
            with storage.publish(small) as target:
                sign_rendition.make_small(
                    full,
                    target,
                    made,
                    small_size,
                    on_progress=reporter(lease, 0.8, 1.0),
                    memory_bytes=memory_bytes,
                )
    track = track_of(lease, still=source)
    replaced = (track.file, track.small)
    track.file, track.small, track.media_type = file, small, sign_rendition.MEDIA_TYPE
    track.width, track.height = size
    track.duration_ms = made.duration_ms
    delete_replaced(lease, replaced)


def take_pictures(lease: Lease) -> None:
    """Take a still with the hands up, and a strip of key frames for who wants no motion."""
    storage, memory_bytes = kept_files(), memory_limit()
    track = track_of(lease)
    source, file, length_ms = track.source, track.file, track.duration_ms
    known = _known_activity(track)
    poster, strip = storage.new_name(".jpg"), storage.new_name(".jpg")
    with opened(source) as (path, info), opened(file) as (made, made_info):
        found = sign_checking.activity_of(
            path, info, reporter(lease, 0.0, 0.8), memory_bytes, known
        )
        motion, active = found.motion, found.active
        at_ms = sign_moments.poster_ms(motion, active, length_ms)
        with storage.publish(poster) as target:
            has_poster = sign_rendition.make_still(
                made, target, made_info, at_ms, memory_bytes=memory_bytes
            )
        with storage.publish(strip) as target:
            strip_ms = sign_rendition.make_strip(
                made,
                target,
                made_info,
                sign_moments.strip_ms(motion, active, length_ms),
                memory_bytes=memory_bytes,
            )
    track = track_of(lease, still=source)
    replaced = (track.poster, track.strip)
    track.poster = poster if has_poster else ""
    track.strip, track.strip_ms = strip, strip_ms
    delete_replaced(lease, replaced)


def find_activity(lease: Lease) -> None:
    """Store when somebody signs, suggest what to show, and judge what only that tells.

    What is signed is known from here on: a video that was just uploaded may have to be checked.
    """
    storage, memory_bytes = kept_files(), memory_limit()
    track = track_of(lease)
    wait_for_media(track)
    source, crop, video_ms = track.source, track.crop, track.media.duration_ms or None
    stills_there, known = sign_checking.stills_at_hand(track), _known_activity(track)
    with opened(source) as (path, info):
        activity = sign_checking.activity_of(
            path, info, reporter(lease, 0.0, 0.3), memory_bytes, known
        )
        motion, active = activity.motion, activity.active
        if known is not None:
            _judge_size(lease, _signer_share(motion, active), crop)
            return
        space = signing_space.find(
            path,
            info,
            motion,
            active,
            hands=hands_of(activity.seen, active),
            on_progress=reporter(lease, 0.3, 0.7),
            memory_bytes=memory_bytes,
        )
        measures = sign_checking.measures_of(path, info, reporter(lease, 0.7, 1.0), memory_bytes)
        found = judge(
            measures,
            video_ms=video_ms,
            activity=active,
            extent=sign_checking.shown_extent(space, crop) if active else None,
            hands=hands_out(activity.seen, activity.moving),
        )
        stills = sign_checking.stills_of(found, stills_there, path, info, storage, memory_bytes)
    track = track_of(lease, still=source)
    track.suggested_crop = list(space.crop) if space.crop else None
    needless = sign_checking.put(track, found, stills)
    db.session.merge(SignActivity(track_id=track.id, stretches=[list(each) for each in active]))
    delete_replaced(lease, needless)


def _known_activity(track: SignTrack) -> list[list[int]] | None:
    """When somebody signs, where that was found before: another crop changes nothing of it."""
    activity = SignActivity.of(track.id)
    return activity.stretches if activity is not None else None


def _judge_size(lease: Lease, share: float, crop: list[float] | None) -> None:
    """After another crop: how large the signer is now; nothing else that is judged has changed."""
    for row in track_of(lease).checks:
        if row.name == "signer_size" and row.value is not None and row.limit is not None:
            row.value = round(sign_checking.share_of_shown(share, crop), 3)
            row.ok = row.value >= row.limit


def _signer_share(motion: Motion, active: list[Span]) -> float:
    cells = signing_space.signer_cells(motion, active)
    if not cells.any():
        return 0.0
    box = box_of(cells)
    return box.width * box.height


def fit_to_sound(lease: Lease) -> None:
    """Find how the signer's time follows the media's, where both have the same sound.

    What was fitted by hand stays, and what was tried once is not tried again.
    """
    storage, memory_bytes = kept_files(), memory_limit()
    track = track_of(lease)
    media, source = track.media, track.source
    was_tried = track.fitted or track.confidence is not None
    if was_tried or not media.has_audio or media.is_quarantined:
        return
    media_file = media.file
    with opened(source) as (path, info):
        if not info.has_audio:
            return
        try:
            with storage.local(media_file) as media_path:
                media_info = probe(media_path, memory_bytes=memory_bytes)
                fit = sound_sync.fit(
                    media_path,
                    media_info,
                    path,
                    info,
                    on_progress=reporter(lease),
                    memory_bytes=memory_bytes,
                )
        except MediaError:
            return  # it plays all the same, and is fitted by hand
    track = track_of(lease, still=source)
    if track.fitted:
        return
    track.confidence = fit.confidence
    if fit.matches:
        track.fit(fit.offset_ms, fit.rate, how="sound")


def _tell(lease: Lease) -> None:
    track_id = db.session.scalar(select(SignTrack.id).where(SignTrack.job_id == lease.job_id))
    db.session.rollback()
    sign_ready.send(current_app._get_current_object(), track_id=track_id)  # type: ignore[attr-defined]


work = Work(
    SIGNS,
    {
        "checked": check,
        "playable": make_playable,
        "pictures": take_pictures,
        "active": find_activity,
        "fitted": fit_to_sound,
    },
    finished=_tell,
)
