"""Pages that only show: the list with its totals, one proposal, and what it was."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from policy.models import Chapter, Document
from proposals import content as contents
from proposals import history as histories
from proposals import overview, querysets
from proposals.models import Proposal
from proposals.relations import may_write
from proposals.views.common import crumbs, list_url
from twenterand.accounts.rights import Action, require
from twenterand.numbers import format_number

NOWHERE = "geen"


@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """The proposals of one document with their totals; `?document=` and `?hoofdstuk=` choose."""
    require(request.user, Action.VIEW_WORK)
    documents = list(querysets.documents())
    document = _chosen(documents, request.GET.get("document", ""))
    if document is None:
        return render(request, "proposals/list.html", {"document": None, "breadcrumb": crumbs()})
    chapters = querysets.chapters_of(document)
    lines = overview.of_document(document, chapters)
    wanted = request.GET.get("hoofdstuk", "")
    chapter = _chosen(chapters, wanted) if wanted not in ("", NOWHERE) else None
    shown = _of_chapter(lines, chapter, wanted)
    context = {
        "documents": documents,
        "document": document,
        "chapters": chapters,
        "wanted": wanted,
        "nowhere": NOWHERE,
        "any_loose": any(not line.chapters for line in lines),
        "lines": shown,
        "totals": overview.totals_of(shown, document),
        "removed": histories.removed_from(document),
        "may_add": any(
            may_write(request.user, document, place) for place in [[], *([one] for one in chapters)]
        ),
        "breadcrumb": crumbs(),
    }
    return render(request, "proposals/list.html", context)


@require_safe
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal: how it prints, its amounts per year and its coverage."""
    require(request.user, Action.VIEW_WORK)
    record = get_object_or_404(querysets.for_page(), pk=pk)
    line = overview.line(record, querysets.chapters_of(record.document))
    context = {
        "proposal": record,
        "line": line,
        "facts": [("Basis", record.get_basis_display()), ("Formatie", _fte(record))],
        "place": contents.place(line.content),
        "texts": [(text, contents.passage_name(text)) for text in line.content.explained_by],
        "may_edit": may_write(request.user, record.document, line.chapters),
        "warnings": overview.reopening(line.chapters),
        "list_url": list_url(record.document),
        "breadcrumb": crumbs(record.document, record.title),
    }
    return render(request, "proposals/proposal.html", context)


@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Who changed what, amounts and coverage included; also of a proposal that is gone."""
    require(request.user, Action.VIEW_WORK)
    changes = histories.of_proposal(pk)
    if not changes:
        raise Http404("Dit voorstel bestaat niet.")
    last = histories.last_row(pk)
    document = get_object_or_404(Document, pk=last.document_id)
    context = {
        "name": last.title,
        "removed": last.history_type == "-",
        "changes": changes,
        "breadcrumb": crumbs(document, "Geschiedenis"),
    }
    return render(request, "proposals/history.html", context)


def _fte(record: Proposal) -> str:
    return "niet ingevuld" if record.fte is None else f"{format_number(record.fte)} fte"


def _chosen(records: list, slug: str):
    """The record with this slug, the first when none is asked for; an unknown one is not found."""
    if not slug:
        return records[0] if records else None
    found = next((record for record in records if record.slug == slug), None)
    if found is None:
        raise Http404(f"“{slug}” bestaat niet.")
    return found


def _of_chapter(lines: list[overview.Line], chapter: Chapter | None, wanted: str) -> list[overview.Line]:
    if wanted == NOWHERE:
        return [line for line in lines if not line.chapters]
    return [line for line in lines if chapter is None or chapter in line.chapters]
