"""The command that publishes the demo, on a database of its own: interrupted, or with nothing to publish."""

import pytest
from django.core.management import CommandError, call_command

from tests import factories
from twenterand.publications import publishing, querysets

pytestmark = pytest.mark.django_db


def numbers() -> dict[str, int]:
    return {row.subject_slug: row.number for row in querysets.visible_to(None)}


def test_it_finishes_what_was_interrupted(monkeypatch):
    call_command("load_demo", verbosity=0)

    def crash(publication):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(publishing, "release", crash)
        with pytest.raises(KeyboardInterrupt):
            call_command("publish_demo", verbosity=0)
    assert numbers() == {}
    call_command("publish_demo", verbosity=0)
    assert numbers() == {"kadernota-2026": 1, "2023-voorjaar": 1}


def test_without_the_demo_it_says_what_to_do():
    factories.chapter(document=factories.document(slug="kadernota-2026"))
    with pytest.raises(CommandError, match="load_demo"):
        call_command("publish_demo")
