"""Work environment: documents, chapters, goal trees."""

from django.urls import path

from policy.views import carrying, chapters, documents, history, passages, structure, trees

app_name = "policy"
urlpatterns = [
    path("documenten/", documents.documents, name="documents"),
    path("documenten/nieuw/", structure.document_add, name="document_add"),
    path("documenten/<slug:slug>/", documents.document, name="document"),
    path("documenten/<slug:slug>/doorzetten/", carrying.carry, name="carry"),
    path("documenten/<slug:slug>/<slug:chapter>/", chapters.chapter, name="chapter"),
    path("documenten/<slug:slug>/<slug:chapter>/tekst-toevoegen/", passages.passage_add, name="passage_add"),
    path(
        "documenten/<slug:slug>/<slug:chapter>/terugzetten/<uuid:uid>/",
        passages.passage_restore,
        name="passage_restore",
    ),
    path("documenten/<slug:slug>/<slug:chapter>/<slug:address>/", chapters.act, name="review"),
    # Not below the document itself: there the addresses of chapters stand.
    path("documentgegevens/<slug:slug>/", documents.document_edit, name="document_edit"),
    path("documentgegevens/<slug:slug>/stap-toevoegen/", documents.step_add, name="step_add"),
    path("documentgegevens/<slug:slug>/hoofdstuk-toevoegen/", structure.chapter_add, name="chapter_add"),
    path("hoofdstukken/<int:pk>/", structure.chapter_change, name="chapter_change"),
    path("hoofdstukken/<int:pk>/verplaatsen/", structure.chapter_move, name="chapter_move"),
    path("hoofdstukken/<int:pk>/verwijderen/", structure.chapter_remove, name="chapter_remove"),
    path("besluitroute/<int:pk>/", documents.step, name="step"),
    path("besluitroute/<int:pk>/weghalen/", documents.step_remove, name="step_remove"),
    path("teksten/<int:pk>/", passages.passage, name="passage"),
    path("teksten/<int:pk>/geschiedenis/", history.passage_history, name="passage_history"),
    path("teksten/<int:pk>/verplaatsen/", passages.passage_move, name="passage_move"),
    path("teksten/<int:pk>/verwijderen/", passages.passage_remove, name="passage_remove"),
    path("doelenbomen/", trees.tree_list, name="trees"),
    path("doelenbomen/<slug:slug>/<int:year>/", trees.tree, name="tree"),
    path("doelenbomen/<slug:slug>/<int:year>/toevoegen/", trees.node_add, name="node_add"),
    path("doelen/<int:pk>/", trees.node, name="node"),
    path("doelen/<int:pk>/geschiedenis/", history.node_history, name="node_history"),
    path("doelen/<int:pk>/verplaatsen/", trees.node_move, name="node_move"),
    path("doelen/<int:pk>/verwijderen/", trees.node_remove, name="node_remove"),
    path("beoordelen/", chapters.review_list, name="review_list"),
]
