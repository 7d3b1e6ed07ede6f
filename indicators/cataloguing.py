"""Writes on the card of an indicator: adding one, changing what it is, and giving it another address.

Atomic, version compared, history with actor and reason; `by` is a User, or a plain name for commands, which are not
asked for rights.
"""

import difflib
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.text import slugify

from indicators import cards, computing, relations
from indicators.describing import reopen
from indicators.models import Indicator, IndicatorAlias
from indicators.recognising import folded
from twenterand import richtext
from twenterand.accounts.models import User
from twenterand.accounts.records import keep, locked
from twenterand.accounts.rights import Action, Relation, may, refuse, require
from twenterand.unreadable import quoted
from twenterand.workflow import Refused

# What the form of a card holds. The formula, the last year and the successor have writes of their own.
FIELDS = (
    "name", "definition", "unit", "numerator", "denominator", "source", "holder", "method", "rationale",
    "data_issues", "theme", "direction", "band_low", "band_high", "attention_percent", "off_percent", "decimals",
    "default_period_kind", "first_year", "due_days", "small_number_threshold",
)  # fmt: skip
# No page or file for readers says these, so a change of them reopens nothing.
INTERNAL = {"default_period_kind", "first_year", "due_days", "small_number_threshold"}
# What figures mean by: readers of a published indicator are owed why one of these changes.
WEIGHTY = {
    "name", "definition", "unit", "direction", "band_low", "band_high", "attention_percent", "off_percent",
}  # fmt: skip
# Addresses of pages of our own below /werk/indicatoren/.
RESERVED = {"nieuw", "exporteren"}
SLUG_LENGTH = 120
# Longer words fit no column of a page or a PDF.
LONGEST_WORD = 80
LIKENESS = 0.8
MOST_LIKE = 5


class ReasonNeeded(Refused):
    """The change says nothing of why."""


@transaction.atomic
def change_indicator(
    *, indicator: Indicator, seen_version: int | None, by: User | str, reason: str = "", **fields: Any
) -> Indicator:
    """Replace the fields of the card that are given (of FIELDS); what changes nothing is not recorded.

    Raises PermissionDenied, Stale, or Refused (ReasonNeeded where readers know the indicator and no reason is given).
    Chapters that print the indicator go back to editing when something changes that readers see.
    """
    require_edit(by, indicator)
    current = locked(indicator, seen_version=seen_version)
    changed = _fill(current, fields)
    if not changed:
        return current
    _explained(current, changed, reason)
    keep(current, by=by, reason=reason)
    if "decimals" in changed:
        computing.work_out_again(current, by=by, reason=reason)
    if set(changed) - INTERNAL:
        what = f"beschrijving van {known_as(current)}"
        reopen([current], by=by, what=what, by_name="name" in changed)
    return current


@transaction.atomic
def add_indicator(*, by: User | str, reason: str = "", slug: str = "", **fields: Any) -> Indicator:
    """A new indicator that stands in no table yet; without `slug` its address follows from its name.

    An adviser adds what they hold themselves: any other they could not change afterwards.
    """
    require_add(by)
    record = Indicator(slug=slug or free_slug(fields.get("name", "")))
    _fill(record, fields)
    if isinstance(by, User) and not may(by, Action.EDIT_INDICATOR, _holding(by, record)):
        raise Refused(
            "Kies bij “Houder” een functie die u zelf hebt. Anders kunt u deze indicator daarna niet meer wijzigen."
        )
    check_slug(record.slug, record)
    return keep(record, by=by, reason=reason)


@transaction.atomic
def change_address(
    *, indicator: Indicator, slug: str, seen_version: int | None, by: User | str, reason: str
) -> Indicator:
    """Give it another address; the one it had keeps leading to it, for letters and reports quote it."""
    require_edit(by, indicator)
    current = locked(indicator, seen_version=seen_version)
    if slug == current.slug:
        return current
    if not reason.strip():
        raise Refused("Geef een reden op: het adres staat in brieven en rapporten.")
    check_slug(slug, current)
    IndicatorAlias.objects.filter(slug=slug, indicator=current).delete()
    IndicatorAlias.objects.create(slug=current.slug, indicator=current)
    old, current.slug = current.slug, slug
    keep(current, by=by, reason=reason)
    reopen([current], by=by, what=f"adres {quoted(old)} is nu {quoted(slug)}", by_name=True)
    return current


