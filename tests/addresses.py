"""One real address of the published demo per route, for tests that visit all of them."""

from datetime import timedelta
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from indicators import imports, locks
from indicators.feeding import systems
from indicators.models import (
    Figure,
    FigureImport,
    Footnote,
    FootnoteAnchor,
    IndicatorGroup,
    PeriodLock,
    SourceSystem,
    TableRow,
)
from indicators.periods import Period
from newsletter import quoting, subscribing
from newsletter.editing import articles, editions
from newsletter.models import Article, Draft, DraftLink, Edition, Invitation, ServiceList, Subscriber
from policy.models import Chapter, GoalNode, Passage, RouteStep
from proposals.models import Proposal
from twenterand import tokens
from twenterand.accounts.models import HandOver, User
from twenterand.jobs.models import Job
from twenterand.publications.models import PublishedItem

DOCUMENT, CHAPTER, TREE, YEAR = (
    "kadernota-2026",
    "maatschappelijke-ondersteuning",
    "maatschappelijke-ondersteuning",
    2026,
)
CARD_PAGES = ("card", "card_change", "card_address", "retire", "join")
EDITION, ARTICLE = "2023-voorjaar", "bestrijden-energiearmoede"


def public() -> dict[str, str]:
    """Route name → address, for everything that readers get."""
    picture = Edition.objects.get(slug=EDITION).masthead.sha256
    arguments = {
        "site:home": [],
        "site:publications": [],
        "site:file": [DOCUMENT, "csv"],
        "site:version_file": [DOCUMENT, 1, "json"],
        "site:publication": [DOCUMENT],
        "site:version": [DOCUMENT, 1],
        "site:chapter": [DOCUMENT, CHAPTER],
        "site:version_chapter": [DOCUMENT, 1, CHAPTER],
        "site:indicators": [],
        "site:indicator": [
            TableRow.objects.filter(label__startswith="Aantal individueel").get().indicator.slug
        ],
        "site:proposals": [],
        "site:search": [],
        "site:data": [],
        "site:schema": [],
        "site:accessibility": [],
        "site:robots": [],
        "site:sitemap": [],
        "newsletter:editions": [],
        "newsletter:contribute": [_invitation_token()],
        "newsletter:shared_draft": [_draft_token()],
        "newsletter:subscribe": [],
        "newsletter:feed": [],
        "newsletter:theme": ["algemeen"],
        "newsletter:asked": [],
        "newsletter:confirm": [_subscriber_token()],
        "newsletter:leave": [subscribing.leave_token(Subscriber.objects.get(mail="lezer@voorbeeld.nl"))],
        "newsletter:edition": [EDITION],
        "newsletter:file": [EDITION, "pdf"],
        "newsletter:version_file": [EDITION, 1, "json"],
        "newsletter:version": [EDITION, 1],
        "newsletter:version_article": [EDITION, 1, ARTICLE],
        "newsletter:article": [EDITION, ARTICLE],
        "api:home": [],
        "api:openapi": [],
        "accounts:login": [],
        "media:picture": [picture],
    }
    return {name: reverse(name, args=args) for name, args in arguments.items()}


