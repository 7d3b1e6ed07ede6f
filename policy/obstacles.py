"""What stands in the way of removing a text or a goal: a page says so before it asks, with the way to each."""

from dataclasses import dataclass

from django.db.models import Model, ProtectedError
from django.db.models.deletion import Collector
from django.urls import reverse
from django.utils.text import Truncator

from policy.models import GoalNode, Passage
from twenterand import richtext


@dataclass(frozen=True)
class Obstacle:
    """One record that would lose what it hangs on; `place` says where it stands, `url` is "" without a page."""

    kind: str
    name: str
    place: str = ""
    url: str = ""

    def __str__(self):
        return f"{self.kind} “{self.name}”" + (f" in {self.place}" if self.place else "")


def before_removing(record: Model) -> list[Obstacle]:
    """Everything that protects `record`, in order of kind and name; empty when it can go. Deletes nothing."""
    try:
        Collector(using=record._state.db).collect([record])
    except ProtectedError as error:
        return listed(error)
    return []


def listed(error: ProtectedError) -> list[Obstacle]:
    """The records that Django names in `error`."""
    return sorted((_described(one) for one in error.protected_objects), key=lambda one: (one.kind, one.name))


def passage_name(passage: Passage) -> str:
    """The heading of a passage, else the title of its goal, else how its text begins."""
    title = passage.node.title if passage.node_id and not passage.heading else ""
    start = "" if passage.heading or title else Truncator(richtext.plain(passage.html)).chars(60)
    return passage.heading or title or start or "zonder kop"


def _described(record: Model) -> Obstacle:
    if isinstance(record, Passage):
        return Obstacle("tekst", passage_name(record), *_in_chapter(record.chapter, f"#tekst-{record.uid}"))
    if isinstance(record, GoalNode):
        return Obstacle(record.get_kind_display(), record.title, url=reverse("policy:node", args=[record.pk]))
    # Of the apps above this one only the address is known, as in the templates.
    if record._meta.label_lower == "proposals.proposal":
        return Obstacle("voorstel", str(record), url=reverse("proposals:proposal", args=[record.pk]))
    if record._meta.label_lower == "indicators.indicatorgroup":
        chapter = record.table.chapter
        address = reverse("indicators:chapter", args=[chapter.document.slug, chapter.slug])
        return Obstacle("groep indicatoren", str(record), chapter.title, address)
    return Obstacle(str(record._meta.verbose_name), str(record))


def _in_chapter(chapter, anchor: str) -> tuple[str, str]:
    address = reverse("policy:chapter", args=[chapter.document.slug, chapter.slug])
    return f"{chapter.document.title}, {chapter.title}", f"{address}{anchor}"
