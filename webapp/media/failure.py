"""What a person is told when ffmpeg cannot do what was asked."""

from __future__ import annotations


def N_(sentence: str) -> str:  # as gettext calls it
    """Mark a sentence that is kept as it is, and translated where somebody reads it."""
    return sentence


DAMAGED = N_(
    "This file is damaged or cut off, so it cannot be read. "
    "Try to export or copy it again from where it came from."
)
CUT_OFF = N_(
    "This file is cut off: its end is missing. Copy or download it again from where it came from, "
    "and upload that."
)
NOT_MEDIA = N_(
    "This is not a video or audio file that we can read. "
    "MP4, MOV, WebM, MKV, MP3, WAV, M4A, FLAC, OGG and WMA files work."
)
TOO_FEW_SAMPLES = N_(
    "The sound in this file has too few samples a second for anything to be heard in it. "
    "Export it again with 16,000 samples a second or more."
)

# What ffmpeg says, in the order in which it is looked for, and what it means to a person. A more
# telling message stands before the general one that ffmpeg prints after it.
_MEANINGS: tuple[tuple[tuple[str, ...], str], ...] = (
    (
        ("No space left on device",),
        N_(
            "There is no room left on the server's disk. Tell the people who run it, and try later."
        ),
    ),
    (
        ("File too large", "File size limit"),
        N_(
            "The playable version of this file grew far larger than the file itself, so it was "
            "stopped. Convert the file to MP4 (H.264) and try again."
        ),
    ),
    (
        ("Picture size", "Invalid image size", "Video frame size"),
        N_(
            "The picture in this file is larger than we can show. "
            "Make it smaller (4K, 3840 by 2160, is enough) and try again."
        ),
    ),
    (
        ("Cannot allocate memory", "malloc", "out of memory", "Out of memory"),
        N_(
            "This file needs more memory than it is allowed to use. "
            "Convert it to MP4 (H.264) with a smaller picture and try again."
        ),
    ),
    (
        (
            "moov atom not found",
            "Truncat",
            "partial file",
            "EBML header parsing failed",
            "could not find codec parameters",
            "Could not find codec parameters",
            "error reading header",
            "Error while decoding",
            "End of file",
        ),
        DAMAGED,
    ),
    (("Invalid data found when processing input", "Format not on whitelist"), NOT_MEDIA),
)
_UNSUPPORTED = (
    "This file is in a coding that we cannot read ({codec}). Convert it to MP4 (H.264) and try "
    "again."
)


class MediaError(Exception):
    """A media file, or work on one, that failed.

    ``str()`` is a sentence for a person; ``details`` is what the program printed, for the log.
    """

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(sentence)
        self.details = details


def explain(details: str) -> MediaError:
    """Turn what ffmpeg printed into the sentence that a person is told."""
    for sign in ("Codec (", "Decoder ("):
        _, found, rest = details.partition(sign)
        if found:
            codec = rest.split(")")[0].removeprefix("codec ")
            if codec not in {"none", "unknown"}:
                return MediaError(_UNSUPPORTED.format(codec=codec[:40]), details)
    for signs, sentence in _MEANINGS:
        if any(sign in details for sign in signs):
            return MediaError(sentence, details)
    return MediaError(DAMAGED, details)


def too_slow(limit_s: float, details: str) -> MediaError:
    """The work took longer than it may."""
    span = f"{limit_s / 60:.0f} minutes" if limit_s >= 120 else f"{limit_s:.0f} seconds"
    sentence = (
        f"This file took longer than {span} to work on, so it was stopped. "
        "Make it shorter or smaller, or convert it to MP4 (H.264), and try again."
    )
    return MediaError(sentence, details)
