"""Carrying a document forward: what comes along, what stays, and that nothing old changes."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from indicators import grid
from indicators.models import FootnoteAnchor, IndicatorGroup, TableColumn, TableRow
from indicators.periods import Period
from policy import carrying, fragments, review
from policy.models import Chapter, Document, DocumentRelation, GoalNode, Passage, ReviewState, TreeEdition
from proposals.models import Proposal
from tests import factories
from twenterand.accounts.models import Act, AuditEvent, Role, User
from twenterand.publications import payload, publishing
from twenterand.publications.models import Publication, ReleaseKind
from twenterand.workflow import Refused


def carry(document: Document, *, by="test", successors=None, **fields) -> Document:
    preview = carrying.preview(document)
    chosen = {one.document.pk: one.proposed for one in preview.successors}
    defaults = {"title": preview.title, "slug": preview.slug, "footnotes": True}
    return carrying.carry_forward(
        document=document, by=by, successors=chosen | (successors or {}), **(defaults | fields)
    )


def built(document: Document) -> dict[str, str]:
    """The hash of every chapter as it would be published now."""
    return {chapter.slug: fragments.digest(fragments.build(chapter)) for chapter in document.chapters.all()}


def texts(notes) -> list[str]:
    return [note.footnote.text for note in notes]


class DemoTest(TestCase):
    """The demo's kadernota of 2026 becomes that of 2027."""

    @classmethod
    def setUpTestData(cls):
        call_command("load_demo", verbosity=0)
        cls.source = Document.objects.get(slug="kadernota-2026")
        cls.before = built(cls.source)
        cls.editor = User.objects.get(username="eindredacteur")
        cls.made = carry(cls.source, by=cls.editor)

    def pairs(self):
        for old in self.source.chapters.all():
            new = self.made.chapters.get(slug=old.slug)
            yield old, new, list(zip(grid.of_chapter(old), grid.of_chapter(new), strict=True))

    def test_the_document(self):
        assert (self.made.slug, self.made.title) == (
            "kadernota-2027",
            self.source.title.replace("2026", "2027"),
        )
        assert (self.made.year_from, self.made.year_to, self.made.kind) == (2027, 2027, "kadernota")
        assert (self.made.copied_from, self.made.owner) == (self.source.uid, self.source.owner)
        assert self.made.relations.get(kind="volgt_op").other == self.source
        assert not self.made.relations.filter(kind="uitwerking_van", other__year_to__lt=2027).exists()
        assert not self.made.route_steps.exists()
        assert not Proposal.objects.filter(document=self.made).exists()
        act = AuditEvent.objects.get(act=Act.CARRIED)
        assert (act.actor, act.subject_uid, act.note) == (
            "eindredacteur",
            str(self.made.uid),
            "uit kadernota-2026",
        )

    def test_nothing_old_changes(self):
        assert built(self.source) == self.before
        assert Document.objects.get(pk=self.source.pk).version == self.source.version

    def test_chapters_and_texts(self):
        old = list(self.source.chapters.values_list("uid", "slug", "title", "owner", "position"))
        assert (
            list(self.made.chapters.values_list("copied_from", "slug", "title", "owner", "position")) == old
        )
        assert set(self.made.chapters.values_list("state", flat=True)) == {ReviewState.EDITING}
        fields = ("uid", "heading", "level", "html", "position", "node__uid")
        for chapter in self.source.chapters.all():
            texts = list(chapter.passages.values_list(*fields))
            copies = Passage.objects.filter(chapter__document=self.made, chapter__slug=chapter.slug)
            assert list(copies.values_list(*fields)) == texts
            assert all(copy.copied_from == copy.uid and copy.history.count() == 1 for copy in copies)

    def test_goal_trees_of_the_next_year(self):
        for edition in TreeEdition.objects.filter(budget_year=2026):
            later = TreeEdition.objects.get(tree=edition.tree, budget_year=2027)
            fields = ("uid", "kind", "title", "explanation", "position", "parent__uid")
            old = set(edition.nodes.values_list(*fields))
            assert set(later.nodes.values_list(*fields)) == old
            assert all(node.copied_from == node.uid for node in later.nodes.all())
        chapters = self.made.chapters.filter(edition__isnull=False)
        assert {chapter.edition.budget_year for chapter in chapters} == {2027}

    def test_tables_rows_and_notes(self):
        count = 0
        for _, new, tables in self.pairs():
            for old_table, table in tables:
                count += 1
                assert table.record.uid == table.record.copied_from == old_table.record.uid
                for old_group, group in zip(old_table.groups, table.groups, strict=True):
                    assert group.record.uid == old_group.record.uid
                    node = group.record.node
                    assert (node and node.uid) == (old_group.record.node and old_group.record.node.uid)
                    assert node is None or node.edition_id == new.edition_id
                    assert texts(group.notes) == texts(old_group.notes)
                    for old_row, row in zip(old_group.rows, group.rows, strict=True):
                        assert row.record.copied_from == old_row.record.uid
                        assert (row.record.label, row.record.source, row.record.indicator) == (
                            old_row.record.label,
                            old_row.record.source,
                            old_row.record.indicator,
                        )
                        assert texts(row.notes) == texts(old_row.notes)
        assert count == 8

    def test_a_note_at_a_cell_goes_with_its_figure(self):
        def noted(tables) -> set[tuple]:
            cells = (
                (row, cell) for table in tables for row in table.rows for cell in row.cells if cell.figure
            )
            return {(row.record.uid, cell.figure.pk, *texts(cell.notes)) for row, cell in cells if cell.notes}

        kept = 0
        for _, _, tables in self.pairs():
            old, new = noted(old for old, _ in tables), noted(new for _, new in tables)
            visible = {
                cell.figure.pk for _, new in tables for row in new.rows for cell in row.cells if cell.figure
            }
            assert new == {place for place in old if place[1] in visible}
            kept += len(new)
            for before, after in tables:
                lost = set(texts(before.notes)) - set(texts(after.notes))
                assert all(
                    note.footnote.anchors.exists() for note in before.notes if note.footnote.text in lost
                )
                assert set(texts(after.notes)) <= set(texts(before.notes))
        assert kept > 5

    def test_columns_move_one_year_and_belong_to_the_new_documents(self):
        budget = Document.objects.get(slug="begroting-2026")
        documents = {None: None, self.source: self.made, Document.objects.get(slug="begroting-2025"): budget}
        for _, _, tables in self.pairs():
            for old_table, table in tables:
                sets = [(old_table.columns, table.columns)]
                sets += [
                    (old.columns or (), new.columns or ())
                    for old, new in zip(old_table.groups, table.groups, strict=True)
                ]
                for old_columns, columns in sets:
                    for old, new in zip(old_columns, columns, strict=True):
                        assert Period.of(new) == Period.of(old).moved(1)
                        assert (new.kind, new.position) == (old.kind, old.position)
                        assert new.document == documents[old.document]
        assert (budget.year_from, budget.kind, budget.chapters.count()) == (2026, "begroting", 0)
        assert budget.relations.get().other.slug == "begroting-2025"

    def test_actuals_show_and_targets_are_still_to_be_set(self):
        shown = [
            cell.figure
            for _, _, tables in self.pairs()
            for _, table in tables
            for row in table.rows
            for cell in row.cells
            if cell.figure
        ]
        assert {figure.kind for figure in shown} == {"actual"}
        assert len(shown) > 200

    def test_whoever_carried_it_forward_may_judge_it(self):
        chapter = self.made.chapters.get(slug="jeugd")
        assert "eindredacteur" not in fragments.changed_by(chapter, None)
        reason = chapter.history.get().history_change_reason
        assert reason == f"Doorgezet uit “{self.source.title}” door eindredacteur"

    def test_a_chapter_goes_through_review_and_the_document_is_published(self):
        for chapter in self.made.chapters.all():
            review.submit(chapter=chapter, seen_version=None, by="auteur")
            review.agree(chapter=Chapter.objects.get(pk=chapter.pk), seen_version=None, by="lezer")
        publication, _ = publishing.prepare(
            kind="document", slug="kadernota-2027", release_kind=ReleaseKind.FOR_COUNCIL, by="test"
        )
        read = payload.read(publication)
        jeugd = next(found for found in read["chapters"] if found["slug"] == "jeugd")
        assert jeugd["tree"]["year"] == 2027
        assert jeugd["proposals"] == []
        assert Publication.objects.filter(subject_slug="kadernota-2027").count() == 1

    def test_again_gives_the_same_document(self):
        assert carry(self.source, title=self.made.title, slug=self.made.slug) == self.made
        assert carrying.preview(self.source).earlier == (self.made,)

    def test_and_once_more_from_the_new_one(self):
        third = carry(self.made, footnotes=False)
        assert third.slug == "kadernota-2028"
        assert Document.objects.filter(slug="begroting-2027").exists()
        assert not FootnoteAnchor.objects.filter(footnote__table__chapter__document=third).exists()
        assert (
            TreeEdition.objects.filter(budget_year=2028).count()
            == TreeEdition.objects.filter(budget_year=2026).count()
        )

    def test_the_number_of_queries_does_not_grow(self):
        small = factories.document(title="Klein 2026", slug="klein-2026")
        table = factories.indicator_table(factories.chapter(document=small))
        column = factories.column(table, "2025")
        row = factories.table_row(factories.indicator_group(table, node=None))
        factories.footnote(table, anchors=[{"row": row, "column": column.position}])
        factories.passage(table.chapter)
        counts = []
        for document in (small, self.made):
            with CaptureQueriesContext(
                connection,
            ) as queries:
                carrying.preview(document)
            counts.append(len(queries))
            with CaptureQueriesContext(connection) as queries:
                carry(document)
            counts.append(len(queries))
        assert counts[0] <= counts[2] <= counts[0] + 3
        assert counts[3] <= 90


