"""The pages on which a table is arranged: without script, with a sentence for everything that does not happen."""

import pytest
from django.urls import reverse

from indicators import grid, structure
from indicators.models import Area, FootnoteAnchor, IndicatorTable, TableColumn, TableRow
from tests import factories


@pytest.fixture
def home(client, small):
    client.force_login(small.owner)
    return reverse("indicators:structure", args=[small.table.pk])


def send(client, small, address: str, **fields):
    """As the form does: with the version of the table."""
    version = IndicatorTable.objects.get(pk=small.table.pk).version
    return client.post(address, {"version": version, **fields})


def text(answer) -> str:
    return answer.content.decode()


def add(small, what: str, query: str = "") -> str:
    return reverse("indicators:structure_add", args=[small.table.pk, what]) + query


def of(what: str, record, act: str = "change") -> str:
    return reverse(f"indicators:structure_{act}", args=[what, record.pk])


def test_the_page_shows_what_the_table_has(client, small, home):
    factories.footnote(
        small.table, "Schatting.", anchors=[{"row": small.row, "column": 2}, {"group": small.group}]
    )
    answer = text(client.get(home))
    for words in (
        "Begroot 2026",
        "Vastgesteld in Kadernota 2026. 0 keer ingevuld.",
        "1 keer ingevuld, 1 keer met voetnoot.",
        "Meedoen",
        "Aantal jongeren, Gerealiseerd 2024",
        "groep Meedoen",
    ):
        assert words in answer
    figures = text(client.get(reverse("indicators:chapter", args=["kadernota-2026", "jeugd"])))
    assert f'href="{home}"' in figures


def test_who_may_not_is_told_whom_to_ask_and_sees_no_link(client, small, home):
    client.force_login(small.other)
    answer = client.get(home)
    assert answer.status_code == 403
    assert "adviseur A" in text(answer)
    assert home not in text(client.get(reverse("indicators:chapter", args=["kadernota-2026", "jeugd"])))


def test_the_page_takes_as_many_queries_for_more_rows(client, small, home, django_assert_max_num_queries):
    for number in range(12):
        group = factories.indicator_group(small.table)
        row = factories.table_row(group)
        factories.footnote(
            small.table, f"Noot {number}", anchors=[{"row": row, "column": 1}, {"group": group}]
        )
    with django_assert_max_num_queries(32):
        client.get(home)


def test_title(client, small, home):
    answer = send(client, small, home, title="Meedoen en werk")
    assert (answer.status_code, answer["Location"]) == (302, home)
    assert "Meedoen en werk" in text(client.get(home))
    answer = send(client, small, home, title="")
    assert answer.status_code == 422
    assert "Dit is nog leeg" in text(answer)


def test_a_column(client, small, home):
    assert "Kolom toevoegen" in text(client.get(add(small, "kolom")))
    answer = send(
        client,
        small,
        add(small, "kolom"),
        kind="target",
        period="1e kwartaal 2027",
        document=small.document.pk,
    )
    assert answer.status_code == 302
    column = TableColumn.objects.get(position=1)
    assert grid.heading(column) == "Begroot 1e kwartaal 2027"
    change = of("kolom", column)
    assert 'value="1e kwartaal 2027"' in text(client.get(change))
    send(client, small, change, kind="actual", period="2023", document="")
    column.refresh_from_db()
    assert grid.heading(column) == "Gerealiseerd 2023"
    answer = send(client, small, of("kolom", column, "move"), direction="right")
    assert answer["Location"] == f"{home}#kolom-{column.pk}"
    asked = text(client.get(of("kolom", small.actual, "remove")))
    assert "1 cel met een cijfer verdwijnt uit deze tabel" in asked
    send(client, small, of("kolom", small.actual, "remove"))
    assert list(TableColumn.objects.values_list("position", flat=True)) == [1, 2]


def test_a_realised_figure_belongs_to_no_document(client, small, home):
    fields = {"kind": "actual", "period": "2025", "document": small.document.pk}
    answer = send(client, small, add(small, "kolom"), **fields)
    assert answer.status_code == 422
    assert "een gerealiseerd cijfer hoort niet bij een document" in text(answer)
    assert TableColumn.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"kind": "target", "period": "2027", "document": ""}, "Het document ontbreekt"),
        ({"kind": "actual", "period": "volgend jaar", "document": ""}, "“volgend jaar” is geen periode"),
        ({"kind": "actual", "period": "2024", "document": ""}, "staat er al"),
        ({"kind": "actual", "period": "", "document": ""}, "Dit is nog leeg"),
    ],
)
def test_a_column_that_cannot_be(client, small, home, fields, sentence):
    answer = send(client, small, add(small, "kolom"), **fields)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert TableColumn.objects.count() == 2


