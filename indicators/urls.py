"""Work environment: figures. What starts with a word of our own goes before the slugs of documents."""

from django.urls import include, path

from indicators.views import (
    batch,
    cards,
    cells,
    everything,
    explaining,
    exporting,
    formulas,
    importing,
    lineage,
    periods,
    remarks,
    slots,
    tables,
    todo,
)

app_name = "indicators"
urlpatterns = [
    path("cijfers/", tables.figures, name="figures"),
    path("cijfers/alles/", everything.everything, name="everything"),
    path("cijfers/alles/ophalen/<slug:kind>/", exporting.filtered, name="export_filtered"),
    path("cijfers/cel/<int:row>/<int:column>/", cells.cell, name="cell"),
    path("cijfers/cel/<int:row>/<int:column>/paneel/", cells.beside, name="panel"),
    path("cijfers/cel/<int:row>/<int:column>/verwijderen/", cells.remove, name="remove"),
    path("cijfers/cel/<int:row>/<int:column>/opmerking/", remarks.comment, name="comment"),
    path("cijfers/cel/<int:row>/<int:column>/voetnoot/", remarks.note, name="cell_note"),
    path("cijfers/opmerkingen/", remarks.mine, name="comments"),
    path("cijfers/geschiedenis/<int:figure>/", tables.history, name="history"),
    path("cijfers/wijzigen/", batch.batch, name="batch"),
    path("cijfers/wijzigingen/", batch.news, name="news"),
    path("cijfers/inlezen/", importing.start, name="import_start"),
    path("cijfers/inlezen/<uuid:uid>/", importing.mapping, name="import_mapping"),
    path("cijfers/inlezen/<uuid:uid>/voorbeeld/", importing.preview, name="import_preview"),
    path("cijfers/inlezen/<uuid:uid>/klaar/", importing.result, name="import_result"),
    path("cijfers/exporteren/", exporting.export, name="export"),
    path("cijfers/voetnoot/<int:footnote>/", tables.footnote, name="footnote"),
    path("cijfers/perioden/", periods.periods, name="periods"),
    path("cijfers/perioden/<int:pk>/vrijgeven/", periods.unlock, name="unlock"),
    path("cijfers/stand/", explaining.standings, name="standings"),
    path("cijfers/toelichting/<int:row>/", explaining.explanation, name="explanation"),
    path(
        "cijfers/toelichtingen/<slug:document>/<slug:chapter>/", explaining.explanations, name="explanations"
    ),
    path("cijfers/", include("indicators.structure_urls")),
    path("cijfers/<slug:document>/<slug:chapter>/", tables.chapter, name="chapter"),
    path("indicatoren/<slug:slug>/formule/", formulas.formula, name="formula"),
    path("indicatoren/<slug:slug>/cijfers/", slots.figure, name="figure"),
    path("indicatoren/", cards.catalogue_list, name="catalogue"),
    path("indicatoren/nieuw/", cards.add, name="card_add"),
    path("indicatoren/exporteren/", cards.export, name="catalogue_export"),
    path("indicatoren/<slug:slug>/", cards.card, name="card"),
    path("indicatoren/<slug:slug>/wijzigen/", cards.change, name="card_change"),
    path("indicatoren/<slug:slug>/adres/", cards.address, name="card_address"),
    path("indicatoren/<slug:slug>/vervallen/", lineage.retire, name="retire"),
    path("indicatoren/<slug:slug>/vergelijken/", lineage.join, name="join"),
    path("indicatoren/<slug:slug>/verder/<slug:way>/", lineage.go_on, name="go_on"),
    path("te-doen/", todo.todo, name="todo"),
    path("te-doen/herinneren/", todo.remind, name="remind"),
]
