"""Two inputs of one sum, written at the same time: the result holds both. Only PostgreSQL lets writers run together."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connection

from indicators import computing, editing
from indicators.models import Figure
from tests import factories
from twenterand.accounts.models import Organisation

ROUNDS = 6


@pytest.mark.django_db(transaction=True)
def test_a_sum_never_misses_an_input():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")
    Organisation.objects.get_or_create(pk=1, defaults={"name": "Voorbeeldstad", "short_name": "Voorbeeld"})
    table = factories.indicator_table()
    column = factories.column(table, "2024")
    group = factories.indicator_group(table)
    rows = [
        factories.table_row(group, indicator=factories.indicator(slug=slug)) for slug in ("a", "b", "c", "d")
    ]
    for row in rows[:2]:
        factories.figure(row, column, "0")
    computed = rows[2].indicator
    computing.set_formula(indicator=computed, formula="[a] + [b]", seen_version=1, by="test")
    computing.set_formula(indicator=rows[3].indicator, formula="[c] * 2", seen_version=1, by="test")

    def write(row):
        try:
            for number in range(1, ROUNDS + 1):
                version = Figure.objects.get(indicator=row.indicator).version
                editing.change_figure(
                    row=row, column=column, raw=str(number), seen_version=version, by="test"
                )
        finally:
            close_old_connections()
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, rows[:2]))
    shown = {one.indicator.slug: one.raw for one in Figure.objects.select_related("indicator")}
    assert shown == {"a": "6", "b": "6", "c": "12", "d": "24"}
