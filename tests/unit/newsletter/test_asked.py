"""An article that is asked stands in the work queue of the function."""

from datetime import date

import pytest

from newsletter import asked
from newsletter.editing import articles
from tests import factories
from twenterand.accounts.models import Role

pytestmark = pytest.mark.django_db


def test_it_stands_in_the_queue_until_it_is_delivered(small, client):
    function, other = factories.function("adviseur jeugd"), factories.function("adviseur Wmo")
    small.edition.state = "collecting"
    small.edition.save()
    article = articles.add_article(
        edition=small.edition, by=small.maker, title="Wachttijden", owner=function, deadline=date(2024, 9, 1)
    )
    [one] = asked.find({function.pk}, date(2024, 9, 2))
    assert (one.owner, one.late, one.about) == (
        function,
        True,
        "najaar 2024, aanleveren vóór 1 september 2024",
    )
    assert asked.find({other.pk}, date(2024, 9, 2)) == []
    assert len(asked.find(None, date(2024, 9, 1))) == 1
    writer = factories.user(Role.ADVISER, functions=[function])
    client.force_login(writer)
    page = client.get("/werk/te-doen/").content.decode()
    assert "Artikelen voor de nieuwsbrief" in page
    assert f"/werk/nieuwsbrieven/artikel/{article.pk}/" in page
    assert "Artikelen voor de nieuwsbrief: 1" in client.get("/werk/").content.decode()
    articles.take_step(article=article, step="deliver", seen_version=None, by=writer)
    assert "Artikelen voor de nieuwsbrief" not in client.get("/werk/te-doen/").content.decode()
