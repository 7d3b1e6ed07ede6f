"""Mijn werk of the demo's personas: every role finds something of its own."""

import pytest


@pytest.mark.parametrize(
    ("persona", "parts"),
    [
        (
            "adviseur.jeugd",
            ["Mijn hoofdstukken", "Doelenboom Jeugd", "Mijn doelenbomen", "Jeugdconsulent", "Laatste"],
        ),
        ("adviseur.programma", ["Mijn hoofdstukken", "Inleiding", "Laatste wijzigingen"]),
        ("eindredacteur", ["Ter beoordeling", "Laatste wijzigingen", "Nieuwste publicaties"]),
        ("communicatie", ["Laatste wijzigingen", "Nieuwste publicaties"]),
        ("griffie", ["Nieuwste publicaties", "Kadernota 2026"]),
        ("beheerder", ["Beheer", "Gebruikers, rollen en functies", "Logboek"]),
    ],
)
def test_everybody_has_a_start_page_of_their_own(kadernota, enter, persona, parts):
    response = enter(persona).get("/werk/")
    assert response.status_code == 200
    for part in parts:
        assert part in response.content.decode()


def test_who_only_reads_does_not_see_drafts(kadernota, enter):
    shown = enter("griffie").get("/werk/").content.decode()
    assert "Laatste wijzigingen" not in shown
    assert "Mijn hoofdstukken" not in shown
    assert "Er is nu niets onder embargo." in shown