def test_a_group_with_columns_of_its_own(client, small, home):
    node = factories.node(small.chapter.edition)
    assert send(client, small, add(small, "groep"), heading="Lange termijn", node=node.pk).status_code == 302
    group = small.table.groups.get(heading="Lange termijn")
    columns = reverse("indicators:structure_columns", args=[group.pk])
    assert send(client, small, columns, eigen="ja").status_code == 302
    assert "Eigen kolommen van deze groep" in text(client.get(home))
    query = f"?groep={group.pk}"
    assert "Alleen voor de groep “Lange termijn”" in text(client.get(add(small, "kolom", query)))
    send(client, small, add(small, "kolom", query), kind="actual", period="2030", document="")
    assert group.own_columns.count() == 3
    answer = send(client, small, columns, eigen="ja")
    assert answer.status_code == 422
    assert "heeft al eigen kolommen" in text(answer)
    send(client, small, columns, eigen="nee")
    assert group.own_columns.count() == 0
    assert send(client, small, of("groep", group, "move"), direction="up").status_code == 302
    assert send(client, small, of("groep", group), heading="Later", node="").status_code == 302
    answer = send(client, small, of("groep", small.group, "remove"))
    assert answer.status_code == 422
    assert "er staat nog 1 rij in" in text(answer)
    assert send(client, small, of("groep", group, "remove")).status_code == 302


def test_a_row_begins_with_a_search(client, small, home):
    for name in ("Aantal ouderen", "Jeugdhulp"):
        factories.indicator(name=name, source="CBS")
    gone = factories.indicator(
        name="Aantal ouderen (oud)", successor=small.indicator, superseded_reason="Zelfde telling"
    )
    query = f"?groep={small.group.pk}"
    everything = text(client.get(add(small, "rij", query)))
    assert "Jeugdhulp" in everything
    found = text(client.get(add(small, "rij", f"{query}&zoek=OUDEREN+aantal")))
    assert "Aantal ouderen" in found
    assert "Jeugdhulp" not in found
    assert gone.name not in found
    nothing = text(client.get(add(small, "rij", "?zoek=bestaatniet")))
    assert "Geen indicator gevonden" in nothing
    assert reverse("indicators:card_add") in nothing
    answer = send(
        client,
        small,
        add(small, "rij", query),
        indicator=gone.pk,
        label="Oud",
        group=small.group.pk,
    )
    assert answer.status_code == 422
    assert "bleek hetzelfde als “Aantal jongeren”" in text(answer)


def test_a_row_takes_label_and_source_from_its_indicator(client, small, home):
    indicator = factories.indicator(name="Aantal ouderen", source="CBS")
    address = add(small, "rij", f"?groep={small.group.pk}&indicator={indicator.pk}")
    form = client.get(address).context["form"]
    assert (form["label"].value(), form["source"].value()) == ("Aantal ouderen", "CBS")
    fields = {"indicator": indicator.pk, "label": "Ouderen", "source": "CBS", "group": small.group.pk}
    assert send(client, small, address, **fields).status_code == 302
    row = TableRow.objects.get(label="Ouderen")
    again = client.get(add(small, "rij", f"?indicator={indicator.pk}")).context["form"]
    assert again["label"].value() == "Ouderen", "as it was printed last"
    answer = send(client, small, address, **fields)
    assert answer.status_code == 422
    assert "staat al in groep “Meedoen”" in text(answer)
    other = structure.add_group(table=small.table, heading="B", node=None, seen_version=None, by=small.owner)
    send(client, small, of("rij", row), label="Ouderen 65+", source="", group=other.pk)
    row.refresh_from_db()
    assert (row.label, row.source, row.group) == ("Ouderen 65+", "", other)


def test_a_row_goes_and_comes_back(client, small, home):
    assert "Alle" not in text(client.get(of("rij", small.row, "remove")))
    send(client, small, of("rij", small.row, "remove"))
    answer = text(client.get(home))
    assert "Weggehaalde rijen (1)" in answer
    restore = reverse("indicators:structure_restore", args=[small.table.pk, small.row.uid])
    assert send(client, small, restore).status_code == 302
    assert TableRow.objects.get().uid == small.row.uid
    assert send(client, small, restore).status_code == 422


