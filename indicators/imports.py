"""Figures from a file: open it, plan, look, and write all of it or a chosen part, at once or not at all.

The plan is what the person saw. Writing compares the version of every figure with the one in the plan, under lock: when
somebody changed one of them meanwhile the plan is stale, and nothing is written.
"""

import hashlib
from collections.abc import Callable, Iterator

from django.db import transaction
from django.utils import timezone

from indicators import import_writing, plans, recognising, relations, sources
from indicators.models import FigureImport, ImportMapping, Indicator, SourceContent, SourceFile
from indicators.naming import Names
from indicators.planning import Planner
from indicators.plans import Planned
from indicators.recognising import Layout, folded
from indicators.sources import Sheet
from policy.models import Document
from twenterand.accounts import audit
from twenterand.accounts.models import Act, User
from twenterand.accounts.records import actor_name
from twenterand.unreadable import quoted
from twenterand.workflow import Refused

NO_HEAD = (
    "In dit bestand zijn geen cijfers herkend. De eerste regel moet zeggen wat er staat: “Indicator” en “Gerealiseerd "
    "2024” of “Begroot 2026”, of de kolommen indicator, soort, periode en waarde."
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
    allowed = None if isinstance(by, str) else relations.editable_indicators(by)
    planner = Planner(sheet, layout, names=names, document=record.document, allowed=allowed)
    return planned(record, planner, progress)


def planned(record: FigureImport, planner: Planner, progress: Progress = no_progress) -> FigureImport:
    """Keep what a planner makes of its rows as the plan of this import. Cells that warn are not chosen yet."""
    packed, counts, warned = plans.pack(planner.plan(progress))
    if not any(counts.values()):
        raise Refused(
            f"In {quoted(record.name)} staan geen cijfers onder de kop (rij {planner.layout.head})."
        )
    record.plan, record.counts, record.skipped = packed, counts, warned
    record.state = FigureImport.State.PLANNED
    record.save()
    return record


def cells(record: FigureImport) -> Iterator[Planned]:
    """The cells of the plan, in the order of the file."""
    return plans.cells(record)


def chosen(record: FigureImport) -> Iterator[Planned]:
    """The cells that would be written: new or changed, and not skipped by the person."""
    return plans.chosen(record)


def decides(record: FigureImport) -> int:
    """How many settled targets the chosen cells change."""
    return sum(cell.decides for cell in chosen(record))


def apply(
    *,
    record: FigureImport,
    by: User | str,
    reason: str = "",
    decision: str = "",
    progress: Progress = no_progress,
    act: Act = Act.IMPORTED,
) -> int:
    """Write the chosen cells, with history, and return how many. Chapters that show them are reopened, once each.
    Where `decides` says so it takes the reason and the decision by which settled targets change.

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
        written = import_writing.write(import_writing.Change(current, by, reason, decision), progress)
        current.state, current.applied_at = FigureImport.State.APPLIED, timezone.now()
        current.counts = {**current.counts, "written": written}
        current.save(update_fields=["state", "applied_at", "counts"])
        note = f"{written} cijfers, sha256 {current.source.sha256}"
        audit.log(act, by=by, kind="figureimport", subject=current, label=current.name, note=note)
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
