"""The database: one noun a module; queries and verbs live on the model."""

from webapp.models import search, search_index, shelving
from webapp.models.alignment import Alignment
from webapp.models.assignment import Assignment
from webapp.models.audit_finding import AuditFinding, AuditFindingVariant
from webapp.models.audit_hand_check import AuditHandCheck
from webapp.models.audit_page import AuditPage
from webapp.models.audit_run import AuditRun
from webapp.models.audit_verdict import AuditVerdict
from webapp.models.composition import Composition
from webapp.models.crop_trial import CropTrial
from webapp.models.cue import Cue
from webapp.models.cue_draft import CueDraft
from webapp.models.cue_finding import CueFinding
from webapp.models.cue_note import CueNote
from webapp.models.day_figure import DayFigure
from webapp.models.glossary import GlossaryTerm
from webapp.models.incoming_upload import IncomingUpload
from webapp.models.invitation import Invitation
from webapp.models.job import Job
from webapp.models.job_attempt import JobAttempt
from webapp.models.kept_lint import KeptLint
from webapp.models.library import Library, Membership
from webapp.models.library_turn import LibraryTurn
from webapp.models.lockout import Lockout
from webapp.models.log_entry import LogEntry
from webapp.models.mail import Mail
from webapp.models.media import Media, MediaViewer, Rendition
from webapp.models.place import Place
from webapp.models.presence import Presence
from webapp.models.recaption import Recaption
from webapp.models.report import Report
from webapp.models.review_step import ReviewStep
from webapp.models.revision import CueChange, Revision
from webapp.models.shots import Shots
from webapp.models.sign_activity import SignActivity
from webapp.models.sign_check import SignCheck
from webapp.models.sign_clip import SignClip
from webapp.models.sign_feedback import SignFeedback
from webapp.models.sign_in import SignIn
from webapp.models.sign_note import SignNote
from webapp.models.sign_step import SignAssignment, SignStep
from webapp.models.sign_track import SignTrack
from webapp.models.sound_picture import SoundPicture
from webapp.models.step_time import StepTime
from webapp.models.takeout import Takeout
from webapp.models.topic import Topic
from webapp.models.transcript import HeardStretch, Transcript
from webapp.models.user import Passkey, User
from webapp.models.waveform import Waveform, WaveformPart
from webapp.models.worker import Worker

__all__ = [
    "Alignment",
    "Assignment",
    "AuditFinding",
    "AuditFindingVariant",
    "AuditHandCheck",
    "AuditPage",
    "AuditRun",
    "AuditVerdict",
    "Composition",
    "CropTrial",
    "Cue",
    "CueChange",
    "CueDraft",
    "CueFinding",
    "CueNote",
    "DayFigure",
    "GlossaryTerm",
    "HeardStretch",
    "IncomingUpload",
    "Invitation",
    "Job",
    "JobAttempt",
    "KeptLint",
    "Library",
    "LibraryTurn",
    "Lockout",
    "LogEntry",
    "Mail",
    "Media",
    "MediaViewer",
    "Membership",
    "Passkey",
    "Place",
    "Presence",
    "Recaption",
    "Rendition",
    "Report",
    "ReviewStep",
    "Revision",
    "Shots",
    "SignActivity",
    "SignAssignment",
    "SignCheck",
    "SignClip",
    "SignFeedback",
    "SignIn",
    "SignNote",
    "SignStep",
    "SignTrack",
    "SoundPicture",
    "StepTime",
    "Takeout",
    "Topic",
    "Transcript",
    "User",
    "Waveform",
    "WaveformPart",
    "Worker",
    "search",
    "search_index",
    "shelving",
]
