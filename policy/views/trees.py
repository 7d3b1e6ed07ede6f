"""Goal trees: list, page, and editing one node with plain forms."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from policy import editing, obstacles, relations, trees
from policy.differences import compare
from policy.forms import NewNodeForm, NodeForm, ParentForm, VersionForm
from policy.models import GoalNode, NodeKind, ReviewState, TreeEdition
from policy.querysets import for_node_page, for_tree_list, for_tree_page
from policy.relations import require_text
from policy.richtext_widget import media_with_nonce
from policy.views.common import (
    EDIT,
    MY_WORK,
    STALE,
    here,
    judges,
    last_writer,
    saved_already,
    seen_version,
    tree_crumbs,
    tree_url,
    with_version,
    worker,
)
from twenterand import richtext
from twenterand.accounts.rights import Action, may
from twenterand.workflow import Refused, Stale


@worker
@require_safe
def tree_list(request: HttpRequest) -> HttpResponse:
    """All editions of all goal trees."""
    return render(
        request,
        "policy/trees.html",
        {
            "editions": for_tree_list(),
            "mine": request.user.function_ids,
            "breadcrumb": [MY_WORK, ("Doelenbomen", "")],
        },
    )


@worker
@require_safe
def tree(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """One goal tree as a nested list."""
    return _tree_page(request, get_object_or_404(for_tree_page(), tree__slug=slug, budget_year=year))


@worker
@require_http_methods(EDIT)
def node(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit title and explanation of a node."""
    record = get_object_or_404(for_node_page(), pk=pk)
    require_text(request.user, record.edition.tree)
    if request.method != "POST":
        initial = {"title": record.title, "explanation": record.explanation, "version": record.version}
        return _node_page(request, record, NodeForm(initial=initial))
    form = NodeForm(request.POST)
    if not form.is_valid():
        return _node_page(request, record, form, status=422)
    fields = {name: form.cleaned_data[name] for name in ("title", "explanation", "reason")}
    try:
        editing.change_node(node=record, seen_version=form.cleaned_data["version"], by=request.user, **fields)
    except Stale as stale:
        wanted = {
            "title": richtext.one_line(form.cleaned_data["title"]),
            "explanation": form.cleaned_data["explanation"],
        }
        if not saved_already(request, stale.current, wanted):
            return _conflict(request, record, stale.current, form)
    except Refused as refused:
        form.add_error(None, refused.sentence)
        return _node_page(request, record, form, status=422)
    messages.success(request, "Het onderdeel is opgeslagen.")
    return redirect(tree_url(record.edition, record.uid))