def require_edit(by: User | str, *indicators: Indicator) -> None:
    """Raise PermissionDenied when `by` may not change one of these cards."""
    for indicator in indicators if isinstance(by, User) else ():
        if not may(by, Action.EDIT_INDICATOR, relations.of_indicator(by, indicator)):
            refuse(Action.EDIT_INDICATOR, owner=indicator.holder.name if indicator.holder else "")


def require_add(by: User | str) -> None:
    """Raise PermissionDenied when `by` may add no indicator at all."""
    if isinstance(by, User):
        require(by, Action.EDIT_INDICATOR, Relation.HOLDER)


def free_slug(name: str) -> str:
    """An address that is nobody's, made from a name."""
    base = slugify(name)[: SLUG_LENGTH - 4].strip("-") or "indicator"
    taken = set(Indicator.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= set(IndicatorAlias.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    taken |= RESERVED
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def check_slug(slug: str, indicator: Indicator) -> None:
    """Refuse an address that cannot be one, or that leads or led to another indicator."""
    try:
        validate_slug(slug)
    except ValidationError:
        raise Refused(
            f"{quoted(slug)} kan geen adres zijn. Gebruik alleen kleine letters, cijfers en koppeltekens."
        ) from None
    if slug != slug.lower():
        raise Refused(f"{quoted(slug)} heeft hoofdletters. Gebruik {quoted(slug.lower())}.")
    if len(slug) > SLUG_LENGTH:
        raise Refused(
            f"Het adres is te lang: {len(slug)} tekens, er passen er {SLUG_LENGTH}. Maak het korter."
        )
    others = Indicator.objects.exclude(pk=indicator.pk).filter(slug=slug)
    former = IndicatorAlias.objects.exclude(indicator=indicator.pk).filter(slug=slug)
    if slug in RESERVED or others.exists() or former.exists():
        raise Refused(
            f"Het adres {quoted(slug)} is of was al van iets anders. Kies bijvoorbeeld {quoted(free_slug(slug))}."
        )


def known_as(indicator: Indicator) -> str:
    """The name in a sentence, with the address behind it: names are cut there, and several indicators share one."""
    return f"{quoted(indicator.name)} ({indicator.slug})"


def check_name(name: str) -> None:
    """Refuse a name that is empty, or has a word that no page can print."""
    if not name:
        raise Refused("De naam is leeg. Vul de naam van de indicator in.")
    longest = max(name.split(), key=len)
    if len(longest) > LONGEST_WORD:
        raise Refused(
            f"Het woord {quoted(longest)} is te lang: {len(longest)} tekens, er passen er {LONGEST_WORD}. Maak het "
            "korter of zet er een spatie in."
        )


def like(name: str, *, but: Indicator | None = None) -> list[Indicator]:
    """Indicators whose name is the same or nearly so, the nearest first."""
    rows = Indicator.objects.order_by("pk")
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    by_name: dict[str, list[Indicator]] = {}
    for row in rows:
        by_name.setdefault(folded(row.name), []).append(row)
    near = difflib.get_close_matches(folded(name), by_name, n=MOST_LIKE, cutoff=LIKENESS)
    return [row for text in near for row in by_name[text]][:MOST_LIKE]


def _fill(record: Indicator, fields: dict[str, Any]) -> list[str]:
    """Put the values in; which fields they changed."""
    unknown = set(fields) - set(FIELDS)
    if unknown:
        raise TypeError(f"not on the card: {sorted(unknown)}")
    before = {name: getattr(record, name) for name in fields}
    for name, value in fields.items():
        setattr(record, name, _tidy(name, value))
    _check(record)
    return [name for name in fields if getattr(record, name) != before[name]]


def _explained(record: Indicator, changed: list[str], reason: str) -> None:
    """Refuse to change without a reason what readers of a published indicator count on."""
    weighty = [name for name in changed if name in WEIGHTY]
    if not weighty or reason.strip() or not cards.published_pages(record.uid):
        return
    labels = [str(Indicator._meta.get_field(name).verbose_name) for name in weighty]
    raise ReasonNeeded(f"Deze indicator is gepubliceerd en u wijzigt: {', '.join(labels)}. Vul in waarom.")


def _tidy(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name in ("name", "unit", "source"):
        return richtext.one_line(value)
    return value.replace("\r\n", "\n").strip()


def _check(record: Indicator) -> None:
    check_name(record.name)
    try:
        record.clean()
    except ValidationError as error:
        raise Refused(error.messages[0]) from None


def _holding(by: User, record: Indicator) -> Relation:
    return Relation.HOLDER if record.holder_id in by.function_ids else Relation.OTHER
