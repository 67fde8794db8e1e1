"""What happens in Sightline, as named signals.

A signal is a hint to whoever listens in this process. What must happen even after a crash is a
row in the job table, written in the same transaction as its cause.
"""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

user_created = _signals.signal("user.created")
user_login = _signals.signal("user.login")
video_uploaded = _signals.signal("video.uploaded", doc="Sent with ``job_id`` after the commit.")
job_queued = _signals.signal(
    "job.queued", doc="Sent with ``job_id`` after the commit of any job that may be claimed."
)
processing_started = _signals.signal("video.processing_started")
processing_completed = _signals.signal("video.processing_completed")
captions_drafted = _signals.signal("captions.drafted")
cue_saved = _signals.signal("cue.saved")
transcript_published = _signals.signal("transcript.published")
sign_ready = _signals.signal("sign.ready")
preferences_updated = _signals.signal("preferences.updated")
caption_reported = _signals.signal(
    "caption.reported", doc="Sent with ``report_id`` after the commit."
)
report_answered = _signals.signal(
    "caption.report_answered", doc="Sent with ``report_id`` after the commit."
)
