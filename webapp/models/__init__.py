"""The database: one noun a module; queries and verbs live on the model."""

from webapp.models.cue import Cue
from webapp.models.invitation import Invitation
from webapp.models.job import Job
from webapp.models.library import Library, Membership
from webapp.models.lockout import Lockout
from webapp.models.log_entry import LogEntry
from webapp.models.mail import Mail
from webapp.models.media import Media, MediaViewer, Rendition
from webapp.models.sign_in import SignIn
from webapp.models.transcript import HeardStretch, Transcript
from webapp.models.user import Passkey, User

__all__ = [
    "Cue",
    "HeardStretch",
    "Invitation",
    "Job",
    "Library",
    "Lockout",
    "LogEntry",
    "Mail",
    "Media",
    "MediaViewer",
    "Membership",
    "Passkey",
    "Rendition",
    "SignIn",
    "Transcript",
    "User",
]
