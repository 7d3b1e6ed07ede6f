"""The steps of reading a file, as a person goes through them without JavaScript."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from indicators import editing, import_jobs, import_writing
from indicators.models import Figure, FigureImport
from tests import factories
from tests.unit.indicators.imports import files
from twenterand.jobs import running
from twenterand.jobs.models import Job

START = "/werk/cijfers/inlezen/"
HEAD = ["Indicator", "Gerealiseerd 2024", "Begroot 2026"]


@pytest.fixture
def owner(client, small):
    client.force_login(small.owner)
    return client


@pytest.fixture
def send(owner, small):
    """A function that uploads a file and returns the answer."""

    def upload(content: bytes, name="cijfers.xlsx", document=small.document):
        data = {"file": SimpleUploadedFile(name, content), "document": document.pk if document else ""}
        return owner.post(START, data)

    return upload


def address(step: str) -> str:
    return reverse(f"indicators:import_{step}", args=[FigureImport.objects.get().uid])


def test_from_file_to_figures(owner, send, small):
    answer = send(files.xlsx(HEAD, ["Aantal jongeren", 31, "1.5"]))
    assert answer.url == address("preview")
    page = owner.get(answer.url).content.decode()
    assert "<td>29</td>" in page
    assert "<strong>31</strong>" in page
    assert "Wat verandert (1)" in page
    wrong = owner.get(f"{answer.url}?toon=fouten").content.decode()
    assert "geen duidelijk getal" in wrong
    answer = owner.post(answer.url, {"seen": "0", "take": "0", "apply": "1"})
    assert answer.url == address("result")
    page = owner.get(answer.url).content.decode()
    assert "1 cijfer is opgeslagen" in page
    assert "1 cel is niet ingelezen" in page
    assert Figure.objects.get().raw == "31"
    for step in ("preview", "mapping"):
        assert owner.get(address(step)).url == address("result")


def test_what_is_not_ticked_is_not_written(owner, send):
    url = send(files.xlsx(HEAD, ["Aantal jongeren", 31, 40])).url
    assert owner.post(url, {"seen": ["0", "1"], "take": "1", "to": "toon=gelijk"}).url == f"{url}?toon=gelijk"
    assert FigureImport.objects.get().skipped == [0]
    owner.post(url, {"apply": "1"})
    assert sorted(Figure.objects.values_list("raw", flat=True)) == ["29", "40"]


def test_nothing_ticked_is_said(owner, send):
    url = send(files.xlsx(HEAD, ["Aantal jongeren", 31, None])).url
    answer = owner.post(url, {"seen": "0", "apply": "1"})
    assert answer.status_code == 409
    assert "niets gekozen" in answer.content.decode()


def test_a_stale_preview_is_refused_and_can_be_made_again(owner, send, small):
    url = send(files.xlsx(HEAD, ["Aantal jongeren", 31, None])).url
    editing.change_figure(row=small.row, column=small.actual, raw="30", seen_version=1, by=small.holder)
    answer = owner.post(url, {"seen": "0", "take": "0", "apply": "1"})
    assert answer.status_code == 409
    assert "Er is niets ingelezen" in answer.content.decode()
    assert owner.post(url, {"again": "1"}).url == url
    assert "<td>30</td>" in owner.get(url).content.decode()


def test_a_name_is_chosen_from_what_it_is_like(owner, send, small):
    url = send(files.xlsx(HEAD, ["Antal jongeren", 31, None])).url
    assert "1 rij heeft een naam die niet is herkend" in owner.get(url).content.decode()
    page = owner.get(address("mapping")).content.decode()
    assert 'label="Lijkt op"' in page
    chosen = {
        "document": small.document.pk,
        "column-0": "name",
        "column-1": "actual|2024|",
        "column-2": "target|2026|",
        "name-0": small.indicator.slug,
    }
    assert owner.post(address("mapping"), chosen).url == url
    assert "<strong>31</strong>" in owner.get(url).content.decode()


def test_years_without_a_kind_are_asked_about(owner, send, small):
    answer = send(files.xlsx(["Indicator", 2024], ["Aantal jongeren", 31]))
    assert answer.url == address("mapping")
    assert "nog geen kolom met cijfers" in owner.get(answer.url).content.decode()
    chosen = {"document": "", "column-0": "name", "column-1": "|2024|"}
    answer = owner.post(answer.url, chosen)
    assert answer.status_code == 422
    assert owner.post(address("mapping"), {**chosen, "column-1": "actual|2024|"}).url == address("preview")


def test_one_of_more_sheets_is_chosen(owner, send, small):
    content = files.xlsx(
        sheets={
            "Oud": [HEAD, ["Aantal jongeren", 31, None]],
            "Nieuw": [["Wie", "Gerealiseerd 2024"], ["Aantal jongeren", 32]],
            "Uitleg": [["Lees mij"]],
        }
    )
    assert send(content).url == address("mapping")
    page = owner.get(address("mapping")).content.decode()
    assert "Nieuw" in page
    assert "Uitleg" not in page
    columns = {"column-0": "name", "column-1": "actual|2024|", "column-2": "target|2026|"}
    other = {"sheet": "Nieuw", "document": "", **columns}
    assert owner.post(address("mapping"), other).url == address("mapping")
    chosen = {"sheet": "Nieuw", "document": "", "column-0": "name", "column-1": "actual|2024|"}
    assert owner.post(address("mapping"), chosen).url == address("preview")
    assert "<strong>32</strong>" in owner.get(address("preview")).content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"%PDF-1.7", "geen rekenblad"), (files.csv(["a", "b"]), "geen cijfers herkend"), (b"", "leeg")],
)
def test_a_bad_file_gets_a_sentence_and_keeps_nothing(send, content, words):
    answer = send(content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not FigureImport.objects.exists()


def test_who_may(client, small):
    for person, status in ((small.owner, 200), (small.holder, 200), (small.editor, 403), (small.clerk, 403)):
        client.force_login(person)
        assert client.get(START).status_code == status, person


def test_a_file_is_of_whoever_opened_it(client, send, small):
    send(files.xlsx(HEAD, ["Aantal jongeren", 31, None]))
    client.force_login(small.holder)
    for step in ("mapping", "preview", "result"):
        assert client.get(address(step)).status_code == 403, step
    client.logout()
    assert client.get(address("preview")).status_code == 302


def test_large_files_go_through_the_worker(owner, send, monkeypatch):
    monkeypatch.setattr(import_jobs, "LARGE_FILE", 0)
    monkeypatch.setattr(import_jobs, "MANY_CELLS", 0)
    answer = send(files.xlsx(HEAD, ["Aantal jongeren", 31, None]))
    job = Job.objects.get()
    assert answer.url == reverse("jobs:job", args=[job.pk])
    job = running.run_now(job.pk)
    assert (job.state, running.result_of(job)) == (Job.State.DONE, address("preview"))
    answer = owner.post(address("preview"), {"seen": "0", "take": "0", "apply": "1"})
    job = running.run_now(Job.objects.order_by("-pk").first().pk)
    assert (job.state, running.result_of(job)) == (Job.State.DONE, address("result"))
    assert Figure.objects.get().raw == "31"


def test_a_job_tells_why_it_did_not(owner, send, small, monkeypatch):
    send(files.xlsx(HEAD, ["Aantal jongeren", 31, None]))
    monkeypatch.setattr(import_jobs, "MANY_CELLS", 0)
    owner.post(address("preview"), {"seen": "0", "take": "0", "apply": "1"})
    editing.change_figure(row=small.row, column=small.actual, raw="30", seen_version=1, by=small.holder)
    job = running.run_now(Job.objects.get().pk)
    assert (job.state, job.failure) == (Job.State.FAILED, import_writing.STALE)


@pytest.mark.parametrize(
    ("kind", "start"), [("xlsx", b"PK"), ("ods", b"PK"), ("csv", b"\xef\xbb\xbfSleutel;")]
)
def test_figures_are_taken_away_in_a_file(owner, small, kind, start):
    answer = owner.get("/werk/cijfers/exporteren/", {"chapter": small.chapter.pk, "format": kind})
    assert answer.content.startswith(start)
    assert answer["Content-Disposition"] == f'attachment; filename="cijfers-kadernota-2026-jeugd.{kind}"'
    assert owner.get("/werk/cijfers/exporteren/", {"format": kind}).status_code == 200
    assert owner.get("/werk/cijfers/exporteren/", {"format": "exe"}).status_code == 302


def test_what_is_taken_away_can_be_sent_back(owner, send, small):
    factories.figure(small.row, small.target, "35%")
    content = owner.get("/werk/cijfers/exporteren/", {"chapter": small.chapter.pk, "format": "xlsx"}).content
    page = owner.get(send(content).url + "?toon=gelijk").content.decode()
    assert "Wat gelijk blijft (2)" in page
    assert "Wat verandert (0)" in page
