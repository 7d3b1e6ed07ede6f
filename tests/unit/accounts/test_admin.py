"""The admin: who gets in, what it writes, and what it only shows."""

from decimal import Decimal

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from indicators.models import Area, Figure, Indicator
from newsletter.models import Article, Edition
from policy.models import Chapter, Document, DocumentRelation, GoalNode, GoalTree, Passage, RouteStep
from proposals.models import Proposal
from tests import factories
from twenterand.accounts import demo, editing
from twenterand.accounts.models import Act, AuditEvent, Function, Organisation, Role, User
from twenterand.jobs.models import Job
from twenterand.media.models import Picture
from twenterand.publications.models import Artifact, Publication
from twenterand.workflow import Refused

pytestmark = pytest.mark.django_db

ONLY_SHOWN = [
    AuditEvent, Publication, Artifact, Picture, Job, Chapter, Passage, GoalNode, GoalTree, Figure, Proposal,
    Edition, Article,
]  # fmt: skip


@pytest.fixture
def administrator(client):
    person = factories.user(Role.ADMINISTRATOR, username="beheer", name="Beheerder")
    client.force_login(person)
    return person


def indicator(**fields) -> Indicator:
    return Indicator.objects.create(**{"slug": "clienten", "name": "Aantal cliënten", **fields})


def address(model, page: str, *arguments) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


# Who gets in


def test_only_the_beheerder_gets_in(client):
    response = client.get("/admin/")
    assert response.status_code == 302
    assert client.get(response.url).url == "/inloggen/?next=/admin/"
    for role in set(Role) - {Role.ADMINISTRATOR}:
        client.force_login(factories.user(role, is_staff=True))
        assert client.get("/admin/").status_code == 403
        assert client.get(address(User, "changelist")).status_code == 403
    client.force_login(factories.user(Role.ADMINISTRATOR))
    assert client.get("/admin/").status_code == 200


def test_signing_out_of_the_admin_is_signing_out(client, administrator):
    assert client.post(reverse("admin:logout")).status_code == 302
    assert AuditEvent.objects.get().act == Act.SIGNED_OUT
    client.force_login(administrator)
    assert client.get(reverse("admin:password_change")).url == reverse("accounts:password")


def test_a_superuser_from_the_command_line_can_give_out_the_first_role(client):
    first = User.objects.create_superuser("eerste", password="x")
    client.force_login(first)
    assert client.get(address(User, "change", first.pk)).status_code == 200


def test_every_page_of_the_admin_opens(client, administrator):
    demo.load()
    for model, model_admin in admin.site._registry.items():
        assert client.get(address(model, "changelist")).status_code == 200, model
        request = client.get("/admin/").wsgi_request
        request.user = administrator
        expected = 200 if model_admin.has_add_permission(request) else 403
        assert client.get(address(model, "add")).status_code == expected, model


# What is only shown


@pytest.mark.parametrize("model", ONLY_SHOWN, ids=lambda model: model.__name__)
def test_what_others_write_is_only_shown(rf, administrator, model):
    request = rf.get("/admin/")
    request.user = administrator
    model_admin = admin.site._registry[model]
    assert not model_admin.has_add_permission(request)
    assert not model_admin.has_change_permission(request)
    assert not model_admin.has_delete_permission(request)
    assert model_admin.has_view_permission(request)


@pytest.mark.parametrize("model", [User, Function, Organisation, Document, Indicator])
def test_what_others_refer_to_is_not_deleted(rf, administrator, model):
    request = rf.get("/admin/")
    request.user = administrator
    assert not admin.site._registry[model].has_delete_permission(request)


# The organisation


def save_organisation(client, **fields):
    record = Organisation.objects.get_or_create(
        pk=1, defaults={"name": "Gemeente", "short_name": "Gemeente", "cbs_code": "GM9999"}
    )[0]
    page = client.get(address(Organisation, "change", record.pk)).context["adminform"].form
    data = {name: page[name].value() for name in page.fields}
    return client.post(address(Organisation, "change", record.pk), {**data, **fields})