@pytest.fixture
def source(db):
    """A kadernota with one chapter: a text about a goal, and a table with targets of itself and of a begroting."""
    owner = factories.function("adviseur A")
    document = factories.document(title="Kadernota 2026", slug="kadernota-2026", owner=owner)
    chapter = factories.chapter(document=document, owner=owner, slug="jeugd", title="Jeugd in 2026")
    goal = factories.node(chapter.edition, title="Meedoen")
    factories.passage(chapter, node=goal, heading="")
    budget = factories.document(
        title="Begroting 2025", slug="begroting-2025", kind="begroting", year_from=2025, year_to=2025
    )
    table = factories.indicator_table(chapter)
    for period, of in (("2026", document), ("2025", budget), ("2024", None)):
        factories.column(table, period, document=of)
    group = factories.indicator_group(table, heading="GGD", node=goal)
    factories.column(table, "2028", group=group, document=document)
    factories.column(table, "2022/2023", group=group)
    factories.table_row(group)
    return document


def headings(document: Document) -> list[tuple[str, str]]:
    columns = TableColumn.objects.filter(table__chapter__document=document).order_by("group", "position")
    return [(grid.heading(column), column.document.title if column.document else "") for column in columns]


def test_a_group_may_keep_its_columns(source):
    group = IndicatorGroup.objects.get()
    assert ("Begroot 2029", "Kadernota 2027") in headings(carry(source))
    kept = headings(carry(source, slug="nog-een", title="Nog een", kept_columns=frozenset([group.pk])))
    assert ("Begroot 2028", "Kadernota 2026") in kept
    assert ("Gerealiseerd 2022/2023", "") in kept
    assert ("Begroot 2027", "Nog een") in kept


