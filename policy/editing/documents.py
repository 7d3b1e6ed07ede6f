"""Writes on a document itself: what it is called, and the steps of its decision route."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from policy import editing
from policy.editing import addresses
from policy.models import Document, DocumentKind, RouteStep
from policy.relations import require_text
from twenterand import richtext
from twenterand.accounts.models import Function
from twenterand.accounts.records import keep, locked
from twenterand.workflow import Refused

STEP_FIELDS = ("kind", "body", "title", "date_from", "date_to", "precision", "expected", "outcome")
# The page to add a document has this address.
TAKEN = ("nieuw",)


@transaction.atomic
def add_document(
    *,
    kind: str,
    title: str,
    slug: str,
    year_from: int,
    year_to: int,
    owner: Function,
    by,
    programme: str = "",
    uid: UUID | None = None,
) -> Document:
    """A document without chapters; without `slug` it gets one from its title.

    `uid` comes from the form: a form that is sent twice adds one document, and the second time gives that one.
    """
    document = Document(kind=kind, owner=owner, programme=richtext.one_line(programme))
    require_text(by, document)
    sent_before = Document.objects.filter(uid=uid).first() if uid else None
    if sent_before:
        return sent_before
    if kind not in DocumentKind.values:
        raise Refused(f"“{kind}” is geen soort document. Kies een soort uit de lijst.")
    document.uid = uid or document.uid
    document.title = richtext.one_line(title)
    _check_basics(document.title, year_from, year_to)
    slug = slug or addresses.proposed(document.title)
    check_slug(document, slug)
    document.slug, document.year_from, document.year_to = slug, year_from, year_to
    return keep(document, by=by, reason="Toegevoegd")


@transaction.atomic
def change_document(
    *,
    document: Document,
    seen_version: int | None,
    by,
    slug: str,
    title: str,
    programme: str,
    summary: str,
    year_from: int,
    year_to: int,
    figures_due: date | None,
    reason: str = "",
) -> Document:
    """Replace the basics. The slug stands in public addresses: it is fixed once published.

    `figures_due` is the day before which its figures are to be reported; None leaves that to the indicators.
    """
    require_text(by, document)
    current = locked(document, seen_version=seen_version)
    check_slug(current, slug)
    _check_basics(title, year_from, year_to)
    current.slug = slug
    current.title = richtext.one_line(title)
    current.programme = richtext.one_line(programme)
    current.summary = richtext.sanitise(summary)
    current.year_from, current.year_to = year_from, year_to
    current.figures_due = figures_due
    return keep(current, by=by, reason=reason)


def _check_basics(title: str, year_from: int, year_to: int) -> None:
    if not title.strip():
        raise Refused("De titel is leeg. Vul een titel in.")
    if year_to < year_from:
        raise Refused(f"De periode {year_from} tot en met {year_to} loopt terug. Draai de jaren om.")


def check_slug(document: Document, slug: str) -> None:
    """Refuse an address that cannot be, is another document's, or is fixed by a publication."""
    if slug == document.slug:
        return
    if document.pk and editing.published_check(document):
        raise Refused(
            f"Het adres “{document.slug}” staat vast: dit document is gepubliceerd. Laat het adres staan."
        )
    addresses.check(slug, longest=Document._meta.get_field("slug").max_length, taken=TAKEN)
    if Document.objects.filter(slug=slug).exclude(pk=document.pk).exists():
        raise Refused(f"Het adres “{slug}” is al van een ander document. Kies een ander adres.")


@transaction.atomic
def add_route_step(*, document: Document, by, **fields) -> RouteStep:
    """A step at the end of the route; `fields` as in `change_route_step`.

    A last step that says exactly the same is that step: the form was sent twice.
    """
    require_text(by, document)
    current = locked(document, seen_version=None)
    last = current.route_steps.aggregate(last=Max("position"))["last"] or 0
    step = RouteStep(document=current, position=last + 1)
    _fill(step, **fields)
    former = current.route_steps.order_by("position", "pk").last()
    if former and all(getattr(former, name) == getattr(step, name) for name in STEP_FIELDS):
        return former
    step.save()
    keep(current, by=by, reason=f"Besluitroute: “{step.title}” toegevoegd")
    return step


@transaction.atomic
def change_route_step(*, step: RouteStep, seen_version: int | None, by, **fields) -> RouteStep:
    """Replace a step. Its steps share the version and the history of their document.

    Fields: kind, body, title, date_from, date_to, precision, expected, outcome.
    """
    require_text(by, step.document)
    document = locked(step.document, seen_version=seen_version)
    current = RouteStep.objects.get(pk=step.pk)
    _fill(current, **fields)
    current.save()
    keep(document, by=by, reason=f"Besluitroute: “{current.title}” gewijzigd")
    return current


@transaction.atomic
def remove_route_step(*, step: RouteStep, seen_version: int | None, by) -> None:
    """Delete a step."""
    require_text(by, step.document)
    document = locked(step.document, seen_version=seen_version)
    title = step.title
    step.delete()
    keep(document, by=by, reason=f"Besluitroute: “{title}” verwijderd")


def _fill(
    step: RouteStep,
    *,
    kind: str,
    title: str,
    body: str = "",
    date_from: date | None = None,
    date_to: date | None = None,
    precision: str = RouteStep.Precision.UNKNOWN,
    expected: bool = True,
    outcome: str = "",
) -> None:
    if not title.strip():
        raise Refused("De omschrijving is leeg. Zeg in een paar woorden wat deze stap is.")
    if precision == RouteStep.Precision.UNKNOWN and (date_from or date_to):
        raise Refused("Er staat een datum bij “onbekend”. Kies hoe nauwkeurig de datum is, of haal hem weg.")
    if precision != RouteStep.Precision.UNKNOWN and date_from is None:
        raise Refused("De datum ontbreekt. Vul een datum in, of kies “onbekend”.")
    if date_to and date_from and date_to < date_from:
        raise Refused(f"De einddatum {date_to:%d-%m-%Y} ligt vóór {date_from:%d-%m-%Y}. Draai de datums om.")
    if expected and outcome:
        raise Refused("Een stap die nog wordt verwacht, heeft geen uitkomst. Haal “verwacht” weg.")
    step.kind, step.body, step.title = kind, body, richtext.one_line(title)
    step.date_from, step.date_to, step.precision = date_from, date_to, precision
    step.expected, step.outcome = expected, outcome
