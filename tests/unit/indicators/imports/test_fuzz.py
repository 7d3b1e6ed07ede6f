"""Whatever file somebody chooses: a page with a sentence, all of it or nothing, and never a crash.

Files are read in this process, for speed; that the real reader runs apart and with limits is for test_sources.py.
"""

import io
import json
from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace
from unittest import mock

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators import reading, sources
from indicators.models import Figure, FigureImport
from tests.unit.indicators.imports import files
from tests.unit.indicators.imports.test_sources import BAD

pytestmark = pytest.mark.django_db
OFTEN = settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
SELDOM = settings(OFTEN, max_examples=25)

HEADS = st.sampled_from(
    [
        "Indicator", "Sleutel", "Gerealiseerd 2024", "Begroot 2026", "Begroot 2026 (Kadernota 2026)", "2024",
        "Gerealiseerd", "Begroot", "Soort", "Periode", "Waarde", "Document", "Gebied", "Uitsplitsing", "Voorlopig",
        "Peildatum", "Bronverwijzing", "Notitie", "", "=1+1",
    ]
)  # fmt: skip
NAMES = st.sampled_from(["Aantal jongeren", "aantal  JONGEREN", "Iets anders", "", "gerealiseerd", "2024"])
TEXTS = st.one_of(
    NAMES,
    st.sampled_from(
        ["29", "1.5", "1.144", "900,000", "29%", "-", "n.v.t.", "<10", "=1/0", "#DEEL/0!", "31-12-2024", "ja",
         "x" * 3000]
    ),
    st.text(max_size=12),
)  # fmt: skip
ROWS = st.lists(st.lists(TEXTS, max_size=5), max_size=5)


@pytest.fixture
def choose(small, client):
    """Choose a file, and do what the page offers; returns what was written."""
    client.force_login(small.owner)

    def versions() -> dict:
        return dict(Figure.objects.values_list("pk", "version"))

    def act(content: bytes, name: str = "cijfers.xlsx") -> int:
        before = versions()
        FigureImport.objects.all().delete()
        file = SimpleUploadedFile(name, content)
        data = {"file": file, "document": small.document.pk}
        with in_this_process():
            response = client.post(reverse("indicators:import_start"), data)
            assert response.status_code in (302, 422), response.content
            record = FigureImport.objects.first()
            if record and record.state == FigureImport.State.PLANNED:
                address = reverse("indicators:import_preview", args=[record.uid])
                assert client.get(address).status_code == 200
                assert client.post(address, {"apply": "1"}).status_code in (302, 409, 422)
                record.refresh_from_db()
            elif record:
                address = reverse("indicators:import_mapping", args=[record.uid])
                assert client.get(address).status_code == 200
        after = versions()
        written = sum(after[pk] != before.get(pk, 0) for pk in after)
        applied = record is not None and record.state == FigureImport.State.APPLIED
        assert written == (record.counts["written"] if applied else 0)
        assert set(before) <= set(after)
        return written

    return act


@contextmanager
def in_this_process():
    """Read without starting a process for every file."""

    def run(command, *, stdin, stdout, **_):
        try:
            for line in reading.lines(command[-1], stdin.read()):
                stdout.write(json.dumps(line).encode() + b"\n")
        except BaseException as error:
            # What Rust does not expect ends the real reader; it is an Exception of no kind.
            if type(error).__name__ != "PanicException":
                raise
            return SimpleNamespace(returncode=101)
        return SimpleNamespace(returncode=0)

    with mock.patch.object(sources.subprocess, "run", run):
        yield


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_changes_nothing(choose, name):
    assert choose(BAD[name][0]) == 0


def test_a_good_file_is_read(choose):
    assert choose(files.csv(["Indicator", "Gerealiseerd 2024"], ["Aantal jongeren", "31"])) == 1


@OFTEN
@given(
    head=st.lists(HEADS, max_size=5),
    rows=ROWS,
    separator=st.sampled_from(";,\t|"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-32"]),
    quoted=st.booleans(),
)
def test_any_table_as_text(choose, head, rows, separator, encoding, quoted):
    lines = [[f'"{cell}"' if quoted else cell for cell in row] for row in [head, *rows]]
    text = "\n".join(separator.join(line) for line in lines)
    choose(text.encode(encoding, errors="replace"), "cijfers.csv")


@OFTEN
@given(st.binary(max_size=300))
def test_any_bytes(choose, content):
    choose(b"Indicator;Gerealiseerd 2024\r\n" + content, "cijfers.csv")


VALUES = st.one_of(
    TEXTS,
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1901, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["=1/0", "=A1"]).map(lambda text: ("formula", text)),
)


@SELDOM
@given(
    sheets=st.lists(st.tuples(st.lists(HEADS, max_size=5), st.lists(st.lists(VALUES, max_size=5), max_size=4)),
                    min_size=1, max_size=2),
    merged=st.sampled_from([None, "B1:C1", "A2:B3"]),
)  # fmt: skip
def test_any_workbook(choose, sheets, merged):
    choose(workbook(sheets, merged))


def workbook(sheets, merged) -> bytes:
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        shown = book.add_format({"num_format": "d-m-yyyy"})
        for head, rows in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate([head, *rows]):
                for place, value in enumerate(row):
                    put(sheet, number, place, value, shown)
            if merged:
                sheet.merge_range(merged, "Begroot")
    return out.getvalue()


def put(sheet, number, place, value, shown) -> None:
    if isinstance(value, tuple):
        sheet.write_formula(number, place, value[1], None, "#DIV/0!")
    elif isinstance(value, date):
        sheet.write_datetime(number, place, value, shown)
    elif isinstance(value, str):
        # XML has no place for these; a spreadsheet program writes no others.
        sheet.write_string(number, place, "".join(one for one in value if one.isprintable()))
    else:
        sheet.write(number, place, value)


GOOD = {
    "xlsx": files.xlsx(["Indicator", "Gerealiseerd 2024"], ["Aantal jongeren", 31]),
    "ods": files.ods(
        files.ods_row(files.ods_cell("Indicator"), files.ods_cell("Gerealiseerd 2024"))
        + files.ods_row(files.ods_cell("Aantal jongeren"), files.ods_cell("31", "float"))
    ),
}


@OFTEN
@given(kind=st.sampled_from(sorted(GOOD)), place=st.floats(0, 1), bytes_=st.binary(min_size=1, max_size=6),
       cut=st.booleans())  # fmt: skip
def test_a_damaged_workbook(choose, kind, place, bytes_, cut):
    good = GOOD[kind]
    at = int(place * len(good))
    choose(good[:at] + (b"" if cut else bytes_) + good[at + len(bytes_) :], f"cijfers.{kind}")


@SELDOM
@given(
    cells=st.lists(
        st.tuples(
            TEXTS.map(lambda text: "".join(one for one in text if one.isprintable() and one not in "<>&\"'")),
            st.sampled_from(["string", "float", "percentage", "date", "boolean", "currency", "iets"]),
            st.integers(-1, 600),
        ),
        max_size=6,
    )
)
def test_any_cells_in_an_ods(choose, cells):
    row = "".join(
        files.ods_cell(text, kind, f'table:number-columns-repeated="{times}"') for text, kind, times in cells
    )
    head = files.ods_row(files.ods_cell("Indicator"), files.ods_cell("Gerealiseerd 2024"))
    choose(files.ods(head + files.ods_row(row)), "cijfers.ods")
