"""Which indicator a name in a file means: its own name, a label in a table, an address, or what was chosen before."""

import difflib
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, F, Q, When

from indicators.models import ImportMapping, Indicator, IndicatorAlias, TableRow
from indicators.recognising import folded
from policy.models import Document
from twenterand.unreadable import quoted

LIKENESS = 0.6
# From here on a name is nearly another: asked about in the preview. Comparing takes time, so not without end.
VERY_LIKE = 0.8
MOST_ASKED = 100


@dataclass(frozen=True)
class Known:
    """What an import needs of an indicator."""

    pk: int
    slug: str
    name: str
    decimals: int
    # Of one that proved to be another: that other.
    successor: int | None = None
    period_kind: str = ""


class Unknown(ValueError):
    """No indicator, or more than one, goes by this name."""

    def __init__(self, sentence: str):
        super().__init__(sentence)
        self.sentence = sentence


def tables_of(indicators: Collection[int]) -> dict[int, str]:
    """Where indicators stand, to tell apart those with one name: chapter and document by primary key; one query."""
    rows = TableRow.objects.filter(indicator__in=indicators).order_by(
        "-group__table__chapter__document__year_from"
    )
    found: dict[int, str] = {}
    for pk, chapter, document in rows.values_list(
        "indicator", "group__table__chapter__title", "group__table__chapter__document__title"
    ):
        found.setdefault(pk, f"{chapter}, {document}")
    return found


class Names:
    """All indicators by address and by name; read once per import. `chosen` maps folded names to slugs, "" means
    that rows with this name are skipped."""

    def __init__(self, document: Document | None, chosen: dict[str, str]):
        joined = Case(When(~Q(superseded_reason=""), then=F("successor")))
        rows = Indicator.objects.values_list("pk", "slug", "name", "decimals", joined, "default_period_kind")
        self.known = {row[0]: Known(*row) for row in rows}
        self._by_key = {one.slug: one for one in self.known.values()}
        self._names: dict[str, set[int]] = {}
        self._labels: dict[str, set[int]] = {}
        for one in self.known.values():
            self._names.setdefault(folded(one.name), set()).add(one.pk)
        labels = TableRow.objects.values_list("label", "indicator", "group__table__chapter__document")
        for label, indicator, where in labels:
            self._names.setdefault(folded(label), set()).add(indicator)
            if document and where == document.pk:
                self._labels.setdefault(folded(label), set()).add(indicator)
        aliases = IndicatorAlias.objects.values_list("slug", "indicator")
        self._by_key |= {slug: self.known[indicator] for slug, indicator in aliases}
        self._chosen = chosen
        remembered = ImportMapping.objects.filter(kind=ImportMapping.Kind.NAME)
        self._remembered = dict(remembered.values_list("text", "indicator"))
        self._asked = 0
        self._memo: dict[tuple[str, str], Known | Unknown | None] = {}

    def find(self, key: str, name: str) -> Known | None:
        """The indicator of a row. None for a row that is skipped on purpose; raises Unknown."""
        asked = key.strip(), folded(name)
        if asked not in self._memo:
            try:
                self._memo[asked] = self._find(*asked, name)
            except Unknown as error:
                self._memo[asked] = error
        answer = self._memo[asked]
        if isinstance(answer, Unknown):
            raise answer
        return answer

    def like(self, name: str) -> list[Known]:
        """Indicators that may be meant, the nearest first; for one that proved to be another, that other."""
        text = folded(name)
        exact = sorted(self._names.get(text, ()))
        near = difflib.get_close_matches(text, self._names, n=4, cutoff=LIKENESS)
        found = dict.fromkeys(exact) | dict.fromkeys(pk for one in near for pk in sorted(self._names[one]))
        return [self.known[pk] for pk in dict.fromkeys(self._stays(pk) for pk in found)]

    def _find(self, key: str, text: str, name: str) -> Known | None:
        if key:
            return self._by_its_key(key, text, name)
        if not text:
            raise Unknown("Er staat geen naam van een indicator in deze rij.")
        if text in self._chosen:
            slug = self._chosen[text]
            return self._by_key.get(slug) if slug else None
        found = self._labels.get(text) or self._names.get(text) or set()
        # Of two that are one and share a name, the one that stays is meant.
        found = {pk for pk in found if self._stays(pk) == pk or self._stays(pk) not in found}
        if len(found) == 1:
            return self._kept(next(iter(found)))
        if remembered := self._remembered.get(text):
            return self._kept(remembered)
        if found:
            places = tables_of(found)
            named = "; ".join(sorted(places.get(pk, "in geen tabel") for pk in found))
            raise Unknown(f"Zo heten {len(found)} indicatoren: {named}. Kies er een.")
        raise Unknown(
            f"{quoted(name)} kennen we niet. {self._meant(text)}Kies de indicator, of laat de naam weg uit het bestand."
        )

    def _meant(self, text: str) -> str:
        """The names that are nearly this one, as a question; not for more names than anybody reads."""
        self._asked += 1
        if self._asked > MOST_ASKED:
            return ""
        near = difflib.get_close_matches(text, self._names, n=2, cutoff=VERY_LIKE)
        owners = dict.fromkeys(self._stays(pk) for one in near for pk in sorted(self._names[one]))
        if not owners:
            return ""
        return f"Bedoelt u {' of '.join(dict.fromkeys(f'“{self.known[pk].name}”' for pk in owners))}? "

    def _stays(self, pk: int) -> int:
        """The indicator that this one proved to be, however many steps away; itself for every other."""
        while self.known[pk].successor is not None:
            pk = self.known[pk].successor
        return pk

    def _kept(self, pk: int) -> Known:
        stays = self.known[self._stays(pk)]
        if stays.pk == pk:
            return stays
        raise Unknown(
            f"{quoted(self.known[pk].name)} is samengevoegd met {quoted(stays.name)} ({stays.slug}). Kies die."
        )

    def _by_its_key(self, key: str, text: str, name: str) -> Known:
        found = self._by_key.get(key)
        if found is None:
            raise Unknown(f"Er is geen indicator met de sleutel {quoted(key)}.")
        # Whoever sorts a sheet without its hidden column leaves every key beside another row.
        owners = self._names.get(text)
        if owners and found.pk not in owners:
            raise Unknown(
                f"De sleutel hoort bij {quoted(found.name)}, maar in de rij staat {quoted(name)}. "
                "Is er gesorteerd zonder de verborgen kolom?"
            )
        return found
