#!/usr/bin/env python3
"""Sightline's one command line. ``manage.py --help`` lists the commands."""

from __future__ import annotations

import os
import sys

import click

# Matrix products of the voice model are small: on threads of their own they would only keep the
# recogniser's waiting. numpy reads this when it is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from webapp import discovery
from webapp.captions.document import CaptionError
from webapp.config import UnsafeSettings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """A video library and captioning workbench for deaf and hard-of-hearing people."""


for module in discovery.command_modules():
    for command in module.commands:
        cli.add_command(command)


def main() -> None:
    """Run a command; what a person can mend is one sentence and exit code 2."""
    try:
        cli()
    except (CaptionError, UnsafeSettings) as error:
        click.echo(f"Error: {error}", err=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