def test_another_document_takes_the_place_of_one_that_sets_targets(source):
    budget = Document.objects.get(slug="begroting-2025")
    other = factories.document(title="Begroting 2026", slug="b26", kind="begroting")
    assert carrying.preview(source).successors[0].proposed == other
    assert ("Begroot 2026", "Begroting 2026") in headings(carry(source))
    chosen = headings(carry(source, slug="anders", successors={budget.pk: source}))
    assert ("Begroot 2026", "Kadernota 2026") in chosen
    assert not Document.objects.filter(slug="begroting-2026").exists()


def test_a_tree_that_is_there_already_is_used(source):
    edition = source.chapters.get().edition
    later = TreeEdition.objects.create(tree=edition.tree, budget_year=2027)
    made = carry(source)
    passage = Passage.objects.get(chapter__document=made)
    assert made.chapters.get().edition == later
    assert (passage.node, passage.heading) == (None, "Meedoen"), (
        "the goal is not in that tree: its title stays"
    )
    assert IndicatorGroup.objects.get(table__chapter__document=made).node is None
    assert not GoalNode.objects.filter(edition=later).exists()
    node = factories.node(later, uid=edition.nodes.get().uid)
    again = carry(source, slug="nog-een")
    assert Passage.objects.get(chapter__document=again).node == node


