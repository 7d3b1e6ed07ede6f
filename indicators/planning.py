"""Compares a file with the figures as they are: what every cell of it would change. Writes nothing."""

from collections.abc import Callable, Iterable, Iterator

from indicators import querysets, splitting
from indicators.accepting import Accepting
from indicators.closing import Closed
from indicators.documents import Documents
from indicators.judging import day_of, judge, note_of, raw_of
from indicators.models import Figure, FigureKind
from indicators.naming import Known, Names, Unknown
from indicators.periods import Period
from indicators.plans import Planned, Status
from indicators.querysets import Slot
from indicators.recognising import KIND_OF, Heading, Layout, Role, folded
from indicators.sources import Cell, Sheet, shown
from indicators.survey import letters
from policy.models import Document
from twenterand.unreadable import Unreadable, quoted
from twenterand.workflow import Refused

MOST_CELLS = 300_000
AT_ONCE = 200
REFUSED = "Dit cijfer is niet van u. Dat wijzigt de eigenaar van het hoofdstuk of de houder van de indicator."
YES_NO = {"ja": True, "j": True, "x": True, "nee": False, "n": False}

Progress = Callable[[int, str], None]


class Planner:
    """Goes through one sheet with one layout; its parts need each other, hence an object. `asks`: there is somebody to
    ask for the decision by which a settled target changes."""

    asks = True

    def __init__(
        self,
        sheet: Sheet,
        layout: Layout,
        *,
        names: Names,
        document: Document | None,
        allowed: set[int] | None,
    ):
        self.sheet, self.layout, self.names = sheet, layout, names
        self.documents = Documents(document)
        self.area_id = querysets.our_area_id()
        self.words = splitting.Words()
        self.allowed = allowed
        self.headings = [
            (place, heading, self._document_id(heading))
            for place, heading in layout.headings.items()
            if heading.kind
        ]

    def plan(self, progress: Progress) -> Iterator[Planned]:
        """Every cell of the sheet in its order, judged."""
        if self.area_id is None:
            raise Refused(
                "Leg eerst vast over welk gebied de cijfers gaan: zet in het beheer bij Gebieden “ons gebied” aan."
            )
        found: list[Planned] = []
        for number, cells in self.sheet.rows():
            if number > self.layout.head:
                found += self._row(number, cells)
            if len(found) > MOST_CELLS:
                raise Refused(
                    f"Het blad heeft meer dan {MOST_CELLS} cijfers. Verdeel het over meer bestanden."
                )
            if number % 5000 == 0:
                progress(15, f"rij {number} gelezen")
        self._compare(found, progress)
        return (cell for cell in found if cell.status is not Status.EMPTY or cell.old)

    def column(self, place: int) -> str:
        """What people call a column."""
        return letters(place + 1)

    # ---------------------------------------------------------------- rows
    def _row(self, number: int, cells: list[Cell]) -> list[Planned]:
        values = [(place, _at(cells, place)) for place, _, _ in self.headings]
        value_place = self.layout.roles.get(Role.VALUE)
        if value_place is not None:
            values.append((value_place, _at(cells, value_place)))
        filled = [place for place, cell in values if shown(cell).strip()]
        name = " ".join(self._text(cells, Role.NAME).split())
        try:
            known = self.names.find(self._text(cells, Role.KEY), name)
        except Unknown as error:
            # A row without figures is a heading between the rows.
            column = self.column(min(filled)) if filled else ""
            status = Status.UNKNOWN if name else Status.INVALID
            field = Role.NAME if name else Role.KEY
            return (
                [Planned(status, number, column, name, "", "", reason=error.sentence, field=field)]
                if filled
                else []
            )
        if known is None:
            return []
        row = [
            self._wide(number, cells, place, heading, document_id, known)
            for place, heading, document_id in self.headings
        ]
        if value_place is not None and value_place in filled:
            row.append(self._long(number, cells, value_place, known))
        for cell in row:
            cell.name = name or known.name
        return row

    def _wide(
        self,
        number: int,
        cells: list[Cell],
        place: int,
        heading: Heading,
        document_id: int | None,
        known: Known,
    ) -> Planned:
        planned = Planned(Status.NEW, number, self.column(place), "", heading.label, "")
        try:
            self._extras(planned, cells)
            planned.slot = self._slot(planned, known, heading.kind, heading.period, document_id, cells)
            planned.raw = raw_of(_at(cells, place))
        except Unreadable as error:
            planned.raw = shown(_at(cells, place))
            planned.status, planned.reason = Status.INVALID, error.sentence
        return planned

    def _long(self, number: int, cells: list[Cell], place: int, known: Known) -> Planned:
        planned = Planned(Status.NEW, number, self.column(place), "", "", "")
        try:
            planned.field = Role.PERIOD
            period = Period.parse(self._text(cells, Role.PERIOD))
            planned.field = Role.KIND
            kind = self._kind(cells)
            planned.heading = Heading(kind, period).label
            document = None
            if kind == FigureKind.TARGET:
                planned.field = Role.DOCUMENT
                document = self.documents.find(self._text(cells, Role.DOCUMENT), period).pk
            self._extras(planned, cells)
            planned.slot = self._slot(planned, known, kind, period, document, cells)
            planned.field = Role.VALUE
            planned.raw = raw_of(_at(cells, place))
        except Unreadable as error:
            planned.raw = shown(_at(cells, place))
            planned.status, planned.reason = Status.INVALID, error.sentence
        return planned

    def _kind(self, cells: list[Cell]) -> str:
        text = folded(self._text(cells, Role.KIND))
        if not text:
            return FigureKind.TARGET if self._text(cells, Role.DOCUMENT) else FigureKind.ACTUAL
        if text not in KIND_OF:
            raise Unreadable(f"{quoted(text)} is geen soort. Schrijf “begroot” of “gerealiseerd”.")
        return KIND_OF[text]

    def _slot(
        self,
        planned: Planned,
        known: Known,
        kind: str,
        period: Period,
        document_id: int | None,
        cells: list[Cell],
    ) -> Slot:
        planned.field = Role.AREA
        area = self._text(cells, Role.AREA)
        area_id = self.words.area(area) if area else self.area_id
        planned.field = Role.BREAKDOWN
        part = self._text(cells, Role.BREAKDOWN)
        breakdown = self.words.breakdown(part) if part else ""
        return Slot(
            known.pk, str(kind), str(period.kind), period.first, period.last, document_id, area_id, breakdown
        )

    def _extras(self, planned: Planned, cells: list[Cell]) -> None:
        planned.field = Role.PROVISIONAL
        provisional = folded(self._text(cells, Role.PROVISIONAL))
        if provisional:
            if provisional not in YES_NO:
                raise Unreadable(f"Bij voorlopig staat {quoted(provisional)}. Schrijf ja of nee.")
            planned.provisional = YES_NO[provisional]
        place = self.layout.roles.get(Role.REFERENCE_DATE)
        day = _at(cells, place) if place is not None else None
        if shown(day).strip():
            planned.field = Role.REFERENCE_DATE
            planned.reference_date = day_of(day)
        if Role.SOURCE_NOTE in self.layout.roles:
            planned.field = Role.SOURCE_NOTE
            planned.source_note = note_of(self._text(cells, Role.SOURCE_NOTE))

    def _text(self, cells: list[Cell], role: Role) -> str:
        place = self.layout.roles.get(role)
        return shown(_at(cells, place)).strip() if place is not None else ""

    def _document_id(self, heading: Heading) -> int | None:
        if heading.kind != FigureKind.TARGET:
            return None
        try:
            return self.documents.find(heading.document, heading.period).pk
        except Unreadable as error:
            raise Refused(error.sentence) from error

    # ------------------------------------------------------------- compare
    def _compare(self, found: list[Planned], progress: Progress) -> None:
        """Judge the cells beside the figures that there are, some indicators at a time."""
        of_indicator: dict[int, list[Planned]] = {}
        for cell in found:
            if cell.slot:
                of_indicator.setdefault(cell.slot.indicator_id, []).append(cell)
        indicators = sorted(of_indicator)
        closed = Closed(in_document=self.documents.chosen and self.documents.chosen.pk)
        for start in range(0, len(indicators), AT_ONCE):
            progress(20 + 70 * start // len(indicators), f"{len(found)} cijfers vergelijken")
            some = indicators[start : start + AT_ONCE]
            figures = _figures(some)
            for pk in some:
                self._judge_indicator(of_indicator.pop(pk), figures.get(pk, {}), self.names.known[pk], closed)

    def _judge_indicator(
        self, cells: list[Planned], figures: dict[Slot, Figure], known: Known, closed: Closed
    ) -> None:
        own = self.allowed is None or known.pk in self.allowed
        if not own and not self.asks:
            # A system outside does not read the drafts of indicators that are not its own.
            figures = {}
        accepting = Accepting(known, figures.values(), watched=self.asks)
        first: dict[Slot, Planned] = {}
        for cell in cells:
            value = judge(cell, figures.get(cell.slot), known.decimals)
            if cell.writable and not own:
                cell.status, cell.reason = Status.REFUSED, REFUSED
            closed.judge(cell, decides=self.asks)
            accepting.judge(cell, value)
            if cell.status is not Status.EMPTY and (other := first.setdefault(cell.slot, cell)) is not cell:
                _twice(cell, other)


def _twice(cell: Planned, other: Planned) -> None:
    """One figure may stand in two rows of a file: with one value it counts once, with two it is an error."""
    if cell.raw.split() == other.raw.split() and cell.status is not Status.INVALID:
        cell.status = Status.SAME
        return
    for one, two in ((cell, other), (other, cell)):
        if one.status is not Status.INVALID:
            one.status, one.field = Status.INVALID, "duplicate"
            one.reason = f"Dit cijfer staat ook {two.where}, met een andere waarde. Laat er één staan."


def _at(cells: list[Cell], place: int) -> Cell:
    return cells[place] if place < len(cells) else None


def _figures(indicators: Iterable[int]) -> dict[int, dict[Slot, Figure]]:
    """By indicator and slot."""
    found: dict[int, dict[Slot, Figure]] = {}
    for figure in Figure.objects.filter(indicator__in=list(indicators)):
        found.setdefault(figure.indicator_id, {})[Slot.of(figure)] = figure
    return found
