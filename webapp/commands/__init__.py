"""The command line. A module here with ``commands`` (click commands) is found by discovery."""

from __future__ import annotations

import click


class Refusal(click.ClickException):
    """Something that a person asked for and that cannot be done; exits with 2 and one sentence."""

    exit_code = 2