def work() -> dict[str, str]:
    """Route name → address in the work environment, all about the chapter of the Wmo adviser."""
    chapter = Chapter.objects.get(document__slug=DOCUMENT, slug=CHAPTER)
    passage = Passage.objects.filter(chapter=chapter, node__isnull=False).first()
    node = GoalNode.objects.filter(edition=chapter.edition, kind="activity").first()
    row = TableRow.objects.filter(group__table__chapter=chapter).first()
    column = row.group.table.columns.filter(group=None, kind="actual").order_by("position").first()
    figure = Figure.objects.get(indicator=row.indicator, kind="actual", first_day=column.first_day)
    footnote = Footnote.objects.filter(table=row.group.table).first()
    proposal = Proposal.objects.filter(edition=chapter.edition).first()
    step = RouteStep.objects.filter(document__slug=DOCUMENT).first()
    job = Job.objects.order_by("pk").first()
    article = Article.objects.get(edition__slug=EDITION, slug=ARTICLE)
    arguments = {
        "work:start": [],
        "work:publish_list": [],
        "work:publish": [DOCUMENT],
        "work:withdraw": [DOCUMENT, 1],
        "work:embargo": [DOCUMENT, 1],
        "work:gallery": [],
        "feeding:systems": [],
        "feeding:system": [_system()],
        "accounts:password": [],
        "accounts:hand_over": [],
        "accounts:hand_over_work": [],
        "accounts:hand_over_person": [],
        "accounts:hand_back": [_hand_over()],
        "jobs:job": [job.pk],
        "policy:documents": [],
        "policy:document": [DOCUMENT],
        "policy:document_add": [],
        "policy:document_edit": [DOCUMENT],
        "policy:carry": [DOCUMENT],
        "policy:chapter_add": [DOCUMENT],
        "policy:chapter_change": [chapter.pk],
        "policy:chapter_remove": [chapter.pk],
        "policy:step_add": [DOCUMENT],
        "policy:step": [step.pk],
        "policy:step_remove": [step.pk],
        "policy:chapter": [DOCUMENT, CHAPTER],
        "policy:passage_add": [DOCUMENT, CHAPTER],
        "policy:passage": [passage.pk],
        "policy:passage_history": [passage.pk],
        "policy:passage_remove": [passage.pk],
        "policy:trees": [],
        "policy:tree": [TREE, YEAR],
        "policy:node_add": [TREE, YEAR],
        "policy:node": [node.pk],
        "policy:node_history": [node.pk],
        "policy:node_remove": [node.pk],
        "policy:review_list": [],
        "indicators:figures": [],
        "indicators:catalogue": [],
        "indicators:card_add": [],
        "indicators:catalogue_export": [],
        **{f"indicators:{name}": [row.indicator.slug] for name in CARD_PAGES},
        "indicators:go_on": [row.indicator.slug, "opvolger"],
        "indicators:chapter": [DOCUMENT, CHAPTER],
        "indicators:cell": [row.pk, column.pk],
        "indicators:panel": [row.pk, column.pk],
        "indicators:comments": [],
        "indicators:history": [figure.pk],
        "indicators:footnote": [footnote.pk],
        "indicators:structure": [row.group.table_id],
        "indicators:structure_add": [row.group.table_id, "kolom"],
        "indicators:structure_change": ["rij", row.pk],
        "indicators:structure_remove": ["kolom", column.pk],
        "indicators:structure_place_add": [footnote.pk],
        "indicators:table_add": [DOCUMENT, CHAPTER],
        "indicators:standings": [],
        "indicators:explanation": [row.pk],
        "indicators:explanations": [DOCUMENT, CHAPTER],
        "indicators:everything": [],
        "indicators:export_filtered": ["csv"],
        "indicators:formula": [row.indicator.slug],
        "indicators:figure": [row.indicator.slug],
        "indicators:news": [],
        "indicators:periods": [],
        "indicators:todo": [],
        "indicators:unlock": [_locked_period()],
        "indicators:import_start": [],
        "indicators:import_mapping": [_figure_import("planned")],
        "indicators:import_preview": [_figure_import("planned")],
        "indicators:import_result": [_figure_import("applied")],
        "indicators:export": [],
        "proposals:list": [],
        "proposals:add": [DOCUMENT],
        "proposals:proposal": [proposal.pk],
        "proposals:change": [proposal.pk],
        "proposals:remove": [proposal.pk],
        "proposals:history": [proposal.pk],
        "newsletter:work_editions": [],
        "newsletter:work_edition": [EDITION],
        "newsletter:work_preview": [EDITION],
        "newsletter:work_mail": [EDITION],
        "newsletter:mail_document": [EDITION],
        "newsletter:edition_new": [],
        "newsletter:sending": [EDITION],
        "newsletter:draft": [EDITION],
        "newsletter:draft_file": [_draft().edition.slug],
        "newsletter:service_lists": [],
        "newsletter:service_list_new": [],
        "newsletter:service_list": [_service_list()],
        "newsletter:edition_edit": [EDITION],
        "newsletter:edition_masthead": [EDITION],
        "newsletter:edition_remove": [EDITION],
        "newsletter:article_new": [EDITION],
        "newsletter:article_remove": [article.pk],
        "newsletter:article_postpone": [article.pk],
        "newsletter:work_article": [article.pk],
        "newsletter:article_edit": [article.pk],
        "newsletter:article_ask": [article.pk],
        "newsletter:article_word": [article.pk],
        "newsletter:quote_search": [article.pk],
        "newsletter:quote": [article.pk, *_quotable()],
        "newsletter:block_new": [article.pk, "questions"],
        "newsletter:block": [article.blocks.exclude(kind="picture").first().pk],
    }
    addresses = {name: reverse(name, args=args) for name, args in arguments.items()}
    addresses["indicators:export"] += "?format=csv"
    addresses["accounts:hand_over_work"] += "?van=adviseur-wmo&naar=adviseur-jeugd"
    addresses["accounts:hand_over_person"] += "?van=adviseur.wmo&naar=adviseur.jeugd"
    addresses["policy:node_add"] += f"?onder={node.parent_id}&soort=activity"
    return addresses


