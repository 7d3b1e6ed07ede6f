"""Who may do what: one table of action × relation → roles (design: rule 4), and nothing else decides.

A relation says how a person stands to the thing at hand: they hold the function that owns its chapter or
tree (OWN), somebody else does (OTHER), it stands in a chapter without a goal tree that somebody else owns
(NO_TREE), they hold the indicator of this figure (HOLDER), or it is a publication under embargo (EMBARGOED).
"""

from enum import StrEnum
from typing import NoReturn

from django.core.exceptions import PermissionDenied

from twenterand.accounts.models import Role, User


class Relation(StrEnum):
    OWN = "own"
    OTHER = "other"
    NO_TREE = "no_tree"
    HOLDER = "holder"
    EMBARGOED = "embargoed"


class Action(StrEnum):
    """The value completes the Dutch sentence "U mag …" that says no."""

    VIEW_WORK = "de werkomgeving niet bekijken"
    EDIT_TEXT = "hier geen teksten, doelen of voorstellen wijzigen"
    EDIT_FIGURE = "hier geen cijfers wijzigen"
    SUBMIT = "dit hoofdstuk niet ter beoordeling aanbieden"
    JUDGE = "dit hoofdstuk niet beoordelen"
    REOPEN = "dit hoofdstuk niet heropenen"
    PUBLISH = "hier niet publiceren"
    READ_EMBARGOED = "niet lezen wat nog onder embargo is"
    EDIT_NEWSLETTER = "de nieuwsbrief niet maken"
    WRITE_ARTICLE = "dit artikel niet schrijven"
    EDIT_INDICATOR = "deze indicator niet wijzigen"
    LOCK = "geen perioden vastzetten of vrijgeven"
    ADMINISTER = "geen gebruikers en instellingen beheren"


ADVISER, EDITOR, COMMUNICATION, CLERK, ADMINISTRATOR = (
    Role.ADVISER, Role.EDITOR, Role.COMMUNICATION, Role.CLERK, Role.ADMINISTRATOR,
)  # fmt: skip
WORKERS = {ADVISER, EDITOR, COMMUNICATION, ADMINISTRATOR}
ANY = (Relation.OWN, Relation.OTHER, Relation.NO_TREE, Relation.HOLDER)


# Whom to ask where no function owns the matter.
ASK = {
    Action.VIEW_WORK: "de beheerder",
    Action.JUDGE: "een eindredacteur",
    Action.PUBLISH: "een eindredacteur",
    Action.READ_EMBARGOED: "de griffie",
    Action.EDIT_NEWSLETTER: "een collega van communicatie",
    Action.WRITE_ARTICLE: "een collega van communicatie",
    Action.LOCK: "een eindredacteur",
    Action.ADMINISTER: "de beheerder",
}


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
    Action.WRITE_ARTICLE: _everywhere(COMMUNICATION) | {Relation.OWN: {ADVISER, EDITOR, COMMUNICATION}},
    # OWN: an indicator that stands in a table of one's own chapter; HOLDER: one holds its function.
    Action.EDIT_INDICATOR: {
        Relation.OWN: {ADVISER, EDITOR},
        Relation.HOLDER: {ADVISER, EDITOR},
        Relation.OTHER: {EDITOR},
        Relation.NO_TREE: {EDITOR},
    },
    Action.LOCK: _everywhere(EDITOR),
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
        refuse(action)


def refuse(action: Action, *, owner: str = "") -> NoReturn:
    """Raise PermissionDenied with a sentence that says whom to ask: the function `owner`, where there is one."""
    whom = f"“{owner}”" if owner else ASK.get(action, "de functie die dit onderdeel beheert")
    raise PermissionDenied(f"U mag {action}. Vraag het aan {whom}.")
