"""Writes on what a table looks like: its columns, groups and rows. Figures hang on indicators and stay.

As in every editing module: keyword-only, atomic, `by` the actor, `seen_version` the version of the table that the
person had on screen (None: do not compare). Each of them reopens a chapter that was submitted or agreed.
"""
