"""Reads figures from a file, with the same plan as the pages."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from indicators import imports, targets
from indicators.models import FigureImport
from indicators.plans import LABELS, WRONG, Planned, Status
from policy.models import Document
from twenterand.workflow import Refused

LINES = 200


class Command(BaseCommand):
    """A plan with cells that are not recognised or not valid is only applied with --valid-only."""

    help = "Cijfers inlezen uit een xlsx-, ods- of csv-bestand."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="BESTAND")
        parser.add_argument("--dry-run", action="store_true", help="alleen laten zien wat er zou veranderen")
        parser.add_argument("--json", action="store_true", help="het voorbeeld als JSON")
        parser.add_argument("--document", metavar="SLUG", help="document waarbij de cijfers horen")
        parser.add_argument("--sheet", metavar="NAAM", help="blad, als er meer bladen met cijfers zijn")
        parser.add_argument("--by", default="opdrachtregel", metavar="NAAM", help="naam in de geschiedenis")
        parser.add_argument(
            "--reason", default="", metavar="REDEN", help="waarom vastgestelde doelen veranderen"
        )
        parser.add_argument(
            "--decision",
            default="",
            metavar="BESLUIT",
            help="het besluit waardoor vastgestelde doelen veranderen",
        )
        parser.add_argument(
            "--valid-only", action="store_true", help="sla over wat niet kan worden ingelezen"
        )

    def handle(self, *args, **options):
        try:
            with transaction.atomic():
                record = self._planned(options)
                wrong = sum(record.counts[status] for status in WRONG)
                warned = len(record.skipped)
                todo = record.counts[Status.NEW] + record.counts[Status.CHANGED] - warned
                self._show(record, options)
                if wrong and not options["valid_only"] and not options["dry_run"]:
                    raise CommandError(
                        f"{wrong} cellen kunnen niet worden ingelezen; er is niets gewijzigd. Verbeter het bestand, "
                        "of gebruik --valid-only."
                    )
                if warned and not options["valid_only"] and not options["dry_run"]:
                    words = "1 cel vraagt" if warned == 1 else f"{warned} cellen vragen"
                    raise CommandError(
                        f"{words} om een keuze; er is niets gewijzigd. Lees het bestand in het portaal "
                        "in, of sla die cellen over met --valid-only."
                    )
                if options["dry_run"]:
                    transaction.set_rollback(True)
                elif todo:
                    given = {name: options[name] for name in ("by", "reason", "decision")}
                    imports.apply(record=record, **given)
        except targets.DecisionNeeded as refused:
            raise CommandError(f"{refused.sentence} Gebruik --reason en --decision.") from refused
        except Refused as refused:
            raise CommandError(refused.sentence) from refused

    def _planned(self, options) -> FigureImport:
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']} is niet te lezen: {error.strerror}.") from error
        document = None
        if slug := options["document"]:
            document = Document.objects.filter(slug=slug).first()
            if document is None:
                known = ", ".join(Document.objects.order_by("slug").values_list("slug", flat=True))
                raise CommandError(f"Er is geen document {slug!r}. Wel: {known}.")
        by = options["by"]
        record = imports.open_file(name=options["file"].name, content=content, document=document, by=by)
        found = imports.usable(imports.sheets_of(record))
        if options["sheet"] and options["sheet"] != record.sheet:
            imports.choose(record=record, sheet=options["sheet"], columns={}, names={}, by=by)
        elif len(found) > 1 and not options["sheet"]:
            names = ", ".join(repr(name) for name in found)
            raise CommandError(f"Er zijn meer bladen met cijfers: {names}. Kies er een met --sheet.")
        return imports.plan(record=record, by=by)

    def _show(self, record: FigureImport, options) -> None:
        if options["json"]:
            cells = [_as_json(cell) for cell in imports.cells(record) if cell.status is not Status.SAME]
            counts = {status: record.counts[status] for status in Status}
            answer = {"file": record.name, "sha256": record.source.sha256, "counts": counts, "cells": cells}
            self.stdout.write(
                json.dumps({**answer, "dry_run": options["dry_run"]}, ensure_ascii=False, indent=1)
            )
            return
        for status in Status:
            self.stdout.write(f"{record.counts[status]:>8} {LABELS[status]}")
        shown = 0
        for cell in imports.cells(record):
            if cell.status is not Status.SAME:
                shown += 1
                if shown > LINES:
                    self.stdout.write(f"… en meer; --json geeft alles (hier de eerste {LINES}).")
                    break
                self.stdout.write(_as_line(cell))


def _as_json(cell: Planned) -> dict:
    return {
        "status": cell.status,
        "row": cell.row,
        "column": cell.column,
        "name": cell.name,
        "heading": cell.heading,
        "old": cell.old,
        "new": cell.raw,
        "reason": cell.reason,
        "needs_decision": cell.decides,
    }


def _as_line(cell: Planned) -> str:
    change = f"{cell.old} → {cell.raw}" if cell.old and cell.raw else cell.raw or cell.old
    reason = f" ({cell.reason})" if cell.reason else ""
    return f"{cell.place:>8} {cell.label}: {cell.name}, {cell.heading}: {change}{reason}"
