"""What is not done yet in chapters that are not agreed, for whoever submits, judges or publishes. Nothing here stops
anybody: a text may name an older year, and a target may stay open on purpose.

Policy looks at texts; apps above it add their own check in their apps.py (`register`).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse

from policy.models import Chapter, Document, Passage, ReviewState
from policy.obstacles import passage_name
from twenterand import richtext
from twenterand.findings import Level


@dataclass(frozen=True)
class Gap:
    """Something to look at again: a sentence with the address of its page, and (words, address) of each place."""

    sentence: str
    href: str = ""
    places: tuple[tuple[str, str], ...] = ()
    level: Level = Level.WARN


@dataclass(frozen=True)
class Readiness:
    """What is not done in one chapter."""

    chapter: Chapter
    gaps: list[Gap]


# Called with chapters of one document; gives gaps by the primary key of the chapter, in a fixed number of queries.
Check = Callable[[Document, Sequence[Chapter]], dict[int, list[Gap]]]
_checks: dict[str, Check] = {}


def register(name: str, check: Check) -> None:
    """Let an app above this one look too; called from AppConfig.ready()."""
    _checks[name] = check


def of_chapters(document: Document, chapters: Iterable[Chapter]) -> list[Readiness]:
    """What is not done in those of these chapters of `document` that are not agreed; chapters with nothing left to do
    are not among the answer. The number of queries does not depend on how many there are."""
    todo = [chapter for chapter in chapters if chapter.state != ReviewState.AGREED]
    if not todo:
        return []
    years = old_years(document)
    found = [_texts(document, todo, years), *(check(document, todo) for check in _checks.values())]
    rows = [Readiness(one, [gap for gaps in found for gap in gaps.get(one.pk, ())]) for one in todo]
    return [row for row in rows if row.gaps]


def of_document(document: Document) -> list[Gap]:
    """What is not done in the summary; at most one query."""
    named = _named(document.summary, old_years(document)) if document.summary else []
    if not named:
        return []
    href = reverse("policy:document_edit", args=[document.slug])
    return [Gap(f"De samenvatting noemt nog {_listed(named)}.", href)]


def old_years(document: Document) -> list[int]:
    """The years of the document that this one was carried forward from; none for one that was not, and for years that
    are its own too."""
    if not document.copied_from:
        return []
    found = Document.objects.filter(uid=document.copied_from).values_list("year_from", "year_to").first()
    own = range(document.year_from, document.year_to + 1)
    return [year for year in range(found[0], found[1] + 1) if year not in own] if found else []


def _texts(document: Document, chapters: Sequence[Chapter], years: list[int]) -> dict[int, list[Gap]]:
    """Texts that name a year of the document before."""
    if not years:
        return {}
    slugs = {chapter.pk: chapter.slug for chapter in chapters}
    found: dict[int, list[tuple[Passage, list[int]]]] = {}
    rows = Passage.objects.filter(chapter__in=slugs).select_related("node")
    for passage in rows.order_by("chapter", "position", "pk"):
        if named := _named(f"{passage.heading} {passage.html}", years):
            found.setdefault(passage.chapter_id, []).append((passage, named))
    return {
        key: [_old_years(reverse("policy:chapter", args=[document.slug, slugs[key]]), texts)]
        for key, texts in found.items()
    }


def _old_years(page: str, texts: list[tuple[Passage, list[int]]]) -> Gap:
    years = sorted({year for _, named in texts for year in named})
    count = "1 tekst" if len(texts) == 1 else f"{len(texts)} teksten"
    return Gap(
        f"Oude jaartallen ({_listed(years)}) in {count}.",
        places=tuple(
            (f"{passage_name(passage)}: {_listed(named)}", f"{page}#tekst-{passage.uid}")
            for passage, named in texts
        ),
    )


def _named(html: str, years: list[int]) -> list[int]:
    text = richtext.plain(html)
    return [year for year in years if re.search(rf"(?<!\d){year}(?!\d)", text)]


def _listed(years: list[int]) -> str:
    return " en ".join(filter(None, (", ".join(map(str, years[:-1])), str(years[-1]))))
