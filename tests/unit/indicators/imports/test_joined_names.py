"""Names in a file of indicators that proved to be another."""

import pytest

from indicators import lineage
from indicators.models import ImportMapping, Indicator
from indicators.naming import Names, Unknown
from tests import factories


@pytest.fixture
def joined(db) -> tuple[Indicator, Indicator, Indicator]:
    """One that stays, one with the same name and one with another name that proved to be it."""
    stays = factories.indicator(name="Aantal jongeren", slug="jongeren")
    twin = factories.indicator(name="Aantal jongeren", slug="jongeren-nieuw")
    other = factories.indicator(name="Jeugdigen", slug="jeugdigen")
    for superseded in (twin, other):
        lineage.join(kept=stays, superseded=superseded, reason="Zelfde telling", by="test")
    return stays, twin, other


def test_of_two_with_one_name_the_one_that_stays_is_meant(joined):
    assert Names(None, {}).find("", "Aantal jongeren").slug == "jongeren"


def test_for_a_superseded_name_its_successor_is_offered(joined):
    names = Names(None, {})
    with pytest.raises(Unknown, match=r"“Jeugdigen” is samengevoegd met “Aantal jongeren” \(jongeren\)"):
        names.find("", "Jeugdigen")
    assert [one.slug for one in names.like("Jeugdigen")] == ["jongeren"]
    assert [one.slug for one in names.like("aantal jongeren")] == ["jongeren"]


def test_through_several_steps(joined):
    end = factories.indicator(name="Jongeren", slug="einde")
    lineage.join(kept=end, superseded=Indicator.objects.get(slug="jongeren"), reason="Ook", by="test")
    assert [one.slug for one in Names(None, {}).like("Jeugdigen")] == ["einde"]


def test_what_a_person_chose_or_a_key_says_is_done(joined):
    assert Names(None, {"jeugdigen": "jeugdigen"}).find("", "Jeugdigen").slug == "jeugdigen"
    # Figures come back to the row that they were exported from.
    assert Names(None, {}).find("jongeren-nieuw", "Aantal jongeren").slug == "jongeren-nieuw"


def test_an_earlier_choice_is_asked_again_once_it_is_superseded(joined):
    _, _, other = joined
    ImportMapping.objects.create(kind=ImportMapping.Kind.NAME, text="jeugd", indicator=other)
    with pytest.raises(Unknown, match="Kies die"):
        Names(None, {}).find("", "Jeugd")
