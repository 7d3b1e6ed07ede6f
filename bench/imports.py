"""Reading and writing 1,000, 10,000 and 100,000 figures: processor time per step, memory, and whether it stays linear.

Each size runs in a process of its own on an empty SQLite database, so that the peak memory is its own. See README.md.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 10_000, 100_000)
PERIODS = 100
MEGABYTES = 300
AT_MOST = 2.0


def measure(size: int) -> dict:
    """Import `size` figures as a long table, change every one and import again; in this process."""
    count = size // PERIODS
    _prepare(count)
    from indicators import imports
    from indicators.models import Figure

    found = {"size": size}
    steps: list[str] = []
    for label, shift in (("new", 0), ("changed", 1)):
        content = _workbook(count, shift)
        started = _processor()
        record = imports.open_file(name=f"{label}.xlsx", content=content, document=None, by="bench")
        imports.plan(record=record, by="bench", progress=lambda percent, step: steps.append(step))
        found[f"plan {label}"] = _processor() - started
        started = _processor()
        imports.apply(record=record, by="bench", progress=lambda percent, step: steps.append(step))
        found[f"write {label}"] = _processor() - started
    if Figure.history.count() != 2 * size:
        sys.exit("Not every figure was written.")
    found["progress"] = len(steps)
    found |= _memory()
    return found


def measure_export(size: int) -> dict:
    """Export what `measure` left in the database, in a process of its own: every form of file."""
    _setup()
    from indicators import exports, workbooks
    from policy.models import Chapter

    found = {"size": size}
    for kind, write in (("xlsx", workbooks.xlsx), ("ods", workbooks.ods), ("csv", exports.csv)):
        started = _processor()
        content = write(exports.build(Chapter.objects.select_related("document"), title="Meting"))
        found[kind], found[f"{kind} size"] = _processor() - started, len(content)
        del content
    found |= _memory()
    return found


def _processor() -> float:
    """Seconds of the processor that this process and those it started took: what else runs does not count."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in used)


def _setup() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twenterand.settings")
    import django

    django.setup()


def _prepare(count: int) -> None:
    """Indicators, and one table with a row for each and a column for each period."""
    _setup()
    from django.core.management import call_command

    from indicators.models import Area, Indicator, IndicatorGroup, IndicatorTable, TableColumn, TableRow
    from indicators.periods import Period
    from policy.models import Chapter, Document
    from twenterand.accounts.models import Function
    from twenterand.accounts.records import add_all, keep

    call_command("migrate", verbosity=0)
    Area.objects.create(kind="gemeente", cbs_code="GM0000", name="Meetstad", ours=True)
    owner = Function.objects.create(slug="meter", name="meter")
    document = keep(
        Document(slug="meting", title="Meting", year_from=2026, year_to=2026, owner=owner), by="bench"
    )
    chapter = keep(Chapter(slug="meting", title="Meting", document=document, owner=owner), by="bench")
    table = keep(IndicatorTable(chapter=chapter, title="Meting", position=1), by="bench")
    group = keep(IndicatorGroup(table=table, heading="Meting", position=1), by="bench")
    for place in range(PERIODS):
        period = Period.parse(_period(place))
        keep(TableColumn(table=table, position=place + 1, kind="actual", **period.fields()), by="bench")
    indicators = [Indicator(slug=f"i-{n}", name=f"Indicator nummer {n}") for n in range(count)]
    add_all(Indicator, indicators, by="bench")
    rows = [
        TableRow(group=group, indicator=one, label=one.name, position=place)
        for place, one in enumerate(Indicator.objects.order_by("pk"), start=1)
    ]
    add_all(TableRow, rows, by="bench")


def _memory() -> dict:
    """The peak of this process and of the one that read the file, in megabytes."""
    own, child = (
        resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {"memory": own / 1024, "reader": child / 1024}


def _period(place: int) -> str:
    return f"{place % 4 + 1}e kwartaal {1990 + place // 4}"


def _workbook(count: int, shift: int) -> bytes:
    import xlsxwriter

    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        with xlsxwriter.Workbook(file.name, {"constant_memory": True}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["Indicator", "Soort", "Periode", "Waarde"])
            for place in range(count * PERIODS):
                number, period = divmod(place, PERIODS)
                values = [f"Indicator nummer {number}", "gerealiseerd", _period(period), place + shift]
                sheet.write_row(place + 1, 0, values)
        return Path(file.name).read_bytes()


def main() -> None:
    """Measure each size and print a table; says whether the aims are met."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--size", type=int, help="one size, in this process, as JSON")
    parser.add_argument("--export", action="store_true", help="with --size: export what is there")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N")
    options = parser.parse_args()
    if options.size:
        print(json.dumps((measure_export if options.export else measure)(options.size)))
        return
    rows = []
    for size in options.sizes:
        with tempfile.TemporaryDirectory() as folder:
            env = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
            row, command = {}, [sys.executable, __file__, "--size", str(size)]
            for more in ([], ["--export"]):
                done = subprocess.run([*command, *more], env=env, check=True, stdout=subprocess.PIPE)
                found = json.loads(done.stdout)
                memory, reader = found.pop("memory"), found.pop("reader")
                row |= found | ({"export memory": memory} if more else {"memory": memory, "reader": reader})
            rows.append(row)
    _print(rows)


def _print(rows: list[dict]) -> None:
    names = ["plan new", "write new", "plan changed", "write changed", "xlsx", "ods", "csv"]
    print(f"{'figures':>8}" + "".join(f"{name:>15}" for name in names) + "   memory: import, reader, export")
    for row in rows:
        times = "".join(f"{row[name]:>13.2f} s" for name in names)
        memory = ", ".join(f"{row[name]:.0f} MB" for name in ("memory", "reader", "export memory"))
        print(f"{row['size']:>8}{times}   {memory}")
    if len(rows) < 2:
        return
    before, last = rows[-2:]
    for name in names:
        ratio = last[name] / last["size"] / (before[name] / before["size"])
        print(
            f"{name}: time per figure, {last['size']:,} against {before['size']:,}: {ratio:.2f} (aim ≤ {AT_MOST})"
        )
    print(f"memory of an import of {last['size']:,}: {last['memory']:.0f} MB (aim < {MEGABYTES})")


if __name__ == "__main__":
    main()
