"""Writes on what a table looks like: its columns, groups and rows. Figures hang on indicators and stay.

As in every editing module: keyword-only, atomic, `by` the actor, `seen_version` the version of the table that the
person had on screen (None: do not compare). Each of them reopens a chapter that was submitted or agreed.
"""

from indicators.structure.columns import (
    add_column,
    change_column,
    move_column,
    own_columns,
    remove_column,
    share_columns,
)
from indicators.structure.groups import add_group, change_group, move_group, remove_group
from indicators.structure.rows import (
    add_row,
    change_row,
    move_row,
    remove_row,
    removed_rows,
    restore_row,
)
from indicators.structure.tables import add_table, change_title, move_table, remove_table

__all__ = [
    "add_column",
    "add_group",
    "add_row",
    "add_table",
    "change_column",
    "change_group",
    "change_row",
    "change_title",
    "move_column",
    "move_group",
    "move_row",
    "move_table",
    "own_columns",
    "remove_column",
    "remove_group",
    "remove_row",
    "remove_table",
    "removed_rows",
    "restore_row",
    "share_columns",
]