def test_the_limits_of_deviations_are_the_organisations_choice(client, administrator):
    assert save_organisation(client, attention_percent="7,5", off_percent="15").status_code == 302
    record = Organisation.objects.get()
    assert (record.attention_percent, record.off_percent) == (Decimal("7.5"), 15)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"attention_percent": "30"}, "25% is minder dan bij “let op” (30%)"),
        ({"attention_percent": "-1"}, "−1% is minder dan niets"),
    ],
)
def test_limits_that_cannot_be_are_refused_in_words(client, administrator, fields, sentence):
    answer = save_organisation(client, **fields)
    assert answer.status_code == 200
    assert sentence in answer.content.decode()


# Users and rights


def save_user(client, person, **fields):
    data = {"username": person.username, "name": person.name, "email": "", **fields}
    return client.post(address(User, "change", person.pk), data)


def test_a_change_of_rights_is_logged_with_what_changed_and_who_did_it(client, administrator):
    old, new = factories.function("adviseur Wmo"), factories.function("adviseur Jeugd")
    person = factories.user(Role.ADVISER, username="iemand", functions=[old])
    fields = {"may_sign_in": "on", "granted_roles": [Role.EDITOR], "held_functions": [new.pk]}
    assert save_user(client, person, **fields).status_code == 302
    event = AuditEvent.objects.get(act=Act.ROLE_CHANGED)
    assert (event.actor, event.subject_kind, event.subject_label) == ("beheer", "user", "iemand")
    assert event.note == (
        "rol erbij: eindredacteur; rol eraf: beleidsadviseur; "
        "functie erbij: adviseur Jeugd; functie eraf: adviseur Wmo"
    )
    person = User.objects.get(pk=person.pk)
    assert person.roles == {Role.EDITOR}
    assert list(person.functions.all()) == [new]
    assert not person.is_staff


def test_a_change_of_name_is_no_change_of_rights(client, administrator):
    person = factories.user(Role.ADVISER, username="iemand")
    fields = {"name": "Een ander", "may_sign_in": "on", "granted_roles": [Role.ADVISER]}
    assert save_user(client, person, **fields).status_code == 302
    person.refresh_from_db()
    assert person.name == "Een ander"
    assert not AuditEvent.objects.exists()


def test_the_user_name_stays_as_history_knows_it(client, administrator):
    person = factories.user(Role.ADVISER, username="iemand")
    save_user(client, person, username="anders", may_sign_in="on", granted_roles=[Role.ADVISER])
    person.refresh_from_db()
    assert person.username == "iemand"


def test_the_role_of_beheerder_opens_the_admin_and_its_loss_closes_it(client, administrator):
    person = factories.user()
    save_user(client, person, may_sign_in="on", granted_roles=[Role.ADMINISTRATOR])
    person.refresh_from_db()
    assert (person.is_staff, person.is_superuser) == (True, True)
    save_user(client, person, may_sign_in="on", granted_roles=[])
    person.refresh_from_db()
    assert (person.is_staff, person.is_superuser) == (False, False)


@pytest.mark.parametrize(
    "fields", [{"may_sign_in": "on", "granted_roles": []}, {"granted_roles": [Role.ADMINISTRATOR]}]
)
def test_the_last_beheerder_stays(client, administrator, fields):
    response = save_user(client, administrator, **fields)
    assert "Beheerder is de enige beheerder die kan inloggen." in response.content.decode()
    assert User.objects.get(pk=administrator.pk).roles == {Role.ADMINISTRATOR}
    with pytest.raises(Refused):
        editing.change_rights(user=administrator, active=True, roles=[], functions=[], by="test")


def test_a_new_user_gets_a_password_first_and_rights_on_the_next_page(client, administrator):
    data = {"username": "nieuw", "usable_password": "true", "password1": "een-lang-geheim-42"}
    response = client.post(address(User, "add"), {**data, "password2": "een-lang-geheim-42"})
    person = User.objects.get(username="nieuw")
    assert response.url == address(User, "change", person.pk)
    assert person.roles == frozenset()


