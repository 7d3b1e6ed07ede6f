"""Writes to users: who may sign in, with which roles and for which functions."""

from collections.abc import Iterable

from django.db import transaction

from twenterand.accounts.audit import log
from twenterand.accounts.models import Act, Function, Role, RoleAssignment, User
from twenterand.workflow import Refused


def check_rights(*, user: User, active: bool, roles: Iterable[str]) -> None:
    """Raise Refused when the portal would be left without anybody who may manage users."""
    if active and Role.ADMINISTRATOR in roles:
        return
    others = User.objects.filter(is_active=True, role_assignments__role=Role.ADMINISTRATOR).exclude(
        pk=user.pk
    )
    if not others.exists() and user.role_assignments.filter(role=Role.ADMINISTRATOR).exists():
        raise Refused(
            f"{user} is de enige beheerder die kan inloggen. Maak eerst iemand anders beheerder; "
            "anders kan niemand meer gebruikers beheren."
        )


@transaction.atomic
def change_rights(
    *, user: User, active: bool, roles: Iterable[str], functions: Iterable[Function], by
) -> bool:
    """Set what a person may do, and log what changed. Returns whether anything did.

    Django's own flags for the admin follow from the role, so that the role is all there is to give or take.
    """
    roles, functions = set(roles), set(functions)
    list(User.objects.select_for_update().filter(role_assignments__role=Role.ADMINISTRATOR).values_list("pk"))
    check_rights(user=user, active=active, roles=roles)
    was_active = User.objects.values_list("is_active", flat=True).get(pk=user.pk)
    had_roles = set(user.role_assignments.values_list("role", flat=True))
    had_functions = set(user.functions.all())
    changes = [
        *(["mag niet meer inloggen"] if was_active and not active else []),
        *(["mag inloggen"] if active and not was_active else []),
        *(f"rol erbij: {Role(role).label}" for role in sorted(roles - had_roles)),
        *(f"rol eraf: {Role(role).label}" for role in sorted(had_roles - roles)),
        *(f"functie erbij: {function.name}" for function in _by_name(functions - had_functions)),
        *(f"functie eraf: {function.name}" for function in _by_name(had_functions - functions)),
    ]
    user.is_active = active
    user.is_staff = user.is_superuser = Role.ADMINISTRATOR in roles
    user.save(update_fields=["is_active", "is_staff", "is_superuser"])
    user.role_assignments.exclude(role__in=roles).delete()
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=user, role=role) for role in sorted(roles - had_roles)
    )
    user.functions.set(functions)
    if changes:
        log(Act.ROLE_CHANGED, by=by, kind="user", label=user.username, note="; ".join(changes))
    return bool(changes)


def _by_name(functions: Iterable[Function]) -> list[Function]:
    return sorted(functions, key=lambda function: function.name)
