"""How one viewer wants pages: density, contrast, sign language, reading level and motion.

A ``Look`` is what one response is made for. ``current_look`` takes it from the account of whoever
is logged in, or else from a signed cookie, and it reaches every template as ``look``. Levels and
themes are those of WCAG 2.2: 1.4.3 and 1.4.6 (contrast), 2.3.3 (motion), 3.1.5 (reading level).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Flask, Response, after_this_request, request
from flask_babel import lazy_gettext as _
from flask_babel import refresh
from flask_login import current_user

from webapp.preference_cookie import PreferenceCookie

if TYPE_CHECKING:
    from webapp.models import User

COOKIE = PreferenceCookie("look")
READ = "sightline.look"


class Choice(NamedTuple):
    """One value of one preference, with the words that a person sees for it."""

    value: str | int
    word: str
    about: str = ""


DENSITY_NAMES = ("minimal", "low", "normal", "rich", "max")
LIST_SIZES = (3, 5, 12, 24, 50)

DENSITIES = (
    Choice(1, _("Very little"), _("One thing at a time. The rest is one step away.")),
    Choice(2, _("A little"), _("A few things, with a sentence on each.")),
    Choice(3, _("Normal"), _("What most pages show.")),
    Choice(4, _("A lot"), _("Everything is open, two columns.")),
    Choice(5, _("Everything"), _("Tables and details in three columns.")),
)
CONTRASTS = (
    Choice("normal", _("Normal"), _("Dark grey on white.")),
    Choice("soft", _("Soft"), _("Brown-black on cream, easy on the eyes.")),
    Choice("high-light", _("Strong, light"), _("Black on white, thick lines.")),
    Choice("high-dark", _("Strong, dark"), _("White on black, thick lines.")),
    Choice("yellow-black", _("Yellow on black"), _("For low vision.")),
)
SIGN_LANGUAGES = (
    Choice("", _("No signing")),
    Choice("ase", _("American Sign Language (ASL)")),
    Choice("aed", _("Argentine Sign Language (LSA)")),
    Choice("asf", _("Australian Sign Language (Auslan)")),
    Choice("asq", _("Austrian Sign Language (ÖGS)")),
    Choice("bzs", _("Brazilian Sign Language (Libras)")),
    Choice("bfi", _("British Sign Language (BSL)")),
    Choice("bqn", _("Bulgarian Sign Language")),
    Choice("csc", _("Catalan Sign Language (LSC)")),
    Choice("csg", _("Chilean Sign Language (LSCh)")),
    Choice("csl", _("Chinese Sign Language (CSL)")),
    Choice("csn", _("Colombian Sign Language (LSC)")),
    Choice("csq", _("Croatian Sign Language (HZJ)")),
    Choice("cse", _("Czech Sign Language (ČZJ)")),
    Choice("dsl", _("Danish Sign Language (DTS)")),
    Choice("eso", _("Estonian Sign Language (EVK)")),
    Choice("psp", _("Filipino Sign Language (FSL)")),
    Choice("fse", _("Finnish Sign Language (SVK)")),
    Choice("vgt", _("Flemish Sign Language (VGT)")),
    Choice("sfb", _("French Belgian Sign Language (LSFB)")),
    Choice("fsl", _("French Sign Language (LSF)")),
    Choice("gsg", _("German Sign Language (DGS)")),
    Choice("gss", _("Greek Sign Language (GSL)")),
    Choice("hks", _("Hong Kong Sign Language (HKSL)")),
    Choice("hsh", _("Hungarian Sign Language (MJNY)")),
    Choice("icl", _("Icelandic Sign Language (ÍTM)")),
    Choice("ins", _("Indian Sign Language (ISL)")),
    Choice("ils", _("International Sign")),
    Choice("isg", _("Irish Sign Language (ISL)")),
    Choice("isr", _("Israeli Sign Language (Shassi)")),
    Choice("ise", _("Italian Sign Language (LIS)")),
    Choice("jsl", _("Japanese Sign Language (JSL)")),
    Choice("xki", _("Kenyan Sign Language (KSL)")),
    Choice("kvk", _("Korean Sign Language (KSL)")),
    Choice("lsl", _("Latvian Sign Language (LZV)")),
    Choice("lls", _("Lithuanian Sign Language (LGK)")),
    Choice("mfs", _("Mexican Sign Language (LSM)")),
    Choice("nzs", _("New Zealand Sign Language (NZSL)")),
    Choice("nsl", _("Norwegian Sign Language (NTS)")),
    Choice("pks", _("Pakistan Sign Language (PSL)")),
    Choice("prl", _("Peruvian Sign Language (LSP)")),
    Choice("pso", _("Polish Sign Language (PJM)")),
    Choice("psr", _("Portuguese Sign Language (LGP)")),
    Choice("fcs", _("Quebec Sign Language (LSQ)")),
    Choice("rms", _("Romanian Sign Language (LMG)")),
    Choice("rsl", _("Russian Sign Language (RSL)")),
    Choice("dse", _("Sign Language of the Netherlands (NGT)")),
    Choice("svk", _("Slovak Sign Language (SPJ)")),
    Choice("sfs", _("South African Sign Language (SASL)")),
    Choice("ssp", _("Spanish Sign Language (LSE)")),
    Choice("swl", _("Swedish Sign Language (STS)")),
    Choice("ssr", _("Swiss-French Sign Language (LSF-SR)")),
    Choice("sgg", _("Swiss-German Sign Language (DSGS)")),
    Choice("slf", _("Swiss-Italian Sign Language (LIS-SI)")),
    Choice("tss", _("Taiwan Sign Language (TSL)")),
    Choice("tsm", _("Turkish Sign Language (TİD)")),
    Choice("ukl", _("Ukrainian Sign Language (USL)")),
    Choice("vsl", _("Venezuelan Sign Language (LSV)")),
)
READING_LEVELS = (
    Choice(
        1,
        _("Signing first"),
        _("Pictures and short sentences. Captions at most 120 words a minute."),
    ),
    Choice(2, _("Very easy"), _("Easy words, explained. Captions at most 130 words a minute.")),
    Choice(3, _("Easy"), _("Plain words. Captions at most 145 words a minute.")),
    Choice(4, _("Standard"), _("As most people write. Captions at most 180 words a minute.")),
    Choice(5, _("Full"), _("Technical words, captions word for word.")),
)
MOTIONS = (
    Choice("system", _("As my device says"), _("Follows the setting of your computer or phone.")),
    Choice("full", _("Full"), _("Short, gentle movements.")),
    Choice("reduced", _("Reduced"), _("Changes at once. Nothing plays by itself.")),
    Choice("none", _("None"), _("Still pictures. Nothing follows by itself.")),
)

LANGUAGES = (
    Choice("", _("As my browser says")),
    Choice("en", "English"),
    Choice("de", "Deutsch"),
)

CHOICES: Mapping[str, tuple[Choice, ...]] = {
    "density": DENSITIES,
    "contrast": CONTRASTS,
    "sign_language": SIGN_LANGUAGES,
    "reading_level": READING_LEVELS,
    "motion": MOTIONS,
    "language": LANGUAGES,
}


@dataclass(frozen=True, slots=True)
class Look:
    """The preferences that one response is made for. Every value is one of ``CHOICES``."""

    density: int = 3
    contrast: str = "normal"
    sign_language: str = ""
    reading_level: int = 4
    motion: str = "system"
    language: str = ""
    """Of the pages; empty: as the browser asks for."""

    @classmethod
    def parse(cls, values: Mapping[str, Any], base: Look | None = None) -> Look:
        """Make a look of untrusted values; what is missing or unknown stays as in ``base``."""
        known = {}
        for name, choices in CHOICES.items():
            given = values.get(name)
            for choice in choices:
                if given is not None and str(given) == str(choice.value):
                    known[name] = choice.value
        return replace(base or cls(), **known)  # type: ignore[arg-type]

    @property
    def density_name(self) -> str:
        """The density's name in style sheets and templates, such as ``rich``."""
        return DENSITY_NAMES[self.density - 1]

    @property
    def skeleton(self) -> str:
        """The template that every page of this look extends."""
        return f"density/{self.density_name}.html"

    @property
    def list_size(self) -> int:
        """How many things a list shows at once."""
        return LIST_SIZES[self.density - 1]

    @property
    def color_scheme(self) -> str:
        """Whether the browser's own controls are drawn light or dark."""
        return "dark" if self.contrast in ("high-dark", "yellow-black") else "light"

    @property
    def sign_language_name(self) -> str:
        """The chosen sign language in words, or '' where none was chosen."""
        if not self.sign_language:
            return ""
        return str(next(c.word for c in SIGN_LANGUAGES if c.value == self.sign_language))

    @property
    def key(self) -> str:
        """What a cache key needs of this look: the same for looks that give the same page."""
        return "-".join(str(getattr(self, field.name)) for field in fields(self))


