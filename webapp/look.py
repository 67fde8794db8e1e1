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

from flask import Flask, Response, after_this_request, current_app, request
from flask_login import current_user
from itsdangerous import BadSignature, URLSafeSerializer

if TYPE_CHECKING:
    from webapp.models import User

COOKIE = "look"
READ = "sightline.look"
COOKIE_SECONDS = 365 * 24 * 3600


class Choice(NamedTuple):
    """One value of one preference, with the words that a person sees for it."""

    value: str | int
    word: str
    about: str = ""


DENSITY_NAMES = ("minimal", "low", "normal", "rich", "max")
LIST_SIZES = (3, 5, 12, 24, 50)

DENSITIES = (
    Choice(1, "Very little", "One thing at a time. The rest is one step away."),
    Choice(2, "A little", "A few things, with a sentence on each."),
    Choice(3, "Normal", "What most pages show."),
    Choice(4, "A lot", "Everything is open, two columns."),
    Choice(5, "Everything", "Tables and details in three columns."),
)
CONTRASTS = (
    Choice("normal", "Normal", "Dark grey on white."),
    Choice("soft", "Soft", "Brown-black on cream, easy on the eyes."),
    Choice("high-light", "Strong, light", "Black on white, thick lines."),
    Choice("high-dark", "Strong, dark", "White on black, thick lines."),
    Choice("yellow-black", "Yellow on black", "For low vision."),
)
SIGN_LANGUAGES = (
    Choice("", "No signing"),
    Choice("ase", "American Sign Language (ASL)"),
    Choice("asf", "Australian Sign Language (Auslan)"),
    Choice("asq", "Austrian Sign Language (ÖGS)"),
    Choice("bfi", "British Sign Language (BSL)"),
    Choice("bzs", "Brazilian Sign Language (Libras)"),
    Choice("csl", "Chinese Sign Language (CSL)"),
    Choice("dse", "Sign Language of the Netherlands (NGT)"),
    Choice("fsl", "French Sign Language (LSF)"),
    Choice("gsg", "German Sign Language (DGS)"),
    Choice("ils", "International Sign"),
    Choice("ins", "Indian Sign Language (ISL)"),
    Choice("isg", "Irish Sign Language (ISL)"),
    Choice("ise", "Italian Sign Language (LIS)"),
    Choice("jsl", "Japanese Sign Language (JSL)"),
    Choice("mfs", "Mexican Sign Language (LSM)"),
    Choice("nzs", "New Zealand Sign Language (NZSL)"),
    Choice("pso", "Polish Sign Language (PJM)"),
    Choice("rsl", "Russian Sign Language (RSL)"),
    Choice("sgg", "Swiss-German Sign Language (DSGS)"),
    Choice("ssp", "Spanish Sign Language (LSE)"),
    Choice("swl", "Swedish Sign Language (STS)"),
    Choice("ukl", "Ukrainian Sign Language (USL)"),
)
READING_LEVELS = (
    Choice(
        1, "Signing first", "Pictures and short sentences. Captions at most 120 words a minute."
    ),
    Choice(2, "Very easy", "Easy words, explained. Captions at most 130 words a minute."),
    Choice(3, "Easy", "Plain words. Captions at most 145 words a minute."),
    Choice(4, "Standard", "As most people write. Captions at most 180 words a minute."),
    Choice(5, "Full", "Technical words, captions word for word."),
)
MOTIONS = (
    Choice("system", "As my device says", "Follows the setting of your computer or phone."),
    Choice("full", "Full", "Short, gentle movements."),
    Choice("reduced", "Reduced", "Changes at once. Nothing plays by itself."),
    Choice("none", "None", "Still pictures. Nothing follows by itself."),
)

CHOICES: Mapping[str, tuple[Choice, ...]] = {
    "density": DENSITIES,
    "contrast": CONTRASTS,
    "sign_language": SIGN_LANGUAGES,
    "reading_level": READING_LEVELS,
    "motion": MOTIONS,
}


@dataclass(frozen=True, slots=True)
class Look:
    """The preferences that one response is made for. Every value is one of ``CHOICES``."""

    density: int = 3
    contrast: str = "normal"
    sign_language: str = ""
    reading_level: int = 4
    motion: str = "system"

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
        return next(c.word for c in SIGN_LANGUAGES if c.value == self.sign_language) * bool(
            self.sign_language
        )

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
        look = Look.parse(own) if own else _read(request.cookies.get(_cookie_name(), ""))
        request.environ[READ] = look
    return look


def carry_over(user: User) -> None:
    """At a log-in: an account without a look takes the browser's, else the browser takes hers.

    The caller commits. What a person chose is so the same on all her devices.
    """
    if user.look:
        after_this_request(partial(keep, look=Look.parse(user.look)))
    elif kept := request.cookies.get(_cookie_name()):
        user.look = asdict(_read(kept))


def keep(response: Response, look: Look) -> Response:
    """Put the look into the signed cookie of ``response``, for a year."""
    response.set_cookie(
        _cookie_name(),
        _signer().dumps(asdict(look)),
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )
    return response


def forget(response: Response) -> None:
    """Have the browser forget the look that it keeps."""
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.delete_cookie(_cookie_name(), httponly=True, samesite="Lax", secure=secure)


def init_app(app: Flask) -> None:
    """Give every template ``look`` and the words of the choices."""

    @app.context_processor
    def look_for_templates() -> dict[str, Any]:
        return {"look": current_look(), "look_choices": CHOICES}


def _cookie_name() -> str:
    """The prefix makes browsers take it from this host alone, and by https (RFC 6265bis)."""
    return f"__Host-{COOKIE}" if current_app.config["SESSION_COOKIE_SECURE"] else COOKIE


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key or "", salt="sightline.look")


def _read(cookie: str) -> Look:
    try:
        values = _signer().loads(cookie)
    except BadSignature:
        return Look()
    return Look.parse(values) if isinstance(values, dict) else Look()
