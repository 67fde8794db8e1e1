"""Audits: pages in, findings out. Neither Flask nor the database is used here.

A ``Subject`` is a page that is looked at, a ``Variant`` the form in which somebody would get it,
an ``Opened`` page one subject in one variant in a real browser. Each module of ``checks`` looks
for its own faults in it, and what it finds is a ``Finding``.
"""