def test_an_indicator_that_proved_to_be_another_goes_on_as_that_one(source):
    row = TableRow.objects.get()
    successor = factories.indicator()
    row.indicator.successor, row.indicator.superseded_reason = successor, "Zelfde telling"
    row.indicator.save()
    made = carry(source)
    assert TableRow.objects.get(group__table__chapter__document=made).indicator == successor


def test_a_retired_indicator_is_named(source):
    row = TableRow.objects.get()
    row.indicator.lapsed, row.indicator.retired_reason = True, "Niet meer gemeten"
    row.indicator.save()
    lines = [line for share in carrying.preview(source).shares for line in share.lines]
    assert ("rijen met een vervallen indicator: loop die na", 1) in lines


def test_relations_that_still_last_come_along(source):
    for year, slug in ((2026, "kort"), (2030, "lang")):
        note = factories.document(slug=slug, year_to=year)
        DocumentRelation.objects.create(document=source, kind="uitwerking_van", other=note)
    relations = carry(source).relations.values_list("kind", "other__slug")
    assert set(relations) == {("volgt_op", "kadernota-2026"), ("uitwerking_van", "lang")}


@pytest.mark.parametrize(
    ("period", "later"),
    [
        ("2026", "2027"),
        ("2022/2023", "2023/2024"),
        ("1e kwartaal 2026", "1e kwartaal 2027"),
        ("februari 2027", "februari 2028"),
        ("februari 2028", "februari 2029"),
        ("schooljaar 2025/2026", "schooljaar 2026/2027"),
    ],
)
def test_periods_a_year_later(period, later):
    assert Period.parse(period).moved(1) == Period.parse(later)
    assert Period.parse(later).moved(-1) == Period.parse(period)


def test_an_odd_period_keeps_its_days():
    odd = Period(Period.parse("2028").kind, date(2028, 2, 29), date(2028, 3, 1))
    assert odd.moved(1).first == date(2029, 2, 28)


@pytest.mark.parametrize(
    ("title", "later"),
    [
        ("Kadernota 2026", "Kadernota 2027"),
        ("Jaarstukken 2025 en 2026", "Jaarstukken 2026 en 2027"),
        ("Zonder jaar", "Zonder jaar 2027"),
        ("Nota 12026", "Nota 12026 2027"),
    ],
)
def test_titles(title, later):
    assert carrying.later_title(title, 1, 2026) == later


def test_what_cannot_be(source):
    with pytest.raises(Refused, match="al van een ander document"):
        carry(source, slug="begroting-2025")
    with pytest.raises(Refused, match="kan geen adres zijn"):
        carry(source, slug="Kader nota")
    with pytest.raises(Refused, match="titel is leeg"):
        carry(source, title=" ")
    with pytest.raises(Refused, match="geen hoofdstukken"):
        carry(Document.objects.get(slug="begroting-2025"))
    factories.document(slug="begroting-2026", kind="kadernota")
    with pytest.raises(Refused, match="“begroting-2026” is al van een ander document"):
        carry(source)
    assert not Document.objects.filter(slug="kadernota-2027").exists()


def test_only_whoever_looks_after_the_document(source):
    adviser = factories.user(Role.ADVISER, functions=[factories.function()])
    with pytest.raises(PermissionDenied):
        carry(source, by=adviser)
    owner = factories.user(Role.ADVISER, functions=[source.owner])
    assert carry(source, by=owner).owner == source.owner


def test_the_page(client, source):
    client.force_login(factories.user(Role.EDITOR))
    address = reverse("policy:carry", args=["kadernota-2026"])
    answer = client.get(address).content.decode()
    for words in (
        "1 hoofdstuk met 1 tekst.",
        "1 tabellen, 1 groepen, 1 rijen, 0 voetnoten.",
        "wordt gemaakt als kopie van 2026",
        "Jeugd in 2026",
        "Begroot 2027",
        "Wat komt er in de plaats van “Begroting 2025”?",
        "maken: “Begroting 2026”, zonder hoofdstukken",
        "Structurele voorstellen zitten daarna in de begroting",
    ):
        assert words in answer
    assert (
        f'href="{address}"'
        in client.get(reverse("policy:document", args=["kadernota-2026"])).content.decode()
    )
    budget, group = Document.objects.get(slug="begroting-2025"), IndicatorGroup.objects.get()
    fields = {"title": "Kadernota 2027", "slug": "kadernota-2027", "footnotes": "on", "kept": [group.pk]}
    answer = client.post(address, {**fields, f"document-{budget.pk}": ""})
    assert (answer.status_code, Document.objects.count()) == (422, 2)
    answer = client.post(address, {**fields, "slug": "begroting-2025", f"document-{budget.pk}": "nieuw"})
    assert answer.status_code == 422
    assert "is al van een ander document" in answer.content.decode()
    answer = client.post(address, {**fields, f"document-{budget.pk}": "nieuw"})
    assert answer["Location"] == reverse("policy:document", args=["kadernota-2027"])
    made = Document.objects.get(slug="kadernota-2027")
    assert ("Begroot 2028", "Kadernota 2026") in headings(made)
    assert ("Begroot 2026", "Begroting 2026") in headings(made)
    assert "Er is al een document dat hierop volgt" in client.get(address).content.decode()


