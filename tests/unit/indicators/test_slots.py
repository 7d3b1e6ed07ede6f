"""Figures by what they are about, in a table or in none: any kind of period, area, part and document."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from indicators import computing, editing, locks
from indicators.models import Area, Breakdown, Figure, FigureKind, PeriodKind
from indicators.periods import Period
from indicators.querysets import Slot
from policy.models import ReviewState
from tests import factories
from twenterand.accounts.models import Role
from twenterand.numbers import Unreadable
from twenterand.workflow import Refused, Stale


@pytest.fixture
def page(small, client):
    """The address of the figures of the small table's indicator, for its holder."""
    client.force_login(small.holder)
    return reverse("indicators:figure", args=[small.indicator.slug])


def slot(small, period="1e kwartaal 2024", **fields) -> Slot:
    known = Period.parse(period)
    base = Slot(
        small.indicator.pk,
        FigureKind.ACTUAL.value,
        str(known.kind),
        known.first,
        known.last,
        None,
        factories.our_area().pk,
    )
    return base._replace(**fields)


def change(small, raw, period="1e kwartaal 2024", **options):
    options = {"by": small.holder, "seen_version": 0} | options
    return editing.change_in_slot(indicator=small.indicator, slot=slot(small, period), raw=raw, **options)


# -------------------------------------------------------------- writing
@pytest.mark.parametrize(
    "period", ["2026", "3e kwartaal 2024", "mei 2025", "schooljaar 2023/2024", "2022/2023"]
)
def test_every_kind_of_period(small, period):
    change(small, "12", period, reason="Nieuw")
    figure = Figure.objects.get(indicator=small.indicator, raw="12")
    assert Period.of(figure).label == period
    assert figure.history.first().history_change_reason == "Nieuw"


def test_the_rules_are_those_of_a_cell(small):
    figure = change(small, "12")
    with pytest.raises(Stale):
        change(small, "13")
    with pytest.raises(Unreadable):
        change(small, "1e5", seen_version=figure.version)
    with pytest.raises(PermissionDenied):
        change(small, "13", by=small.other, seen_version=figure.version)
    editor = factories.user(Role.EDITOR)
    locks.lock(period=Period.parse("2024"), kind="", reason="Vastgesteld", by=editor)
    with pytest.raises(Refused, match="vastgezet"):
        change(small, "13", seen_version=figure.version)


def test_a_computed_figure_is_refused(small):
    other = factories.indicator(slug="ander")
    computing.set_formula(indicator=small.indicator, formula="[ander]", seen_version=1, by="test")
    small.indicator.refresh_from_db()
    with pytest.raises(Refused, match="wordt berekend"):
        change(small, "12")
    assert not other.formula


def test_what_is_computed_follows_and_chapters_that_show_it_reopen(small):
    other = factories.indicator(slug="dubbel")
    computing.set_formula(indicator=other, formula=f"[{small.indicator.slug}] * 2", seen_version=1, by="test")
    small.chapter.state = ReviewState.SUBMITTED
    small.chapter.save()
    change(small, "12")
    assert Figure.objects.get(indicator=other, period_kind=PeriodKind.QUARTER).raw == "24"
    small.chapter.refresh_from_db()
    assert small.chapter.state == ReviewState.SUBMITTED  # no table shows quarters
    change(small, "30", "2024", seen_version=small.figure.version)
    small.chapter.refresh_from_db()
    assert small.chapter.state == ReviewState.EDITING


def test_removing(small):
    figure = change(small, "12")
    fields = {"indicator": small.indicator, "slot": slot(small), "by": small.holder}
    with pytest.raises(Refused, match="Geef een reden"):
        editing.remove_from_slot(**fields, seen_version=figure.version, reason=" ")
    editing.remove_from_slot(**fields, seen_version=figure.version, reason="Fout")
    assert not Figure.objects.filter(period_kind=PeriodKind.QUARTER).exists()
    with pytest.raises(Refused, match=r"staat geen cijfer in Gerealiseerd 1e kwartaal 2024"):
        editing.remove_from_slot(**fields, seen_version=0, reason="Fout")


