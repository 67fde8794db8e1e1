"""A library whose content is known: what audits look at where no address is given, and tests.

It is made anew each time in a temporary folder, by the same models that people's work goes through,
with made words and made pictures: nothing in it was ever anybody's.
"""
