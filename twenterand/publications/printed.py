"""Which actuals published documents print, for the work queue (indicators/obligations.py)."""

from datetime import date

from indicators.obligations import Printed
from twenterand.publications import payload, querysets
from twenterand.publications.models import Publication, SubjectKind

# sha256 → what that payload prints, of the publications that were the newest when last asked.
_kept: dict[str, tuple] = {}


def actuals() -> Printed:
    """The last day of the newest actual that is printed of each series; two queries.

    A payload never changes, so what it prints is read once and kept by its sha256.
    """
    newest = querysets.newest_per_subject(querysets.released().filter(subject_kind=SubjectKind.DOCUMENT))
    found: Printed = {}
    for printed in _all(dict(newest.order_by().values_list("pk", "sha256"))):
        for key, last in printed:
            found[key] = max(last, found.get(key, last))
    return found


def _all(hashes: dict[int, str]) -> list[tuple]:
    found = {sha256: _kept[sha256] for sha256 in hashes.values() if sha256 in _kept}
    fresh = [pk for pk, sha256 in hashes.items() if sha256 not in found]
    if fresh:
        rows = Publication.objects.filter(pk__in=fresh).order_by().values_list("sha256", "payload")
        found |= {sha256: _read(text) for sha256, text in rows}
        _kept.clear()
        _kept.update(found)
    return list(found.values())


def _read(text: str) -> tuple[tuple, ...]:
    newest: Printed = {}
    for chapter in payload.parsed(text)["chapters"]:
        for table in chapter["tables"]:
            for group in table["groups"]:
                _read_group(group, group["columns"] or table["columns"], newest)
    return tuple(newest.items())


def _read_group(group: dict, columns: list[dict], newest: Printed) -> None:
    for row in group["rows"]:
        area, part = row.get("area") or {}, row.get("breakdown") or {}
        for column, cell in zip(columns, row["cells"], strict=True):
            if column["kind"] != "actual" or (cell and cell["state"] == "not_yet_known"):
                continue
            period = column["period"]
            key = (row["indicator"], area.get("code", ""), part.get("code", ""), period["kind"])
            last = date.fromisoformat(period["last"])
            newest[key] = max(last, newest.get(key, last))
