"""Indicators that share a name: told apart by their table, listed as the tables print them."""

from twenterand.publications import naming


def chapter(*tables: tuple[str, list[str]], names: dict[str, str]) -> dict:
    """A chapter of a payload with tables of (title, uids); the indicators stand there in another order."""
    return {
        "indicators": [{"uid": uid, "name": name} for uid, name in sorted(names.items())],
        "tables": [
            {"title": title, "groups": [{"rows": [{"indicator": uid} for uid in uids]}]}
            for title, uids in tables
        ],
    }


CHAPTER = chapter(
    ("Beleidsindicatoren", ["c", "a"]),
    ("Vernieuwde beleidsindicatoren", ["b", "c"]),
    names={"a": "Met verblijf", "b": "Met verblijf", "c": "Beschut werk", "d": "Zonder tabel"},
)
CONTENT = {"chapters": [CHAPTER]}


def test_the_order_is_that_of_the_tables():
    assert [row["uid"] for row in naming.in_order(CHAPTER)] == ["c", "a", "b", "d"]


def test_only_a_shared_name_gets_the_title_of_its_table():
    assert naming.names(CONTENT) == {
        "a": "Met verblijf (Beleidsindicatoren)",
        "b": "Met verblijf (Vernieuwde beleidsindicatoren)",
        "c": "Beschut werk",
        "d": "Zonder tabel",
    }


def test_namesakes_are_the_others():
    assert [row["uid"] for row in naming.namesakes(CONTENT, "a")] == ["b"]
    assert naming.namesakes(CONTENT, "c") == []
