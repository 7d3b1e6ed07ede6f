"""What the PDF door refuses reaches whoever waits for the job, in its own sentence."""

import pytest
from weasyprint import HTML

from twenterand import pdf
from twenterand.jobs import running
from twenterand.jobs.models import Job
from twenterand.publications import artifacts
from twenterand.publications.models import Artifact, SubjectKind

PAGE = (
    "<html lang='nl'><head><title>Proef</title></head><body><h1>Proef</h1><p>Kort.</p><p>{}</p></body></html>"
)


@pytest.mark.parametrize("error", [AssertionError("page_is_empty"), IndexError("pop from empty list")])
def test_what_fits_on_no_page_is_said_with_the_text_it_is_about(monkeypatch, error):
    def fails(*args, **kwargs):
        raise error

    monkeypatch.setattr(HTML, "render", fails)
    with pytest.raises(pdf.Unfit) as caught:
        pdf.render(PAGE.format("Een heel lange toelichting. " * 400), stylesheets=[])
    assert "te lang voor één bladzijde" in caught.value.sentence
    assert "“Een heel lange toelichting. Een heel" in caught.value.sentence
    assert len(caught.value.sentence) < 300


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (pdf.Unfit("Op bladzijde 2 staan meer voetnoten dan er op passen."), "meer voetnoten"),
        (pdf.Refused("https://example.org/x.png"), "“https://example.org/x.png”"),
    ],
)
def test_the_job_says_what_the_door_said(small, monkeypatch, refusal, sentence):
    def refuses(publication):
        raise refusal

    monkeypatch.setitem(artifacts._makers, (SubjectKind.DOCUMENT, Artifact.Kind.PDF), refuses)
    small.edit("eerst")
    small.agree()
    _, job = small.prepare()
    job = running.run_now(job.pk)
    assert job.state == Job.State.FAILED
    assert sentence in job.failure
    assert "niet aan uw gegevens" not in job.failure
