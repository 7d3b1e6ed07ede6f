"""The payload against its JSON Schema, and its hash, which must be the same on every database."""

import copy
import json
from pathlib import Path

import jsonschema
import pytest

from policy import fragments
from twenterand.publications import payload
from twenterand.publications.chapters import ChapterPage
from twenterand.publications.models import Publication

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "tests" / "data" / "payloads"
SCHEMA = json.loads((ROOT / "docs" / "payload.schema.json").read_text(encoding="utf-8"))


def errors(content: dict) -> list[str]:
    """What the schema has against `content`; asked per kind, because "oneOf" says little about where."""
    part = {"$ref": f"#/$defs/{content['kind']}", "$defs": SCHEMA["$defs"]}
    found = jsonschema.Draft202012Validator(part).iter_errors(content)
    return [f"{list(error.absolute_path)}: {error.message}" for error in found]


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_no_object_allows_what_it_does_not_name():
    def objects(part):
        if isinstance(part, dict):
            if part.get("type") == "object":
                yield part
            for value in part.values():
                yield from objects(value)
        elif isinstance(part, list):
            for value in part:
                yield from objects(value)

    for part in objects(SCHEMA):
        assert part["additionalProperties"] is False, part
        assert set(part["required"]) | set(part.get("x-optional", ())) == set(part["properties"])


@pytest.mark.parametrize("kind", ["document", "edition"])
def test_the_example_of_each_kind_is_valid_and_canonical(kind):
    text = (EXAMPLES / f"{kind}-schema-2.json").read_text(encoding="utf-8").removesuffix("\n")
    content = json.loads(text)
    assert errors(content) == []
    jsonschema.validate(content, SCHEMA)
    assert fragments.canonical(content) == text


@pytest.mark.parametrize("kind", ["document", "edition"])
@pytest.mark.parametrize("version", range(1, payload.SCHEMA_VERSION))
def test_an_earlier_example_is_canonical_and_upgrades_to_what_the_schema_asks(kind, version):
    text = (EXAMPLES / f"{kind}-schema-{version}.json").read_text(encoding="utf-8").removesuffix("\n")
    assert fragments.canonical(json.loads(text)) == text
    assert errors(payload.read(Publication(payload=text, sha256=f"{kind}-{version}"))) == []


@pytest.mark.django_db
@pytest.mark.parametrize("version", range(1, payload.SCHEMA_VERSION + 1))
def test_a_stored_document_of_each_schema_can_be_shown(version):
    text = (EXAMPLES / f"document-schema-{version}.json").read_text(encoding="utf-8")
    content = payload.read(Publication(payload=text, sha256=f"example-{version}"))
    pages = [ChapterPage(content, chapter) for chapter in content["chapters"]]
    assert [bool(page.effect) for page in pages] == [False, True]
    assert pages[1].tables
    assert pages[1].contents


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.update(unknown=1),
        lambda content: content["chapters"][1]["proposals"][0].update(fte=0.33),
        lambda content: content["chapters"][1]["passages"][0].pop("html"),
        lambda content: content["totals"].update(balance="1.000,00"),
        lambda content: content["chapters"][1]["tables"][0]["columns"][0]["period"].update(first="1-1-2026"),
    ],
)
def test_the_schema_refuses_what_a_payload_never_holds(change):
    content = json.loads((EXAMPLES / "document-schema-2.json").read_text(encoding="utf-8"))
    wrong = copy.deepcopy(content)
    change(wrong)
    assert errors(content) == []
    assert len(errors(wrong)) == 1


def test_the_demo_is_valid(demo, db):
    for publication in Publication.objects.all():
        assert errors(json.loads(publication.payload)) == [], publication


def test_the_hash_of_the_demo_is_the_same_on_every_database(demo, db):
    """Both runs of script/test compare with the same stored values. When the demo or the schema changed on
    purpose, write what this test found into the file."""
    stored = (EXAMPLES / "demo.sha256").read_text(encoding="utf-8").splitlines()
    found = [
        f"{row.sha256}  {row.subject_kind}/{row.subject_slug}"
        for row in Publication.objects.order_by("subject_kind", "subject_slug")
    ]
    assert found == stored


def test_the_hash_is_that_of_the_json_file(demo, db):
    for publication in Publication.objects.all():
        assert publication.artifacts.get(kind="json").sha256 == publication.sha256