def test_the_beheerder_ends_the_waiting_time_after_wrong_passwords(client, administrator):
    person = factories.user(Role.ADVISER, username="iemand", name="Iemand")
    visitor = Client()
    for _ in range(5):
        visitor.post("/inloggen/", {"username": "iemand", "password": "fout"})
    assert visitor.post("/inloggen/", {"username": "iemand", "password": "fout"}).status_code == 429
    chosen = {"action": "unlock", "_selected_action": [person.pk]}
    page = client.post(address(User, "changelist"), chosen, follow=True).content.decode()
    assert "Kan weer inloggen: Iemand." in page
    assert visitor.post("/inloggen/", {"username": "iemand", "password": "fout"}).status_code == 422
    page = client.post(
        address(User, "changelist"), {**chosen, "_selected_action": [administrator.pk]}, follow=True
    )
    assert "Geen van deze gebruikers hoefde te wachten." in page.content.decode()


# Reference data


def test_an_indicator_is_kept_with_its_history(client, administrator):
    kept = indicator()
    data = {
        "name": "Aantal cliënten", "unit": "cliënten", "decimals": "0", "default_period_kind": "year",
        "aliases-TOTAL_FORMS": "1", "aliases-INITIAL_FORMS": "0", "aliases-0-slug": "klanten",
    }  # fmt: skip
    response = client.post(address(Indicator, "change", kept.pk), data)
    assert response.status_code == 302, response.content.decode()
    kept.refresh_from_db()
    assert (kept.unit, kept.version, kept.slug) == ("cliënten", 2, "clienten")
    assert kept.aliases.get().slug == "klanten"
    record = kept.history.first()
    assert (record.history_user_id, record.history_change_reason) == ("beheer", "Gewijzigd in het beheer")
    page = client.get(address(Indicator, "history", kept.pk)).content.decode()
    assert "Gewijzigd in het beheer" in page
    assert "style=" not in page


def test_the_route_and_the_relations_of_a_document_are_written_and_the_document_is_not(client, administrator):
    function = factories.function()
    shared = {"kind": "kadernota", "year_from": 2026, "year_to": 2026, "owner": function}
    document = Document.objects.create(slug="nota", title="Nota", **shared)
    other = Document.objects.create(slug="oud", title="Oude nota", **shared)
    data = {
        "title": "Gekaapt",
        "relations-TOTAL_FORMS": "1", "relations-INITIAL_FORMS": "0",
        "relations-0-kind": "volgt_op", "relations-0-other": other.pk,
        "route_steps-TOTAL_FORMS": "1", "route_steps-INITIAL_FORMS": "0",
        "route_steps-0-kind": "decision", "route_steps-0-body": "raad", "route_steps-0-title": "Vaststelling",
        "route_steps-0-precision": "day", "route_steps-0-date_from": "18-07-2025",
        "route_steps-0-outcome": "adopted", "route_steps-0-position": "1",
    }  # fmt: skip
    response = client.post(address(Document, "change", document.pk), data)
    assert response.status_code == 302, response.content.decode()
    assert DocumentRelation.objects.get().other == other
    assert RouteStep.objects.get().title == "Vaststelling"
    document.refresh_from_db()
    assert (document.title, document.version) == ("Nota", 1)


def test_areas_are_reference_data(client, administrator):
    data = {"kind": "regio", "cbs_code": "CR01", "name": "Twente"}
    assert client.post(address(Area, "add"), data).status_code == 302
    assert Area.objects.get().name == "Twente"


def test_a_failed_job_goes_to_the_queue_again(client, administrator):
    failed = Job.objects.create(
        kind="x", state=Job.State.FAILED, finished_at=timezone.now(), requested_by="a"
    )
    running = Job.objects.create(kind="x", state=Job.State.RUNNING, requested_by="a")
    chosen = {"action": "requeue", "_selected_action": [failed.pk, running.pk]}
    page = client.post(address(Job, "changelist"), chosen, follow=True).content.decode()
    assert "Opnieuw gestart: 1." in page
    assert "Niet opnieuw gestart: 1." in page
    failed.refresh_from_db()
    assert failed.state == Job.State.QUEUED


# Import and export


def upload(client, model, text: str | bytes):
    content = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile("indicatoren.csv", content, content_type="text/csv")
    return client.post(address(model, "import"), {"import_file": file, "format": "0", "resource": ""})


def confirm(client, model, page):
    form = page.context["confirm_form"]
    return client.post(address(model, "process_import"), form.initial)


