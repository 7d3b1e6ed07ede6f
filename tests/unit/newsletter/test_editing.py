"""Writing an edition: starting it, its articles with their states, and the blocks with the way back."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from newsletter import asking, obstacles, querysets
from newsletter.editing import articles, blocks, editions, reopening
from newsletter.models import Article, Block, BlockKind, EditionState
from tests import factories
from tests.unit.newsletter.conftest import picture
from twenterand.accounts.models import Role
from twenterand.workflow import Refused, Stale

pytestmark = pytest.mark.django_db


@pytest.fixture
def maker():
    return factories.user(Role.COMMUNICATION)


@pytest.fixture
def edition(maker):
    return editions.start_edition(season="zomer", year=2031, by=maker, title="Stand van zaken")


@pytest.fixture
def article(edition, maker):
    return articles.add_article(edition=edition, by=maker, title="Jeugd en gezin")


def text(article, html="<p>Tekst</p>", **options):
    return blocks.add_block(article=article, seen_version=None, by="test", kind="text", html=html, **options)


def texts(article) -> list[str]:
    return list(article.blocks.order_by("position").values_list("html", flat=True))


def test_an_edition_starts_from_the_one_before(edition, maker):
    adviser = factories.function("adviseur jeugd")
    old = articles.add_article(edition=edition, by=maker, title="Cijfers", owner=adviser, words=150)
    articles.change_article(article=old, seen_version=None, by=maker, recurring=True)
    text(old)
    articles.add_article(edition=edition, by=maker, title="Eenmalig")
    later = editions.start_edition(
        season="winter", year=2031, by=maker, previous=edition, deadline=date(2031, 11, 1)
    )
    [copy] = later.articles.all()
    assert (later.slug, later.title, later.started_from) == ("2031-winter", "Stand van zaken", edition)
    assert (copy.title, copy.owner, copy.words, copy.state) == ("Cijfers", adviser, 150, "asked")
    assert (copy.copied_from, copy.deadline, copy.blocks.count()) == (old.uid, date(2031, 11, 1), 0)


def test_a_season_has_one_edition(edition, maker):
    with pytest.raises(Refused, match="Er is al een editie zomer 2031"):
        editions.start_edition(season="zomer", year=2031, by=maker, title="Nog een")


def test_contributions_come_before_the_edition(edition, maker):
    with pytest.raises(Refused, match="na de geplande datum 01-06-2031"):
        editions.change_edition(
            edition=edition,
            seen_version=1,
            by=maker,
            planned_date=date(2031, 6, 1),
            deadline=date(2031, 6, 2),
        )


def test_an_edition_is_agreed_when_its_articles_are(edition, article, maker):
    def step(name, **options):
        return editions.take_step(edition=edition, step=name, seen_version=None, by=maker, **options)

    text(article)
    step("edit")
    step("submit")
    with pytest.raises(Refused, match="“Jeugd en gezin” \\(geredigeerd\\)"):
        step("agree")
    articles.take_step(article=article, step="agree", seen_version=None, by=maker)
    agreed = step("agree")
    assert (agreed.state, agreed.agreed_by) == (EditionState.AGREED, maker.username)
    with pytest.raises(Refused, match="heropen haar"):
        editions.change_edition(edition=edition, seen_version=None, by=maker, title="Anders")
    with pytest.raises(Refused, match="reden"):
        step("reopen")
    assert step("reopen", reason="Een fout").agreed_at is None


def test_an_article_that_is_held_does_not_keep_the_edition(edition, article, maker):
    articles.change_article(article=article, seen_version=None, by=maker, held="Wacht op het raadsbesluit")
    ready = articles.add_article(edition=edition, by=maker, title="Wel klaar")
    editions.take_step(edition=edition, step="edit", seen_version=None, by=maker)
    with pytest.raises(Refused, match="Nog zonder tekst: “Wel klaar”"):
        editions.take_step(edition=edition, step="submit", seen_version=None, by=maker)
    text(ready)
    editions.take_step(edition=edition, step="submit", seen_version=None, by=maker)


def test_whoever_was_asked_writes_only_the_text(edition, maker):
    function = factories.function()
    writer = factories.user(Role.ADVISER, functions=[function])
    other = factories.user(Role.ADVISER)
    asked = articles.add_article(edition=edition, by=maker, title="Gevraagd", owner=function)
    blocks.add_block(article=asked, seen_version=1, by=writer, kind="text", html="<p>Van mij</p>")
    articles.change_article(article=asked, seen_version=None, by=writer, title="Beter")
    articles.take_step(article=asked, step="deliver", seen_version=None, by=writer)
    with pytest.raises(PermissionDenied):
        articles.change_article(article=asked, seen_version=None, by=writer, words=10)
    with pytest.raises(PermissionDenied):
        articles.take_step(article=asked, step="edit", seen_version=None, by=writer)
    with pytest.raises(PermissionDenied):
        blocks.add_block(article=asked, seen_version=None, by=other, kind="text", html="<p>Niet van mij</p>")


def test_agreeing_is_for_the_function_and_falls_when_it_is_reopened(edition, maker):
    function = factories.function("adviseur Wmo")
    writer = factories.user(Role.ADVISER, functions=[function])
    asked = articles.add_article(edition=edition, by=maker, title="Gevraagd", owner=function)
    text(asked)
    articles.take_step(article=asked, step="edit", seen_version=None, by=maker)
    with pytest.raises(Refused, match="Akkoord geven doet “adviseur Wmo”"):
        articles.take_step(article=asked, step="agree", seen_version=None, by=maker)
    articles.take_step(article=asked, step="agree", seen_version=None, by=writer)
    with pytest.raises(Refused, match="portefeuillehouder"):
        articles.take_step(article=asked, step="clear", seen_version=None, by=maker)
    cleared = articles.take_step(
        article=asked, step="clear", seen_version=None, by=maker, clearer="wethouder Wmo"
    )
    assert (cleared.agreed_by, cleared.cleared_by) == (writer.username, "wethouder Wmo")
    back = articles.take_step(article=asked, step="reopen", seen_version=None, by=maker, reason="Fout")
    assert (back.agreed_by, back.cleared_by) == ("", "")


def test_articles_move_and_wait_for_a_later_edition(edition, article, maker):
    second = articles.add_article(edition=edition, by=maker, title="Jeugd en gezin")
    assert second.slug == "jeugd-en-gezin-2"
    articles.move_article(article=second, direction="up", by=maker)
    articles.move_article(article=second, direction="up", by=maker)
    assert list(edition.articles.order_by("position")) == [second, article]
    text(second)
    later = editions.start_edition(season="winter", year=2031, by=maker, title="Later")
    moved = articles.postpone_article(article=second, edition=later, seen_version=None, by=maker)
    assert (moved.edition, moved.slug, moved.blocks.count()) == (later, "jeugd-en-gezin", 1)


def test_removing_an_article_needs_a_reason(article, maker):
    text(article)
    with pytest.raises(Refused, match="Geef een reden"):
        articles.remove_article(article=article, seen_version=None, by=maker, reason=" ")
    articles.remove_article(article=article, seen_version=None, by=maker, reason="Dubbel")
    assert not Article.objects.filter(pk=article.pk).exists()
    assert Block.history.filter(article_id=article.pk, history_type="-").count() == 1


def test_blocks_are_added_behind_moved_duplicated_and_removed(article):
    first, second = text(article, "<p>een</p>"), text(article, "<p>twee</p>")
    text(article, "<p>tussen</p>", after=first)
    assert texts(article) == ["<p>een</p>", "<p>tussen</p>", "<p>twee</p>"]
    blocks.move_block(block=second, direction="up", seen_version=None, by="test")
    blocks.move_block(block=first, direction="up", seen_version=None, by="test")
    assert texts(article) == ["<p>een</p>", "<p>twee</p>", "<p>tussen</p>"]
    copy = blocks.duplicate_block(block=first, seen_version=None, by="test")
    assert copy.uid != first.uid
    assert texts(article) == ["<p>een</p>", "<p>een</p>", "<p>twee</p>", "<p>tussen</p>"]
    blocks.remove_block(block=first, seen_version=None, by="test")
    assert texts(article) == ["<p>een</p>", "<p>twee</p>", "<p>tussen</p>"]


def test_every_step_can_be_gone_back_to_also_past_a_removal(article):
    first = text(article, "<p>een</p>")
    text(article, "<p>twee</p>")
    blocks.change_block(block=first, seen_version=None, by="test", html="<p>anders</p>")
    blocks.remove_block(block=first, seen_version=None, by="test")
    names = [step.history_change_reason for step in blocks.steps(article)]
    assert names == [
        "Tekst verwijderd", "Tekst gewijzigd", "Tekst toegevoegd", "Tekst toegevoegd", "Toegevoegd",
    ]  # fmt: skip
    ids = [step.history_id for step in blocks.steps(article)]
    for step, wanted in ((1, ["<p>anders</p>", "<p>twee</p>"]), (2, ["<p>een</p>", "<p>twee</p>"]), (3, ["<p>een</p>"]),
                         (4, []), (0, ["<p>twee</p>"])):  # fmt: skip
        blocks.restore(article=article, step=ids[step], seen_version=None, by="test")
        assert texts(article) == wanted
    assert set(Block.objects.values_list("uid", flat=True)) != {first.uid}


def test_a_change_takes_back_what_was_agreed(edition, article, maker):
    text(article)
    articles.take_step(article=article, step="agree", seen_version=None, by=maker)
    for step in ("edit", "submit", "agree"):
        editions.take_step(edition=edition, step=step, seen_version=None, by=maker)
    text(article, "<p>Nog iets</p>")
    article.refresh_from_db()
    edition.refresh_from_db()
    assert (article.state, article.agreed_by) == ("edited", "")
    assert (edition.state, edition.agreed_by, edition.agreed_at) == ("editing", "", None)
    assert edition.history.first().history_change_reason == "Gewijzigd: artikel “Jeugd en gezin”"


def test_what_readers_do_not_see_takes_nothing_back(edition, article, maker):
    text(article)
    articles.take_step(article=article, step="agree", seen_version=None, by=maker)
    articles.change_article(article=article, seen_version=None, by=maker, words=100, recurring=True)
    article.refresh_from_db()
    assert article.state == "agreed"


def test_a_step_of_another_article_is_refused(article, edition, maker):
    other = articles.add_article(edition=edition, by=maker, title="Ander")
    with pytest.raises(Refused, match="niet van dit artikel"):
        blocks.restore(article=article, step=blocks.steps(other)[0].history_id, seen_version=None, by="test")


def test_a_stale_write_is_told(article):
    text(article)
    with pytest.raises(Stale):
        blocks.add_block(article=article, seen_version=1, by="test", kind="text", html="<p>Later</p>")


@pytest.mark.parametrize(
    ("kind", "content", "sentence"),
    [
        (BlockKind.KEY_FIGURE, {"label": "Meldingen", "value": "120"}, "ontbreekt de eenheid"),
        (BlockKind.KEY_FIGURE, {"label": "Meldingen", "value": "900,000"}, "Meldingen"),
        (BlockKind.CHART, {"title": "Reeks", "series": [{"label": "2024", "value": "ja"}]}, "geen getal"),
        (BlockKind.CHART, {"title": "Reeks", "series": [{"label": "2024", "value": "3"}]}, "ten minste drie"),
        (BlockKind.AGENDA, {"items": []}, "De agenda is leeg"),
        (BlockKind.AGENDA, {"items": [{"label": "Raad", "date": "31-2-2031"}]}, "31"),
        (BlockKind.TABLE, {"caption": "T", "columns": ["a", "b"], "rows": [["1"]]}, "rij 1 1 vakken"),
        (BlockKind.QUESTIONS, {"items": []}, "nog geen vraag"),
        (BlockKind.CONTACT, {"name": "Loket"}, "hoe iemand contact opneemt"),
        (BlockKind.PICTURE, {}, "nog geen afbeelding"),
        (BlockKind.TEXT, {}, "leeg"),
    ],
)
def test_a_block_without_what_its_kind_needs_is_refused(article, kind, content, sentence):
    with pytest.raises(Refused, match=sentence):
        blocks.add_block(article=article, seen_version=None, by="test", kind=kind, content=content)
    assert not article.blocks.exists()


def test_a_block_keeps_only_what_its_kind_holds(article):
    agenda = blocks.add_block(
        article=article,
        seen_version=None,
        by="test",
        kind="agenda",
        html="<p>weg</p>",
        content={"items": [{"label": "Raad", "date": "8 juli 2031", "end": ""}], "caption": "weg"},
    )
    assert agenda.html == ""
    assert agenda.content == {
        "items": [{"date": "2031-07-08", "end": None, "precision": "day", "label": "Raad"}]
    }
    photo = blocks.add_block(
        article=article,
        seen_version=None,
        by="test",
        kind="picture",
        picture=picture(),
        content={"caption": "Een huis", "focus": ["0.5", 0.25], "crop": [0, 0, 1, 0.8], "span": True},
    )
    assert photo.content == {
        "caption": "Een huis", "focus": [0.5, 0.25], "crop": [0.0, 0.0, 1.0, 0.8], "span": True,
    }  # fmt: skip


def test_all_that_stops_publishing_is_told_at_once(edition, article, maker):
    shown = picture(colour=31)
    one = blocks.add_block(article=article, seen_version=None, by="test", kind="picture", picture=shown)
    day = date(2031, 6, 1)
    assert obstacles.of_edition(edition, day) == []

    def told(**about):
        given = {"alt": "Een huis", "rights": "Gemeente", **about}
        blocks.change_block(block=one, seen_version=None, by="test", picture=shown, content={"about": given})
        return [row.sentence for row in obstacles.of_edition(edition, day)]

    assert told(rights="") == ["Vul in wie de rechten heeft."]
    both = told(rights="", shows_people=True)
    assert both == ["Vul in wie de rechten heeft.", "Er staan mensen op. Leg hun toestemming vast."]
    [ended] = told(shows_people=True, consent="Formulier", consent_until=date(2031, 5, 31))
    assert "gold tot en met 31-05-2031" in ended
    [row] = obstacles.of_article(article, day)
    assert (row.where, row.href) == ("“Jeugd en gezin”, de afbeelding", f"/werk/nieuwsbrieven/blok/{one.pk}/")
    articles.change_article(article=article, seen_version=None, by=maker, held="Later")
    assert obstacles.of_edition(edition, day) == []


def test_a_plan_that_cannot_be_is_refused(edition, article, maker):
    editions.change_edition(
        edition=edition, seen_version=None, by=maker, deadline=date(2031, 5, 1), planned_date=date(2031, 6, 1)
    )

    def change(**fields):
        articles.change_article(article=article, seen_version=None, by=maker, **fields)

    with pytest.raises(Refused, match="02-05-2031 is na de datum van de editie voor bijdragen, 01-05-2031"):
        change(deadline=date(2031, 5, 2))
    with pytest.raises(Refused, match="Kies wie schrijft: “adviseur” of “Adviesraad”"):
        change(owner=factories.function("adviseur"), outside="Adviesraad")
    change(deadline=date(2031, 5, 1))
    editions.change_edition(edition=edition, seen_version=None, by=maker, deadline=date(2031, 4, 1))
    change(deadline=date(2031, 5, 1), words=100)


def test_the_writer_reads_why_an_article_came_back(article, maker):
    text(article)

    def step(name, reason=""):
        return articles.take_step(article=article, step=name, seen_version=None, by=maker, reason=reason)

    assert asking.reason_back(article) == ""
    assert asking.reason_back(step("back", "Het is te lang.")) == "Het is te lang."
    text(article, "<p>Korter</p>")
    article.refresh_from_db()
    assert asking.reason_back(article) == "Het is te lang."
    assert asking.reason_back(step("deliver")) == ""


def test_the_warning_names_all_that_lapses(edition, article, maker):
    text(article)
    articles.take_step(article=article, step="agree", seen_version=None, by=maker)
    for step in ("edit", "submit", "agree"):
        editions.take_step(edition=edition, step=step, seen_version=None, by=maker)
    warning = reopening.will_reopen(Article.objects.get(pk=article.pk))
    assert "gaat de editie terug naar de redactie, en moet er op dit artikel opnieuw akkoord komen" in warning


def test_the_newest_edition_stands_first(maker):
    for season, year in (("winter", 2031), ("voorjaar", 2032), ("najaar", 2031), ("zomer", 2030)):
        editions.start_edition(season=season, year=year, by=maker, title="Stand van zaken")
    assert [str(one) for one in querysets.for_work_list()] == [
        "voorjaar 2032", "winter 2031", "najaar 2031", "zomer 2030",
    ]  # fmt: skip
