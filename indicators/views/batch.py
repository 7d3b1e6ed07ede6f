"""The grid talks JSON: many cells in one write, and what others changed since the page was made.

A cell has its own status, as a page of its own would have: 200 saved or the same, 403, 404, 409, 422, 423 for a
locked period, and 428 for a settled target that needs a reason and a decision.
"""

import json
from datetime import datetime, timedelta

from django.core.exceptions import BadRequest
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from indicators import batches, grid, live
from indicators.batches import Asked, Outcome, Result
from twenterand.accounts.rights import Action, Relation, require
from twenterand.workflow import Refused

STATUS = {
    Result.SAVED: 200,
    Result.SAME: 200,
    Result.REFUSED: 403,
    Result.ABSENT: 404,
    Result.STALE: 409,
    Result.INVALID: 422,
    Result.COMPUTED: 403,
    Result.LOCKED: 423,
    Result.DECISION: 428,
}
LARGEST_KEY = 2**63 - 1
MOST_ROWS = 500
# Also what a slow transaction wrote just before is told; the page knows a version it already has.
OVERLAP = timedelta(seconds=30)
LONGEST_AGO = timedelta(days=1)


@never_cache
@require_POST
def batch(request: HttpRequest) -> JsonResponse:
    """Write cells: `{"cells": [{"row", "column", "raw", "version"}], "reason", "decision", "restoring", "dry_run"}`."""
    require(request.user, Action.EDIT_FIGURE, Relation.OWN)
    asked, options = _submitted(request)
    try:
        outcomes = batches.change_figures(cells=asked, by=request.user, **options)
    except Refused as refused:
        return JsonResponse({"sentence": refused.sentence, "cells": []}, status=422)
    return JsonResponse({"cells": [_answer(outcome) for outcome in outcomes]})


@never_cache
@require_GET
def news(request: HttpRequest) -> JsonResponse:
    """What changed in these rows: `?rijen=1,2,3&sinds=<moment of an earlier answer>`."""
    require(request.user, Action.VIEW_WORK)
    now = timezone.now()
    rows = [_key(part) for part in request.GET.get("rijen", "").split(",") if part]
    since = _moment(request.GET.get("sinds", ""), now) if rows else now
    if len(rows) > MOST_ROWS:
        raise BadRequest("too many rows")
    changes = live.changes(rows=rows, since=since - OVERLAP)
    cells = [state(change.cell) | {"who": change.who} for change in changes]
    return JsonResponse({"cells": cells, "remarks": live.remarks(rows=rows), "since": now.isoformat()})


def state(cell: grid.Cell) -> dict:
    """What the page needs to show a cell and to write it."""
    figure = cell.figure
    return {
        "row": cell.row.pk,
        "column": cell.column.pk,
        "version": figure.version if figure else 0,
        "raw": figure.raw if figure else "",
        "text": cell.text,
        "look": cell.look,
        "provisional": bool(figure and figure.provisional),
        "broken": cell.broken,
    }


def _answer(outcome: Outcome) -> dict:
    asked = outcome.asked
    answer = {
        "row": asked.row,
        "column": asked.column,
        "status": STATUS[outcome.result],
        "changed": outcome.result is Result.SAVED,
        "sentence": outcome.sentence,
        "suggestions": outcome.suggestions,
        "warning": outcome.warning,
        "before": outcome.before,
        "raw": asked.raw,
        "who": outcome.who,
        "when": f"{timezone.localtime(outcome.when):%-d-%-m-%Y, %H.%M} uur" if outcome.when else "",
    }
    if outcome.row is not None and outcome.result is not Result.REFUSED:
        answer |= {
            "now": state(grid.Cell(outcome.row, outcome.column, outcome.figure)),
            "label": outcome.row.label,
            "heading": grid.heading(outcome.column),
        }
    return answer


def _submitted(request: HttpRequest) -> tuple[list[Asked], dict]:
    try:
        data = json.loads(request.body)
        cells = [
            Asked(_key(cell["row"]), _key(cell["column"]), cell["raw"], _key(cell["version"], least=0))
            for cell in data["cells"]
        ]
        options = {
            "reason": data.get("reason", ""),
            "decision": data.get("decision", ""),
            "restoring": data.get("restoring") is True,
            "dry_run": data.get("dry_run") is True,
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BadRequest("not a list of cells") from error
    said = [options["reason"], options["decision"]]
    texts = [*said, *(cell.raw for cell in cells)]
    if not cells or not all(isinstance(text, str) for text in texts):
        raise BadRequest("no cells, or a value that is not text")
    return cells, options


def _key(value: object, least: int = 1) -> int:
    """A whole number that fits in the database; raises BadRequest for all else."""
    try:
        number = int(str(value))
    except ValueError as error:
        raise BadRequest("not a number") from error
    if isinstance(value, bool | float) or not least <= number <= LARGEST_KEY:
        raise BadRequest("not a number that we gave")
    return number


def _moment(text: str, now: datetime) -> datetime:
    """A moment that an earlier answer gave; a page that slept longer than a day is to be loaded again."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None or timezone.is_naive(moment):
        raise BadRequest("not a moment that we gave")
    return max(min(moment, now), now - LONGEST_AGO)
