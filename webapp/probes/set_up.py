"""The settings: whether the site is safe to be shown to people as it is set up."""

from __future__ import annotations

import stat

from webapp import restore_mark
from webapp.config import Settings
from webapp.probes.reading import FAILED, OK, WARNING, Reading


def secret(settings: Settings) -> Reading:
    """Where the key comes from that signs cookies and messages, and who can read it."""
    if settings.secret_key:
        return Reading(OK, "The secret key is set (SIGHTLINE_SECRET_KEY).")
    kept = settings.data_dir / "secret_key"
    if not kept.is_file():
        return Reading(OK, "A secret key is made with the first start, in the data folder.")
    if stat.S_IMODE(kept.stat().st_mode) & 0o077:
        return Reading(
            WARNING, f"Other users of this machine can read {kept}.", f"Run: chmod 600 {kept}"
        )
    return Reading(OK, "The secret key is kept in the data folder, for this user alone.")


def address(settings: Settings) -> Reading:
    """Whether mails and cookies know where people reach the site."""
    if settings.environment != "production":
        return Reading(
            OK, "This is a set-up for trying out: SIGHTLINE_ENVIRONMENT is not production."
        )
    if not settings.trusted_proxies:
        return Reading(
            WARNING,
            "No proxy is trusted (SIGHTLINE_TRUSTED_PROXIES is 0), so that behind one all people "
            "seem to come from one address and share its limits.",
            "Set it to the number of proxies that stand before the web server.",
        )
    return Reading(OK, f"People reach the site at {settings.public_url}.")


def shared(settings: Settings) -> Reading:
    """Whether what several machines share is set where the database is one for several."""
    is_shared = settings.database_url and not settings.database_url.startswith("sqlite")
    if is_shared and not settings.redis_url:
        return Reading(
            WARNING,
            "The database can be used from several machines, but there is no Redis: each web "
            "process counts requests by itself.",
            "With more than one machine, set SIGHTLINE_REDIS_URL.",
        )
    return Reading(OK, "The settings fit together.")


def restored(settings: Settings) -> Reading:
    """Whether a restore was interrupted: nothing starts then."""
    interrupted = restore_mark.interruption(settings.data_dir)
    if interrupted:
        return Reading(FAILED, *interrupted)
    return Reading(OK, "No restore was interrupted.")
