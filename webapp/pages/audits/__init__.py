"""Audits for QA people: run, followed, read, judged, compared, and completed by hand."""
