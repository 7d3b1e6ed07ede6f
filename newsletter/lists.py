"""Service lists: who gets the newsletter because of what they do."""

from django.db import transaction

from newsletter.models import ServiceAddress, ServiceList
from newsletter.relations import require_making
from twenterand.accounts import audit
from twenterand.accounts.models import Act
from twenterand.accounts.records import actor_name
from twenterand.workflow import Refused


@transaction.atomic
def save_list(
    *, by, name: str, ground: str, addresses: list[str], record: ServiceList | None = None
) -> ServiceList:
    """Make a list or replace it. An address that bounced stays paused while it is on the list."""
    require_making(by)
    if ServiceList.objects.filter(name=name).exclude(pk=record.pk if record else None).exists():
        raise Refused(f"Er is al een lijst “{name}”. Kies een andere naam.")
    record = record or ServiceList(made_by=actor_name(by))
    record.name, record.ground = name, ground
    record.save()
    record.addresses.exclude(mail__in=addresses).delete()
    known = set(record.addresses.values_list("mail", flat=True))
    new = [ServiceAddress(service_list=record, mail=mail) for mail in addresses if mail not in known]
    ServiceAddress.objects.bulk_create(new, batch_size=500)
    note = f"{len(addresses)} adressen, {len(new)} nieuw"
    audit.log(Act.LIST_CHANGED, by=by, kind="servicelist", label=name, note=note)
    return record


@transaction.atomic
def remove_list(*, record: ServiceList, by) -> None:
    """Forget a list with its addresses; what was sent stays counted."""
    require_making(by)
    audit.log(Act.LIST_CHANGED, by=by, kind="servicelist", label=record.name, note="lijst verwijderd")
    record.delete()
