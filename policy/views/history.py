"""The history of a passage or a node: who, when, what went and what came, and why."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from policy.differences import SAME, Piece, compare
from policy.models import Chapter, GoalNode, Passage
from policy.querysets import for_node_page
from policy.views.common import chapter_crumbs, chapter_url, here, tree_crumbs, tree_url, worker
from twenterand import richtext
from twenterand.accounts.people import names

KINDS = {"+": "toegevoegd", "~": "gewijzigd", "-": "verwijderd"}


@dataclass(frozen=True)
class Entry:
    """One row of the history; `facts` are the fields beside the text that changed: label, old, new."""

    who: str
    when: datetime
    kind: str
    why: str
    pieces: list[Piece]
    facts: list[tuple[str, str, str]]

    @property
    def changed(self) -> bool:
        """Whether the text itself differs."""
        return any(piece.kind != SAME for piece in self.pieces)


@worker
@require_safe
def passage_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Also for a passage that is gone."""
    rows = list(Passage.history.filter(id=pk).order_by("history_date", "history_id"))
    if not rows:
        raise Http404("Deze tekst bestaat niet.")
    chapter = get_object_or_404(Chapter.objects.select_related("document"), pk=rows[-1].chapter_id)
    facts = (("Niveau", "level"), ("Plaats", "position"))
    return render(
        request,
        "policy/history.html",
        {
            "title": "Geschiedenis van de tekst",
            "name": rows[-1].heading,
            "entries": entries(rows, heading="heading", html="html", facts=facts),
            "back": chapter_url(chapter, rows[-1].uid),
            "breadcrumb": here(chapter_crumbs(chapter), "Geschiedenis"),
        },
    )


@worker
@require_safe
def node_history(request: HttpRequest, pk: int) -> HttpResponse:
    """The history of one part of a goal tree."""
    record = get_object_or_404(for_node_page(), pk=pk)
    rows = list(GoalNode.history.filter(id=pk).order_by("history_date", "history_id"))
    return render(
        request,
        "policy/history.html",
        {
            "title": "Geschiedenis van dit onderdeel",
            "name": record.title,
            "entries": entries(rows, heading="title", html="explanation", facts=(("Plaats", "position"),)),
            "back": tree_url(record.edition, record.uid),
            "breadcrumb": here(tree_crumbs(record.edition), "Geschiedenis"),
        },
    )


def entries(rows: list, *, heading: str, html: str, facts: tuple[tuple[str, str], ...]) -> list[Entry]:
    """Newest first. `rows` are history rows in order of time; each is compared with the one before."""
    people = names(row.history_user_id for row in rows)
    found, previous = [], None
    for row in rows:
        text = f"{getattr(row, heading)}\n{richtext.plain(getattr(row, html))}".strip()
        before = previous[1] if previous else ""
        changed = (
            [(label, str(getattr(previous[0], name)), str(getattr(row, name))) for label, name in facts]
            if previous
            else []
        )
        found.append(
            Entry(
                who=people.get(row.history_user_id, "onbekend"),
                when=row.history_date,
                kind=KINDS[row.history_type],
                why=row.history_change_reason or "",
                pieces=compare(text, "") if row.history_type == "-" else compare(before, text),
                facts=[fact for fact in changed if fact[1] != fact[2]],
            )
        )
        previous = (row, text)
    return found[::-1]
