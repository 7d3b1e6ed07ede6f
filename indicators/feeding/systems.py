"""Source systems and their tokens. A token is shown once, when it is made; only its sha256 is kept."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from indicators.models import Indicator, SourceSystem
from twenterand import tokens
from twenterand.accounts import audit
from twenterand.accounts.models import Act, Function, User
from twenterand.accounts.records import actor_name
from twenterand.accounts.rights import Action, require
from twenterand.workflow import Refused, Stale

PREFIX = "bp_"
SEEN_EVERY = timedelta(minutes=1)


@transaction.atomic
def add(*, name: str, holder: Function, everything: bool, by: User | str) -> tuple[SourceSystem, str]:
    """A new system with its token, which cannot be asked for again. Raises Refused for a name that is taken."""
    _require(by)
    slug = slugify(name)[:60]
    if not slug:
        raise Refused("Geef een naam met letters of cijfers.")
    if SourceSystem.objects.filter(slug=slug).exists() or SourceSystem.objects.filter(name=name).exists():
        raise Refused("Er is al een bronsysteem met deze naam. Kies een andere naam.")
    token = _token()
    system = SourceSystem.objects.create(
        name=name,
        slug=slug,
        holder=holder,
        everything=everything,
        token_sha256=tokens.digest(token),
        made_by=actor_name(by),
    )
    scope = "alle indicatoren" if everything else f"de indicatoren van {holder.name}"
    _log(system, by, f"token gemaakt voor {scope}")
    return system, token


@transaction.atomic
def replace(*, system: SourceSystem, seen: str, by: User | str) -> tuple[SourceSystem, str]:
    """Another token; the one before stops at once. `seen` is the mark of the token that the person saw; raises
    Stale when it was replaced meanwhile."""
    current = _locked(system, seen, by)
    token = _token()
    current.token_sha256, current.active = tokens.digest(token), True
    current.save(update_fields=["token_sha256", "active"])
    _log(current, by, "token vervangen")
    return current, token


@transaction.atomic
def revoke(*, system: SourceSystem, seen: str, by: User | str) -> None:
    """The system may do nothing any more, until it gets another token. Its deliveries stay."""
    current = _locked(system, seen, by)
    if current.active:
        current.active = False
        current.save(update_fields=["active"])
        _log(current, by, "toegang ingetrokken")


def of_token(token: str) -> SourceSystem | None:
    """The system that a token belongs to; None for an unknown or revoked one."""
    wanted = tokens.digest(token)
    system = SourceSystem.objects.select_related("holder").filter(token_sha256=wanted, active=True).first()
    if system is None or not secrets.compare_digest(system.token_sha256, wanted):
        return None
    now = timezone.now()
    if system.last_used_at is None or now - system.last_used_at > SEEN_EVERY:
        SourceSystem.objects.filter(pk=system.pk).update(last_used_at=now)
    return system


def allowed_indicators(system: SourceSystem) -> set[int] | None:
    """The indicators (primary keys) whose figures a system may send; None means all."""
    if system.everything:
        return None
    return set(Indicator.objects.filter(holder=system.holder_id).values_list("pk", flat=True))


def actor(system: SourceSystem) -> str:
    """The name in the history. Nobody can be called so: names of users have no spaces."""
    return f"systeem {system.slug}"


def mark(system: SourceSystem) -> str:
    """Tells one token of a system from the next, and nothing about the token."""
    return system.token_sha256[:12]


def _token() -> str:
    return PREFIX + tokens.new()


def _locked(system: SourceSystem, seen: str, by: User | str) -> SourceSystem:
    _require(by)
    current = SourceSystem.objects.select_for_update(of=("self",)).select_related("holder").get(pk=system.pk)
    if mark(current) != seen:
        raise Stale(current)
    return current


def _require(by: User | str) -> None:
    if isinstance(by, User):
        require(by, Action.ADMINISTER)


def _log(system: SourceSystem, by: User | str, note: str) -> None:
    audit.log(Act.TOKEN_MADE, by=by, kind="sourcesystem", label=system.name, note=note)
