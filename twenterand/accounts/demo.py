"""The demo's organisation, functions and personas."""

from twenterand import demo_files
from twenterand.accounts.models import Function, Organisation, Role, RoleAssignment, User


def load() -> None:
    """Add organisation, functions and personas.

    Personas have no usable password: they sign in with one click, and only in demo mode.
    """
    data = demo_files.read("organisation.yaml")
    Organisation.objects.get_or_create(pk=1, defaults=data["organisation"])
    functions = {}
    for row in data["functions"]:
        functions[row["slug"]], _ = Function.objects.get_or_create(slug=row["slug"], defaults=row)
    for row in personas():
        user, created = User.objects.get_or_create(username=row["username"], defaults={"name": row["name"]})
        if not created:
            continue
        user.set_unusable_password()
        user.is_staff = user.is_superuser = Role.ADMINISTRATOR in row["roles"]
        user.save()
        user.functions.set(functions[slug] for slug in row["functions"])
        RoleAssignment.objects.bulk_create(RoleAssignment(user=user, role=role) for role in row["roles"])


def personas() -> list[dict]:
    """The personas: user name, name, roles and functions."""
    return demo_files.read("personas.yaml")["personas"]
