"""How articles are announced and grouped."""

import pytest

from newsletter import reading


def article(slug: str, *html: str, theme: str = "", picture=None) -> dict:
    blocks = [{"kind": "text", "html": part, "picture": None} for part in html]
    blocks.append({"kind": "picture", "html": "", "picture": picture})
    shown = {"slug": theme, "title": theme} if theme else None
    return {"slug": slug, "title": slug, "theme": shown, "blocks": blocks}


@pytest.mark.parametrize(
    ("html", "lead"),
    [
        ("<p>Kort.</p><p>Rest.</p>", "Kort."),
        (f"<p>Eerste zin. {'Tweede zin is lang ' * 20}</p>", None),
        (f"<p>{'Een hele zin van zo veel tekens dat hij telt. ' * 9}</p>", None),
        ("<ul><li>Punt</li></ul>", "Punt"),
        ("<h3>Hoe het begon</h3><p>Ooit.</p>", "Ooit."),
        ("", ""),
    ],
)
def test_the_lead_is_how_it_begins(html, lead):
    found = reading.lead(article("x", html))
    assert len(found) <= reading.LONGEST_LEAD + 2
    if lead is None:
        assert found.endswith((".", "…"))
    else:
        assert found == lead


def test_the_lead_is_never_half_a_word():
    found = reading.lead(article("x", f"<p>{'onderwijs ' * 60}</p>"))
    assert set(found.split()) == {"onderwijs", "…"}


def test_an_empty_first_block_is_passed_over():
    assert reading.lead(article("x", "<p></p>", "<p>Hier.</p>")) == "Hier."


def test_themes_and_articles_keep_their_order():
    content = {
        "articles": [article("a"), article("b", theme="Gezond"), article("c"), article("d", theme="Gezond")]
    }
    groups = reading.by_theme(content, lambda slug: f"/{slug}/")
    assert [(theme, [teaser.href for teaser in teasers]) for theme, teasers in groups] == [
        ("Algemeen", ["/a/", "/c/"]),
        ("Gezond", ["/b/", "/d/"]),
    ]


def test_neighbours():
    content = {"articles": [article(slug) for slug in "abc"]}
    shown, before, after = reading.with_neighbours(content, "b")
    assert (shown["slug"], before["slug"], after["slug"]) == ("b", "a", "c")
    assert reading.with_neighbours(content, "a")[1] is None
    assert reading.with_neighbours(content, "c")[2] is None
    assert reading.with_neighbours(content, "x") == (None, None, None)
