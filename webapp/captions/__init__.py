"""Captions as data: words to cues, lint and formats. Neither Flask nor a database is needed."""
