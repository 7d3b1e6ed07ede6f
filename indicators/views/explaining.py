"""What people say about figures that are not what was aimed at: per row, and all of a chapter."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from indicators import assessing, grid, relations, standing
from indicators.history import names
from indicators.models import Assessment, Direction, Status, TableRow
from indicators.standing import Standing
from indicators.templatetags.standings import stand
from indicators.views.tables import CRUMBS, chapter_url
from policy.models import Chapter, ReviewState
from twenterand.accounts.rights import Action, require
from twenterand.workflow import Refused, Stale

MOST_ROWS = 500
DIRECTIONS = {
    Direction.HIGHER: "Hoger is beter: alleen een lager cijfer telt.",
    Direction.LOWER: "Lager is beter: alleen een hoger cijfer telt.",
    Direction.NEUTRAL: "Neutraal: hoger en lager tellen even zwaar.",
    Direction.BAND: "Het cijfer hoort binnen een bandbreedte te liggen.",
    "": "Er is nog niet gekozen wat beter is: hoger en lager tellen even zwaar.",
}


class AssessmentForm(forms.Form):
    """The explanation of a row, and a status of one's own."""

    use_required_attribute = False

    seen_version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    seen_sum = forms.CharField(strip=False, widget=forms.HiddenInput)
    explanation = forms.CharField(
        label="Toelichting",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Waarom is het cijfer anders dan het doel? Noem geen namen van mensen.",
    )
    published = forms.BooleanField(label="De toelichting opnemen in het document", required=False)
    status = forms.ChoiceField(
        label="Eigen oordeel",
        required=False,
        choices=[("", "geen: de berekende status geldt"), *Status.choices],
    )
    status_reason = forms.CharField(
        label="Reden van het eigen oordeel",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@dataclass(frozen=True)
class Step:
    """One step in the history of an assessment."""

    who: str
    when: datetime
    accepted: bool
    explanation: str
    published: bool
    status: str
    reason: str
    sum: str


@require_GET
def explanations(request: HttpRequest, document: str, chapter: str) -> HttpResponse:
    """Every row of a chapter that asks for attention or has an explanation."""
    require(request.user, Action.VIEW_WORK)
    found = get_object_or_404(
        Chapter.objects.select_related("document", "owner"), document__slug=document, slug=chapter
    )
    tables = grid.of_chapter(found)
    standings = standing.of_chapter(found, tables)
    pairs = [
        (row.record, standings[row.record.pk])
        for table in tables
        for row in table.rows
        if row.record.pk in standings
    ]
    said = [pair for pair in pairs if pair[1].explanation or pair[1].own]
    attention = [pair for pair in pairs if pair[1].deviates and not pair[1].missing and pair not in said]
    limits = standing.limits()
    context = {
        "chapter": found,
        "parts": [
            ("Nog toelichten", "Zonder toelichting kan dit hoofdstuk niet ter beoordeling.", [
                pair for pair in pairs if pair[1].missing
            ]),
            ("Toegelicht", "Wie akkoord geeft op het hoofdstuk, aanvaardt deze toelichtingen.", said),
            ("Let op", "Een toelichting mag hier, maar hoeft niet.", attention),
        ],
        "count": len(pairs),
        "on_course": sum(one.status == Status.ON_COURSE for _, one in pairs),
        "attention": limits.attention,
        "off": limits.off,
        "breadcrumb": [*_crumbs(found), ("Toelichting bij afwijkingen", "")],
    }  # fmt: skip
    return render(request, "indicators/explanations.html", context)


@never_cache
@require_GET
def standings(request: HttpRequest) -> JsonResponse:
    """How rows stand now (`?rijen=1,2,3`): the badges of an open grid, drawn again."""
    require(request.user, Action.VIEW_WORK)
    keys = [
        int(part) for part in request.GET.get("rijen", "").split(",") if part.isdecimal() and len(part) < 19
    ]
    if len(keys) > MOST_ROWS:
        raise BadRequest("too many rows")
    found = standing.of_rows(keys)
    return JsonResponse({"rows": [{"row": row.pk, "html": stand(row, stands)} for row, stands in found]})


@require_http_methods(["GET", "POST"])
def explanation(request: HttpRequest, row: int) -> HttpResponse:
    """Show where one row stands; whoever may change its figures explains it."""
    require(request.user, Action.VIEW_WORK)
    record = get_object_or_404(
        TableRow.objects.select_related(
            "indicator__holder", "group__table__chapter__document", "group__table__chapter__owner"
        ),
        pk=row,
    )
    if request.method == "GET":
        return _page(request, record)
    require(request.user, Action.EDIT_FIGURE, relations.of_cell(request.user, record))
    form = AssessmentForm(request.POST)
    if not form.is_valid():
        if {"seen_version", "seen_sum"} & set(form.errors):
            raise BadRequest("seen_version or seen_sum is missing")
        return _page(request, record, form, status=422)
    try:
        assessing.assess(row=record, by=request.user, **form.cleaned_data)
    except Stale:
        return _page(request, record, form, status=409)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _page(request, record, form, status=422)
    messages.success(request, f"Opgeslagen: toelichting bij “{record.label}”.")
    return redirect(f"{_overview_url(record.group.table.chapter)}#rij-{record.pk}")


def _page(request: HttpRequest, row: TableRow, form: AssessmentForm | None = None, *, status: int = 200):
    chapter = row.group.table.chapter
    stands = assessing.of_row(row)
    said = stands.assessment if stands else None
    if form is None and stands and relations.may_edit(request.user, row):
        form = AssessmentForm(initial=_initial(stands))
    context = {
        "row": row,
        "chapter": chapter,
        "stands": stands,
        "direction": DIRECTIONS[row.indicator.direction],
        "seen_version": said.version if said else 0,
        "form": form,
        "conflict": status == 409,
        "stale": _stale(stands) if stands else "",
        "warning": _warning(chapter) if form else "",
        "steps": _steps(said) if said else [],
        "overview_url": _overview_url(chapter),
        "place_url": chapter_url(chapter),
        "breadcrumb": [
            *_crumbs(chapter),
            ("Toelichting bij afwijkingen", _overview_url(chapter)),
            (row.label, ""),
        ],
    }
    return render(request, "indicators/explanation.html", context, status=status)


def _initial(stands: Standing) -> dict:
    """What was said; an own judgement about other values is not offered again."""
    said = stands.assessment
    if said is None:
        return {}
    own = {"status": said.status, "status_reason": said.status_reason} if stands.current else {}
    return {"explanation": said.explanation, "published": said.published, **own}


def _stale(stands: Standing) -> str:
    said = stands.assessment
    if said is None or stands.current or not said.explained:
        return ""
    return f"Ze hoort bij: {said.explained} Klopt ze nog, sla haar dan opnieuw op."


def _steps(said: Assessment) -> list[Step]:
    rows = list(said.history.order_by("-history_date", "-history_id"))
    people = names(row.history_user_id for row in rows)
    return [
        Step(
            who=people[row.history_user_id],
            when=row.history_date,
            accepted=row.history_change_reason == assessing.ACCEPTED,
            explanation=row.explanation,
            published=row.published,
            status=row.get_status_display(),
            reason=row.status_reason,
            sum=row.explained,
        )
        for row in rows
    ]


def _warning(chapter: Chapter) -> str:
    if chapter.state == ReviewState.EDITING:
        return ""
    when = (
        "Als u iets opslaat"
        if chapter.state == ReviewState.SUBMITTED
        else "Als u wijzigt wat in het document komt"
    )
    return (
        f"Dit hoofdstuk heeft de status “{ReviewState(chapter.state).label}”. {when}, gaat het terug naar "
        "“in bewerking” en moet het opnieuw worden beoordeeld."
    )


def _overview_url(chapter: Chapter) -> str:
    return reverse("indicators:explanations", args=[chapter.document.slug, chapter.slug])


def _crumbs(chapter: Chapter) -> list[tuple[str, str]]:
    return [*CRUMBS, (f"{chapter.title}, {chapter.document.title}", chapter_url(chapter))]
