"""The grid, through Django's whole stack of middleware, on a database of its own with 500 indicators × 12 years.

Measures one cell edit against a plain view (same middleware and session, one `save()` with history), the page across
trees, a pasted block of 50 × 3, and the question that every open grid asks each twelve seconds. See README.md.
"""

import argparse
import gzip
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twenterand.settings")
FOLDER = tempfile.TemporaryDirectory(prefix="bench-grid-")
if "--throwaway" not in sys.argv:
    os.environ["DATABASE_URL"] = f"sqlite:///{FOLDER.name}/bench.sqlite3"

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.test import Client
from django.urls import include, path
from django.utils import timezone

from indicators.models import Figure
from tests import factories
from twenterand.accounts.models import Role
from twenterand.accounts.records import keep
from twenterand.numbers import parse_cell

ROWS, YEARS = 500, 12


def plain(request: HttpRequest) -> JsonResponse:
    """What a plain Django view does: read one record, write it with history."""
    data = json.loads(request.body)
    with transaction.atomic():
        figure = Figure.objects.select_for_update().get(pk=data["figure"])
        value = parse_cell(data["raw"])
        figure.raw, figure.state, figure.number = value.raw, value.state, value.number
        keep(figure, by=request.user)
    return JsonResponse({"raw": figure.raw})


urlpatterns = [path("gewoon/", plain), path("", include("twenterand.urls"))]


def build() -> tuple[Client, list, list]:
    """The database, filled; a client that is signed in, the rows and the columns."""
    call_command("migrate", verbosity=0)
    settings.ROOT_URLCONF = __name__
    settings.ALLOWED_HOSTS = ["testserver"]
    with transaction.atomic():
        owner = factories.function("adviseur")
        table = factories.indicator_table(factories.chapter(owner=owner))
        columns = [factories.column(table, str(2012 + year)) for year in range(YEARS)]
        group = factories.indicator_group(table)
        rows = [factories.table_row(group, source="Gemeente") for _ in range(ROWS)]
        for number, row in enumerate(rows):
            for column in columns:
                factories.figure(row, column, str(1000 + number))
        person = factories.user(Role.ADVISER, functions=[owner])
        # Long ago: news is what happened since a page was opened.
        Figure.history.update(history_date=timezone.now() - timedelta(days=2))
    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client, rows, columns


def milliseconds(act: Callable[[int], object], runs: int, warm: int = 2) -> float:
    """The median of processor time (so that other work on the machine counts less); `warm` runs first.

    `act` gets a number that is another each time.
    """
    times = []
    for run in range(runs + warm):
        started = time.process_time()
        answer = act(run)
        times.append(1000 * (time.process_time() - started))
        if answer.status_code != 200:
            sys.exit(f"status {answer.status_code}")
    return statistics.median(times[warm:])


def side_by_side(
    one: Callable[[int], object], other: Callable[[int], object], runs: int
) -> tuple[float, float]:
    """The medians of both, taken in turns, so that what else the machine does weighs on both."""
    times: tuple[list[float], list[float]] = ([], [])
    for run in range(runs + 2):
        for act, found in zip((one, other), times, strict=True):
            found.append(milliseconds(lambda _, act=act, run=run: act(run), 1, warm=0))
    return statistics.median(times[0][2:]), statistics.median(times[1][2:])


def post(client: Client, url: str, data: dict):
    """A POST as grid.js sends it."""
    return client.post(url, json.dumps(data), content_type="application/json")


def cells(rows: list, columns: list, run: int) -> list[dict]:
    """These cells, written for the `run`th time (the first time is 0)."""
    return [
        {"row": row.pk, "column": column.pk, "raw": str(2000 + run), "version": 1 + run}
        for row in rows
        for column in columns
    ]


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--runs", type=int, default=25, help="measured runs of each; default 25")
    parser.add_argument(
        "--throwaway",
        action="store_true",
        help="fill the empty database of DATABASE_URL instead: script/throwaway-postgres …",
    )
    runs = parser.parse_args().runs
    client, rows, columns = build()
    save, page = "/werk/cijfers/wijzigen/", "/werk/cijfers/alles/"
    figure = Figure.objects.get(indicator=rows[-1].indicator, first_day=columns[0].first_day).pk
    edit, bare = side_by_side(
        lambda run: post(client, save, {"cells": cells(rows[:1], columns[:1], run)}),
        lambda run: post(client, "/gewoon/", {"figure": figure, "raw": str(2000 + run)}),
        4 * runs,
    )
    block = milliseconds(
        lambda run: post(client, save, {"cells": cells(rows[100:150], columns[:3], run)}), runs
    )
    whole = milliseconds(lambda run: client.get(page), runs)
    size = len(gzip.compress(client.get(page).content, 6)) / 1000
    asked = {"rijen": ",".join(str(row.pk) for row in rows[200:250]), "sinds": timezone.now().isoformat()}
    news = milliseconds(lambda run: client.get("/werk/cijfers/wijzigingen/", asked), runs)
    print(f"medians of {runs} runs, {connection.vendor}, {ROWS} indicators × {YEARS} years")
    print(f"one cell edit                  {edit:7.1f} ms")
    print(f"plain view, save with history  {bare:7.1f} ms   ratio {edit / bare:.2f} (aim ≤ 2)")
    print(f"pasted block of 50 × 3         {block:7.1f} ms   (aim < 150)")
    print(f"page of 50 rows × {YEARS}           {whole:7.1f} ms   {size:.1f} kB compressed (aim < 150, < 40)")
    print(f"is there news?                 {news:7.1f} ms")


if __name__ == "__main__":
    main()
