"""In which chapter a changed record stands, for grouping changes; a fixed number of queries."""

from collections.abc import Iterable

from django.urls import reverse

from indicators.models import TableRow
from policy.models import Chapter


class Places:
    """Chapters by what leads to them; `indicators` are the primary keys of the indicators that will be asked for."""

    def __init__(self, indicators: Iterable[int]):
        chapters = Chapter.objects.select_related("document").order_by(
            "-document__year_from", "position", "pk"
        )
        self._chapters = {chapter.pk: chapter for chapter in chapters}
        self._of_edition: dict[int, int] = {}
        for chapter in self._chapters.values():
            if chapter.edition_id:
                self._of_edition.setdefault(chapter.edition_id, chapter.pk)
        rows = TableRow.objects.filter(indicator__in=set(indicators)).order_by("-pk")
        # An indicator in several tables counts with the one that it was put in first.
        self._of_indicator = dict(rows.values_list("indicator_id", "group__table__chapter_id"))

    def of_indicator(self, indicator: int) -> int | None:
        """The chapter that shows an indicator."""
        return self._of_indicator.get(indicator)

    def of_edition(self, edition: int | None) -> int | None:
        """The chapter about a goal tree of one year."""
        return self._of_edition.get(edition)

    def title(self, chapter: int) -> str:
        """What the chapter is called."""
        return self._chapters[chapter].title

    def address(self, chapter: int) -> str:
        """The page of the chapter in the work environment."""
        found = self._chapters[chapter]
        return reverse("policy:chapter", args=[found.document.slug, found.slug])

    def __contains__(self, chapter: int | None) -> bool:
        return chapter in self._chapters
