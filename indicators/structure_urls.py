"""Arranging tables; these addresses lie below /werk/cijfers/ (urls.py)."""

from django.urls import path

from indicators.views import structure, structure_acts

urlpatterns = [
    path("tabel/<int:table>/", structure.page, name="structure"),
    path("tabel/<int:table>/<slug:what>/toevoegen/", structure.add, name="structure_add"),
    path(
        "tabel/<int:table>/rij/<uuid:uid>/terugzetten/",
        structure_acts.restore,
        name="structure_restore",
    ),
    path("tabel/groep/<int:pk>/kolommen/", structure_acts.group_columns, name="structure_columns"),
    path("tabel/voetnoot/<int:pk>/plaats/", structure_acts.place_add, name="structure_place_add"),
    path("tabel/plaats/<int:anchor>/weghalen/", structure_acts.place_remove, name="structure_place_remove"),
    path("tabel/<slug:what>/<int:pk>/", structure.change, name="structure_change"),
    path("tabel/<slug:what>/<int:pk>/verplaatsen/", structure_acts.move, name="structure_move"),
    path("tabel/<slug:what>/<int:pk>/weghalen/", structure_acts.remove, name="structure_remove"),
    path("<slug:document>/<slug:chapter>/tabel-toevoegen/", structure.table_add, name="table_add"),
]
