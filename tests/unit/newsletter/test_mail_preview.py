"""The e-mail as it would go out now: shown safely, and fit for old mail programs."""

import re

import pytest

from newsletter import composing, payload
from newsletter.models import BlockKind
from tests.unit.newsletter.conftest import picture

PAGE = "/werk/nieuwsbrieven/2024-najaar/mail/"


@pytest.fixture
def maker(client, small):
    small.article(
        blocks=[{"html": "<p>Zo begint het.</p>"}, {"kind": BlockKind.PICTURE, "picture": picture()}]
    )
    client.force_login(small.maker)
    return client


def test_the_page_frames_the_mail_and_shows_its_text(maker):
    page = maker.get(PAGE)
    assert (
        page.text.count(f'<iframe class="newsletter-mail" src="{PAGE}bericht/" sandbox="allow-same-origin"')
        == 2
    )
    assert "Nieuws uit het sociaal domein: najaar 2024" in page.text
    assert "Zo begint het." in page.text
    policy = page.headers["Content-Security-Policy"]
    assert "frame-src 'self'" in policy
    assert "unsafe" not in policy


def test_nothing_runs_in_the_mail_and_nobody_else_frames_it(maker):
    answer = maker.get(f"{PAGE}bericht/")
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-same-origin" in policy
    assert "script-src 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert 'src="/afbeeldingen/' in answer.text


def test_who_may_not_see_the_work_sees_no_mail(client, small):
    assert client.get(f"{PAGE}bericht/").status_code == 302


def test_the_html_is_what_old_mail_programs_know(small):
    small.article()
    html = composing.preview(payload.build(small.edition.slug)).html
    body = html[html.index("<body") :]
    assert not re.search(r"flex|grid|position:|float:|var\(|<div|<svg|<script|<form|url\(", body)
    # Every table is for layout, and every cell and paragraph carries its style.
    assert len(re.findall(r"<table", body)) == len(re.findall(r'<table[^>]*role="presentation"', body))
    assert not re.findall(r"<(?:h1|h2|h3|p|a)(?![^>]*style=)[ >]", body)
    assert "<!--[if mso]><table" in body
    assert len(html) < 100_000, "Gmail cuts off longer mails"