def current_look() -> Look:
    """Return the look of this request, found once; the default where there is none.

    A person's own goes before that of her browser. A cookie with a wrong signature, or with
    values of another version, is never an error: the viewer gets what can be understood of it.
    """
    look: Look | None = request.environ.get(READ)
    if look is None:
        own = current_user.look if current_user.is_authenticated else None
        look = Look.parse(own) if own else _read()
        request.environ[READ] = look
    return look


def is_chosen() -> bool:
    """Whether whoever asks has kept a look, with her account or in this browser."""
    own = current_user.look if current_user.is_authenticated else None
    return bool(own) or COOKIE.is_there


def use(look: Look) -> None:
    """Answer this request in another look than the one that it came with."""
    request.environ[READ] = look
    refresh()  # the language may be another one, too


def carry_over(user: User) -> None:
    """At a log-in: an account without a look takes the browser's, else the browser takes hers.

    The caller commits. What a person chose is so the same on all her devices.
    """
    if user.look:
        after_this_request(partial(keep, look=Look.parse(user.look)))
    elif COOKIE.is_there:
        user.look = asdict(_read())


def keep(response: Response, look: Look) -> Response:
    """Put the look into the signed cookie of ``response``, for a year."""
    return COOKIE.keep(response, asdict(look))


def forget(response: Response) -> None:
    """Have the browser forget the look that it keeps."""
    COOKIE.forget(response)


def init_app(app: Flask) -> None:
    """Give every template ``look`` and the words of the choices."""

    @app.context_processor
    def look_for_templates() -> dict[str, Any]:
        return {"look": current_look(), "look_choices": CHOICES}


def _read() -> Look:
    values = COOKIE.read()
    return Look.parse(values) if isinstance(values, dict) else Look()
