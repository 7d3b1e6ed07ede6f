"""Taking articles and editions away, and moving an article: over HTTP, each asked first."""

import pytest

from newsletter.models import Article, Edition
from tests import factories
from twenterand.accounts.models import Role

pytestmark = pytest.mark.django_db
LIST = "/werk/nieuwsbrieven/"


@pytest.fixture
def article(small, client) -> Article:
    client.force_login(small.maker)
    small.edition.state = "editing"
    small.edition.save()
    return small.article("Meldpunt geldzorgen")


def test_an_article_is_removed_after_a_reason(client, article):
    address = f"{LIST}artikel/{article.pk}/"
    assert f"{address}verwijderen/" in client.get(address).content.decode()
    asked = client.post(f"{address}verwijderen/", {"version": article.version, "reason": " "})
    assert asked.status_code == 422
    assert client.post(f"{address}verwijderen/", {"version": 99, "reason": "Dubbel"}).status_code == 409
    gone = client.post(
        f"{address}verwijderen/", {"version": article.version, "reason": "Dubbel"}, follow=True
    )
    assert "“Meldpunt geldzorgen” is verwijderd." in gone.content.decode()
    assert not Article.objects.exists()
    assert Article.history.first().history_change_reason == "Dubbel"


def test_an_article_goes_to_another_edition(client, article):
    client.post(f"{LIST}nieuw/", {"season": "winter", "year": "2032", "title": "Stand van zaken"})
    later = Edition.objects.get(year=2032)
    address = f"{LIST}artikel/{article.pk}/andere-editie/"
    assert article.edition not in client.get(address).context["form"].fields["edition"].queryset
    client.post(address, {"version": article.version, "edition": later.pk})
    article.refresh_from_db()
    assert (article.edition, article.blocks.count()) == (later, 1)


def test_an_edition_goes_when_it_is_empty(client, article):
    address = f"{LIST}2024-najaar/"
    assert "Editie verwijderen" not in client.get(address).content.decode()
    data = {"version": article.edition.version, "reason": "Vergissing"}
    refused = client.post(f"{address}verwijderen/", data)
    assert "staan nog artikelen" in refused.content.decode()
    article.delete()
    assert "Editie verwijderen" in client.get(address).content.decode()
    assert client.post(f"{address}verwijderen/", data).status_code == 302
    assert not Edition.objects.exists()


def _basics(edition, **changed) -> dict:
    return {
        "version": edition.version, "season": edition.season, "year": edition.year, "title": edition.title,
        "colours": edition.colours, "intro_heading": "Inleiding", "box_heading": "Kader", **changed,
    }  # fmt: skip


def test_the_season_changes_until_the_first_publication(client, small, article):
    made = client.post(f"{LIST}2024-najaar/gegevens/", _basics(article.edition, season="winter"))
    assert made["Location"] == f"{LIST}2024-winter/"
    small.edition.refresh_from_db()
    small.edition.state = "agreed"
    small.edition.save()
    small.publish()
    small.edition.state = "editing"
    small.edition.save()
    refused = client.post(f"{LIST}2024-winter/gegevens/", _basics(small.edition, year="2025"))
    assert refused.status_code == 422
    assert "is al gepubliceerd en kan niet meer" in refused.content.decode()


def test_only_who_makes_the_newsletter_takes_away(client, article):
    client.force_login(factories.user(Role.ADVISER))
    for page in (
        f"artikel/{article.pk}/verwijderen/",
        f"artikel/{article.pk}/andere-editie/",
        "2024-najaar/verwijderen/",
    ):
        assert client.get(f"{LIST}{page}").status_code == 403