@worker
@require_http_methods(EDIT)
def node_add(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Add a node under the one in ?onder=, or the effect of an empty tree."""
    edition = get_object_or_404(for_tree_page(), tree__slug=slug, budget_year=year)
    require_text(request.user, edition.tree)
    under = request.GET.get("onder", "")
    parent = get_object_or_404(edition.nodes, pk=under) if under.isdecimal() else None
    initial = {"kind": request.GET.get("soort", ""), "uid": uuid.uuid4()}
    form = NewNodeForm(request.POST or None, initial=initial, parent=parent)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            fields = {
                name: form.cleaned_data[name] for name in ("kind", "title", "explanation", "reason", "uid")
            }
            try:
                added = editing.add_node(edition=edition, parent=parent, by=request.user, **fields)
            except Refused as refused:
                form.add_error(None, refused.sentence)
            else:
                messages.success(request, "Het onderdeel is toegevoegd.")
                return redirect(tree_url(edition, added.uid))
    return render(
        request,
        "policy/node_add.html",
        {
            "form": form,
            "media": media_with_nonce(form, request.csp_nonce),
            "parent": parent,
            "judges": judges(request),
            "reopened": _agreed_chapters(edition),
            "back": tree_url(edition, parent.uid if parent else ""),
            "breadcrumb": here(tree_crumbs(edition), "Toevoegen"),
        },
        status=status,
    )


@worker
@require_http_methods(EDIT)
def node_move(request: HttpRequest, pk: int) -> HttpResponse:
    """One place up or down, or under another parent."""
    record = get_object_or_404(for_node_page(), pk=pk)
    if request.method != "POST":
        return redirect(tree_url(record.edition, record.uid))
    require_text(request.user, record.edition.tree)
    fields = {"node": record, "seen_version": seen_version(request), "by": request.user}
    try:
        if "parent" in request.POST:
            form = ParentForm(request.POST, node=record)
            if not form.is_valid():
                raise Refused("Kies een onderdeel uit de lijst waar dit onder hoort.")
            editing.put_under(parent=form.cleaned_data["parent"], **fields)
        else:
            editing.move_node(direction=request.POST.get("direction", ""), **fields)
    except Stale:
        return _tree_again(request, record.edition, STALE, 409)
    except Refused as refused:
        return _tree_again(request, record.edition, refused.sentence, 422)
    messages.success(request, "De volgorde van de doelenboom is gewijzigd.")
    return redirect(tree_url(record.edition, record.uid))


@worker
@require_http_methods(EDIT)
def node_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then remove a node."""
    record = get_object_or_404(for_node_page(), pk=pk)
    require_text(request.user, record.edition.tree)
    alert, status = "", 200
    if request.method == "POST":
        try:
            editing.remove_node(node=record, seen_version=seen_version(request), by=request.user)
        except Stale as stale:
            record, alert, status = stale.current, f"{STALE} Wilt u het nog verwijderen?", 409
        except Refused as refused:
            alert, status = refused.sentence, 422
        else:
            messages.success(request, f"“{record.title}” is verwijderd.")
            return redirect(tree_url(record.edition))
    return render(
        request,
        "policy/remove.html",
        {
            "title": f"{NodeKind(record.kind).label.capitalize()} verwijderen?",
            "name": record.title,
            "judges": judges(request),
            "explanation": "Dit onderdeel verdwijnt uit de doelenboom. De geschiedenis blijft bewaard.",
            "html": record.explanation,
            "form": VersionForm(initial={"version": record.version}),
            "alert": alert,
            "obstacles": obstacles.before_removing(record),
            "back": tree_url(record.edition, record.uid),
            "breadcrumb": here(tree_crumbs(record.edition), "Verwijderen"),
        },
        status=status,
    )


def _tree_page(
    request: HttpRequest, edition: TreeEdition, *, alert: str = "", status: int = 200
) -> HttpResponse:
    may_edit = may(request.user, Action.EDIT_TEXT, relations.of_tree(request.user, edition.tree))
    return render(
        request,
        "policy/tree.html",
        {
            "edition": edition,
            "roots": trees.of_edition(edition),
            "may_edit": may_edit,
            "reopened": _agreed_chapters(edition) if may_edit else [],
            "alert": alert,
            "breadcrumb": here(tree_crumbs(edition)),
        },
        status=status,
    )


def _tree_again(request: HttpRequest, edition: TreeEdition, sentence: str, status: int) -> HttpResponse:
    return _tree_page(request, for_tree_page().get(pk=edition.pk), alert=sentence, status=status)


def _agreed_chapters(edition: TreeEdition) -> list:
    """Chapters that a change in this tree would reopen."""
    return [chapter for chapter in edition.chapters.all() if chapter.state != ReviewState.EDITING]


def _node_page(
    request: HttpRequest, record: GoalNode, form: NodeForm, *, status: int = 200, **context
) -> HttpResponse:
    parents = ParentForm(initial={"parent": record.parent_id, "version": record.version}, node=record)
    return render(
        request,
        "policy/node.html",
        {
            "node": record,
            "form": form,
            "media": media_with_nonce(form, request.csp_nonce),
            "judges": judges(request),
            "parents": parents if parents.fields["parent"].queryset.count() > 1 else None,
            "child_kinds": trees.CHILD_KINDS[record.kind],
            "reopened": _agreed_chapters(record.edition),
            "theirs": None,
            "back": tree_url(record.edition, record.uid),
            "breadcrumb": here(tree_crumbs(record.edition), record.get_kind_display().capitalize()),
        }
        | context,
        status=status,
    )


def _conflict(request: HttpRequest, record: GoalNode, current: GoalNode, form: NodeForm) -> HttpResponse:
    """Both texts, and the form with the person's own text ready to save."""
    seen = GoalNode.history.filter(id=record.pk, version=form.cleaned_data["version"]).first()
    base = _readable(seen.title, seen.explanation) if seen else ""
    return _node_page(
        request,
        record,
        NodeForm(with_version(request, current.version)),
        status=409,
        theirs=current,
        their_name=last_writer(current),
        their_changes=compare(base, _readable(current.title, current.explanation)),
        my_changes=compare(base, _readable(form.cleaned_data["title"], form.cleaned_data["explanation"])),
    )


def _readable(title: str, html: str) -> str:
    return f"{title}\n{richtext.plain(html)}".strip()
