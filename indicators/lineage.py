"""What becomes of an indicator: it retires, another follows it, it splits or merges, or it proves to be another.

Nothing old changes by it: figures, tables with their printed labels and sources, and publications stay as they are.
Only cards say more, and chapters that print such a card go back to editing.
"""

from collections.abc import Iterable, Sequence

from django.db import transaction

from indicators.cataloguing import check_name, free_slug, known_as, require_edit
from indicators.describing import reopen
from indicators.models import Direction, Indicator, IndicatorLineage
from twenterand import richtext
from twenterand.accounts import audit
from twenterand.accounts.models import Act, User
from twenterand.accounts.records import actor_name, keep, locked
from twenterand.unreadable import quoted
from twenterand.workflow import Refused, Stale

Kind = IndicatorLineage.Kind
# What a new indicator takes over from the one it comes from.
INHERITED = ("unit", "direction", "source", "holder", "decimals", "default_period_kind", "theme")
UNDONE = "Ongedaan gemaakt: "


@transaction.atomic
def retire(
    *,
    indicator: Indicator,
    seen_version: int | None,
    last_year: int | None,
    reason: str,
    successor: Indicator | None = None,
    by: User | str,
) -> Indicator:
    """Say that it is not kept up any more, since when and why, and perhaps which existing indicator goes on from it."""
    require_edit(by, indicator)
    reason = _reason(reason, "Geef een reden op om de indicator te laten vervallen.")
    versions = {indicator: seen_version} | ({successor: None} if successor else {})
    records = _locked(versions)
    current = records[indicator.pk]
    _not_superseded(current)
    if last_year and current.first_year and last_year < current.first_year:
        raise Refused(
            f"Het laatste jaar {last_year} ligt vóór het eerste jaar {current.first_year}. Verbeter het jaar."
        )
    current.lapsed, current.last_year, current.retired_reason = True, last_year, reason
    if successor is not None and successor.pk != current.successor_id:
        _succeed(current, records[successor.pk], reason, by)
    keep(current, by=by, reason=reason)
    audit.log(Act.RETIRED, by=by, subject=current, note=reason)
    reopen(records.values(), by=by, what=f"{known_as(current)} is vervallen")
    return current


@transaction.atomic
def restore(*, indicator: Indicator, seen_version: int | None, reason: str, by: User | str) -> Indicator:
    """Undo retiring. A successor that was named with it goes too; one that was made apart stays."""
    require_edit(by, indicator)
    reason = _reason(reason, "Geef een reden op om de indicator weer in gebruik te nemen.")
    current = locked(indicator, seen_version=seen_version)
    if not current.retired:
        raise Refused(f"{known_as(current)} is niet vervallen.")
    named = IndicatorLineage.objects.filter(
        earlier=current, later=current.successor_id, kind=Kind.FOLLOWS, reason=current.retired_reason
    )
    shown = [current]
    if current.successor_id and named.exists():
        after = locked(current.successor, seen_version=None)
        keep(after, by=by, reason=f"Volgt {known_as(current)} niet meer op: {reason}")
        shown.append(after)
        named.delete()
        current.successor = None
    current.lapsed, current.last_year, current.retired_reason = False, None, ""
    keep(current, by=by, reason=reason)
    audit.log(Act.RETIRED, by=by, subject=current, note=f"{UNDONE}{reason}")
    reopen(shown, by=by, what=f"{known_as(current)} is weer in gebruik")
    return current


@transaction.atomic
def follow(
    *, indicator: Indicator, seen_version: int | None, name: str, reason: str, by: User | str
) -> Indicator:
    """A new indicator that goes on from this one, as when another way of counting begins."""
    reason = _reason(reason)
    require_edit(by, indicator)
    current = locked(indicator, seen_version=seen_version)
    _not_superseded(current)
    if current.successor_id:
        raise Refused(f"{known_as(current)} heeft al een opvolger: {known_as(current.successor)}.")
    [made] = _descend([current], [name], Kind.FOLLOWS, reason, by)
    return made


@transaction.atomic
def split(
    *, indicator: Indicator, seen_version: int | None, names: Sequence[str], reason: str, by: User | str
) -> list[Indicator]:
    """Two or more new indicators that each measure a part of what this one measured."""
    reason = _reason(reason)
    require_edit(by, indicator)
    current = locked(indicator, seen_version=seen_version)
    _not_superseded(current)
    tidy = list(filter(None, map(richtext.one_line, names)))
    _each_once(tidy)
    if len(tidy) < 2:
        raise Refused("Splitsen geeft ten minste twee nieuwe indicatoren. Zet elke naam op een eigen regel.")
    return _descend([current], tidy, Kind.SPLIT, reason, by)


@transaction.atomic
def merge(*, indicators: Iterable[Indicator], name: str, reason: str, by: User | str) -> Indicator:
    """One new indicator that measures what these measured apart."""
    reason = _reason(reason)
    chosen = {one.pk: one for one in indicators}
    if len(chosen) < 2:
        raise Refused("Kies ten minste twee indicatoren die samen één nieuwe worden.")
    require_edit(by, *chosen.values())
    sources = list(_locked(dict.fromkeys(chosen.values())).values())
    for one in sources:
        _not_superseded(one)
    [made] = _descend(sources, [name], Kind.MERGED, reason, by)
    return made


