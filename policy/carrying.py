"""Carrying a document forward: the one of a later year begins as a copy of this one.

Chapters, texts and goal trees are copied here; every app with a share in a chapter brings its own (fragments.Carrier).
Copies keep their `uid`. Figures, proposals and decisions stay where they are: they belong to the year in which they
were made.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from policy import copying, fragments
from policy.copying import Carried
from policy.editing import addresses, documents
from policy.models import Chapter, Document, DocumentRelation, Passage, TreeEdition
from policy.relations import require_text
from twenterand import richtext
from twenterand.accounts import audit
from twenterand.accounts.models import Act, User
from twenterand.accounts.records import actor_name, keep
from twenterand.workflow import Refused

FOLLOWS = DocumentRelation.Kind.FOLLOWS
YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
KEPT_RELATIONS = (DocumentRelation.Kind.ELABORATES, DocumentRelation.Kind.CARRIES_OUT)


@dataclass(frozen=True)
class ColumnChange:
    """What a column shows now, and what it will show; `document` set its targets now."""

    now: str
    later: str
    document: Document | None = None


@dataclass(frozen=True)
class ColumnSet:
    """The columns of one table, or the own columns of one of its groups (`key`: by which a person keeps them).

    `stays` says that they best stay as they are: what they show is not measured every year.
    """

    chapter: str
    title: str
    columns: tuple[ColumnChange, ...]
    key: int | None = None
    stays: bool = False


@dataclass(frozen=True)
class Share:
    """What one app brings along: things in words with their number, columns, documents that set their targets, and
    sentences about what was joined and comes along once."""

    lines: tuple[tuple[str, int], ...] = ()
    columns: tuple[ColumnSet, ...] = ()
    documents: tuple[Document, ...] = ()
    joined: tuple[str, ...] = ()


@dataclass(frozen=True)
class Successor:
    """The document of the later year in the place of another: the one there is, or the one that can be made."""

    document: Document
    proposed: Document | None
    title: str
    slug: str


@dataclass(frozen=True)
class Preview:
    """What carrying this document forward would do."""

    document: Document
    years: int
    title: str
    slug: str
    chapters: tuple[Chapter, ...]
    editions: tuple[tuple[TreeEdition, int, bool], ...]
    texts: int
    headings: tuple[str, ...]
    shares: tuple[Share, ...]
    successors: tuple[Successor, ...]
    earlier: tuple[Document, ...]


def preview(document: Document) -> Preview:
    """What would come along, in a fixed number of queries."""
    years = span(document)
    shares = tuple(carrier.foresee(document, years) for carrier in fragments.carriers())
    chapters = tuple(document.chapters.select_related("edition__tree", "owner").order_by("position", "pk"))
    editions = [chapter.edition for chapter in chapters if chapter.edition]
    there = set(
        TreeEdition.objects.filter(tree__in=[edition.tree_id for edition in editions]).values_list(
            "tree", "budget_year"
        )
    )
    texts = list(Passage.objects.filter(chapter__document=document).values_list("heading", flat=True))
    titles = [*(chapter.title for chapter in chapters), *texts]
    others = {other.pk: other for share in shares for other in share.documents if other.pk != document.pk}
    follow_ups = DocumentRelation.objects.filter(kind=FOLLOWS, other=document).select_related("document")
    return Preview(
        document,
        years,
        later_title(document.title, years, document.year_from),
        later_slug(document, years),
        chapters,
        tuple(
            (edition, edition.budget_year + years, (edition.tree_id, edition.budget_year + years) in there)
            for edition in editions
        ),
        len(texts),
        tuple(title for title in titles if YEAR.search(title)),
        shares,
        _successors(list(others.values()), years),
        tuple(relation.document for relation in follow_ups),
    )


@transaction.atomic
def carry_forward(
    *,
    document: Document,
    title: str,
    slug: str,
    successors: Mapping[int, Document | None],
    footnotes: bool,
    by: User | str,
    kept_columns: frozenset[int] = frozenset(),
) -> Document:
    """Make the document of the later year, in one transaction and in a number of queries that does not grow.

    `successors` says for other documents (by primary key) that set targets in the tables here which one takes their
    place; None makes it. `kept_columns` are groups (primary keys) whose own columns stay as they are. A second time
    with the same address gives the document that was made the first time.
    """
    require_text(by, document)
    source = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
    sent_before = Document.objects.filter(slug=slug, copied_from=source.uid).first()
    if sent_before:
        return sent_before
    if not source.chapters.exists():
        raise Refused(
            f"“{source.title}” heeft geen hoofdstukken om door te zetten. Voeg een nieuw document toe."
        )
    years = span(source)
    reason = f"Doorgezet uit “{source.title}” door {actor_name(by)}"
    made = _document(source, years, title=title, slug=slug, summary=source.summary, by=by, reason=reason)
    carried = Carried(source, made, years, reason, footnotes, kept_columns, {source.pk: made})
    carried.documents |= _replaced(successors, years, by=by, reason=reason)
    _relations(source, made)
    copying.chapters(carried)
    copying.passages(carried)
    for carrier in fragments.carriers():
        carrier.carry(carried)
    audit.log(Act.CARRIED, by=by, subject=made, note=f"uit {source.slug}")
    return made


def made_before(document: Document, slug: str) -> tuple[Document, str] | None:
    """What this document was carried forward to at this address, with the user name of who did; None: nothing yet."""
    made = Document.objects.filter(slug=slug, copied_from=document.uid).first()
    first = made and made.history.order_by("history_date", "history_id").first()
    return (made, (first.history_user_id or "") if first else "") if made else None


def span(document: Document) -> int:
    """How many years further the next one is: as many as this one lasts."""
    return document.year_to - document.year_from + 1


def later_title(title: str, years: int, year_from: int) -> str:
    """The title with every year moved; without any the new first year stands behind it."""
    moved = _moved_years(title, years)
    return moved if moved != title else f"{title} {year_from + years}"


def later_slug(document: Document, years: int) -> str:
    """The address with every year moved, as `later_title` does."""
    moved = _moved_years(document.slug, years)
    return moved if moved != document.slug else f"{document.slug}-{document.year_from + years}"


def _moved_years(text: str, years: int) -> str:
    return YEAR.sub(lambda found: str(int(found.group()) + years), text)


def _successors(others: list[Document], years: int) -> tuple[Successor, ...]:
    """For each the document of the same kind that many years later, where there is one."""
    candidates = Document.objects.filter(kind__in={other.kind for other in others})
    by_year = {(one.kind, one.year_from): one for one in candidates.order_by("-pk")}
    return tuple(
        Successor(
            other,
            by_year.get((other.kind, other.year_from + years)),
            later_title(other.title, years, other.year_from),
            later_slug(other, years),
        )
        for other in sorted(others, key=lambda one: one.title)
    )


def _replaced(
    successors: Mapping[int, Document | None], years: int, *, by, reason: str
) -> dict[int, Document]:
    """For each document (primary key) the one that takes its place; what is not there yet is made."""
    chosen = [one for one in successors.values() if one]
    twice = next((one for one in chosen if chosen.count(one) > 1), None)
    if twice:
        raise Refused(f"“{twice.title}” is twee keer gekozen. Kies voor elk document een ander document.")
    made = Document.objects.in_bulk([pk for pk, one in successors.items() if one is None])
    return {pk: one or _made(made[pk], years, by=by, reason=reason) for pk, one in successors.items()}


def _made(other: Document, years: int, *, by, reason: str) -> Document:
    """The document of the later year without chapters, for targets to belong to."""
    made = _document(
        other,
        years,
        title=later_title(other.title, years, other.year_from),
        slug=later_slug(other, years),
        by=by,
        reason=reason,
        summary="",
    )
    DocumentRelation.objects.create(document=made, kind=FOLLOWS, other=other)
    return made


def _document(
    source: Document, years: int, *, title: str, slug: str, summary: str, by, reason: str
) -> Document:
    made = Document(
        kind=source.kind,
        title=richtext.one_line(title),
        programme=source.programme,
        summary=summary,
        year_from=source.year_from + years,
        year_to=source.year_to + years,
        owner_id=source.owner_id,
        copied_from=source.uid,
    )
    if not made.title:
        raise Refused("De titel is leeg. Vul een titel in.")
    slug = slug or addresses.proposed(made.title)
    documents.check_slug(made, slug)
    made.slug = slug
    return keep(made, by=by, reason=reason)


def _relations(source: Document, made: Document) -> None:
    """It follows on the source, and elaborates what the source did as long as that lasts."""
    lasting = source.relations.filter(kind__in=KEPT_RELATIONS, other__year_to__gte=made.year_from)
    DocumentRelation.objects.bulk_create(
        [
            DocumentRelation(document=made, kind=FOLLOWS, other=source),
            *(DocumentRelation(document=made, kind=one.kind, other_id=one.other_id) for one in lasting),
        ]
    )