def test_what_is_exported_and_imported_again_changes_nothing(client, administrator):
    indicator(definition="-1 betekent onbekend", unit="=som", holder=factories.function())
    exported = client.post(address(Indicator, "export"))
    text = exported.content.decode()
    assert text.startswith("\ufeffadres;naam;definitie;eenheid;richting;bron;houder")
    assert "'-1 betekent onbekend" in text
    page = upload(client, Indicator, exported.content)
    assert [row.import_type for row in page.context["result"].rows] == ["skip"]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_an_import_shows_first_and_then_writes_with_history(client, administrator, delimiter):
    function = factories.function()
    kept = indicator()
    rows = [
        ["adres", "naam", "definitie", "eenheid", "richting", "bron", "houder"],
        [
            "clienten",
            "Aantal cliënten",
            "Wie hulp krijgt",
            "cliënten",
            "Hoger is beter",
            "CBS",
            function.slug,
        ],
    ]
    page = upload(client, Indicator, "\n".join(delimiter.join(row) for row in rows))
    kept.refresh_from_db()
    assert kept.unit == ""
    preview = page.content.decode()
    assert "<ins>Wie hulp krijgt</ins>" in preview
    assert "style=" not in preview
    assert confirm(client, Indicator, page).status_code == 302
    kept.refresh_from_db()
    assert (kept.unit, kept.direction, kept.source, kept.holder) == ("cliënten", "higher", "CBS", function)
    assert kept.version == 2
    record = kept.history.first()
    assert record.history_user_id == "beheer"
    assert record.history_change_reason == "Ingelezen uit indicatoren.csv"


def test_describing_an_indicator_reopens_the_chapters_that_print_it(client, administrator):
    kept = indicator()
    row = factories.table_row(factories.indicator_group(factories.indicator_table()), indicator=kept)
    chapter = row.group.table.chapter
    for write in ("admin", "import"):
        Chapter.objects.filter(pk=chapter.pk).update(
            state="submitted", submitted_at=timezone.now(), submitted_by="adviseur"
        )
        if write == "admin":
            data = {"name": "Aantal inwoners", "decimals": "0", "default_period_kind": "year"}
            data |= {"aliases-TOTAL_FORMS": "0", "aliases-INITIAL_FORMS": "0"}
            client.post(address(Indicator, "change", kept.pk), data)
        else:
            confirm(client, Indicator, upload(client, Indicator, "adres;naam\nclienten;Aantal mensen\n"))
        chapter.refresh_from_db()
        kept.refresh_from_db()
        assert chapter.state == "editing", write
        assert chapter.reason == f"Gewijzigd: beschrijving van “{kept.name}”"
        assert AuditEvent.objects.filter(act=Act.REOPENED).first().actor == "beheer"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("bestaat-niet;X;;;;;", "er is geen indicator met het adres &#x27;bestaat-niet&#x27;"),
        ("clienten;X;;;omhoog;;", "richting: &#x27;omhoog&#x27; is onbekend. Kies uit: hoger is beter"),
        ("clienten;X;;;;;niemand", "houder: er is geen functie met het kenmerk &#x27;niemand&#x27;"),
    ],
)
def test_a_row_that_cannot_be_imported_says_why_and_nothing_is_written(client, administrator, row, sentence):
    kept = indicator()
    page = upload(client, Indicator, f"adres;naam;definitie;eenheid;richting;bron;houder\n{row}\n")
    assert sentence in page.content.decode()
    assert "confirm_form" not in page.context or page.context["confirm_form"] is None
    kept.refresh_from_db()
    assert kept.name == "Aantal cliënten"


@pytest.mark.parametrize("content", ["adres;naam\ncliënten;x".encode("cp1252"), b""])
def test_a_file_that_is_no_csv_gets_a_sentence(client, administrator, content):
    page = upload(client, Indicator, content)
    assert page.status_code == 200
    assert page.context["form"].errors["import_file"]


def test_functions_go_in_and_out(client, administrator):
    page = upload(client, Function, "kenmerk;naam;functionele mailbox\nadviseur-sport;adviseur Sport;\n")
    assert confirm(client, Function, page).status_code == 302
    assert Function.objects.get().name == "adviseur Sport"
