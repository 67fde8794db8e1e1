"""Backups of a running Sightline, and bringing them back.

A backup folder holds ``snapshots/TIME/`` (the database, the secret key, and a manifest that names
every file with its SHA-256) and ``contents/``, where each content lies once under its hash, however
many snapshots and names have it. A second backup copies only what is new. The manifest is written
last, and safely: a snapshot without one is not a backup, and nothing else is believed.
"""

from webapp.backup.folder import BackupError, BackupFolder
from webapp.backup.making import Made, make
from webapp.backup.restoring import Restored, restore

__all__ = ["BackupError", "BackupFolder", "Made", "Restored", "make", "restore"]
