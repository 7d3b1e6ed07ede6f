"""Every route × every role: who gets which answer. All addresses are about the chapter of the Wmo adviser."""

from django.core.management import call_command
from django.test import TestCase
from django.urls import get_resolver

from tests import addresses
from tests.unit.test_public_routes import views
from twenterand.accounts.models import User
from twenterand.accounts.rights import ANY, RIGHTS

OWN, OTHER, EDITOR = "adviseur.wmo", "adviseur.jeugd", "eindredacteur"
COMMUNICATION, CLERK, ADMINISTRATOR = "communicatie", "griffie", "beheerder"
PERSONAS = (OWN, OTHER, EDITOR, COMMUNICATION, CLERK, ADMINISTRATOR)
WORKERS = set(PERSONAS) - {CLERK}

# Route → who gets the page; everybody else who signed in gets 403.
ALLOWED = {
    "work:start": set(PERSONAS),
    "work:gallery": {ADMINISTRATOR},
    "feeding:systems": {ADMINISTRATOR},
    "feeding:system": {ADMINISTRATOR},
    "accounts:password": set(PERSONAS),
    "accounts:hand_over": {ADMINISTRATOR},
    "accounts:hand_over_work": {ADMINISTRATOR},
    "accounts:hand_over_person": {ADMINISTRATOR},
    "accounts:hand_back": {ADMINISTRATOR},
    "work:publish_list": WORKERS,
    "work:publish": WORKERS,
    "work:withdraw": {EDITOR},
    "work:embargo": {EDITOR},
    "jobs:job": WORKERS,
    "policy:documents": WORKERS,
    "policy:document": WORKERS,
    "policy:document_add": {OWN, OTHER, EDITOR},
    "policy:document_edit": {EDITOR},
    "policy:carry": {EDITOR},
    "policy:chapter_add": {EDITOR},
    "policy:chapter_change": {EDITOR},
    "policy:chapter_remove": {EDITOR},
    "policy:step_add": {EDITOR},
    "policy:step": {EDITOR},
    "policy:step_remove": {EDITOR},
    "policy:chapter": WORKERS,
    "policy:passage_add": {OWN},
    "policy:passage": {OWN},
    "policy:passage_history": WORKERS,
    "policy:passage_remove": {OWN},
    "policy:trees": WORKERS,
    "policy:tree": WORKERS,
    "policy:node_add": {OWN},
    "policy:node": {OWN},
    "policy:node_history": WORKERS,
    "policy:node_remove": {OWN},
    "policy:review_list": WORKERS,
    "indicators:figures": WORKERS,
    "indicators:catalogue": WORKERS,
    # Advisers add what they hold themselves.
    "indicators:card_add": {OWN, OTHER, EDITOR},
    "indicators:catalogue_export": WORKERS,
    "indicators:card": WORKERS,
    "indicators:card_change": {OWN, EDITOR},
    "indicators:card_address": {OWN, EDITOR},
    "indicators:retire": {OWN, EDITOR},
    "indicators:join": {OWN, EDITOR},
    "indicators:go_on": {OWN, EDITOR},
    "indicators:chapter": WORKERS,
    "indicators:cell": WORKERS,
    "indicators:panel": WORKERS,
    "indicators:comments": WORKERS,
    "indicators:history": WORKERS,
    "indicators:footnote": {OWN},
    "indicators:structure": {OWN},
    "indicators:structure_add": {OWN},
    "indicators:structure_change": {OWN},
    "indicators:structure_remove": {OWN},
    "indicators:structure_place_add": {OWN},
    "indicators:table_add": {OWN},
    "indicators:formula": {OWN, EDITOR},
    "indicators:figure": WORKERS,
    "indicators:import_start": {OWN, OTHER},
    # A file is of whoever opened it.
    "indicators:import_mapping": {OWN},
    "indicators:import_preview": {OWN},
    "indicators:import_result": {OWN},
    "indicators:export": WORKERS,
    "indicators:standings": WORKERS,
    "indicators:explanation": WORKERS,
    "indicators:explanations": WORKERS,
    "indicators:everything": WORKERS,
    "indicators:export_filtered": WORKERS,
    "indicators:news": WORKERS,
    "indicators:periods": WORKERS,
    "indicators:todo": WORKERS,
    "indicators:unlock": {EDITOR},
    "proposals:list": WORKERS,
    # Whoever may add somewhere gets the form; where, is checked with what they fill in.
    "proposals:add": {OWN, OTHER, EDITOR},
    "proposals:proposal": WORKERS,
    "proposals:change": {OWN},
    "proposals:remove": {OWN},
    "proposals:history": WORKERS,
    "newsletter:work_editions": WORKERS,
    "newsletter:work_edition": WORKERS,
    "newsletter:work_preview": WORKERS,
    "newsletter:work_mail": WORKERS,
    "newsletter:mail_document": WORKERS,
    "newsletter:edition_new": {COMMUNICATION},
    "newsletter:sending": {COMMUNICATION},
    "newsletter:draft": {COMMUNICATION},
    "newsletter:draft_file": {COMMUNICATION},
    "newsletter:service_lists": {COMMUNICATION},
    "newsletter:service_list_new": {COMMUNICATION},
    "newsletter:service_list": {COMMUNICATION},
    "newsletter:edition_edit": {COMMUNICATION},
    "newsletter:edition_masthead": {COMMUNICATION},
    "newsletter:edition_remove": {COMMUNICATION},
    "newsletter:article_new": {COMMUNICATION},
    "newsletter:article_remove": {COMMUNICATION},
    "newsletter:article_postpone": {COMMUNICATION},
    "newsletter:work_article": WORKERS,
    "newsletter:article_edit": {COMMUNICATION},
    "newsletter:article_ask": {COMMUNICATION},
    "newsletter:article_word": {COMMUNICATION},
    "newsletter:quote_search": {COMMUNICATION},
    "newsletter:quote": {COMMUNICATION},
    "newsletter:block_new": {COMMUNICATION},
    "newsletter:block": {COMMUNICATION},
}
# Route → who may do it; the others get 403. Without its fields the action itself is refused, never done.
ACTIONS = {
    "policy:review": {OWN},
    "policy:chapter_move": {EDITOR},
    "policy:passage_move": {OWN},
    "policy:node_move": {OWN},
    "policy:passage_restore": {OWN},
    # Whoever may change figures somewhere may ask; each cell has its own answer.
    "indicators:batch": {OWN, OTHER},
    "indicators:remove": {OWN},
    "indicators:structure_move": {OWN},
    "indicators:structure_columns": {OWN},
    "indicators:structure_restore": {OWN},
    "indicators:structure_place_remove": {OWN},
    "indicators:remind": {ADMINISTRATOR},
    "indicators:comment": WORKERS,
    "indicators:cell_note": {OWN},
    "jobs:retry": {EDITOR, ADMINISTRATOR},
    "newsletter:edition_step": {COMMUNICATION},
    "newsletter:quote_decide": {COMMUNICATION},
    "newsletter:service_list_remove": {COMMUNICATION},
    "newsletter:article_step": {COMMUNICATION},
    "newsletter:article_move": {COMMUNICATION},
    "newsletter:article_back": {COMMUNICATION},
    "newsletter:block_act": {COMMUNICATION},
}
NOT_HERE = {
    "accounts:persona",  # demo mode only: tests/unit/accounts
    "accounts:logout",
    # With a link, not a role: tests/unit/newsletter/test_contributing.py.
    "newsletter:contribute_block",
    "newsletter:contribute_picture",
    # With a token, not a role: tests/unit/indicators/feeding.
    "api:figures",
    "api:indicators",
    "api:unknown",
}


