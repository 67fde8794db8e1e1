"""Making copies of what is a person's (``webapp.accounts.takeout``)."""

from __future__ import annotations

from tasks.failures import StepFailed
from tasks.kept import kept_files
from tasks.pipeline import Work
from tasks.progress import reporter
from webapp import mail
from webapp.accounts import takeout
from webapp.extensions import db
from webapp.media.failure import N_
from webapp.models import Takeout
from webapp.models.lease import Lease, LeaseLost
from webapp.models.takeout import KEPT, TAKEOUT

GONE = N_("Nobody waits for this copy any more.")


def make(lease: Lease) -> None:
    """Make the copy, and tell its person.

    After a crash it begins anew, and writes the same file. That the file is there, and the mail,
    are committed together.
    """
    wish = _wish(lease)
    person_id, file = wish.person_id, wish.file
    db.session.commit()  # nobody waits for the database while all is gathered
    try:
        with kept_files().publish(file) as place:
            with place.open("wb") as zipped:
                takeout.write(person_id, zipped, reporter(lease))
            size = place.stat().st_size
        wish = _wish(lease)
        wish.keep(size)
        mail.send(wish.person, "copy_ready", within=KEPT)
        lease.confirm()
    except (LeaseLost, StepFailed):
        _drop(file)
        raise


def tidy() -> None:
    """Remove copies that were kept long enough, first from the database."""
    for name in Takeout.remove_over():
        kept_files().delete(name)


def _drop(file: str) -> None:
    """Remove the file of a copy that was stopped, unless another worker makes it under its name."""
    is_wanted = Takeout.is_named(file)
    db.session.commit()
    if not is_wanted:
        kept_files().delete(file)


def _wish(lease: Lease) -> Takeout:
    wish = Takeout.of_job(lease.job_id)
    if wish is None:
        raise StepFailed(GONE)
    return wish


work = Work(TAKEOUT, {"zipped": make}, sweep=tidy)