@transaction.atomic
def join(
    *,
    kept: Indicator,
    superseded: Indicator,
    reason: str,
    by: User | str,
    seen_versions: tuple[int, int] | None = None,
) -> Indicator:
    """Two indicators proved to be one: `superseded` leads to `kept` from now on, and can be parted again.

    Rows, labels, sources and both values stay where they are. Raises Stale when one of the two is not what the person
    saw (`seen_versions`, in the order of the arguments).
    """
    require_edit(by, kept, superseded)
    reason = _reason(reason, "Geef een reden op: waaruit blijkt dat dit één indicator is?")
    if kept.pk == superseded.pk:
        raise Refused("Kies twee verschillende indicatoren.")
    current = _locked(dict(zip((kept, superseded), seen_versions or (None, None), strict=True)))
    stays, goes = current[kept.pk], current[superseded.pk]
    for one in (stays, goes):
        _not_superseded(one)
        if one.successor_id:
            raise Refused(
                f"{known_as(one)} heeft al een opvolger: {known_as(one.successor)}. Kies die, of neem de "
                "indicator eerst weer in gebruik."
            )
    goes.superseded_reason = reason
    _link(goes, stays, Kind.JOINED, reason, by)
    goes.successor = stays
    keep(goes, by=by, reason=reason)
    # The card that stays names it, so whoever joins may not agree to a chapter that prints either.
    keep(stays, by=by, reason=f"Bleek hetzelfde als {known_as(goes)}: {reason}")
    audit.log(Act.JOINED, by=by, subject=goes, note=f"Verder als {stays.slug}: {reason}")
    reopen([goes, stays], by=by, what=f"{known_as(goes)} en {known_as(stays)} bleken één")
    return goes


@transaction.atomic
def part(*, superseded: Indicator, seen_version: int | None, reason: str, by: User | str) -> Indicator:
    """Undo joining: both are indicators of their own again. Everything else was left as it was."""
    require_edit(by, superseded)
    reason = _reason(reason, "Geef een reden op: waarom zijn het toch twee indicatoren?")
    if not superseded.superseded:
        raise Refused(f"{known_as(superseded)} is niet samengevoegd met een andere indicator.")
    records = _locked({superseded: seen_version, superseded.successor: None})
    current, other = records[superseded.pk], records[superseded.successor_id]
    if current.successor_id != other.pk or not current.superseded:
        raise Stale(current)
    IndicatorLineage.objects.filter(earlier=current, later=other, kind=Kind.JOINED).delete()
    current.successor, current.superseded_reason = None, ""
    keep(current, by=by, reason=reason)
    keep(other, by=by, reason=f"Toch niet hetzelfde als {known_as(current)}: {reason}")
    audit.log(Act.JOINED, by=by, subject=current, note=f"{UNDONE}{reason}")
    reopen([current, other], by=by, what=f"{known_as(current)} staat weer op zichzelf")
    return current


def _descend(
    sources: list[Indicator], names: Sequence[str], kind: Kind, reason: str, by: User | str
) -> list[Indicator]:
    """New indicators with these names, each linked to all `sources`; a single one is their successor."""
    tidy = [richtext.one_line(name) for name in names]
    for name in tidy:
        check_name(name)
    first = sources[0]
    made = []
    for name in tidy:
        record = Indicator(slug=free_slug(name), name=name, **{key: getattr(first, key) for key in INHERITED})
        if record.direction == Direction.BAND:
            record.band_low, record.band_high = first.band_low, first.band_high
        made.append(keep(record, by=by, reason=reason))
    for source in sources:
        for record in made:
            _link(source, record, kind, reason, by)
        if len(made) == 1 and source.successor_id is None:
            source.successor = made[0]
            keep(source, by=by, reason=reason)
    if len(made) == 1:
        reopen(sources, by=by, what=f"opvolger {known_as(made[0])}")
    return made


def _each_once(names: list[str]) -> None:
    """Refuse a name that stands there twice, also with other capitals."""
    lines: dict[str, int] = {}
    for line, name in enumerate(names, start=1):
        first = lines.setdefault(name.casefold(), line)
        if first != line:
            raise Refused(
                f"{quoted(name)} staat er twee keer: als naam {first} en als naam {line}. Geef elke nieuwe indicator "
                "een eigen naam."
            )


def _succeed(current: Indicator, stays: Indicator, reason: str, by: User | str) -> None:
    """Name an existing indicator as successor."""
    require_edit(by, stays)
    _not_superseded(stays)
    ahead = stays
    while ahead is not None:
        if ahead.pk == current.pk:
            raise Refused(
                f"{known_as(stays)} komt zelf uit {known_as(current)} of is het. Kies een andere opvolger."
            )
        ahead = ahead.successor
    _link(current, stays, Kind.FOLLOWS, reason, by)
    current.successor = stays
    keep(stays, by=by, reason=f"Volgt {known_as(current)} op: {reason}")


def _link(earlier: Indicator, later: Indicator, kind: Kind, reason: str, by: User | str) -> None:
    if IndicatorLineage.objects.filter(earlier=earlier, later=later).exists():
        raise Refused(f"{known_as(later)} komt al voort uit {known_as(earlier)}. Kies een andere indicator.")
    IndicatorLineage.objects.create(
        kind=kind, earlier=earlier, later=later, reason=reason, made_by=actor_name(by)
    )


def _locked(versions: dict[Indicator, int | None]) -> dict[int, Indicator]:
    """Each of these under lock with the version that was seen, by primary key; always in the same order, so that two
    people who join the same two never wait for each other."""
    records = sorted(versions, key=lambda one: one.pk)
    return {one.pk: locked(one, seen_version=versions[one]) for one in records}


def _not_superseded(indicator: Indicator) -> None:
    if indicator.superseded:
        raise Refused(
            f"{known_as(indicator)} is samengevoegd met {known_as(indicator.successor)}. Werk verder met die."
        )


def _reason(reason: str, missing: str = "Geef een reden op: waar komt deze wijziging vandaan?") -> str:
    tidy = richtext.one_line(reason)
    if not tidy:
        raise Refused(missing)
    return tidy
