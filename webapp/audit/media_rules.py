"""What media on a page owe to those who do not hear it, do not see it, or use no mouse."""

from __future__ import annotations

from webapp.audit.rule import N_, Rule

SOUND_OF_VIDEO_HAS_WORDS = Rule(
    "sound-of-video-has-words",
    N_("The sound of each video is there in words"),
    ("1.2.2",),
    ("deaf",),
    "blocks",
    N_("Who does not hear gets nothing of what is said."),
    N_("Add a track of captions."),
    act=("eac66b", "f51b46", "1a02b0", "ab4d13"),
)
VIDEO_HAS_CAPTIONS = Rule(
    "video-has-captions",
    N_("Each video with sound has captions"),
    ("1.2.2",),
    ("deaf",),
    "hinders",
    N_("Who does not hear must look away from the video to read what is said in it."),
    N_("Add a track of captions, or show them in the picture."),
    act=("f51b46",),
)
CAPTIONS_LOAD = Rule(
    "captions-load",
    N_("Captions can be loaded and read"),
    ("1.2.2",),
    ("deaf",),
    "blocks",
    N_("The player offers captions, and none appear."),
    N_("Serve a WebVTT file at the address of the track."),
)
CAPTIONS_NOT_EMPTY = Rule(
    "captions-not-empty",
    N_("A track of captions has captions in it"),
    ("1.2.2",),
    ("deaf",),
    "blocks",
    N_("The player offers captions, and none appear."),
    N_("Put the captions into the file, or take the track away until there are some."),
)
CAPTIONS_IN_ORDER = Rule(
    "captions-in-order",
    N_("Captions follow each other in time"),
    ("1.2.2",),
    ("deaf",),
    "hinders",
    N_("Captions that stand out of order are shown late, together or never."),
    N_("Sort the captions by their times, and end each after it begins."),
)
CAPTIONS_IN_BOUNDS = Rule(
    "captions-in-bounds",
    N_("Captions end with their video"),
    ("1.2.2",),
    ("deaf",),
    "hinders",
    N_("Captions beyond the end are never shown: they belong to another cut of the video."),
    N_("Fit the captions to this video."),
)
CAPTIONS_LANGUAGE = Rule(
    "captions-language",
    N_("A track says the language that its captions are in"),
    ("1.2.2", "3.1.2"),
    ("deaf", "cognitive"),
    "hinders",
    N_("Who looks for captions in her language chooses the wrong ones."),
    N_("Name the language of the text in srclang."),
)
CAPTIONS_READABLE = Rule(
    "captions-readable",
    N_("Captions can be read in the time that they are shown"),
    (),
    ("deaf", "cognitive"),
    "hinders",
    N_("Captions that are too fast, too long or too short are missed."),
    N_("Correct what the caption check names."),
)
MEDIA_HAS_TRANSCRIPT = Rule(
    "media-has-transcript",
    N_("A video with sound has a text of what is heard and seen"),
    ("1.2.3", "1.2.8"),
    ("deaf", "blind", "cognitive"),
    "hinders",
    N_("Who can neither hear nor see the video, or reads at her own pace, has nothing to read."),
    N_("Put a transcript on the page, or a link to it that says so."),
    act=("1a02b0", "ab4d13"),
)
SILENT_VIDEO_HAS_TEXT = Rule(
    "silent-video-has-text",
    N_("A video without sound has a text that tells what is seen"),
    ("1.2.1",),
    ("blind", "cognitive"),
    "hinders",
    N_("Who does not see the video has nothing instead."),
    N_("Describe on the page what is seen, or link to a text that does."),
    act=("ee13b5", "c3232f", "d7ba54", "fd26cf"),
)
SOUND_HAS_TEXT = Rule(
    "sound-has-text",
    N_("A recording of sound has a text"),
    ("1.2.1",),
    ("deaf",),
    "blocks",
    N_("Who does not hear gets nothing of what is said."),
    N_("Put a transcript on the page, or a link to it that says so."),
    act=("2eb176", "e7aa44", "afb423"),
)
SIGNED_AS_PROMISED = Rule(
    "signed-as-promised",
    N_("The signed version that a page promises is there"),
    ("1.2.6",),
    ("deaf",),
    "blocks",
    N_("Who came for her sign language does not find it."),
    N_("Show the signed version, or do not promise it."),
)
CAPTIONS_AS_PROMISED = Rule(
    "captions-as-promised",
    N_("The captions that a page promises are there"),
    ("1.2.2",),
    ("deaf",),
    "blocks",
    N_("Who came for captions in her language does not find them."),
    N_("Give the player a track in that language, or do not promise it."),
)
MEDIA_CONTROLS = Rule(
    "media-controls",
    N_("Media that play can be stopped"),
    ("2.1.1", "2.2.2"),
    ("keyboard", "motion", "cognitive"),
    "blocks",
    N_("Nobody can start, stop or seek the media without a mouse, or at all."),
    N_("Give the element controls, or buttons beside it."),
)
AUTOPLAY_CAN_BE_STOPPED = Rule(
    "autoplay-can-be-stopped",
    N_("Sound that starts by itself can be stopped"),
    ("1.4.2",),
    ("blind", "cognitive"),
    "blocks",
    N_("The sound covers the voice of a screen reader, and nothing stops it."),
    N_("Let media start only when somebody asks for it, or show a button that stops it."),
    act=("4c31df", "80f0bf", "aaa1bf"),
)
AUTOPLAY_IS_SHORT = Rule(
    "autoplay-is-short",
    N_("No sound of more than three seconds starts by itself"),
    (),
    ("blind", "cognitive"),
    "hinders",
    N_("The sound covers the voice of a screen reader until somebody finds how to stop it."),
    N_("Let media start only when somebody asks for it."),
    act=("aaa1bf",),
)
PICTURE_HAS_WORDS = Rule(
    "picture-has-words",
    N_("What only the picture shows is said in words too"),
    ("1.2.3", "1.2.5"),
    ("blind",),
    "hinders",
    N_("Who does not see misses what nobody says."),
    N_("Add a spoken description, or a text that tells what is seen."),
    act=("c5a4ea", "1ec09b", "1ea59c"),
)

MEDIA_RULES = (
    SOUND_OF_VIDEO_HAS_WORDS,
    VIDEO_HAS_CAPTIONS,
    CAPTIONS_LOAD,
    CAPTIONS_NOT_EMPTY,
    CAPTIONS_IN_ORDER,
    CAPTIONS_IN_BOUNDS,
    CAPTIONS_LANGUAGE,
    CAPTIONS_READABLE,
    CAPTIONS_AS_PROMISED,
    MEDIA_HAS_TRANSCRIPT,
    SILENT_VIDEO_HAS_TEXT,
    SOUND_HAS_TEXT,
    SIGNED_AS_PROMISED,
    MEDIA_CONTROLS,
    AUTOPLAY_CAN_BE_STOPPED,
    AUTOPLAY_IS_SHORT,
    PICTURE_HAS_WORDS,
)
