"""What the tables of accounts and publications refuse."""

import pytest
from django.db import IntegrityError, transaction

from indicators.models import Reminder
from tests import factories
from twenterand.accounts.audit import log
from twenterand.accounts.models import (
    Act,
    AppendOnly,
    AppendOnlyError,
    AuditEvent,
    HandOver,
    Organisation,
    Role,
    RoleAssignment,
)
from twenterand.publications.models import Artifact, Publication, PublicationEvent

pytestmark = pytest.mark.django_db


def publication() -> Publication:
    return Publication.objects.create(
        subject_kind="document",
        subject_slug="nota",
        subject_uid="00000000-0000-4000-8000-000000000001",
        number=1,
        release_kind="adopted",
        title="Nota",
        payload="{}",
        schema_version=1,
        sha256="0" * 64,
        created_by="iemand",
    )


def rows() -> list[AppendOnly]:
    """One row of every append-only table."""
    published = publication()
    return [
        log(Act.SIGNED_IN, by="iemand"),
        published,
        PublicationEvent.objects.create(publication=published, kind="prepared", actor="iemand"),
        Artifact.objects.create(publication=published, kind="json", sha256="0" * 64, content=b"{}", size=2),
        Reminder.objects.create(function=factories.function(), recipients=1),
        HandOver.objects.create(kind=HandOver.Kind.WORK, source="a", target="b", reason="Voor de test"),
    ]


def test_the_list_of_append_only_tables_is_complete():
    assert {type(row) for row in rows()} == set(AppendOnly.__subclasses__())


def attempts(row: AppendOnly) -> list:
    """Every way in which the ORM changes or deletes a row."""
    table = type(row).objects
    return [
        row.save,
        row.delete,
        lambda: table.filter(pk=row.pk).update(pk=9),
        lambda: table.all().delete(),
        lambda: table.bulk_update([row], ["pk"]),
    ]


def test_rows_that_are_kept_for_ever_cannot_be_changed_or_deleted():
    for row in rows():
        for attempt in attempts(row):
            with pytest.raises(AppendOnlyError):
                attempt()
        assert type(row).objects.count() == 1


def test_nothing_that_has_append_only_rows_below_it_cascades_into_them():
    for relation in (PublicationEvent, Artifact):
        field = relation._meta.get_field("publication")
        assert field.remote_field.on_delete.__name__ == "PROTECT"


def test_there_is_one_organisation():
    Organisation.objects.create(pk=1, name="Gemeente", short_name="G", cbs_code="GM0000")
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(pk=2, name="Andere", short_name="A", cbs_code="GM0001")
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.create(name="Derde", short_name="D", cbs_code="GM0002")
    assert Organisation.objects.count() == 1


def test_a_role_is_known_and_held_once():
    person = factories.user(Role.EDITOR)
    for role in ("baas", Role.EDITOR):
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleAssignment.objects.create(user=person, role=role)


def test_an_act_keeps_the_names_and_no_links():
    event = log(Act.ROLE_CHANGED, by=factories.user(username="beheer"), kind="user", label="x" * 400)
    assert (event.actor, event.subject_kind, len(event.subject_label)) == ("beheer", "user", 300)
    assert not [field for field in AuditEvent._meta.fields if field.is_relation]
