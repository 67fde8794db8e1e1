"""Reviewing: captions are corrected, judged and published, by keyboard, together."""
