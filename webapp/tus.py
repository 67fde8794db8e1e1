"""The words of the tus protocol 1.0.0 for uploads that go on where they stopped.

Source: https://tus.io/protocols/resumable-upload (sections "Headers", "Upload-Metadata" and
"Checksum").
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from typing import Any

VERSION = "1.0.0"
EXTENSIONS = ("creation", "creation-with-upload", "expiration", "termination", "checksum")
ALGORITHMS = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
"""What a piece can be told with. The protocol asks for SHA-1: it tells what broke on the way, and
guards against nobody."""
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


class Checksum:
    """What a piece must come to ("Upload-Checksum")."""

    def __init__(self, value: str) -> None:
        """Read the header: a name and a digest in Base64. NotTus for any other."""
        name, _, encoded = value.partition(" ")
        if name not in ALGORITHMS:
            raise NotTus(f"Upload-Checksum must be made with one of: {', '.join(ALGORITHMS)}.")
        try:
            self._wanted = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError) as error:
            raise NotTus("Upload-Checksum must hold a digest in Base64.") from error
        self._found = ALGORITHMS[name](usedforsecurity=False)
        if len(self._wanted) != self._found.digest_size:
            raise NotTus(
                f"Upload-Checksum must hold the {self._found.digest_size} bytes of {name}."
            )

    def update(self, data: bytes) -> None:
        """Count what came."""
        self._found.update(data)

    @property
    def is_met(self) -> bool:
        """Whether all that came is what was told."""
        return self._found.digest() == self._wanted


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
