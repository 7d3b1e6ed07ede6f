"""Handing over: all work of one function to another, or the functions of one person to another; and back."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import transaction

from twenterand.accounts import audit, editing, ownership
from twenterand.accounts.models import Act, Function, HandOver, Role, User
from twenterand.accounts.ownership import Owned
from twenterand.accounts.records import actor_name
from twenterand.accounts.rights import Action, require
from twenterand.workflow import Refused, Stale

MAX_REASON = 500


@dataclass(frozen=True)
class Plan:
    """What goes along: records per kind, and the reviewed records (chapters) that must be judged again."""

    parts: list[tuple[Owned, list[Any]]]
    again: list[Any]

    @property
    def count(self) -> int:
        """How many records there are in all."""
        return sum(len(records) for _, records in self.parts)

    @property
    def sections(self) -> list[tuple[Owned, list[dict]]]:
        """The same for a page: each record with where it belongs and where it can be seen."""
        return [
            (
                owned,
                [{"label": str(one), "about": owned.about(one), "href": owned.href(one)} for one in records],
            )
            for owned, records in self.parts
        ]

    @property
    def items(self) -> list[dict]:
        """What a hand-over keeps, to hand exactly this back."""
        return [
            {"of": owned.name, "pk": record.pk, "label": str(record)[:200]}
            for owned, records in self.parts
            for record in records
        ]

    def taking(self, along: Collection[str]) -> "Plan":
        """The same with only those of the records that are asked for of which the key is in `along`."""
        parts = [
            (owned, [one for one in found if not owned.chosen or key(owned, one) in along])
            for owned, found in self.parts
        ]
        return Plan([(owned, found) for owned, found in parts if found], self.again)

    def choices(self, source: Function, target: Function) -> list[dict]:
        """The records that are asked for, each with what going and staying mean."""
        return [
            {
                "key": key(owned, one),
                "label": f"{owned.one} “{one}”",
                "meaning": owned.chosen(one, source, target),
            }
            for owned, found in self.parts
            if owned.chosen
            for one in found
        ]

    @property
    def seal(self) -> str:
        """Changes when somebody adds or takes away work between the preview and the act."""
        keys = sorted(f"{item['of']} {item['pk']}" for item in self.items)
        again = sorted(f"again {record.pk}" for record in self.again)
        return sha256("\n".join([*keys, *again]).encode()).hexdigest()


def key(owned: Owned, record: Any) -> str:
    """Tells one record of a plan from the others."""
    return f"{owned.name} {record.pk}"


def plan(source: Function) -> Plan:
    """What a function owns; a fixed number of queries."""
    return _plan((owned, owned.of(source)) for owned in ownership.kinds())


def plan_back(record: HandOver) -> Plan:
    """What would go back: what went along then, and is still where it went. For the work of a function."""
    went = {(item["of"], item["pk"]) for item in record.items}
    there = plan(_function(record.target)).parts
    return _plan((owned, [one for one in found if (owned.name, one.pk) in went]) for owned, found in there)


@transaction.atomic
def hand_over(
    *,
    source: Function,
    target: Function,
    reason: str,
    by: User | str,
    seen: str | None = None,
    along: Collection[str] = (),
) -> HandOver:
    """Give all work of `source` to `target`; of what is asked for (`Plan.choices`) only the keys in `along`.

    Raises Refused, or Stale with the plan of now when it is not the one that was `seen`.
    """
    _require(by)
    reason = _reason(reason)
    if source.pk == target.pk:
        raise Refused(f"U koos twee keer “{source.name}”. Kies een andere functie die het werk overneemt.")
    if not target.active:
        raise Refused(f"“{target.name}” is niet meer in gebruik. Kies een functie die in gebruik is.")
    _hold(source, target)
    todo = plan(source)
    if seen is not None and seen != todo.seal:
        raise Stale(todo)
    todo = todo.taking(along)
    if not todo.count:
        raise Refused(f"“{source.name}” heeft niets om over te dragen.")
    _move(todo, source, target, by=by, reason=reason)
    return _record(HandOver.Kind.WORK, source, target, reason, todo.items, by)


@transaction.atomic
def hand_back(*, record: HandOver, reason: str, by: User | str) -> HandOver:
    """Undo a hand-over: what went, and is still where it went, goes back. Raises Refused the second time."""
    _require(by)
    reason = _reason(reason)
    current = HandOver.objects.select_for_update().get(pk=record.pk)
    if HandOver.objects.filter(reverses=current).exists():
        raise Refused("Deze overdracht is al teruggedraaid.")
    if current.kind == HandOver.Kind.PERSON:
        return _functions_back(current, reason, by)
    source, target = _function(current.target), _function(current.source)
    _hold(source, target)
    todo = plan_back(current)
    if not todo.count:
        raise Refused(f"Niets hiervan is nog van “{source.name}”. Er is niets terug te geven.")
    _move(todo, source, target, by=by, reason=reason)
    return _record(HandOver.Kind.WORK, source, target, reason, todo.items, by, reverses=current)


@transaction.atomic
def hand_functions(*, source: User, target: User, reason: str, by: User | str) -> HandOver:
    """Give the functions of one person to another, who keeps their own."""
    _require(by)
    reason = _reason(reason)
    if source.pk == target.pk:
        raise Refused(f"U koos twee keer {source}. Kies iemand anders die de functies overneemt.")
    if not target.is_active:
        raise Refused(f"{target} kan niet meer inloggen. Kies iemand die dat wel kan.")
    went = list(source.functions.order_by("name"))
    if not went:
        raise Refused(f"{source} heeft geen functies om over te dragen.")
    had = set(target.functions.values_list("pk", flat=True))
    _give_functions(source, target, {one.pk for one in went}, {one.pk for one in went} - had, by)
    items = [{"function": one.slug, "label": one.name, "gained": one.pk not in had} for one in went]
    return _record(HandOver.Kind.PERSON, source, target, reason, items, by)


def roles_missing(source: User, target: User) -> list[str]:
    """Labels of the roles of `source` that `target` lacks: without them the functions may be of little use."""
    return [Role(role).label for role in Role.values if role in source.roles - target.roles]


def _functions_back(current: HandOver, reason: str, by: User | str) -> HandOver:
    source, target = (User.objects.get(username=name) for name in (current.target, current.source))
    went = {item["function"] for item in current.items}
    gained = {item["function"] for item in current.items if item["gained"]}
    back = dict(Function.objects.filter(slug__in=went).values_list("slug", "pk"))
    _give_functions(source, target, {back[slug] for slug in gained if slug in back}, set(back.values()), by)
    return _record(HandOver.Kind.PERSON, source, target, reason, current.items, by, reverses=current)


def _give_functions(source: User, target: User, lost: set[int], gained: set[int], by: User | str) -> None:
    for person, functions in (
        (source, source.functions.exclude(pk__in=lost)),
        (target, Function.objects.filter(pk__in=gained | set(target.functions.values_list("pk", flat=True)))),
    ):
        editing.change_rights(
            user=person, active=person.is_active, roles=person.roles, functions=list(functions), by=by
        )


def _plan(parts: Iterable[tuple[Owned, list[Any]]]) -> Plan:
    found = [(owned, records) for owned, records in parts if records]
    shown = [record for owned, records in found for record in owned.shown_in(records)]
    return Plan(found, ownership.judged(shown))


def _move(todo: Plan, source: Function, target: Function, *, by: User | str, reason: str) -> None:
    why = f"Overgedragen van “{source.name}” aan “{target.name}”: {reason}"
    for owned, records in todo.parts:
        for record in records:
            owned.pass_on(record, source, target, by=by, reason=why)
    for record in todo.again:
        ownership.touch(record, by=by, what=f"overgedragen aan “{target.name}”")


def _record(kind: str, source, target, reason: str, items: list[dict], by, reverses=None) -> HandOver:
    key = "slug" if kind == HandOver.Kind.WORK else "username"
    made = HandOver.objects.create(
        kind=kind,
        source=getattr(source, key),
        source_name=str(source),
        target=getattr(target, key),
        target_name=str(target),
        reason=reason,
        items=items,
        made_by=actor_name(by),
        reverses=reverses,
    )
    what = "Teruggedraaid" if reverses else "Overgedragen"
    named = ", ".join(item["label"] for item in items)
    audit.log(
        Act.HANDED_OVER,
        by=by,
        kind="function" if kind == HandOver.Kind.WORK else "user",
        label=f"{source} → {target}",
        note=f"{what}: {len(items)} ({named}). Reden: {reason}",
    )
    return made


def _hold(*functions: Function) -> None:
    """Two hand-overs of one function wait for each other."""
    keys = {function.pk for function in functions}
    list(Function.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))


def _function(slug: str) -> Function:
    return Function.objects.get(slug=slug)


def _require(by: User | str) -> None:
    if not isinstance(by, str):
        require(by, Action.ADMINISTER)


def _reason(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise Refused("De reden is leeg. Vul in waarom u dit overdraagt; uw collega’s zien dit.")
    if len(reason) > MAX_REASON:
        raise Refused(f"De reden is te lang: {len(reason)} tekens, er passen er {MAX_REASON}.")
    return reason
