"""What people say about an actual that is not what was aimed at: why, and with a reason another status.

An assessment is written for one sum. When a value changes, the sum does, and the assessment is asked for again.
"""

import re
from dataclasses import replace
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from simple_history.utils import bulk_update_with_history

from indicators import grid, relations, standing
from indicators.models import Assessment, Indicator, TableRow
from indicators.standing import Standing
from policy import review
from policy.models import Chapter, ReviewState
from twenterand.accounts.models import User
from twenterand.accounts.records import actor_name, keep, locked
from twenterand.accounts.rights import Action, require
from twenterand.findings import Finding, Level, Place
from twenterand.state_sentence import joined
from twenterand.workflow import Refused, Stale

NAMED = 3
# payload.changed_by passes these steps over: whoever accepts an explanation did not write it.
ACCEPTED = "Aanvaard bij akkoord"
WRITTEN = "Toelichting"
UNEXPLAINED, EXPLAINED = "figures.unexplained", "figures.explained"


class Said(TypedDict):
    """The whole assessment; `status` is empty where the computed one holds."""

    explanation: str
    published: bool
    status: str
    status_reason: str


def assess(
    *, row: TableRow, seen_version: int, seen_sum: str, by: User | str, **said: Unpack[Said]
) -> Assessment:
    """Write what is said about a row as it stands now; `seen_version` is 0 where nothing was said before.

    Raises PermissionDenied; Refused for what is incomplete, or when there is nothing to assess; Stale, with the
    assessment as it is now (None: none), when somebody wrote or a value changed meanwhile (`seen_sum`). The chapters
    that show the row go back to editing when what they print changes, or while they lie with a reviewer.
    """
    if isinstance(by, User):
        require(by, Action.EDIT_FIGURE, relations.of_cell(by, row))
    said = _tidy(said)
    with transaction.atomic():
        Indicator.objects.select_for_update().only("pk").get(pk=row.indicator_id)
        # Locked first: whoever submits meanwhile waits, and then sees what was written here.
        chapters = [locked(chapter, seen_version=None) for chapter in _showing(row)]
        now = of_row(row)
        if now is None:
            raise Refused(f"Bij “{row.label}” staan geen twee getallen die met elkaar te vergelijken zijn.")
        record = now.assessment
        if (record.version if record else 0) != seen_version or now.sum != seen_sum:
            raise Stale(record)
        return _write(now, row, said, chapters, by)


def of_row(row: TableRow) -> Standing | None:
    """Where one row stands in its chapter."""
    return standing.of_chapter(row.group.table.chapter).get(row.pk)


def obstacles(chapter: Chapter) -> list[Finding]:
    """Rows that are off target without explanation (one finding, BLOCK), and what was said about others (HINT)."""
    tables = grid.of_chapter(chapter)
    standings = standing.of_chapter(chapter, tables)
    rows = [row.record for table in tables for row in table.rows if row.record.pk in standings]
    missing = [row for row in rows if standings[row.pk].missing]
    explained = [row for row in rows if standings[row.pk].explanation or standings[row.pk].own]
    found = [_unexplained(missing, standings)] if missing else []
    if explained:
        places = tuple(_place(row, _words(standings[row.pk])) for row in explained)
        sentence = "Lees wat de auteur zegt over cijfers die van hun doel afwijken."
        found.append(Finding(EXPLAINED, Level.HINT, sentence, places))
    return found


def accept(chapter: Chapter, by: User | str) -> None:
    """Whoever agrees to a chapter accepts what is said in it about its figures. Call inside a transaction."""
    standings = standing.of_chapter(chapter).values()
    current = {one.assessment.pk: one.assessment for one in standings if one.current}
    todo = [record for record in current.values() if not record.accepted_by]
    for record in todo:
        record.accepted_by, record.accepted_at = actor_name(by), timezone.now()
        record.version += 1
    if todo:
        bulk_update_with_history(
            todo,
            Assessment,
            ["accepted_by", "accepted_at", "version"],
            default_user=actor_name(by),
            default_change_reason=ACCEPTED,
        )


def _tidy(said: Said) -> Said:
    """White space taken together, but for paragraphs of the explanation; raises Refused for what is incomplete."""
    said = {
        key: " ".join(value.split()) if isinstance(value, str) else value for key, value in said.items()
    } | {"explanation": _paragraphs(said["explanation"])}
    if said["published"] and not said["explanation"]:
        raise Refused(
            "Er is geen toelichting om in het document op te nemen. Schrijf er een, of zet het vinkje uit."
        )
    if said["status"] and not said["status_reason"]:
        raise Refused(
            "Geef een reden op bij uw eigen oordeel. De eindredacteur ziet die reden; lezers alleen als het oordeel in "
            "het document komt."
        )
    if said["status_reason"] and not said["status"]:
        raise Refused("Kies een eigen oordeel bij de reden, of haal de reden weg.")
    return said


def _paragraphs(text: str) -> str:
    """Each paragraph on one line, with an empty line between them."""
    paragraphs = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    return "\n\n".join(filter(None, (" ".join(one.split()) for one in paragraphs)))


def _write(now: Standing, row: TableRow, said: Said, chapters: list[Chapter], by: User | str) -> Assessment:
    record = now.assessment or Assessment(**now.key._asdict())
    before = now.printed
    content = {**said, "explained": now.sum if said["explanation"] or said["status"] else ""}
    if record.pk and all(getattr(record, name) == value for name, value in content.items()):
        return record
    for name, value in content.items():
        setattr(record, name, value)
    record.accepted_by, record.accepted_at = "", None
    keep(record, by=by, reason=WRITTEN)
    printed = replace(now, assessment=record, current=bool(record.explained)).printed
    for chapter in chapters:
        if printed != before or chapter.state == ReviewState.SUBMITTED:
            review.touched(chapter=chapter, by=by, what=f"toelichting bij “{row.label}”")
    return record


def _showing(row: TableRow) -> list[Chapter]:
    """The chapters of the same document in which the indicator stands, in the order in which they are locked."""
    chapters = Chapter.objects.filter(
        document=row.group.table.chapter.document_id,
        indicator_tables__groups__rows__indicator=row.indicator_id,
    )
    return list(chapters.distinct().order_by("pk"))


def _unexplained(rows: list[TableRow], standings: dict[int, Standing]) -> Finding:
    names = [f"“{row.label}”" for row in rows[:NAMED]]
    if len(rows) > NAMED:
        names.append(f"nog {len(rows) - NAMED}")
    one = len(rows) == 1
    sentence = (
        f"{'Eén cijfer wijkt' if one else f'{len(rows)} cijfers wijken'} te veel af van "
        f"{'zijn' if one else 'hun'} doel, zonder toelichting: {joined(names)}. Schrijf eerst een toelichting."
    )
    return Finding(
        UNEXPLAINED, Level.BLOCK, sentence, tuple(_place(row, standings[row.pk].sum) for row in rows)
    )


def _place(row: TableRow, value: str) -> Place:
    return Place("row", str(row.uid), row.label, value)


def _words(one: Standing) -> str:
    """A sum with what was said about it."""
    parts = [one.sum]
    if one.own:
        parts.append(f"Eigen oordeel: {one.status.label}. Reden: {one.reason}")
    if one.explanation:
        printed = "staat in het document" if one.published else "alleen intern"
        parts.append(f"Toelichting ({printed}): {one.explanation}")
    return " ".join(parts)
