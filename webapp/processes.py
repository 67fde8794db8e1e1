"""Processes of ours do not outlive the one that started them, and background work yields.

Where the main process of a web server or of a worker is killed, its children would go on: they
keep the port, and take jobs beside the children of whoever replaces it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_parent = 0


def end_with_parent() -> None:
    """Have the system kill this process as soon as its parent ends (Linux: prctl(2)).

    Elsewhere nothing happens.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def let_forks_end_with_us() -> None:
    """Have every process that is forked from now on end with the one that forked it."""
    os.register_at_fork(before=_note_parent, after_in_child=_end_with_parent_after_fork)


def _note_parent() -> None:
    global _parent
    _parent = os.getpid()


def _end_with_parent_after_fork() -> None:
    end_with_parent()
    if os.getppid() != _parent:  # it was over before the system was asked
        os._exit(1)


def yield_to_others() -> None:
    """Let this thread, and those that it begins, compute only while nobody else wants to (Linux).

    A thread cannot go back (sched(7)). Nothing that others wait for, such as a transaction, is to
    be done in it.
    """
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
