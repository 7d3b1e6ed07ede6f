"""The policy framework in fixtures/ has the themes, opgaven, uitgangspunten and route of the facts."""

from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
FACTS = yaml.safe_load((ROOT / "tests" / "data" / "facts" / "ibn-2023-2026.yaml").read_text(encoding="utf-8"))
FRAMEWORK = yaml.safe_load((ROOT / "fixtures" / "ibn-2023-2026.yaml").read_text(encoding="utf-8"))


def test_themes_and_opgaven_as_printed():
    assert [(theme["slug"], theme["title"], theme["challenges"]) for theme in FRAMEWORK["themes"]] == [
        (theme["slug"], theme["title"], theme["opgaven"]) for theme in FACTS["themes"]
    ]
    assert sum(len(theme["challenges"]) for theme in FRAMEWORK["themes"]) == FACTS["opgaven_total"] == 18


def test_principles():
    principles = FRAMEWORK["principles"]
    assert [(row["slug"], row["title"]) for row in principles] == [
        (row["slug"], row["title"]) for row in FACTS["uitgangspunten"]
    ]
    assert all(row["text"].strip() for row in principles)


def test_document_and_its_route():
    document, facts = FRAMEWORK["document"], FACTS
    assert (document["slug"], document["title"]) == (facts["slug"], facts["title"])
    assert (document["year_from"], document["year_to"]) == (facts["period"]["from"], facts["period"]["to"])
    steps = document["route_steps"]
    stated = [str(step["date"]) if step["date"] else None for step in facts["adoption"]]
    assert [
        step["from"] and step["from"][: len(day or "")] for step, day in zip(steps, stated, strict=True)
    ] == stated
    assert [step["precision"] for step in steps] == ["unknown", "year", "day", "unknown"]
    assert [step["expected"] for step in steps] == [False, False, True, False]
