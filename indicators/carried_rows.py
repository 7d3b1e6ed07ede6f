"""Which rows of a document go along to a later year, and as which indicator: of indicators that proved to be one only
one row does, or the new document would print the same figures twice."""

from dataclasses import dataclass

from indicators.models import Indicator, TableRow
from policy.models import Document

PRINTED = (
    "group__table__chapter__position", "group__table__position", "group__position", "position", "pk",
)  # fmt: skip


@dataclass(frozen=True)
class Rows:
    """`going` are rows in printed order with the primary key of their indicator in the new document; `dropped` are
    rows that stay behind with the row that goes on in their place."""

    going: list[tuple[TableRow, int]]
    dropped: list[tuple[TableRow, TableRow]]

    @property
    def sentences(self) -> tuple[str, ...]:
        """What becomes of the rows of indicators that proved to be another one."""
        behind = [
            f"“{row.label}” ({_place(row)}) is samengevoegd met “{kept.label}” ({_place(kept)}). "
            "Alleen die laatste rij komt mee."
            for row, kept in self.dropped
        ]
        on = [
            f"“{row.label}” ({_place(row)}) gaat verder met de cijfers van de indicator waarmee deze is samengevoegd."
            for row, indicator in self.going
            if indicator != row.indicator_id
        ]
        return (*behind, *on)


def of(document: Document) -> Rows:
    """The rows of a document; two queries."""
    found = TableRow.objects.filter(group__table__chapter__document=document)
    rows = list(found.select_related("indicator", "group__table__chapter").order_by(*PRINTED))
    heirs = dict(Indicator.objects.exclude(superseded_reason="").values_list("pk", "successor"))
    living = {row.pk: _living(row.indicator_id, heirs) for row in rows}
    kept: dict[tuple, TableRow] = {}
    # Of the indicator that stays the row goes before those of the others, wherever they stand.
    for row in sorted(rows, key=lambda row: living[row.pk] != row.indicator_id):
        kept.setdefault((living[row.pk], row.area_id, row.breakdown), row)
    going, dropped = [], []
    for row in rows:
        stays = kept[living[row.pk], row.area_id, row.breakdown]
        if living[row.pk] != row.indicator_id and stays is not row:
            dropped.append((row, stays))
        else:
            going.append((row, living[row.pk]))
    return Rows(going, dropped)


def _living(indicator: int, heirs: dict[int, int]) -> int:
    """The indicator that this one proved to be, after however many steps."""
    seen = {indicator}
    while (heir := heirs.get(indicator)) and heir not in seen:
        seen.add(heir)
        indicator = heir
    return indicator


def _place(row: TableRow) -> str:
    return row.group.table.chapter.title
