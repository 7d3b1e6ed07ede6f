"""Two chapters of different owners, each about a tree with one activity, and a proposal in the first."""

from types import SimpleNamespace

import pytest

from tests import factories
from twenterand.accounts.models import Role


def _chapter(document, owner, slug, title):
    tree = factories.tree(owner=owner, title=title)
    chapter = factories.chapter(document=document, owner=owner, slug=slug, title=title, edition=tree)
    effect = factories.node(tree)
    subgoal = factories.node(tree, "subgoal", effect)
    return chapter, factories.node(tree, "activity", subgoal, title=f"Activiteit {title}")


@pytest.fixture
def scene(db):
    """`proposal` costs 25.000 structurally in 2026 and stands under `activity` of chapter `ours`."""
    mine, other = factories.function("adviseur A"), factories.function("adviseur B")
    document = factories.document(slug="kadernota-2026", title="Kadernota 2026")
    ours, activity = _chapter(document, mine, "jeugd", "Jeugd")
    theirs, elsewhere = _chapter(document, other, "onderwijs", "Onderwijs")
    loose = factories.chapter(
        document=document, owner=other, slug="inleiding", title="Inleiding", edition=None
    )
    proposal = factories.proposal(
        document,
        [(2026, "structural", "disadvantage", "25000")],
        title="Jeugdconsulent",
        slug="jeugdconsulent",
        edition=ours.edition,
        activity=activity,
    )
    return SimpleNamespace(
        document=document,
        ours=ours,
        theirs=theirs,
        loose=loose,
        activity=activity,
        elsewhere=elsewhere,
        text=factories.passage(ours, heading="Perspectief"),
        loose_text=factories.passage(loose, heading="Vooraf"),
        proposal=proposal,
        owner=factories.user(Role.ADVISER, username="eigenaar", name="Eigenaar", functions=[mine]),
        both=factories.user(Role.ADVISER, username="beide", name="Beide", functions=[mine, other]),
        other=factories.user(Role.ADVISER, username="ander", name="Ander", functions=[other]),
        editor=factories.user(Role.EDITOR, username="redacteur", name="Redacteur"),
        clerk=factories.user(Role.CLERK, username="griffier", name="Griffier"),
    )
