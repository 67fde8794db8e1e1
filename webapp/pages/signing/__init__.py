"""Signed versions: added, examined, reviewed, cropped and fitted to the time of the media."""
