"""What records of every app share: an identity that copies keep, a version, and history with actor and
reason.

A write goes: `with transaction.atomic()` → `locked(...)` → change fields → `keep(...)`. On PostgreSQL
`locked` takes a row lock; on SQLite the IMMEDIATE transaction (settings) already holds the write lock.
"""

import uuid
from typing import TypeVar

from django.db import connection, models
from simple_history.models import HistoricalRecords
from simple_history.utils import bulk_create_with_history

from twenterand.workflow import Stale


class Record(models.Model):
    """Abstract. Payloads, lineage and addresses use `uid`; `copied_from` is the uid it was copied from."""

    uid = models.UUIDField("kenmerk", default=uuid.uuid4, editable=False)
    copied_from = models.UUIDField("gekopieerd van", null=True, blank=True, editable=False)
    version = models.PositiveIntegerField("versie", default=1, editable=False)

    class Meta:
        abstract = True


def history(**options) -> HistoricalRecords:
    """History with the actor as text (a user name), so that it does not depend on the users table.

    `options` go to simple-history, such as `m2m_fields`.
    """
    return HistoricalRecords(
        history_user_id_field=models.CharField(max_length=150, blank=True, default=""),
        history_change_reason_field=models.TextField(blank=True, default="", null=True),
        history_user_getter=_get_actor,
        history_user_setter=_set_actor,
        get_user=_no_request_user,
        **options,
    )


def _get_actor(record):
    return record.history_user_id


def _set_actor(record, actor):
    record.history_user_id = str(actor or "")


def _no_request_user(instance=None, request=None, **kwargs):
    return getattr(instance, "_history_user", "")


Kept = TypeVar("Kept", bound=models.Model)


def actor_name(by) -> str:
    """The user name under which a write is recorded; `by` is a User or, for commands, a plain name."""
    return by if isinstance(by, str) else by.get_username()


def locked(record: Kept, *, seen_version: int | None) -> Kept:
    """Read the record again under lock and compare its version; call inside a transaction.

    Raises Stale with the current record when somebody else wrote since `seen_version` was read. None skips
    the comparison, for writes that do not replace what a person saw.
    """
    current = type(record)._default_manager.select_for_update(of=("self",)).get(pk=record.pk)
    if seen_version is not None and current.version != seen_version:
        raise Stale(current)
    return current


def keep(record: Kept, *, by, reason: str = "") -> Kept:
    """Save with history: actor, reason, and one version higher for a record that existed."""
    if not record._state.adding and hasattr(record, "version"):
        record.version += 1
    record._history_user = actor_name(by)
    record._change_reason = reason
    record.save()
    return record


def remove(record: models.Model, *, by, reason: str = "") -> None:
    """Delete, leaving its history with actor and reason."""
    record._history_user = actor_name(by)
    record._change_reason = reason
    record.delete()


def update_all(model: type[Kept], records: list[Kept], fields: list[str], *, by, reason: str = "") -> None:
    """Write these fields of many existing records, with their history.

    One statement for all rows, sent once: Django's bulk_update writes a CASE per field with all rows in it, and takes
    ten times as long. The caller has locked the records and raised their version.
    """
    quote, meta = connection.ops.quote_name, model._meta
    columns = [meta.get_field(name) for name in fields]
    settings = ", ".join(f"{quote(column.column)} = %s" for column in columns)
    sql = f"UPDATE {quote(meta.db_table)} SET {settings} WHERE {quote(meta.pk.column)} = %s"  # noqa: S608
    rows = [
        [
            *(column.get_db_prep_save(getattr(record, column.attname), connection) for column in columns),
            record.pk,
        ]
        for record in records
    ]
    with connection.cursor() as cursor:
        cursor.executemany(sql, rows)
    model.history.bulk_history_create(
        records, batch_size=500, update=True, default_user=actor_name(by), default_change_reason=reason
    )


def add_all(model: type[Kept], records: list[Kept], *, by, reason: str = "") -> list[Kept]:
    """Insert many new records with their history in a handful of queries."""
    return bulk_create_with_history(
        records, model, batch_size=500, default_user=actor_name(by), default_change_reason=reason
    )
