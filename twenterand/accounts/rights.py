"""Who may do what: one table of action × relation → roles (design: rule 4), and nothing else decides.

A relation says how a person stands to the thing at hand: they hold the function that owns its chapter or
tree (OWN), somebody else does (OTHER), it stands in a chapter without a goal tree that somebody else owns
(NO_TREE), they hold the indicator of this figure (HOLDER), or it is a publication under embargo (EMBARGOED).
"""

from enum import StrEnum

from django.core.exceptions import PermissionDenied

from twenterand.accounts.models import Role, User


class Relation(StrEnum):
    OWN = "own"
    OTHER = "other"
    NO_TREE = "no_tree"
    HOLDER = "holder"
    EMBARGOED = "embargoed"


class Action(StrEnum):
    """The value completes the Dutch sentence "U mag hier niet …"."""

    VIEW_WORK = "de werkomgeving bekijken"
    EDIT_TEXT = "teksten, doelen en voorstellen wijzigen"
    EDIT_FIGURE = "cijfers wijzigen"
    SUBMIT = "een hoofdstuk ter beoordeling aanbieden"
    JUDGE = "een hoofdstuk beoordelen"
    REOPEN = "een hoofdstuk heropenen"
    PUBLISH = "publiceren"
    READ_EMBARGOED = "lezen wat nog onder embargo is"
    EDIT_NEWSLETTER = "de nieuwsbrief maken"
    ADMINISTER = "gebruikers en instellingen beheren"


ADVISER, EDITOR, COMMUNICATION, CLERK, ADMINISTRATOR = (
    Role.ADVISER, Role.EDITOR, Role.COMMUNICATION, Role.CLERK, Role.ADMINISTRATOR,
)  # fmt: skip
WORKERS = {ADVISER, EDITOR, COMMUNICATION, ADMINISTRATOR}
ANY = (Relation.OWN, Relation.OTHER, Relation.NO_TREE, Relation.HOLDER)


def _everywhere(*roles: Role) -> dict[Relation, set[Role]]:
    return {relation: set(roles) for relation in ANY}


RIGHTS: dict[Action, dict[Relation, set[Role]]] = {
    Action.VIEW_WORK: _everywhere(*WORKERS),
    Action.EDIT_TEXT: {Relation.OWN: {ADVISER, EDITOR}, Relation.NO_TREE: {EDITOR}},
    Action.EDIT_FIGURE: {Relation.OWN: {ADVISER}, Relation.HOLDER: {ADVISER}},
    Action.SUBMIT: {Relation.OWN: {ADVISER, EDITOR}, Relation.NO_TREE: {EDITOR}},
    Action.JUDGE: {Relation.OWN: {EDITOR}, Relation.OTHER: {EDITOR}, Relation.NO_TREE: {EDITOR}},
    Action.REOPEN: {
        Relation.OWN: {ADVISER, EDITOR},
        Relation.OTHER: {EDITOR},
        Relation.NO_TREE: {EDITOR},
    },
    Action.PUBLISH: _everywhere(EDITOR),
    Action.READ_EMBARGOED: {Relation.EMBARGOED: {ADVISER, EDITOR, COMMUNICATION, CLERK, ADMINISTRATOR}},
    Action.EDIT_NEWSLETTER: _everywhere(COMMUNICATION),
    Action.ADMINISTER: _everywhere(ADMINISTRATOR),
}


def may(user: User, action: Action, relation: Relation = Relation.OTHER) -> bool:
    """Whether one of the roles of `user` allows `action` for something that stands in `relation` to them."""
    if not user.is_authenticated or not user.is_active:
        return False
    return bool(user.roles & RIGHTS[action].get(relation, set()))


def require(user: User, action: Action, relation: Relation = Relation.OTHER) -> None:
    """Raise PermissionDenied with a sentence when `may` says no."""
    if not may(user, action, relation):
        raise PermissionDenied(
            f"U mag hier niet {action}. Vraag het aan de functie die dit onderdeel beheert."
        )