def _hand_over() -> int:
    """A hand-over of long ago: what went, is elsewhere by now."""
    made = {
        "kind": HandOver.Kind.WORK,
        "source": "adviseur-wmo",
        "target": "adviseur-jeugd",
        "reason": "Voor de test",
    }
    return HandOver.objects.get_or_create(**made, made_by="beheerder")[0].pk


def _subscriber_token() -> str:
    """The link that a reader got to confirm."""
    Subscriber.objects.get_or_create(
        mail="lezer@voorbeeld.nl",
        defaults={"token_sha256": tokens.digest("test"), "asked_at": timezone.now()},
    )
    return "test"


def _bound_block() -> int:
    """A figure of an article that is bound to the published kadernota."""
    article = Article.objects.filter(edition__slug="2019-winter").first() or _other_article()
    return article.blocks.get(reference__isnull=False).pk


def _other_article() -> Article:
    edition = editions.start_edition(season="winter", year=2019, title="Proef", by="test")
    article = articles.add_article(edition=edition, title="Proef", by="test")
    slug, number, kind, uid = _quotable()
    quotable = quoting.find(slug, number, kind, str(uid))
    key = quotable.choices[0].key
    quoting.quote(article=article, quotable=quotable, key=key, label="", by="test", seen_version=None)
    return article


def _quotable() -> list:
    """An indicator of the published kadernota that an article can quote."""
    item = PublishedItem.objects.filter(publication__subject_slug=DOCUMENT, kind="indicator").order_by(
        "slug"
    )[0]
    return [DOCUMENT, item.publication.number, item.kind, item.uid]


def _invitation_token() -> str:
    """The link of somebody outside who was asked for an article."""
    article = Article.objects.filter(edition__slug="2019-winter").first() or _other_article()
    defaults = {
        "article": article,
        "mail": "raad@voorbeeld.nl",
        "expires_at": timezone.now() + timedelta(days=1),
    }
    Invitation.objects.get_or_create(
        token_sha256=tokens.digest("test"), defaults=defaults | {"made_by": "test"}
    )
    return "test"


def _draft() -> Draft:
    """A draft that was made, of the edition of the demo."""
    defaults = {"sha256": "0" * 64, "content": b"%PDF-1.7\n", "made_by": "test"}
    return Draft.objects.get_or_create(edition=Edition.objects.get(slug=EDITION), defaults=defaults)[0]


