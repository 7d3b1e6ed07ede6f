"""One small table that most tests here share."""

from types import SimpleNamespace

import pytest

from tests import factories
from twenterand.accounts.models import Role


@pytest.fixture
def small(db):
    """A chapter with one table: a target of 2026 and an actual of 2024, one row with an actual 29, and its people."""
    ours, theirs, holding = (factories.function(name) for name in ("adviseur A", "adviseur B", "houder"))
    document = factories.document(slug="kadernota-2026", title="Kadernota 2026")
    chapter = factories.chapter(slug="jeugd", title="Jeugd", document=document, owner=ours)
    table = factories.indicator_table(chapter)
    target = factories.column(table, "2026", document=document)
    actual = factories.column(table, "2024")
    group = factories.indicator_group(table, heading="Meedoen")
    row = factories.table_row(group, indicator=factories.indicator(name="Aantal jongeren", holder=holding))
    figure = factories.figure(row, actual, "29")
    return SimpleNamespace(
        document=document,
        chapter=chapter,
        table=table,
        target=target,
        actual=actual,
        group=group,
        row=row,
        indicator=row.indicator,
        figure=figure,
        owner=factories.user(Role.ADVISER, username="eigenaar", name="Eigenaar", functions=[ours]),
        holder=factories.user(Role.ADVISER, username="houder", name="Houder", functions=[holding]),
        other=factories.user(Role.ADVISER, username="ander", name="Ander", functions=[theirs]),
        editor=factories.user(Role.EDITOR, username="redacteur", name="Redacteur", functions=[ours]),
        clerk=factories.user(Role.CLERK, username="griffier", name="Griffier"),
    )
