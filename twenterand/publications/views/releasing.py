"""Publishing in the work environment: what stands in the way, what it would mean, and doing it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from policy import fragments, relations
from policy.models import Document
from twenterand.accounts.models import User
from twenterand.accounts.rights import Action, may, require
from twenterand.jobs.models import Job
from twenterand.publications import amounts, comparing, conditions, payload, publishing, querysets
from twenterand.publications.forms import PublishForm
from twenterand.publications.models import ReleaseKind, SubjectKind
from twenterand.publications.views import versioning
from twenterand.workflow import Refused

DOCUMENT = SubjectKind.DOCUMENT
NOT_YOU = "Publiceren doet een eindredacteur."
BREADCRUMB = versioning.BREADCRUMB


@require_safe
def publish_list(request: HttpRequest) -> HttpResponse:
    """Every document with what stands in the way of publishing it."""
    require(request.user, Action.VIEW_WORK)
    newest = {row.subject_slug: row for row in querysets.for_archive(request.user, DOCUMENT)}
    documents = list(Document.objects.prefetch_related("chapters"))
    context = {
        "breadcrumb": [BREADCRUMB[0], ("Publiceren", "")],
        "documents": [
            {"document": row, "obstacle": obstacle(row), "newest": newest.get(row.slug)}
            for row in documents
            if row.chapters.all()
        ],
        "without_chapters": [row for row in documents if not row.chapters.all()],
    }
    return render(request, "publications/work/publish_list.html", context)


def obstacle(document: Document, *, built: payload.Payload | None = None) -> str:
    """What stands in the way of publishing, as a sentence; empty when nothing does."""
    return versioning.refused(lambda: conditions.check_document(document, built=built))


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, slug: str) -> HttpResponse:
    """What publishing would do, then once more to confirm it, then on to the progress of the job."""
    document = get_object_or_404(Document.objects.select_related("owner"), slug=slug)
    require(request.user, Action.VIEW_WORK)
    if request.method == "POST":
        require(request.user, Action.PUBLISH, relations.of_document(request.user, document))
    plan = Plan(document, request.user)
    if request.method != "POST":
        return _page(request, plan, plan.form(), status=200)
    form = plan.form(request.POST)
    if not form.is_valid():
        return _page(request, plan, form, status=422)
    if "wijzigen" in request.POST:
        return _page(request, plan, form, status=200)
    if "bevestigd" not in request.POST and not plan.reason:
        return _confirm(request, plan, form)
    try:
        return redirect("jobs:job", _prepare(document, request.POST, form.cleaned_data, by=request.user).pk)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
    return _page(request, plan, form, status=422)


def _prepare(document: Document, sent: QueryDict, decided: dict[str, Any], *, by: User) -> Job:
    names = ("release_kind", "note", "embargo_until")
    seen = sent.get("gezien", "")
    _, job = publishing.prepare(
        kind=DOCUMENT, slug=document.slug, seen=seen, by=by, **{name: decided[name] for name in names}
    )
    return job


class Plan:
    """What publishing a document now would mean, for the page and for its confirmation."""

    def __init__(self, document: Document, person: User):
        self.document = document
        self.versions = list(querysets.for_publishing(DOCUMENT, document.slug))
        self.content = payload.build_document(document)
        self.compared_with = next((row for row in self.versions if publishing.counts(row)), None)
        before = payload.read(self.compared_with) if self.compared_with else None
        self.differences = comparing.chapters(self.content, before)
        self.rest_changed = comparing.rest_changed(self.content, before)
        self.changed = self.rest_changed or any(row.kind != comparing.SAME for row in self.differences)
        self.number = max((row.number for row in self.versions), default=0) + 1
        self.obstacle = obstacle(document, built=self.content)
        self.allowed = may(person, Action.PUBLISH, relations.of_document(person, document))
        self.reason = self._reason(person)

    def _reason(self, person: User) -> str:
        """Why this person cannot publish now; empty when they can."""
        if self.obstacle:
            return self.obstacle
        if not self.allowed:
            return NOT_YOU
        if not self.changed:
            return f"Er is niets gewijzigd sinds versie {self.compared_with.number}."
        return versioning.refused(lambda: conditions.check_other_eyes(self.document, person))

    def form(self, data: QueryDict | None = None) -> PublishForm:
        """The form, without the kinds of publication that the route does not allow."""
        not_possible = conditions.kinds_not_possible(
            label=self.content["decision"]["label"], first=not any(row.released for row in self.versions)
        )
        return PublishForm(data, not_possible=not_possible)

    @property
    def totals(self) -> dict[str, Any]:
        """The sums of the proposals as components/data_table.html."""
        totals = self.content["totals"]
        caption = f"Totaal van de voorstellen, {totals['year']}"
        return amounts.totals_table(totals, id="totalen", caption=caption)

    @property
    def digest(self) -> str:
        """Names the content that is shown, so that nothing else is published."""
        return fragments.digest(self.content)


def _page(request: HttpRequest, plan: Plan, form: PublishForm, *, status: int) -> HttpResponse:
    document = plan.document
    context = {
        "breadcrumb": [*BREADCRUMB, (document.title, "")],
        "document": document,
        "form": form,
        "plan": plan,
        "versions": versioning.rows(plan.versions, allowed=plan.allowed),
        "button": {"label": "Verder", "id": "publiceren", "disabled_reason": plan.reason},
    }
    return render(request, "publications/work/publish.html", context, status=status)


def _confirm(request: HttpRequest, plan: Plan, form: PublishForm) -> HttpResponse:
    context = {
        "breadcrumb": [
            *BREADCRUMB,
            (plan.document.title, reverse("work:publish", args=[plan.document.slug])),
            ("Controleren", ""),
        ],
        "plan": plan,
        "form": form,
        "decided": form.cleaned_data,
        "kind_label": ReleaseKind(form.cleaned_data["release_kind"]).label,
        "changed": [row for row in plan.differences if row.kind != comparing.SAME],
    }
    return render(request, "publications/work/publish_confirm.html", context)
