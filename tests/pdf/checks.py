"""What every test of a PDF needs: is it valid, and what does it say."""

import subprocess

import page

PROFILES = {"PDF/UA-1": page.ValidationProfile.PDF_UA_1, "PDF/A-2a": page.ValidationProfile.PDF_A_2A}


def assert_valid_pdf(data: bytes) -> None:
    """Fail with every broken rule, its message and the object where it broke, for PDF/UA-1 and PDF/A-2a."""
    failures = [
        f"{name} {failure.rule_id}: {failure.message} (object {_number(failure)})"
        for name, profile in PROFILES.items()
        for failure in page.validate_pdf_bytes(data, profile=profile).failures
    ]
    assert not failures, "the PDF is not valid:\n" + "\n".join(failures)


def pdf_text(data: bytes) -> str:
    """Return the text of a PDF; words that were broken at the end of a line are whole again."""
    result = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True, check=True)
    return result.stdout.decode()


def pdf_words(data: bytes) -> str:
    """Return the text of a PDF on one line with single spaces: to find sentences that run over lines."""
    return " ".join(pdf_text(data).split())


def _number(failure: page.ValidationFailure) -> int | str:
    return failure.object_id.object_number if failure.object_id else "none"