class RoutesTest(TestCase):
    """One published demo for all of them: rendering its PDFs takes seconds."""

    @classmethod
    def setUpTestData(cls):
        call_command("load_demo", verbosity=0)
        call_command("publish_demo", verbosity=0)

    def sign_in(self, persona: str | None):
        self.client.logout()
        if persona:
            self.client.force_login(User.objects.get(username=persona))
        return self.client

    def test_no_route_is_forgotten(self):
        known = set(addresses.public()) | set(ALLOWED) | set(ACTIONS) | NOT_HERE
        ours = {name for name, _ in views(get_resolver()) if not name.startswith("admin:")}
        assert ours == known
        assert set(addresses.work()) == set(ALLOWED)
        assert set(addresses.actions()) - NOT_HERE == set(ACTIONS)

    def test_readers_get_every_public_page(self):
        for persona in (None, *PERSONAS):
            client = self.sign_in(persona)
            for name, address in addresses.public().items():
                expected = 302 if name == "accounts:login" and persona else 200
                assert client.get(address).status_code == expected, (name, persona)

    def test_work_pages_by_role(self):
        pages = addresses.work()
        for persona in PERSONAS:
            client = self.sign_in(persona)
            wrong = {
                name: status
                for name, address in pages.items()
                if (status := client.get(address).status_code) != (200 if persona in ALLOWED[name] else 403)
            }
            assert not wrong, f"{persona}: {wrong}"

    def test_nobody_works_without_signing_in(self):
        client = self.sign_in(None)
        for name, address in {**addresses.work(), **addresses.actions()}.items():
            for answer in (client.get(address), client.post(address)):
                if name == "accounts:logout":
                    continue
                assert answer.status_code == 302, name
                assert answer["Location"].startswith("/inloggen/?next="), name

    def test_actions_take_only_post(self):
        client = self.sign_in(OWN)
        for name, address in addresses.actions().items():
            answer = client.get(address)
            if name.startswith("policy:"):
                # People keep these addresses from a mail or a history: they see the page where the action stands.
                page = client.get(answer["Location"])
                assert (answer.status_code, page.status_code) == (302, 200), name
            else:
                assert answer.status_code == 405, name
                assert "Dit adres is geen pagina" in answer.content.decode(), name

    def test_actions_by_role(self):
        for name, address in addresses.actions().items():
            if name in NOT_HERE:
                continue
            for persona in PERSONAS:
                status = self.sign_in(persona).post(address).status_code
                if persona in ACTIONS[name]:
                    assert status in {302, 400, 422}, (name, persona, status)
                else:
                    assert status == 403, (name, persona, status)

    def test_every_page_answers_head_and_refuses_delete(self):
        client = self.sign_in(None)
        for name, address in addresses.public().items():
            assert client.head(address).status_code == 200, name
            assert client.delete(address).status_code == 405, name


def test_the_rights_table_names_every_relation_it_uses():
    used = {relation for row in RIGHTS.values() for relation in row}
    assert set(ANY) <= used
