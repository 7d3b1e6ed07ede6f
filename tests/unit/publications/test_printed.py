"""What published documents print of each series, as the work queue asks it."""

from datetime import date

import pytest

from tests import factories
from twenterand.publications import printed


@pytest.mark.parametrize("empty", [True, False])
def test_the_newest_version_says_what_is_printed(small, empty, django_assert_num_queries):
    assert printed.actuals() == {}
    table = factories.indicator_table(small.chapter)
    column = factories.column(table, "2024")
    row = factories.table_row(factories.indicator_group(table, node=None))
    factories.figure(row, column, "n.v.t." if empty else "7")
    small.publish("Eerste")
    found = {(str(row.indicator.uid), "", "", "year"): date(2024, 12, 31)}
    assert printed.actuals() == found
    with django_assert_num_queries(1):
        assert printed.actuals() == found
    factories.column(table, "2025")
    factories.figure(row, table.columns.get(position=2), "8")
    small.publish("Tweede")
    assert list(printed.actuals().values()) == [date(2025, 12, 31)]
