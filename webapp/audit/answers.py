"""What a script says of the elements of a page, as findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from webapp.audit.finding import Found
from webapp.audit.opened import Opened


def faults(
    opened: Opened, name: str, sentences: Mapping[str, str], argument: object = None
) -> Iterator[Found]:
    """Ask a script of ``scripts/``, and yield its answers.

    An answer is an element as ``sightline.describe`` has it, with ``rule``, and where they matter
    ``values`` and ``outcome``. ``sentences`` says by rule what is wrong.
    """
    for answer in opened.ask(name, argument):
        yield Found(
            answer["rule"],
            opened.element(answer),
            sentences[answer["rule"]],
            answer.get("values", {}),
            answer.get("outcome", "failed"),
        )
