"""Reading and writing 1,000, 10,000 and 100,000 figures: time per step, memory, and whether it stays linear.

Each size runs in a process of its own on an empty SQLite database, so that the peak memory is its own. See README.md.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 10_000, 100_000)
PERIODS = 100
MEGABYTES = 300
AT_MOST = 2.0


def measure(size: int) -> dict:
    """Import `size` figures as a long table, change every one and import again, then export; in this process."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "twenterand.settings")
    import django

    django.setup()
    from django.core.management import call_command

    from indicators import imports
    from indicators.models import Area, Figure, Indicator
    from twenterand.accounts.records import add_all

    call_command("migrate", verbosity=0)
    Area.objects.create(kind="gemeente", cbs_code="GM0000", name="Meetstad", ours=True)
    count = size // PERIODS
    add_all(
        Indicator, [Indicator(slug=f"i-{n}", name=f"Indicator nummer {n}") for n in range(count)], by="bench"
    )
    found = {"size": size}
    steps: list[str] = []
    for label, shift in (("new", 0), ("changed", 1)):
        content = _workbook(count, shift)
        started = time.perf_counter()
        record = imports.open_file(name=f"{label}.xlsx", content=content, document=None, by="bench")
        imports.plan(record=record, by="bench", progress=lambda percent, step: steps.append(step))
        found[f"plan {label}"] = time.perf_counter() - started
        started = time.perf_counter()
        imports.apply(record=record, by="bench")
        found[f"write {label}"] = time.perf_counter() - started
    if Figure.history.count() != 2 * size:
        sys.exit("Not every figure was written.")
    found["progress"] = len(steps)
    found["memory"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found["reader"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return found


def _workbook(count: int, shift: int) -> bytes:
    import xlsxwriter

    with tempfile.NamedTemporaryFile(suffix=".xlsx") as file:
        with xlsxwriter.Workbook(file.name, {"constant_memory": True}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["Indicator", "Soort", "Periode", "Waarde"])
            for place in range(count * PERIODS):
                number, period = divmod(place, PERIODS)
                year, month = 1990 + period // 4, period % 4 + 1
                when = f"{month}e kwartaal {year}"
                values = [f"Indicator nummer {number}", "gerealiseerd", when, place + shift]
                sheet.write_row(place + 1, 0, values)
        return Path(file.name).read_bytes()


def main() -> None:
    """Measure each size and print a table; says whether the aims are met."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--size", type=int, help="one size, in this process, as JSON")
    options = parser.parse_args()
    if options.size:
        print(json.dumps(measure(options.size)))
        return
    rows = []
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            env = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3"}
            command = [sys.executable, __file__, "--size", str(size)]
            rows.append(json.loads(subprocess.run(command, env=env, check=True, capture_output=True).stdout))
    names = ["plan new", "write new", "plan changed", "write changed"]
    print(f"{'figures':>8}" + "".join(f"{name:>15}" for name in names) + f"{'memory':>10}{'reader':>10}")
    for row in rows:
        times = "".join(f"{row[name]:>13.2f} s" for name in names)
        print(f"{row['size']:>8}{times}{row['memory']:>7.0f} MB{row['reader']:>7.0f} MB")
    total = [sum(row[name] for name in names) for row in rows]
    ratio = (total[2] / rows[2]["size"]) / (total[1] / rows[1]["size"])
    print(f"time per figure, 100,000 against 10,000: {ratio:.2f} (aim ≤ {AT_MOST})")
    print(f"memory at 100,000: {rows[2]['memory']:.0f} MB (aim < {MEGABYTES})")


if __name__ == "__main__":
    main()
