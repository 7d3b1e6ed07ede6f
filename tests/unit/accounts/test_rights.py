"""The rights, written out once more by hand: whoever changes the table in the code has to mean it here too."""

import itertools

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from tests import factories
from twenterand.accounts.models import Role
from twenterand.accounts.rights import RIGHTS, Action, Relation, may, refuse, require

# Letters say who may: b = beleidsadviseur, e = eindredacteur, c = communicatie, g = griffie, a = beheerder.
ROLES = {
    "b": Role.ADVISER,
    "e": Role.EDITOR,
    "c": Role.COMMUNICATION,
    "g": Role.CLERK,
    "a": Role.ADMINISTRATOR,
}
RELATIONS = [Relation.OWN, Relation.OTHER, Relation.NO_TREE, Relation.HOLDER, Relation.EMBARGOED]
TABLE = """
                  own    other  no_tree  holder  embargoed
VIEW_WORK         beca   beca   beca     beca    -
EDIT_TEXT         be     -      e        -       -
EDIT_FIGURE       b      -      -        b       -
SUBMIT            be     -      e        -       -
JUDGE             e      e      e        -       -
REOPEN            be     e      e        -       -
PUBLISH           e      e      e        e       -
READ_EMBARGOED    -      -      -        -       becga
EDIT_NEWSLETTER   c      c      c        c       -
WRITE_ARTICLE     bec    c      c        c       -
EDIT_INDICATOR    be     e      e        be      -
LOCK              e      e      e        e       -
ADMINISTER        a      a      a        a       -
"""


def rows() -> dict[Action, dict[Relation, set[str]]]:
    """The table above as the code writes it."""
    _, _, *lines = TABLE.splitlines()
    read = {}
    for line in lines:
        name, *cells = line.split()
        letters = zip(RELATIONS, cells, strict=True)
        read[Action[name]] = {
            relation: {ROLES[letter] for letter in cell.strip("-")} for relation, cell in letters
        }
    return read


@pytest.mark.django_db
def test_every_action_relation_and_role():
    expected = rows()
    assert set(expected) == set(Action) == set(RIGHTS)
    people = {role: factories.user(role) for role in Role}
    wrong = [
        f"{role.value} {action.name} {relation.value}"
        for action, relation, role in itertools.product(Action, Relation, Role)
        if may(people[role], action, relation) is not (role in expected[action][relation])
    ]
    assert not wrong


@pytest.mark.django_db
def test_without_role_without_account_or_no_longer_active_nothing_is_allowed():
    nobody = factories.user()
    gone = factories.user(*Role, is_active=False)
    for person, action, relation in itertools.product((nobody, gone, AnonymousUser()), Action, Relation):
        assert not may(person, action, relation)


@pytest.mark.django_db
def test_refusing_says_what_is_not_allowed():
    with pytest.raises(PermissionDenied, match="U mag hier geen cijfers wijzigen"):
        require(factories.user(Role.EDITOR), Action.EDIT_FIGURE, Relation.OWN)
    require(factories.user(Role.ADVISER), Action.EDIT_FIGURE, Relation.OWN)


def test_refusing_names_the_function_that_may():
    with pytest.raises(
        PermissionDenied, match=r"U mag hier geen cijfers wijzigen\. Vraag het aan “adviseur Wmo”\."
    ):
        refuse(Action.EDIT_FIGURE, owner="adviseur Wmo")
    with pytest.raises(
        PermissionDenied, match=r"U mag hier niet publiceren\. Vraag het aan een eindredacteur\."
    ):
        refuse(Action.PUBLISH)
