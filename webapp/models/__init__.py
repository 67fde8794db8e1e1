"""The database: one noun a module; queries and verbs live on the model."""

from webapp.models.cue import Cue
from webapp.models.job import Job
from webapp.models.media import Media, Rendition
from webapp.models.transcript import HeardStretch, Transcript

__all__ = ["Cue", "HeardStretch", "Job", "Media", "Rendition", "Transcript"]