def test_of_a_joined_pair_one_row_comes_along(source):
    old = TableRow.objects.get()
    stays = factories.table_row(old.group, label="Blijft", indicator=factories.indicator(name="Blijft"))
    again = factories.table_row(factories.indicator_group(old.group.table, node=None), label="Ook weg")
    for row in (old, again):
        row.indicator.successor, row.indicator.superseded_reason = stays.indicator, "Zelfde telling"
        row.indicator.save()
    factories.footnote(old.group.table, text="Van de rij die blijft", anchors=[{"row": stays}])
    factories.footnote(old.group.table, text="Van de rij die weg is", anchors=[{"row": old, "column": 1}])
    [share] = [share for share in carrying.preview(source).shares if share.joined]
    assert len(share.joined) == 2
    assert share.joined[0].startswith(f"“{old.label}” (Jeugd in 2026) is samengevoegd met “Blijft”")
    assert ("rijen", 1) in share.lines
    made = carry(source)
    row = TableRow.objects.get(group__table__chapter__document=made)
    assert (row.label, row.indicator) == ("Blijft", stays.indicator)
    notes = FootnoteAnchor.objects.filter(footnote__table__chapter__document=made)
    assert [note.footnote.text for note in notes] == ["Van de rij die blijft"]


def test_of_a_pair_without_a_row_of_its_own_the_first_goes_on_through_every_step(source):
    first = TableRow.objects.get()
    second = factories.table_row(first.group)
    middle, last = factories.indicator(), factories.indicator()
    for one, heir in ((first.indicator, middle), (second.indicator, middle), (middle, last)):
        one.successor, one.superseded_reason = heir, "Zelfde telling"
        one.save()
    row = TableRow.objects.get(group__table__chapter__document=carry(source))
    assert (row.label, row.indicator) == (first.label, last)


def test_groups_with_figures_over_more_years_keep_their_columns_unless_one_says_so(client, source):
    client.force_login(factories.user(Role.EDITOR))
    address = reverse("policy:carry", args=["kadernota-2026"])
    page = client.get(address).content.decode()
    group = IndicatorGroup.objects.get()
    box = next(tag for tag in page.split("<") if tag.startswith("input") and 'name="kept"' in tag)
    assert (f'value="{group.pk}"' in box, "checked" in box) == (True, True)
    assert "Deze groep houdt de kolommen die zij nu heeft." in page


def test_a_colleague_with_the_form_open_reads_the_real_reason_only(client, source):
    editor, colleague = factories.user(Role.EDITOR, name="Anna Bos"), factories.user(Role.EDITOR)
    address = reverse("policy:carry", args=["kadernota-2026"])
    budget = Document.objects.get(slug="begroting-2025")
    fields = {"title": "Kadernota 2027", "slug": "kadernota-2027", f"document-{budget.pk}": "nieuw"}
    client.force_login(editor)
    assert client.post(address, fields).status_code == 302
    assert client.post(address, fields).status_code == 302, "a second click"
    client.force_login(colleague)
    answer = client.post(address, fields)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Anna Bos heeft dit document al doorgezet: “Kadernota 2027” is er al." in page
    assert "staat niet in de lijst" not in page
    assert "is intussen gemaakt" not in page
    other = client.post(address, {**fields, "slug": "anders"}).content.decode()
    assert "“Begroting 2026” is intussen gemaakt" in other
    assert Document.objects.filter(slug__startswith="kadernota").count() == 2
