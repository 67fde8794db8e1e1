"""The words of the tus protocol 1.0.0 for uploads that go on where they stopped.

Source: https://tus.io/protocols/resumable-upload (sections "Headers" and "Upload-Metadata").
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

VERSION = "1.0.0"
EXTENSIONS = ("creation", "creation-with-upload", "expiration", "termination")
PIECE = "application/offset+octet-stream"
"""The content type of a piece of a file."""
METADATA_CHARACTERS = 8000
ADDRESS = "/uploads/"
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_KEY = re.compile(r"[!-+\--~]+")
"""Printable ASCII without space and comma."""


class NotTus(ValueError):
    """A header that the protocol does not allow. ``str()`` says which, and what it must be."""


def number(name: str, value: str | None) -> int:
    """Return what a header such as ``Upload-Offset`` says, in bytes. NotTus for no such number."""
    if value is None or not _NUMBER.fullmatch(value):
        raise NotTus(f"{name} must be a whole number of bytes, such as 0.")
    return int(value)


def metadata(value: str) -> dict[str, str]:
    """Read ``Upload-Metadata``: pairs of a key and text in Base64, with commas between.

    Raises NotTus where it is too long, a key comes twice, or something is not as the protocol says.
    """
    if len(value) > METADATA_CHARACTERS:
        raise NotTus(f"Upload-Metadata must have at most {METADATA_CHARACTERS} characters.")
    found: dict[str, str] = {}
    for pair in value.split(",") if value else ():
        key, _, encoded = pair.strip().partition(" ")
        if not _KEY.fullmatch(key) or key in found:
            raise NotTus("Each key of Upload-Metadata must be ASCII, and come once.")
        try:
            found[key] = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, ValueError) as error:
            raise NotTus(f"{key} in Upload-Metadata must be UTF-8 text in Base64.") from error
    return found


def override_method(environ: dict[str, Any]) -> None:
    """Take the method of an upload's request from ``X-HTTP-Method-Override``, where that is sent.

    This comes before anything looks at the method, so that every check is of the one that counts.
    """
    method = environ.get("HTTP_X_HTTP_METHOD_OVERRIDE", "")
    if method and environ.get("PATH_INFO", "").startswith(ADDRESS):
        environ["REQUEST_METHOD"] = method.upper()
