"""Writing the log of acts; always called inside the transaction of the act itself."""

from twenterand.accounts.models import Act, AuditEvent
from twenterand.accounts.records import actor_name


def log(act: Act, *, by, subject=None, kind: str = "", label: str = "", note: str = "") -> AuditEvent:
    """Add one row. `subject` is any record with a `uid`; its kind is its class name in lower case."""
    return AuditEvent.objects.create(
        actor=actor_name(by),
        act=act,
        subject_kind=kind or (type(subject).__name__.lower() if subject is not None else ""),
        subject_uid=str(getattr(subject, "uid", "") or ""),
        subject_label=(label or (str(subject) if subject is not None else ""))[:300],
        note=note,
    )
