"""Ways through all editions for readers: by theme, and as a feed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from newsletter import addresses, querysets, reading
from twenterand.accounts.models import Organisation
from twenterand.publications.addresses import absolute
from twenterand.publications.views.answering import for_readers

HOME = ("Home", "/")
# Two years of editions: who reads feeds looks more often.
FEED_EDITIONS = 4


@for_readers
def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """The articles about one theme in the newest version of every edition, newest edition first."""
    title, editions = "", []
    for row, content in querysets.published(request.reader):
        articles = [article for article in content["articles"] if reading.theme_slug(article) == slug]
        if articles:
            title = title or reading.theme_of(articles[0])
            editions.append((content, _teasers(row.subject_slug, articles)))
    if not editions:
        raise Http404
    context = {
        "breadcrumb": [HOME, ("Nieuwsbrieven", reverse("newsletter:editions")), (title, "")],
        "canonical": absolute(addresses.theme(slug)),
        "theme": title,
        "editions": editions,
    }
    return render(request, "newsletter/theme.html", context)


def _teasers(edition: str, articles: list[dict[str, Any]]) -> list[reading.Teaser]:
    return [
        reading.Teaser(
            row, reading.lead(row), reading.picture_of(row), addresses.article(edition, row["slug"])
        )
        for row in articles
    ]


@for_readers
def feed(request: HttpRequest) -> HttpResponse:
    """The articles of the newest editions as Atom. An article keeps its id; a corrected edition updates it."""
    organisation = Organisation.objects.values_list("name", flat=True).first() or "Gemeente"
    made = Atom1Feed(
        title=f"Nieuwsbrief sociaal domein van {organisation}",
        link=absolute(reverse("newsletter:editions")),
        description="Artikelen uit de nieuwsbrief over het sociaal domein.",
        feed_url=absolute(reverse("newsletter:feed")),
        author_name=organisation,
        language="nl",
    )
    for row, content in querysets.published(request.reader)[:FEED_EDITIONS]:
        for article in content["articles"]:
            made.add_item(
                title=article["title"],
                link=absolute(addresses.article(row.subject_slug, article["slug"])),
                description=reading.lead(article),
                unique_id=f"urn:uuid:{article['uid']}",
                pubdate=row.released_at,
                updateddate=row.released_at,
                categories=[reading.theme_of(article)],
            )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
