"""Small functions that make one record for a test, with defaults for all that the test does not care about.

Add to it freely; keep what is here as it is, since tests of every app use it.
"""

import itertools

from twenterand.accounts.models import Function, Role, RoleAssignment, User

_numbers = itertools.count(1)


def function(name: str = "", **fields) -> Function:
    """A function in the organisation."""
    number = next(_numbers)
    return Function.objects.create(
        **{"slug": f"functie-{number}", "name": name or f"functie {number}", **fields}
    )


def user(*roles: str, functions=(), **fields) -> User:
    """A person with these roles who holds these functions; as in the demo, a beheerder is staff."""
    administers = Role.ADMINISTRATOR in roles
    defaults = {"username": f"persoon-{next(_numbers)}", "is_staff": administers, "is_superuser": administers}
    person = User.objects.create(**{**defaults, **fields})
    RoleAssignment.objects.bulk_create(RoleAssignment(user=person, role=role) for role in roles)
    person.functions.set(functions)
    return person
