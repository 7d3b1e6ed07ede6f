"""Remarks beside a cell: whom they mention, who may resolve them, and where they wait."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from indicators import commenting, editing, payload, querysets
from indicators.models import CellComment
from indicators.querysets import Slot
from tests import factories
from twenterand.accounts.models import Role
from twenterand.workflow import Refused


def add(small, text="Klopt dit?", *, by=None, column=None, **fields) -> CellComment:
    column = column or small.actual
    return commenting.add(row=small.row, column=column, text=text, by=by or small.other, **fields)


def slot(small, column=None) -> Slot:
    return Slot.in_cell(small.row, column or small.actual, querysets.our_area_id())


def mentions(comment: CellComment) -> set[str]:
    return {function.name for function in comment.mentions.all()}


def test_functions_are_mentioned_by_slug_and_by_name(small):
    wmo = factories.function("Adviseur Wmo", slug="adviseur-wmo")
    factories.function("Adviseur", slug="adviseur")
    factories.function("Adviseur Oud", slug="adviseur-oud", active=False)
    assert mentions(add(small, "@adviseur-wmo kunt u dit nakijken?")) == {"Adviseur Wmo"}
    assert mentions(add(small, "Graag @adviseur wmo, of @ADVISEUR.")) == {"Adviseur Wmo", "Adviseur"}
    assert mentions(add(small, "Zie naam@voorbeeld.nl en 5 @ 3")) == set()
    assert mentions(add(small, "Kijkt u even?", mentions=[wmo])) == {"Adviseur Wmo"}


@pytest.mark.parametrize("text", ["@advisuer-wmo kijk eens", "@Adviseur Oud", "@adviseur-wmo2"])
def test_an_unknown_name_is_asked_about(small, text):
    factories.function("Adviseur Wmo", slug="adviseur-wmo")
    factories.function("Adviseur Oud", slug="adviseur-oud", active=False)
    with pytest.raises(Refused, match="is geen functie die wij kennen"):
        add(small, text)
    assert not CellComment.objects.exists()


def test_a_near_name_is_offered(small):
    factories.function("Adviseur Wmo", slug="adviseur-wmo")
    with pytest.raises(Refused) as caught:
        add(small, "@advisuer-wmo kijk eens")
    assert "“@advisuer-wmo” is geen functie" in caught.value.sentence
    assert "Bedoelt u “@Adviseur Wmo”?" in caught.value.sentence


@pytest.mark.parametrize("text", ["", "  \n ", "a" * 4001])
def test_nothing_and_too_much_are_refused(small, text):
    with pytest.raises(Refused):
        add(small, text)


def test_a_thread_is_answered_resolved_and_reopened(small):
    first = add(small, "Klopt dit?")
    commenting.reply(comment=first, text="Ja, zie het rapport.", by=small.owner)
    commenting.resolve(comment=first, row=small.row, by=small.other)
    (thread,) = commenting.threads(slot(small))
    assert [(remark.text, who) for remark, who, _ in thread.remarks] == [
        ("Klopt dit?", "Ander"),
        ("Ja, zie het rapport.", "Eigenaar"),
    ]
    assert thread.resolver == "Ander"
    with pytest.raises(Refused, match="Al afgehandeld door Ander"):
        commenting.resolve(comment=first, row=small.row, by=small.owner)
    with pytest.raises(Refused, match="Open haar weer"):
        commenting.reply(comment=first, text="Nog iets", by=small.owner)
    commenting.reopen(comment=first, row=small.row, by=small.owner)
    with pytest.raises(Refused, match="staat al open"):
        commenting.reopen(comment=first, row=small.row, by=small.owner)
    assert commenting.threads(slot(small))[0].resolver == ""


def test_who_may_resolve(small):
    helper = factories.function("Helper")
    first = add(small, "Kijkt u even, @helper?", by=small.editor)
    assert mentions(first) == {"Helper"}
    mentioned = factories.user(Role.COMMUNICATION, functions=[helper])
    stranger = factories.user(Role.COMMUNICATION)
    (thread,) = commenting.threads(slot(small))
    people = (small.editor, small.owner, small.holder, mentioned, small.other, stranger)
    assert [thread.closable(person, small.row) for person in people] == [True] * 4 + [False] * 2
    with pytest.raises(Refused, match="U kunt deze opmerking niet afhandelen"):
        commenting.resolve(comment=first, row=small.row, by=stranger)


def test_only_workers_comment(small):
    with pytest.raises(PermissionDenied):
        add(small, by=small.clerk)
    first = add(small)
    with pytest.raises(PermissionDenied):
        commenting.reply(comment=first, text="Ik ook", by=small.clerk)


def test_what_waits_for_a_function(small):
    helper = factories.function("Helper")
    first, second, third = add(small, "@Helper"), add(small, "Los hiervan"), add(small, "Ook @helper")
    commenting.reply(comment=second, text="Vraag het @helper", by=small.owner)
    commenting.resolve(comment=third, row=small.row, by=small.owner)
    assert list(commenting.open_for([helper.pk])) == [second, first]
    assert set(commenting.mentioning([helper.pk])) == {first, second, third}
    assert not commenting.open_for([])


def test_open_remarks_are_counted_by_cell(small, django_assert_num_queries):
    for column in (small.actual, small.actual, small.target):
        first = add(small, column=column)
        commenting.reply(comment=first, text="Ja", by=small.owner)
    commenting.resolve(comment=first, row=small.row, by=small.owner)
    expected = {slot(small): 2}
    with django_assert_num_queries(1):
        assert commenting.open_beside([small.indicator.pk]) == expected


def test_remarks_are_not_published(small):
    before = payload.build(small.chapter)
    add(small)
    assert payload.build(small.chapter) == before


@pytest.mark.parametrize("count", [1, 12])
def test_many_threads_take_the_same_queries(small, count, django_assert_num_queries):
    for _ in range(count):
        first = add(small, "@houder")
        commenting.reply(comment=first, text="@houder", by=small.owner)
    place = slot(small)
    with django_assert_num_queries(5):
        assert all(thread.remarks for thread in commenting.threads(place))


def test_news_tells_which_cells_have_open_remarks(client, small):
    client.force_login(small.owner)
    query = {"rijen": str(small.row.pk), "sinds": timezone.now().isoformat()}

    def remarks() -> list:
        return client.get(reverse("indicators:news"), query).json()["remarks"]

    assert remarks() == []
    first = add(small)
    assert remarks() == [[small.row.pk, small.actual.pk, 1]]
    before = measured(remarks)
    for row in [factories.table_row(small.group) for _ in range(20)]:
        commenting.add(row=row, column=small.actual, text="Klopt dit?", by=small.other)
    assert measured(remarks) == before
    commenting.resolve(comment=first, row=small.row, by=small.owner)
    assert remarks() == []


def test_the_panel_takes_the_same_queries(client, small):
    client.force_login(small.owner)
    url = reverse("indicators:panel", args=[small.row.pk, small.actual.pk])
    commenting.reply(comment=add(small, "@houder"), text="@houder", by=small.owner)
    factories.footnote(small.table, anchors=[{"row": small.row, "column": 2}])

    def show():
        assert client.get(url, headers={"HX-Request": "true"}).status_code == 200

    show()
    before = measured(show)
    for number in range(12):
        commenting.reply(comment=add(small, "@houder"), text="@houder", by=small.owner)
        factories.footnote(small.table, anchors=[{"row": small.row, "column": 2}])
        editing.change_figure(
            row=small.row, column=small.actual, raw=str(number), seen_version=number + 1, by=small.owner
        )
    assert measured(show) == before <= 32


def measured(act) -> int:
    """How many queries `act` takes."""
    with CaptureQueriesContext(connection) as context:
        act()
    return len(context)
