"""Addresses of the newsletter: public pages, and the preview below /werk/."""

from django.urls import path

from newsletter.views import (
    asking,
    contributing,
    drafting,
    following,
    mail_preview,
    mailing,
    making,
    public,
    quoting,
    subscribing,
    work,
    writing,
)
from twenterand.publications import converters  # noqa: F401 - registers the parts of addresses used below

app_name = "newsletter"
urlpatterns = [
    path("nieuwsbrieven/", public.archive, name="editions"),
    path("nieuwsbrieven/bijdrage/<str:token>/", contributing.contribute, name="contribute"),
    path("nieuwsbrieven/concept/<str:token>/", drafting.shared_draft, name="shared_draft"),
    path("nieuwsbrieven/aanmelden/", subscribing.subscribe, name="subscribe"),
    path("nieuwsbrieven/aangemeld/", subscribing.asked, name="asked"),
    path("nieuwsbrieven/bevestigen/<str:token>/", subscribing.confirm, name="confirm"),
    path("nieuwsbrieven/afmelden/<str:token>/", subscribing.leave, name="leave"),
    path("nieuwsbrieven/feed.xml", following.feed, name="feed"),
    path("nieuwsbrieven/thema/<slug:slug>/", following.theme, name="theme"),
    path("nieuwsbrieven/<slug:slug>/", public.edition, name="edition"),
    path("nieuwsbrieven/<slug:slug>.<slug:kind>", public.file, name="file"),
    path("nieuwsbrieven/<slug:slug>/v<version:number>.<slug:kind>", public.file, name="version_file"),
    path("nieuwsbrieven/<slug:slug>/v<version:number>/", public.edition, name="version"),
    path(
        "nieuwsbrieven/<slug:slug>/v<version:number>/<slug:article>/", public.article, name="version_article"
    ),
    path("nieuwsbrieven/<slug:slug>/<slug:article>/", public.article, name="article"),
    path("werk/nieuwsbrieven/", work.editions, name="work_editions"),
    path("werk/nieuwsbrieven/nieuw/", making.edition_new, name="edition_new"),
    path("werk/nieuwsbrieven/lijsten/", mailing.service_lists, name="service_lists"),
    path("werk/nieuwsbrieven/lijsten/nieuw/", mailing.service_list, name="service_list_new"),
    path("werk/nieuwsbrieven/lijsten/<int:pk>/", mailing.service_list, name="service_list"),
    path(
        "werk/nieuwsbrieven/lijsten/<int:pk>/verwijderen/",
        mailing.service_list_remove,
        name="service_list_remove",
    ),
    path("werk/nieuwsbrieven/artikel/<int:pk>/", writing.article, name="work_article"),
    path("werk/nieuwsbrieven/artikel/<int:pk>/gegevens/", writing.article_edit, name="article_edit"),
    path("werk/nieuwsbrieven/artikel/<int:pk>/stap/", making.article_step, name="article_step"),
    path("werk/nieuwsbrieven/artikel/<int:pk>/verplaatsen/", making.article_move, name="article_move"),
    path("werk/nieuwsbrieven/artikel/<int:pk>/terug/", writing.article_back, name="article_back"),
    path("werk/nieuwsbrieven/artikel/<int:pk>/blok/<slug:kind>/", writing.block_new, name="block_new"),
    path("werk/nieuwsbrieven/artikel/<int:pk>/vragen/", asking.article_ask, name="article_ask"),
    path("werk/nieuwsbrieven/artikel/<int:pk>/word/", asking.article_word, name="article_word"),
    path("werk/nieuwsbrieven/artikel/<int:pk>/cijfer/", quoting.search, name="quote_search"),
    path(
        "werk/nieuwsbrieven/artikel/<int:pk>/cijfer/<slug:publication>/<version:number>/<slug:kind>/<uuid:uid>/",
        quoting.quote,
        name="quote",
    ),
    path("werk/nieuwsbrieven/blok/<int:pk>/", writing.block, name="block"),
    path("werk/nieuwsbrieven/blok/<int:pk>/cijfer/", quoting.decide, name="quote_decide"),
    path("werk/nieuwsbrieven/blok/<int:pk>/doen/", writing.block_act, name="block_act"),
    path("werk/nieuwsbrieven/<slug:slug>/", work.edition, name="work_edition"),
    path("werk/nieuwsbrieven/<slug:slug>/voorbeeld/", work.preview, name="work_preview"),
    path("werk/nieuwsbrieven/<slug:slug>/mail/", mail_preview.mail, name="work_mail"),
    path("werk/nieuwsbrieven/<slug:slug>/mail/bericht/", mail_preview.mail_document, name="mail_document"),
    path("werk/nieuwsbrieven/<slug:slug>/gegevens/", making.edition_edit, name="edition_edit"),
    path("werk/nieuwsbrieven/<slug:slug>/kopbeeld/", making.edition_masthead, name="edition_masthead"),
    path("werk/nieuwsbrieven/<slug:slug>/concept/", drafting.draft, name="draft"),
    path("werk/nieuwsbrieven/<slug:slug>/concept.pdf", drafting.draft_file, name="draft_file"),
    path("werk/nieuwsbrieven/<slug:slug>/versturen/", mailing.sending, name="sending"),
    path("werk/nieuwsbrieven/<slug:slug>/stap/", making.edition_step, name="edition_step"),
    path("werk/nieuwsbrieven/<slug:slug>/artikel/", making.article_new, name="article_new"),
]
