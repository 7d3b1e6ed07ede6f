"""Small functions that make one record for a test, with defaults for all that the test does not care about.

Add to it freely; keep what is here as it is, since tests of every app use it.
"""

import itertools
from decimal import Decimal

from indicators.models import (
    Area,
    Figure,
    FigureKind,
    Footnote,
    FootnoteAnchor,
    Indicator,
    IndicatorGroup,
    IndicatorTable,
    TableColumn,
    TableRow,
)
from indicators.periods import Period
from policy.models import Chapter, Document, DocumentKind, GoalNode, GoalTree, Passage, TreeEdition
from proposals.models import Proposal, ProposalAmount
from twenterand.accounts.models import Function, Role, RoleAssignment, User
from twenterand.accounts.records import keep
from twenterand.numbers import parse_cell

_numbers = itertools.count(1)


def function(name: str = "", **fields) -> Function:
    """A function in the organisation."""
    number = next(_numbers)
    return Function.objects.create(
        **{"slug": f"functie-{number}", "name": name or f"functie {number}", **fields}
    )


def user(*roles: str, functions=(), **fields) -> User:
    """A person with these roles who holds these functions; as in the demo, a beheerder is staff."""
    administers = Role.ADMINISTRATOR in roles
    defaults = {"username": f"persoon-{next(_numbers)}", "is_staff": administers, "is_superuser": administers}
    person = User.objects.create(**{**defaults, **fields})
    RoleAssignment.objects.bulk_create(RoleAssignment(user=person, role=role) for role in roles)
    person.functions.set(functions)
    return person


def document(**fields) -> Document:
    """A kadernota for 2026."""
    number = next(_numbers)
    defaults = {
        "kind": DocumentKind.KADERNOTA,
        "slug": f"document-{number}",
        "title": f"Document {number}",
        "year_from": 2026,
        "year_to": 2026,
    }
    if "owner" not in fields:
        defaults["owner"] = function()
    return keep(Document(**{**defaults, **fields}), by="test")


def tree(**fields) -> TreeEdition:
    """A goal tree in its edition of 2026; `owner`, `slug` and `title` are those of the tree."""
    number = next(_numbers)
    year = fields.pop("budget_year", 2026)
    defaults = {"slug": f"boom-{number}", "title": f"Boom {number}"}
    if "owner" not in fields:
        defaults["owner"] = function()
    record = keep(GoalTree(**{**defaults, **fields}), by="test")
    return TreeEdition.objects.create(tree=record, budget_year=year)


def chapter(**fields) -> Chapter:
    """A chapter of a new document, about a new tree of the same owner; `edition=None` makes one without a tree."""
    number = next(_numbers)
    owner = fields.pop("owner", None) or function()
    defaults = {"slug": f"hoofdstuk-{number}", "title": f"Hoofdstuk {number}", "owner": owner}
    if "document" not in fields:
        defaults["document"] = document()
    if "edition" not in fields:
        defaults["edition"] = tree(owner=owner)
    return keep(Chapter(**{**defaults, **fields}), by="test")


def our_area() -> Area:
    """The one area that is ours, made when it is not there yet."""
    defaults = {"kind": Area.Kind.MUNICIPALITY, "cbs_code": "GM9999", "name": "Voorbeeldstad"}
    return Area.objects.get_or_create(ours=True, defaults=defaults)[0]


def indicator(**fields) -> Indicator:
    """An indicator without a holder."""
    number = next(_numbers)
    defaults = {"slug": f"indicator-{number}", "name": f"Indicator {number}"}
    return keep(Indicator(**{**defaults, **fields}), by="test")


def indicator_table(chapter: Chapter | None = None, **fields) -> IndicatorTable:
    """A table without columns or rows, in a new chapter unless one is given."""
    our_area()
    return IndicatorTable.objects.create(
        **{
            "chapter": chapter or globals()["chapter"](),
            "title": "Tabel",
            "position": next(_numbers),
            **fields,
        }
    )


def column(table: IndicatorTable, period: str = "2026", **fields) -> TableColumn:
    """A column for actuals; `document` makes it one for targets. `group` makes it a column of one group."""
    kind = FigureKind.TARGET if fields.get("document") else FigureKind.ACTUAL
    group = fields.get("group")
    position = table.columns.filter(group=group).count() + 1
    period_fields = Period.parse(period).fields()
    return TableColumn.objects.create(
        **{"table": table, "kind": kind, "position": position, **period_fields, **fields}
    )


def indicator_group(table: IndicatorTable, **fields) -> IndicatorGroup:
    """A group of rows at the end of a table."""
    position = table.groups.count() + 1
    return IndicatorGroup.objects.create(
        **{"table": table, "heading": f"Groep {position}", "position": position, **fields}
    )


def table_row(group: IndicatorGroup, **fields) -> TableRow:
    """A row at the end of a group, with a new indicator unless one is given."""
    measured = fields.pop("indicator", None) or indicator()
    position = group.rows.count() + 1
    defaults = {"group": group, "indicator": measured, "label": measured.name, "position": position}
    return keep(TableRow(**{**defaults, **fields}), by="test")


def figure(row: TableRow, column: TableColumn, raw: str = "29", *, by="test", **fields) -> Figure:
    """The figure in one cell, read as the portal reads it."""
    value = parse_cell(raw, decimals=row.indicator.decimals)
    defaults = {
        "indicator": row.indicator,
        "kind": column.kind,
        "area": our_area(),
        "document": column.document,
        "raw": raw,
        "state": value.state,
        "number": value.number,
        **Period.of(column).fields(),
    }
    return keep(Figure(**{**defaults, **fields}), by=by)


def footnote(table: IndicatorTable, text: str = "Een noot.", anchors=(), **fields) -> Footnote:
    """A note at the end of a table; `anchors` are the fields of each anchor."""
    defaults = {"table": table, "text": text, "position": table.footnotes.count() + 1}
    note = keep(Footnote(**{**defaults, **fields}), by="test")
    FootnoteAnchor.objects.bulk_create(FootnoteAnchor(footnote=note, **anchor) for anchor in anchors)
    return note


def node(edition: TreeEdition, kind: str = "effect", parent: GoalNode | None = None, **fields) -> GoalNode:
    """One node of a goal tree; `parent` is yours to get right."""
    number = next(_numbers)
    defaults = {"title": f"{kind} {number}", "position": number}
    return keep(GoalNode(edition=edition, kind=kind, parent=parent, **{**defaults, **fields}), by="test")


def passage(record: Chapter, **fields) -> Passage:
    """One text in a chapter."""
    number = next(_numbers)
    defaults = {"heading": f"Kop {number}", "html": f"<p>Tekst {number}.</p>", "position": number}
    return keep(Passage(chapter=record, **{**defaults, **fields}), by="test")


def proposal(document: Document, amounts=(), **fields) -> Proposal:
    """A proposal that stands nowhere unless said; `amounts` are (year, recurrence, effect, amount)."""
    number = next(_numbers)
    defaults = {"slug": f"voorstel-{number}", "title": f"Voorstel {number}", "position": number}
    record = keep(Proposal(document=document, **{**defaults, **fields}), by="test")
    for year, recurrence, effect, amount in amounts:
        row = ProposalAmount(
            proposal=record, year=year, recurrence=recurrence, effect=effect, amount=Decimal(amount)
        )
        keep(row, by="test")
    return record
