"""What functions own, in every app: each app registers its models here in its apps.py.

A test walks all relations to Function: one that is neither registered nor named as staying where it is, is forgotten
work, and fails. Handing over (handing_over.py) and its page need nothing else.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from twenterand.accounts.models import Function
from twenterand.accounts.records import Record, keep, locked

# What an app returns for a record that shows the name of an owner and is reviewed: a chapter.
Reviewed = models.Model


@dataclass(frozen=True)
class Owned:
    """One relation to Function. `about` says where a record belongs, `href` where it can be seen.

    `find` and `move` are for what is more than a foreign key. `shown_in` gives the reviewed records that print the
    owner of these records: they must be judged again. With `chosen` a record only goes along when somebody asks for it:
    it says of a record what going and staying mean, for the preview.
    """

    model: type[models.Model]
    field: str
    one: str
    many: str
    about: Callable[[Any], str] = lambda record: ""
    href: Callable[[Any], str] = lambda record: ""
    related: tuple[str, ...] = ()
    shown_in: Callable[[Sequence[Any]], Iterable[Reviewed]] = lambda records: ()
    find: Callable[[Function], Iterable[Any]] | None = None
    move: Callable[[Any, Function, Function], None] | None = None
    chosen: Callable[[Any, Function, Function], str] | None = None

    @property
    def name(self) -> str:
        """What a hand-over keeps of it: "policy.chapter.owner"."""
        return f"{self.model._meta.label_lower}.{self.field}"

    def of(self, function: Function) -> list[Any]:
        """What this function owns, in the order of the model; one query."""
        if self.find:
            return list(self.find(function))
        found = self.model._default_manager.filter(**{self.field: function})
        return list(found.select_related(*self.related) if self.related else found)

    def pass_on(self, record: Any, source: Function, target: Function, *, by, reason: str) -> None:
        """Give one record to `target`, with history where it has any."""
        if self.move:
            self.move(record, source, target)
            return
        current = locked(record, seen_version=None)
        setattr(current, self.field, target)
        if isinstance(current, Record):
            keep(current, by=by, reason=reason)
        else:
            current.save(update_fields=[self.field])


@dataclass(frozen=True)
class Review:
    """How to ask for a new judgement: whether a record was submitted or agreed, and what sends it back."""

    judged: Callable[[Reviewed], bool]
    touch: Callable[..., None]


_owned: dict[str, Owned] = {}
_stays: dict[str, str] = {}
_reviews: list[Review] = []


def register(*found: Owned) -> None:
    """Add what an app's models own; called from AppConfig.ready()."""
    _owned.update({one.name: one for one in found})


def stays(model: type[models.Model], field: str, *, because: str) -> None:
    """Say that a relation to Function is no ownership, and why; called from AppConfig.ready()."""
    _stays[f"{model._meta.label_lower}.{field}"] = because


def register_review(review: Review) -> None:
    """Let policy say what a change of a name does to what was judged; called from AppConfig.ready()."""
    _reviews.append(review)


def kinds() -> list[Owned]:
    """Everything that can be owned, in the order of registration."""
    return list(_owned.values())


def forgotten() -> set[str]:
    """Relations to Function of which no app said anything. Empty, or the test fails."""
    relations = [
        relation
        for relation in Function._meta.get_fields(include_hidden=True)
        if relation.auto_created and relation.is_relation and not relation.concrete
    ]
    names = {f"{relation.related_model._meta.label_lower}.{relation.field.name}" for relation in relations}
    history = {
        f"{relation.related_model._meta.label_lower}.{relation.field.name}"
        for relation in relations
        # History says who owned a thing then; the tables between many and many follow their own field.
        if hasattr(relation.related_model, "instance_type") or relation.related_model._meta.auto_created
    }
    return names - history - set(_owned) - set(_stays)


def judged(records: Iterable[Reviewed]) -> list[Reviewed]:
    """Of these reviewed records those that must be judged again after a change, each once."""
    found = {(type(record), record.pk): record for record in records}
    return [record for record in found.values() if any(review.judged(record) for review in _reviews)]


def touch(record: Reviewed, *, by, what: str) -> None:
    """Send a reviewed record back to editing."""
    for review in _reviews:
        review.touch(record, by=by, what=what)