def test_a_note_with_places(client, small, home):
    cell = f"cel-{small.row.pk}-{small.actual.pk}"
    assert send(client, small, add(small, "voetnoot"), text="Schatting.", place=cell).status_code == 302
    note = small.table.footnotes.get()
    places = reverse("indicators:structure_place_add", args=[note.pk])
    assert "Schatting." in text(client.get(places))
    for place in (f"rij-{small.row.pk}", f"groep-{small.group.pk}"):
        assert send(client, small, places, place=place).status_code == 302
    assert send(client, small, places, place="rij-999").status_code == 422
    assert note.anchors.count() == 3
    anchor = FootnoteAnchor.objects.get(column=2)
    assert (
        send(client, small, reverse("indicators:structure_place_remove", args=[anchor.pk])).status_code == 302
    )
    assert note.anchors.count() == 2
    assert send(client, small, add(small, "voetnoot"), text="Nog een.", place="").status_code == 302
    second = small.table.footnotes.get(text="Nog een.")
    assert "Staat nergens in de tabel." in text(client.get(home))
    assert send(client, small, of("voetnoot", second, "move"), direction="up").status_code == 302
    assert send(client, small, of("voetnoot", note, "remove")).status_code == 302
    assert list(small.table.footnotes.all()) == [second]


def test_a_row_about_another_area_says_so(client, small, home):
    area = Area.objects.create(kind="land", cbs_code="NL01", name="Nederland")
    fields = {"indicator": small.indicator.pk, "label": "Landelijk", "group": small.group.pk, "area": area.pk}
    assert send(client, small, add(small, "rij"), **fields).status_code == 302
    row = TableRow.objects.get(area=area)
    factories.footnote(small.table, "Van het CBS.", anchors=[{"row": row, "column": 2}])
    answer = text(client.get(home))
    assert "Landelijk (Nederland), Gerealiseerd 2024" in answer
    assert "Later in het hoofdstuk" not in answer, "it is the only table"


def test_tables_come_and_go(client, small, home):
    address = reverse("indicators:table_add", args=["kadernota-2026", "jeugd"])
    assert "Tabel toevoegen" in text(client.get(address))
    answer = client.post(address, {"title": "Tweede", "like": small.table.pk})
    second = IndicatorTable.objects.get(title="Tweede")
    assert answer["Location"] == reverse("indicators:structure", args=[second.pk])
    assert second.columns.count() == 2
    assert client.post(address, {"title": ""}).status_code == 422
    assert "met 1 rij en 0 voetnoten" in text(client.get(of("tabel", small.table, "remove")))
    assert send(client, small, of("tabel", small.table, "move"), direction="down").status_code == 302
    answer = send(client, small, of("tabel", small.table, "remove"))
    assert answer["Location"] == reverse("indicators:chapter", args=["kadernota-2026", "jeugd"])
    assert list(IndicatorTable.objects.all()) == [second]


def test_somebody_else_was_first(client, small, home):
    old = {"version": small.table.version}
    structure.change_title(table=small.table, title="Van een ander", seen_version=None, by=small.editor)
    answer = client.post(add(small, "kolom"), {**old, "kind": "actual", "period": "2027", "document": ""})
    assert answer.status_code == 409
    assert "Redacteur heeft deze tabel intussen gewijzigd" in text(answer)
    assert "titel was “Tabel”" in text(answer)
    form = answer.context["form"]
    assert (form["version"].value(), form["period"].value()) == ("2", "2027")
    for address in (of("rij", small.row, "move"), of("rij", small.row, "remove"), home):
        answer = client.post(address, {**old, "direction": "up", "title": "Van mij"})
        assert answer.status_code == 409
        assert "intussen gewijzigd" in text(answer)
    assert IndicatorTable.objects.get(pk=small.table.pk).title == "Van een ander"
    assert answer.context["form"]["title"].value() == "Van mij"


def test_what_is_not_there(client, small, home):
    for address in (
        add(small, "iets"),
        f"{home}1/",
        reverse("indicators:structure_change", args=["voetnoot", 1]),
        reverse("indicators:structure_change", args=["iets", 1]),
        reverse("indicators:structure_remove", args=["iets", 1]),
    ):
        assert client.get(address).status_code == 404
    assert client.post(of("rij", small.row, "move"), {"direction": "up"}).status_code == 400
