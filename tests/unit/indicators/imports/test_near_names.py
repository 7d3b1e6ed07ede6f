"""Names and documents in a file that are nearly right, or that fit more than one."""

import pytest

from indicators.documents import Documents
from indicators.import_forms import MappingForm, UploadForm
from indicators.naming import Names, Unknown
from indicators.periods import Period
from indicators.recognising import Layout
from tests import factories
from twenterand.unreadable import Unreadable

YEAR = Period.parse("2025")


def test_a_slip_in_a_name_is_asked_about(db):
    factories.indicator(name="Aantal bezoekers CJG Loket")
    factories.indicator(name="Aantal mantelzorgers")
    with pytest.raises(Unknown, match=r"Bedoelt u “Aantal bezoekers CJG Loket”\? Kies de indicator"):
        Names(None, {}).find("", "Aantal bezoekers CJG Lokket")
    with pytest.raises(Unknown, match=r"kennen we niet\. Kies de indicator"):
        Names(None, {}).find("", "Iets heel anders")


@pytest.fixture
def twins(db):
    """Two indicators with one name, the second in no table."""
    chapter = factories.chapter(title="Jeugd", document=factories.document(title="Kadernota 2026"))
    group = factories.indicator_group(factories.indicator_table(chapter))
    first = factories.indicator(name="Aantal jongeren", slug="eerste")
    factories.table_row(group, indicator=first, label="Aantal jongeren")
    return first, factories.indicator(name="Aantal jongeren", slug="tweede")


def test_of_two_with_one_name_the_table_tells(twins):
    with pytest.raises(Unknown, match="Zo heten 2 indicatoren: Jeugd, Kadernota 2026; in geen tabel"):
        Names(None, {}).find("", "Aantal jongeren")


def test_the_list_to_choose_from_tells_them_apart(twins):
    near = Names(None, {}).like("Aantal jongeren")
    unknown = [("aantal jongeren", "Aantal jongeren", near)]
    form = MappingForm(sheets=["Blad1"], layout=Layout(1, ("Indicator",), ("name",)), unknown=unknown)
    html = str(form["name-0"])
    assert html.count("Aantal jongeren (Jeugd, Kadernota 2026)") == 2
    assert html.count("Aantal jongeren (in geen tabel)") == 2


def test_a_title_is_known_by_its_beginning_when_only_one_fits(db):
    whole = factories.document(title="Begroting 2025 programma Sociaal Domein", slug="begroting-2025")
    assert Documents(None).find("begroting 2025", YEAR) == whole
    with pytest.raises(Unreadable, match="Er is geen document “Begroting 20”"):
        Documents(None).find("Begroting 20", YEAR)
    factories.document(title="Begroting 2025 programma Bestuur", slug="begroting-2025-bestuur")
    with pytest.raises(
        Unreadable, match="passen meer documenten: “Begroting 2025 programma Sociaal Domein” of"
    ):
        Documents(None).find("Begroting 2025", YEAR)


def test_a_document_that_only_set_targets_can_be_chosen(small):
    only = factories.document(title="Begroting 2025", slug="begroting-2025")
    factories.document(title="Zonder cijfers", slug="zonder")
    assert only not in UploadForm().fields["document"].queryset
    factories.column(small.table, "2025", document=only)
    found = list(UploadForm().fields["document"].queryset)
    assert only in found
    assert small.document in found
    assert len(found) == len(set(found))
    assert "zonder" not in {one.slug for one in found}
