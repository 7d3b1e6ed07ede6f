"""Who may publish a document, and as what: the second pair of eyes, and the words of the route."""

import pytest

from policy.editing import documents
from policy.models import RouteStep
from tests import factories
from twenterand.accounts.models import Role
from twenterand.publications.models import ReleaseKind
from twenterand.workflow import Refused


def refusal(call) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.sentence


def rename(small, *, by, title="Andere titel"):
    """Change the document's own data."""
    document = small.document
    document.refresh_from_db()
    documents.change_document(
        document=document,
        seen_version=None,
        by=by,
        slug=document.slug,
        title=title,
        programme=document.programme,
        summary="<p>Anders.</p>",
        year_from=document.year_from,
        year_to=document.year_to,
        figures_due=document.figures_due,
    )


def decide(small, outcome: str, *, by):
    """A decision of the council on the route."""
    documents.add_route_step(
        document=small.document,
        by=by,
        kind=RouteStep.Kind.DECISION,
        body=RouteStep.Body.COUNCIL,
        title="Besluit van de raad",
        expected=False,
        outcome=outcome,
    )


def test_who_changed_the_document_itself_does_not_publish_it(small, enter):
    small.edit("eerst")
    small.agree()
    rename(small, by=small.editor)
    other = factories.user(Role.EDITOR, name="Noor de Vries")
    sentence = refusal(small.prepare)
    assert "een andere eindredacteur" in sentence
    assert "Noor de Vries" in sentence
    page = enter(small.editor).get(f"/werk/publiceren/{small.document.slug}/").content.decode()
    assert "een andere eindredacteur" in page
    assert 'name="release_kind"' not in page
    assert small.prepare(by=other)[0].number == 1


def test_a_step_of_the_route_counts_too(small):
    small.edit("eerst")
    small.agree()
    decide(small, RouteStep.Outcome.ADOPTED, by=small.editor)
    assert "besluitroute" in refusal(small.prepare)


def test_without_another_editor_it_says_whom_to_ask(small):
    small.edit("eerst")
    small.agree()
    for person in (small.editor, small.author):
        rename(small, by=person, title=f"Titel van {person}")
    assert "vraag de beheerder" in refusal(small.prepare)


def test_what_is_prepared_and_not_yet_released_still_counts(small):
    small.edit("eerst")
    small.agree()
    rename(small, by=small.editor)
    small.prepare(by=factories.user(Role.EDITOR))
    assert "andere eindredacteur" in refusal(small.prepare)


def test_after_the_release_the_same_editor_publishes_the_next_version(small):
    other = factories.user(Role.EDITOR)
    small.edit("eerst")
    rename(small, by=small.editor)
    small.publish("verder", by=other)
    assert small.publish("nog verder").number == 2


@pytest.mark.parametrize(
    ("outcome", "possible"),
    [
        ("", {ReleaseKind.FOR_COUNCIL}),
        (RouteStep.Outcome.ADOPTED, {ReleaseKind.FOR_COUNCIL, ReleaseKind.ADOPTED}),
        (RouteStep.Outcome.AMENDED, {ReleaseKind.FOR_COUNCIL, ReleaseKind.AMENDED}),
        (RouteStep.Outcome.REJECTED, {ReleaseKind.FOR_COUNCIL}),
    ],
)
def test_the_route_says_as_what_a_document_can_be_published(small, enter, outcome, possible):
    small.edit("eerst")
    small.agree()
    if outcome:
        decide(small, outcome, by=small.author)
    page = enter(small.editor).get(f"/werk/publiceren/{small.document.slug}/").content.decode()
    for kind in (ReleaseKind.FOR_COUNCIL, ReleaseKind.ADOPTED, ReleaseKind.AMENDED, ReleaseKind.CORRECTION):
        field = page.split(f'value="{kind}"')[1].split("</label>")[0]
        assert ("disabled" in field) == (kind not in possible), kind
        assert ("kan niet:" in field) == (kind not in possible), kind
        if kind not in possible:
            assert "kan niet" in refusal(
                lambda kind=kind: small.prepare(release_kind=kind, note="Verbeterd.")
            )
