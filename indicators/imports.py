"""Figures from a file: open it, plan, look, and write all of it or a chosen part, at once or not at all.

The plan is what the person saw. Writing compares the version of every figure with the one in the plan, under lock: when
somebody changed one of them meanwhile the plan is stale, and nothing is written.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from indicators import places, plans, recognising, relations, sources
from indicators.models import Figure, FigureImport, ImportMapping, Indicator, SourceContent, SourceFile
from indicators.naming import Names
from indicators.planning import REFUSED, Planner
from indicators.plans import Planned
from indicators.querysets import Slot
from indicators.recognising import Layout, folded
from indicators.sources import Sheet
from policy import review
from policy.models import Document
from twenterand.accounts import audit
from twenterand.accounts.models import Act, User
from twenterand.accounts.records import actor_name, add_all
from twenterand.numbers import parse_cell
from twenterand.unreadable import quoted
from twenterand.workflow import Refused

CHANGED = ["raw", "state", "number", "provisional", "reference_date", "source_file", "source_cell", "version"]
AT_ONCE = 1000
NO_HEAD = (
    "In dit bestand zijn geen cijfers herkend. De eerste regel moet zeggen wat er staat: “Indicator” en “Gerealiseerd "
    "2024” of “Begroot 2026”, of de kolommen indicator, soort, periode en waarde."
)
STALE = (
    "Sinds dit voorbeeld is gemaakt, heeft iemand cijfers gewijzigd die ook in het bestand staan. Er is niets "
    "ingelezen. Maak het voorbeeld opnieuw en kijk het na."
)

Progress = Callable[[int, str], None]


def no_progress(percent: int, step: str) -> None:
    """For whoever does not wait for it."""


def open_file(*, name: str, content: bytes, document: Document | None, by: User | str) -> FigureImport:
    """Check that the file can be read and keep it, with what its columns seem to mean. Raises Refused."""
    found = sources.read(content)
    sheet, layout = likely(found)
    with transaction.atomic():
        digest = hashlib.sha256(content).hexdigest()
        source, _ = SourceFile.objects.get_or_create(
            sha256=digest, defaults={"name": name[:250], "read_by": actor_name(by)}
        )
        SourceContent.objects.get_or_create(source=source, defaults={"content": content})
        return FigureImport.objects.create(
            source=source,
            name=name[:250],
            document=document,
            sheet=sheet.name,
            columns=suggested(layout) if layout else {},
            made_by=actor_name(by),
        )


def likely(sheets: list[Sheet]) -> tuple[Sheet, Layout | None]:
    """The sheet with figures in it; the first one when there are more, with no layout when there are none.

    Raises Refused when no visible sheet looks like a table of figures.
    """
    problem = None
    for sheet in sheets:
        try:
            if sheet.visible and (layout := recognising.find(sheet)):
                return sheet, layout
        except Refused as refused:
            problem = problem or refused
    raise problem or Refused(NO_HEAD)


def usable(sheets: list[Sheet]) -> list[str]:
    """The names of the sheets that look like a table of figures."""
    names = []
    for sheet in sheets:
        try:
            if sheet.visible and recognising.find(sheet):
                names.append(sheet.name)
        except Refused:
            continue
    return names


def suggested(layout: Layout) -> dict[str, str]:
    """A code per column number, with earlier choices for the same text."""
    texts = [folded(text) for text in layout.texts]
    remembered = dict(
        ImportMapping.objects.filter(kind=ImportMapping.Kind.COLUMN, text__in=set(texts) - {""}).values_list(
            "text", "column"
        )
    )
    return {str(place): remembered.get(text, layout.codes[place]) for place, text in enumerate(texts)}


def sheets_of(record: FigureImport) -> list[Sheet]:
    """The sheets of the file, read again from what was kept."""
    return sources.read(bytes(record.source.kept.content))


def layout_of(record: FigureImport, sheets: list[Sheet]) -> tuple[Sheet, Layout]:
    """The chosen sheet with the chosen meaning of its columns."""
    sheet = sources.choose(sheets, record.sheet)
    layout = recognising.find(sheet)
    if layout is None:
        raise Refused(NO_HEAD)
    codes = tuple(record.columns.get(str(place), code) for place, code in enumerate(layout.codes))
    return sheet, Layout(layout.head, layout.texts, codes)


@transaction.atomic
def choose(*, record: FigureImport, sheet: str, columns: dict, names: dict, by: User | str) -> None:
    """Keep what columns and names mean, for this file and to suggest for the next."""
    moved = sheet != record.sheet
    record.sheet = sheet
    _, layout = layout_of(record, sheets_of(record))
    if moved:
        record.columns, record.names = suggested(layout), {}
    else:
        _remember_columns(layout, columns, by)
        record.columns, record.names = columns, {**record.names, **names}
        _remember_names(names, by)
    record.plan, record.state = None, FigureImport.State.OPENED
    record.save()


def plan(*, record: FigureImport, by: User | str, progress: Progress = no_progress) -> FigureImport:
    """Work out what the file would change, and keep that. Writes no figures. Raises Refused."""
    if record.state == FigureImport.State.APPLIED:
        raise Refused("Dit bestand is al ingelezen.")
    progress(2, "bestand lezen")
    sheet, layout = layout_of(record, sheets_of(record))
    if not layout.complete or not (recognising.Role.VALUE in layout.roles or _with_kind(layout)):
        raise Refused(
            "Er is nog geen kolom met cijfers gekozen. Kies bij ten minste één kolom “gerealiseerd” of “begroot”, "
            "en bij één kolom de naam van de indicator."
        )
    names = Names(record.document, record.names)
    planner = Planner(sheet, layout, names=names, document=record.document, by=by)
    packed, counts = plans.pack(planner.plan(progress))
    if not any(counts.values()):
        raise Refused(f"In {quoted(record.name)} staan geen cijfers onder de kop (rij {layout.head}).")
    record.plan, record.counts, record.skipped = packed, counts, []
    record.state = FigureImport.State.PLANNED
    record.save()
    return record


def cells(record: FigureImport) -> Iterator[Planned]:
    """The cells of the plan, in the order of the file."""
    return plans.unpack(bytes(record.plan or b""))


def chosen(record: FigureImport) -> Iterator[Planned]:
    """The cells that would be written: new or changed, and not skipped by the person."""
    skipped = set(record.skipped)
    return (cell for place, cell in enumerate(cells(record)) if cell.writable and place not in skipped)


def apply(*, record: FigureImport, by: User | str, progress: Progress = no_progress) -> int:
    """Write the chosen cells, with history, and return how many. Chapters that show them are reopened, once each.

    One transaction: a crash or a stale cell leaves everything as it was. A second call does nothing. Raises Refused
    and PermissionDenied.
    """
    progress(5, "cijfers opslaan")
    with transaction.atomic():
        current = FigureImport.objects.select_for_update().get(pk=record.pk)
        if current.state == FigureImport.State.APPLIED:
            return current.counts.get("written", 0)
        if current.state != FigureImport.State.PLANNED:
            raise Refused("Maak eerst een voorbeeld.")
        written = _write(current, by)
        current.state, current.applied_at = FigureImport.State.APPLIED, timezone.now()
        current.counts = {**current.counts, "written": written}
        current.save(update_fields=["state", "applied_at", "counts"])
        note = f"{written} cijfers, sha256 {current.source.sha256}"
        audit.log(Act.IMPORTED, by=by, kind="figureimport", subject=current, label=current.name, note=note)
    progress(100, "klaar")
    return written


# ------------------------------------------------------------------ parts
def _with_kind(layout: Layout) -> bool:
    return any(heading.kind for heading in layout.headings.values())


def _remember_columns(layout: Layout, columns: dict[str, str], by: User | str) -> None:
    for place, text in enumerate(layout.texts):
        code = columns.get(str(place), "")
        if text and code != layout.codes[place]:
            ImportMapping.objects.update_or_create(
                kind=ImportMapping.Kind.COLUMN,
                text=folded(text)[:500],
                defaults={"column": code, "chosen_by": actor_name(by)},
            )


def _remember_names(names: dict[str, str], by: User | str) -> None:
    indicators = {one.slug: one for one in Indicator.objects.filter(slug__in=set(names.values()))}
    for text, slug in names.items():
        if slug in indicators:
            ImportMapping.objects.update_or_create(
                kind=ImportMapping.Kind.NAME,
                text=text[:500],
                defaults={"indicator": indicators[slug], "chosen_by": actor_name(by)},
            )


def _write(record: FigureImport, by: User | str) -> int:
    slots = {cell.slot for cell in chosen(record)}
    if not slots:
        raise Refused("Er is niets gekozen om in te lezen.")
    indicators = {slot.indicator_id for slot in slots}
    if isinstance(by, User) and indicators - relations.editable_indicators(by):
        raise PermissionDenied(REFUSED)
    # In one order, as every write to figures does: two imports wait for each other and never deadlock.
    locks = Indicator.objects.select_for_update().filter(pk__in=indicators).order_by("pk")
    decimals = dict(locks.values_list("pk", "decimals"))
    left = chosen(record)
    while some := list(islice(left, AT_ONCE)):
        _write_some(some, record, decimals, by)
    what = f"{len(slots)} cijfers uit {quoted(record.name)}"
    for chapter in places.chapters_of(places.showing(slots)):
        review.touched(chapter=chapter, by=by, what=what)
    return len(slots)


def _write_some(some: list[Planned], record: FigureImport, decimals: dict[int, int], by: User | str) -> None:
    area = {
        "indicator__in": {cell.slot.indicator_id for cell in some},
        "first_day__in": {cell.slot.first_day for cell in some},
    }
    figures = {Slot.of(figure): figure for figure in Figure.objects.filter(**area)}
    removed = _removed(area)
    new, changed = [], []
    for cell in some:
        figure = figures.get(cell.slot)
        if (figure.version if figure else 0) != cell.version:
            raise Refused(STALE)
        if figure is None:
            # Versions go on from a removed figure, so that an old page never matches.
            figure = Figure(**cell.slot._asdict(), version=removed.get(cell.slot, 0))
            new.append(figure)
        else:
            changed.append(figure)
        _fill(figure, cell, record, decimals[cell.slot.indicator_id])
    reason = f"Ingelezen uit {record.name}"
    if new:
        add_all(Figure, new, by=by, reason=reason)
    if changed:
        bulk_update_with_history(
            changed,
            Figure,
            CHANGED,
            batch_size=200,
            default_user=actor_name(by),
            default_change_reason=reason,
        )


def _fill(figure: Figure, cell: Planned, record: FigureImport, decimals: int) -> None:
    value = parse_cell(cell.raw, decimals=decimals)
    figure.raw, figure.state, figure.number = value.raw, value.state, value.number
    if cell.provisional is not None:
        figure.provisional = cell.provisional
    if cell.reference_date is not None:
        figure.reference_date = cell.reference_date
    figure.source_file_id = record.source_id
    figure.source_cell = f"{record.sheet[:28]}, {cell.place}" if record.sheet else cell.place
    figure.version += 1


def _removed(place: dict[str, Iterable]) -> dict[Slot, int]:
    """The last version of the figures that were removed from these places."""
    steps = Figure.history.filter(**place, history_type="-").order_by().values_list(*Slot._fields)
    return {Slot(*values[:-1]): values[-1] for values in steps.annotate(last=Max("version"))}
