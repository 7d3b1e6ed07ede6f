"""Which document a file means: by its title or the beginning of it, or by the tables that the file is about."""

from indicators.models import FigureKind, TableColumn
from indicators.periods import Period
from indicators.recognising import folded
from policy.models import Document
from twenterand.unreadable import Unreadable, quoted


class Documents:
    """Documents by what people call them, and which one set the targets of a year where a head does not say."""

    def __init__(self, chosen: Document | None):
        self.chosen = chosen
        self._by_name: dict[str, Document] = {}
        for document in Document.objects.order_by("pk"):
            self._by_name.setdefault(folded(document.title), document)
            self._by_name[document.slug] = document
        self._setters: dict[Period, set[Document]] = {}
        if chosen:
            columns = TableColumn.objects.filter(table__chapter__document=chosen, kind=FigureKind.TARGET)
            for column in columns.select_related("document"):
                self._setters.setdefault(Period.of(column), set()).add(column.document)

    def find(self, name: str, period: Period) -> Document:
        """The document with this title or slug; without a name the one whose targets the tables show. Raises
        Unreadable."""
        if name.strip():
            return self._named(name)
        setters = self._setters.get(period, set())
        if len(setters) == 1:
            return next(iter(setters))
        if self.chosen is None:
            raise Unreadable(
                f"Welk document stelde het doel voor {period.label} vast? Kies een document, of zet de titel "
                f"tussen haakjes in de kop: “Begroot {period.label} (Kadernota 2026)”."
            )
        return self.chosen

    def _named(self, name: str) -> Document:
        """The document with this slug or title, or the only one whose title begins with these words."""
        text = folded(name)
        if found := self._by_name.get(text):
            return found
        fitting = [one for key, one in self._by_name.items() if key.startswith(f"{text} ")]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            titles = " of ".join(f"“{one.title}”" for one in fitting)
            raise Unreadable(f"Bij {quoted(name)} passen meer documenten: {titles}. Schrijf de hele titel.")
        raise Unreadable(
            f"Er is geen document {quoted(name)}. Gebruik de titel zoals die in het portaal staat."
        )