def _draft_token() -> str:
    """The link to that draft."""
    defaults = {
        "edition": _draft().edition,
        "expires_at": timezone.now() + timedelta(days=1),
        "made_by": "test",
    }
    DraftLink.objects.get_or_create(token_sha256=tokens.digest("test"), defaults=defaults)
    return "test"


def _service_list() -> int:
    return ServiceList.objects.get_or_create(name="Gemeenteraad", defaults={"ground": "Raadswerk"})[0].pk


def _locked_period() -> int:
    """A period that an editor locked; nothing of the demo lies in it."""
    period = Period.parse("1990")
    found = PeriodLock.objects.filter(first_day=period.first).first()
    return (found or locks.lock(period=period, reason="Lang geleden vastgesteld", by="test")).pk


def _figure_import(state: str) -> UUID:
    """A file that the Wmo adviser opened: planned, or read in."""
    row = TableRow.objects.filter(group__table__chapter__slug=CHAPTER).first()
    number = len(state)  # each file has its own content
    content = f"Indicator;Gerealiseerd 1999\n{row.label};{number}\nIets onbekends;5\n".encode()
    adviser = User.objects.get(username="adviseur.wmo")
    found = FigureImport.objects.filter(name=f"{state}.csv").first()
    if found is None:
        found = imports.open_file(name=f"{state}.csv", content=content, document=None, by=adviser)
        imports.plan(record=found, by=adviser)
        if state == "applied":
            imports.apply(record=found, by=adviser)
    return found.uid


def _system() -> str:
    """A source system of the Wmo adviser's function."""
    found = SourceSystem.objects.filter(slug="suite").first()
    if found is None:
        holder = User.objects.get(username="adviseur.wmo").functions.first()
        found, _ = systems.add(name="Suite", holder=holder, everything=False, by="test")
    return found.slug


def actions() -> dict[str, str]:
    """Route name → address that only takes POST."""
    reading = work()
    group = IndicatorGroup.objects.filter(table__chapter__slug=CHAPTER).first()
    anchor = FootnoteAnchor.objects.filter(footnote__table__chapter__slug=CHAPTER).first()
    return {
        "accounts:logout": reverse("accounts:logout"),
        "policy:review": reverse("policy:review", args=[DOCUMENT, CHAPTER, "aanbieden"]),
        "policy:chapter_move": reading["policy:chapter_change"] + "verplaatsen/",
        "policy:passage_move": reading["policy:passage"] + "verplaatsen/",
        "policy:node_move": reading["policy:node"] + "verplaatsen/",
        "policy:passage_restore": reverse(
            "policy:passage_restore", args=[DOCUMENT, CHAPTER, Passage.objects.first().uid]
        ),
        "indicators:batch": reverse("indicators:batch"),
        "indicators:structure_move": reading["indicators:structure_change"] + "verplaatsen/",
        "indicators:structure_columns": reverse("indicators:structure_columns", args=[group.pk]),
        "indicators:structure_restore": reading["indicators:structure"] + f"rij/{group.uid}/terugzetten/",
        "indicators:structure_place_remove": reverse("indicators:structure_place_remove", args=[anchor.pk]),
        "indicators:remind": reverse("indicators:remind"),
        "indicators:remove": reading["indicators:cell"] + "verwijderen/",
        "indicators:comment": reading["indicators:cell"] + "opmerking/",
        "indicators:cell_note": reading["indicators:cell"] + "voetnoot/",
        "jobs:retry": reading["jobs:job"] + "opnieuw/",
        "newsletter:service_list_remove": reading["newsletter:service_list"] + "verwijderen/",
        "newsletter:edition_step": reading["newsletter:work_edition"] + "stap/",
        "newsletter:quote_decide": reverse("newsletter:quote_decide", args=[_bound_block()]),
        "newsletter:article_step": reading["newsletter:work_article"] + "stap/",
        "newsletter:article_move": reading["newsletter:work_article"] + "verplaatsen/",
        "newsletter:article_back": reading["newsletter:work_article"] + "terug/",
        "newsletter:block_act": reading["newsletter:block"] + "doen/",
    }
