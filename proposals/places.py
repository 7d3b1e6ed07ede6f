"""Where a proposal may stand in a document, and the texts that may explain it: choices for the form."""

from collections.abc import Iterable
from typing import Any

from policy.models import Chapter, Document, GoalNode, NodeKind, Passage, TreeEdition
from proposals import querysets
from proposals.content import ProposalContent, passage_name, place
from proposals.relations import may_write
from twenterand.accounts.models import User

Choices = list[tuple[str, str | list[tuple[str, str]]]]

LONGEST = 90
OUTSIDE = (NodeKind.EFFECT, NodeKind.GOAL)


class Places:
    """The chapters of one document with their activities and texts; three queries, whatever is asked.

    Offered are the places where `user` may write. `stored` is what a proposal holds now: its place stays a
    choice, also where a new one could not be chosen.
    """

    def __init__(self, document: Document, user: User, stored: ProposalContent | None = None):
        self._stored = stored
        self.may_stand_nowhere = may_write(user, document, [])
        self.chapters: list[Chapter] = querysets.chapters_of(document)
        self._activities: dict[int, GoalNode] = {node.pk: node for node in querysets.activities_of(document)}
        self._passages: dict[int, Passage] = {text.pk: text for text in querysets.passages_of(document)}
        self._editions: dict[int, TreeEdition] = {
            chapter.edition_id: chapter.edition for chapter in self.chapters if chapter.edition_id
        }
        self._open = [chapter for chapter in self.chapters if may_write(user, document, [chapter])]

    @property
    def any(self) -> bool:
        """Whether there is a place at all where this person may put a proposal."""
        return bool(self._open) or self.may_stand_nowhere

    @property
    def choices(self) -> Choices:
        """One choice is one place: an activity, a text that belongs to no goal, or loose in a goal tree."""
        groups = [(chapter.title, self._places_in(chapter)) for chapter in self._open]
        none = ("", "nog geen plaats" if self.may_stand_nowhere else "kies een plaats")
        offered = {"", *(key for _, places in groups for key, _ in places)}
        if self._stored and self.key_of(self._stored) not in offered:
            groups.append(("Huidige plaats", [(self.key_of(self._stored), place(self._stored))]))
        return [none, *groups]

    @property
    def text_choices(self) -> Choices:
        """The texts of the document, per chapter."""
        return [
            (chapter.title, [(str(text.pk), passage_name(text)) for text in self._texts_in(chapter)])
            for chapter in self.chapters
        ]

    def key_of(self, content: ProposalContent) -> str:
        """The choice that stands for the place of `content`."""
        if content.activity:
            return f"activity:{content.activity.pk}"
        if content.passage:
            return f"passage:{content.passage.pk}"
        return f"edition:{content.edition.pk}" if content.edition else ""

    def chosen(self, key: str) -> dict[str, Any]:
        """The place as arguments of ProposalContent; `key` is one of the choices."""
        if self._stored and key == self.key_of(self._stored):
            stored = self._stored
            return {"activity": stored.activity, "passage": stored.passage, "edition": stored.edition}
        kind, _, number = key.partition(":")
        records = {"activity": self._activities, "passage": self._passages, "edition": self._editions}
        return {kind: records[kind][int(number)]} if kind else {}

    def texts(self, keys: Iterable[str]) -> list[Passage]:
        """The passages with these keys."""
        return [self._passages[int(key)] for key in keys]

    def _places_in(self, chapter: Chapter) -> list[tuple[str, str]]:
        activities = [node for node in self._activities.values() if node.edition_id == chapter.edition_id]
        # The text of an activity prints inside the tree; there the activity itself is the place.
        texts = [text for text in self._texts_in(chapter) if not text.node or text.node.kind in OUTSIDE]
        loose = [(f"edition:{chapter.edition_id}", "los in dit hoofdstuk")] if chapter.edition_id else []
        return [
            *((f"activity:{node.pk}", f"activiteit: {_short(node.title)}") for node in activities),
            *((f"passage:{text.pk}", f"tekst: {_short(passage_name(text))}") for text in texts),
            *loose,
        ]

    def _texts_in(self, chapter: Chapter) -> list[Passage]:
        return [text for text in self._passages.values() if text.chapter_id == chapter.pk]


def _short(title: str) -> str:
    return title if len(title) <= LONGEST else f"{title[: LONGEST - 1]}…"