# ----------------------------------------------------------------- page
def test_a_figure_is_chosen_filled_changed_and_removed(client, small, page):
    chosen = f"{page}?soort=actual&periode=Q1+2024"
    assert "Verder" in client.get(page).content.decode()
    shown = client.get(chosen).content.decode()
    assert "Gerealiseerd 1e kwartaal 2024" in shown
    assert (
        client.post(chosen, {"raw": "1.200", "seen_version": "0", "reference_date": "1-4-2024"}).status_code
        == 302
    )
    figure = Figure.objects.get(period_kind=PeriodKind.QUARTER)
    assert (figure.raw, str(figure.reference_date)) == ("1.200", "2024-04-01")
    card = client.get(reverse("indicators:card", args=[small.indicator.slug])).content.decode()
    assert "periode=1e+kwartaal+2024" in card
    wrong = client.post(chosen, {"raw": "1e5", "seen_version": figure.version})
    assert wrong.status_code == 422
    assert "“1e5” is geen" in wrong.content.decode()
    stale = client.post(chosen, {"raw": "1.300", "seen_version": "0"})
    assert stale.status_code == 409
    assert "Nu staat er “1.200”" in stale.content.decode()
    assert stale.context["form"]["seen_version"].value() == str(figure.version)
    nothing = client.post(chosen, {"act": "remove", "seen_version": figure.version, "reason": ""})
    assert nothing.status_code == 422
    gone = client.post(chosen, {"act": "remove", "seen_version": figure.version, "reason": "Fout"})
    assert gone.status_code == 302
    assert not Figure.objects.filter(period_kind=PeriodKind.QUARTER).exists()
    assert "Fout" in client.get(chosen).content.decode()


def test_area_part_and_document_are_in_the_address(client, small, page):
    land = Area.objects.create(kind="land", cbs_code="NL01", name="Nederland")
    Breakdown.objects.create(dimension="Leeftijd", code="jong", name="tot 18 jaar")
    split = f"{page}?soort=actual&periode=2025&gebied={land.pk}&uitsplitsing=jong"
    assert "Gerealiseerd 2025, Nederland, tot 18 jaar" in client.get(split).content.decode()
    assert client.post(split, {"raw": "5", "seen_version": "0"}).status_code == 302
    figure = Figure.objects.get(raw="5")
    assert (figure.area, figure.breakdown) == (land, "jong")
    target = f"{page}?soort=target&periode=2027&document=kadernota-2026"
    assert client.post(target, {"raw": "6", "seen_version": "0"}).status_code == 302
    assert Figure.objects.get(raw="6").document == small.document


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("soort=actual&periode=ooit", "“ooit” is geen periode"),
        ("soort=target&periode=2026", "Kies het document dat dit doel heeft vastgesteld"),
        ("soort=actual&periode=2026&document=kadernota-2026", "hoort niet bij een document"),
        ("soort=iets&periode=2026", "Fout"),
        ("soort=actual&periode=2026&gebied=999", "Fout"),
    ],
)
def test_what_cannot_be_chosen_is_said(client, page, query, sentence):
    answer = client.get(f"{page}?{query}")
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_who_may_not_change_it_may_look(client, small, page):
    client.force_login(small.other)
    chosen = f"{page}?soort=actual&periode=2024"
    shown = client.get(chosen).content.decode()
    assert "<strong>29</strong>" in shown
    assert 'name="raw"' not in shown
    assert client.post(chosen, {"raw": "1", "seen_version": "1"}).status_code == 403


def test_the_page_asks_the_decision_for_the_target_of_a_document_made_elsewhere(small, client, page):
    earlier = factories.document(title="Begroting 2025", slug="begroting-2025")
    column = factories.column(small.table, "2025", document=earlier)
    figure = factories.figure(small.row, column, "30")
    address = f"{page}?soort=target&periode=2025&document=begroting-2025"
    assert "Besluit" in client.get(address).content.decode()
    data = {"raw": "40", "seen_version": figure.version, "reason": "Anders"}
    assert client.post(address, data).status_code == 422
    figure.refresh_from_db()
    assert figure.raw == "30"
    client.post(address, data | {"decision": "Raadsbesluit van 8 juli 2025"})
    figure.refresh_from_db()
    assert (figure.raw, figure.decision) == ("40", "Raadsbesluit van 8 juli 2025")


def test_without_an_area_of_our_own_the_choice_says_what_to_do(page, client):
    Area.objects.update(ours=False)
    answer = client.get(page, {"soort": "actual", "periode": "2026"})
    assert answer.status_code == 422
    assert "welk gebied het onze is" in answer.content.decode()
