"""Of which area and which part of a population a row or figure is, in words; our own area and the whole go unsaid."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Manager, QuerySet

from indicators.models import Area, Breakdown, Figure, FigureKind, Indicator, TableRow
from indicators.periods import Period
from indicators.querysets import Slot
from indicators.recognising import folded
from policy import review
from policy.models import Chapter
from twenterand.unreadable import Unreadable, quoted


@dataclass(frozen=True)
class Part:
    """What a row is about: `area` is None for our own, `breakdown` for the whole; a code that nobody named stands for
    itself."""

    area: Area | None = None
    breakdown: Breakdown | None = None

    @property
    def label(self) -> str:
        """ "Nederland, jongeren"; empty for our own area as a whole."""
        return ", ".join(one.name for one in (self.area, self.breakdown) if one)

    @property
    def published(self) -> dict[str, dict[str, str]]:
        """The keys of a row in a payload; none for our own area as a whole."""
        found: dict[str, dict[str, str]] = {}
        if one := self.area:
            found["area"] = {"kind": one.kind, "code": one.cbs_code, "name": one.name}
        if one := self.breakdown:
            found["breakdown"] = {"dimension": one.dimension, "code": one.code, "name": one.name}
        return found


WHOLE = Part()
LONGEST_CODE = 80
Choices = list[tuple[str, str | list[tuple[str, str]]]]


class Parts:
    """The names of areas and breakdowns. Nothing is read where no row of these has one; else two queries."""

    def __init__(self, keys: Iterable[tuple[int | None, str]]):
        """`keys` are pairs of area (primary key or None) and breakdown (code or "")."""
        keys = list(keys)
        areas = {area for area, _ in keys if area}
        codes = {code for _, code in keys if code}
        self.areas: dict[int, Area] = Area.objects.in_bulk(areas) if areas else {}
        self.breakdowns: dict[str, Breakdown] = {}
        if codes:
            self.breakdowns = {one.code: one for one in Breakdown.objects.filter(code__in=codes)}

    @classmethod
    def of_rows(cls, rows: Iterable[TableRow]) -> "Parts":
        """Of rows of tables."""
        return cls((row.area_id, row.breakdown) for row in rows)

    def of(self, area_id: int | None, breakdown: str) -> Part:
        """What a row or figure with this area and breakdown is about."""
        area = self.areas.get(area_id)
        found = self.breakdowns.get(breakdown) if breakdown else None
        if breakdown and found is None:
            found = Breakdown(dimension="", code=breakdown, name=breakdown)
        return Part(None if area is None or area.ours else area, found)


class Words:
    """Areas and breakdowns as a file names them, written and read back; all of them, in two queries.

    A name that two areas or two parts share is not written and not read: the code says which one is meant.
    """

    def __init__(self):
        self._areas: dict[str, set[int]] = {}
        self._codes: dict[str, set[str]] = {}
        for area in Area.objects.all():
            for text in (area.name, area.cbs_code):
                self._areas.setdefault(folded(text), set()).add(area.pk)
        for one in Breakdown.objects.all():
            for text in (one.name, one.code, str(one)):
                self._codes.setdefault(folded(text), set()).add(one.code)

    def of(self, part: Part) -> tuple[str, str]:
        """What stands in the columns for area and breakdown."""
        area, breakdown = part.area, part.breakdown
        if breakdown is None:
            text = ""
        else:
            text = str(breakdown) if breakdown.pk else breakdown.code
            text = text if self._codes.get(folded(text)) == {breakdown.code} else breakdown.code
        if area is None:
            return "", text
        return area.name if len(self._areas[folded(area.name)]) == 1 else area.cbs_code, text

    def area(self, text: str) -> int:
        """The area with this name or CBS code. Raises Unreadable."""
        found = self._areas.get(folded(text), set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise Unreadable(f"Er is meer dan een gebied {quoted(text)}. Gebruik de CBS-code.")
        raise Unreadable(f"{quoted(text)} is geen gebied dat het portaal kent. Voeg het toe in het beheer.")

    def breakdown(self, text: str) -> str:
        """The code of the part with this name or code; a text that is neither is a code of its own. Raises
        Unreadable."""
        found = self._codes.get(folded(text), {text})
        if len(found) > 1:
            raise Unreadable(
                f"Er is meer dan een uitsplitsing {quoted(text)}. Zet ervoor waarnaar is uitgesplitst, zoals "
                "“Leeftijd: tot 18 jaar”."
            )
        code = next(iter(found))
        if len(code) > LONGEST_CODE:
            raise Unreadable(f"De uitsplitsing {quoted(code)} is langer dan {LONGEST_CODE} tekens.")
        return code


def in_use(part: Area | Breakdown) -> bool:
    """Whether a figure or a row of a table is about it."""
    return _about(part, Figure.objects).exists() or _about(part, TableRow.objects).exists()


def renamed(part: Area | Breakdown, *, by) -> None:
    """Chapters that print it go back to editing: what was agreed named it otherwise."""
    rows = _about(part, TableRow.objects)
    for key in sorted(set(rows.order_by().values_list("group__table__chapter", flat=True))):
        review.touched(chapter=Chapter(pk=key), by=by, what=f"naam van {quoted(part.name)}")


def _about(part: Area | Breakdown, records: Manager) -> QuerySet:
    return records.filter(area=part) if isinstance(part, Area) else records.filter(breakdown=part.code)


def named(slot: Slot) -> str:
    """What a slot is about, without its indicator: "Gerealiseerd 2024, Nederland, jongeren"."""
    period = Period(slot.period_kind, slot.first_day, slot.last_day).label
    kind = f"{FigureKind(slot.kind).label.capitalize()} {period}"
    label = Parts([(slot.area_id, slot.breakdown)]).of(slot.area_id, slot.breakdown).label
    return f"{kind}, {label}" if label else kind


def breakdowns() -> Choices:
    """For the choice in a form: the whole first, then the parts by dimension, as groups of (code, name)."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in Breakdown.objects.order_by("dimension", "position", "name"):
        groups.setdefault(one.dimension, []).append((one.code, one.name))
    return [("", "het geheel, geen uitsplitsing"), *groups.items()]


def breakdowns_of(indicator: Indicator) -> Choices:
    """As `breakdowns`, with the codes that figures of this indicator have and that nobody named."""
    known = set(Breakdown.objects.values_list("code", flat=True))
    used = Figure.objects.filter(indicator=indicator).order_by().values_list("breakdown", flat=True)
    return [*breakdowns(), *((code, code) for code in sorted(set(used) - known - {""}))]


def areas() -> Choices:
    """For the choice in a form: our own area first (empty), then the others by kind, as groups of (key, name)."""
    ours, groups = "ons eigen gebied", {}
    for one in Area.objects.order_by("kind", "name"):
        if one.ours:
            ours = one.name
        else:
            groups.setdefault(one.get_kind_display(), []).append((str(one.pk), one.name))
    return [("", ours), *groups.items()]
