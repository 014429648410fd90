import datetime as dt

import pytest
from django.urls import reverse

from exchange.models import Amendment, Clause, Protocol, Signature
from tests.clients import WatchfulClient
from tests.exchange.protocols.test_actions import sign_amendment
from tests.exchange.viewsets.world import form_of
from tests.factories import ProtocolFactory, UserFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 22)


@pytest.fixture
def client(committee):
    client = WatchfulClient()
    client.force_login(committee)
    return client


def desk(protocol):
    return reverse("protocol:inspect", args=[protocol.pk])


def decide(client, protocol, verb, **data):
    data = {f"{verb}-{name}": value for name, value in {"confirmed": "on", **data}.items()}
    return client.post(desk(protocol), {"verb": verb, **data})


def state_of(protocol) -> str:
    return Protocol.objects.values_list("state", flat=True).get(pk=protocol.pk)


class TestDesk:
    def test_says_what_a_project_lacks_and_offers_no_signature(self, client, academies):
        project = ProtocolFactory(parties=academies, state="project")

        page = client.get(desk(project)).content.decode()

        assert "École 1 : personne autorisée à signer pour elle" in page
        assert 'value="sign"' not in page

    def test_leads_from_signature_to_force(self, client, academies):
        project = ProtocolFactory(parties=academies, state="project", signed_on=None)
        for party in project.parties.all():
            party.decision_body, party.decided_on, party.decision_reference = "Conseil", TODAY, "1"
            party.save()
            Signature.objects.create(party=party, name="Mme X", capacities=["x"], fills=["representative"])

        decide(client, project, "sign", signed_on="2026-11-20")
        assert state_of(project) == "signed"
        decide(client, project, "bring_into_force")
        assert state_of(project) == "in_force"

    def test_decides_nothing_unconfirmed(self, client, academies):
        protocol = ProtocolFactory(parties=academies)

        answer = decide(
            client, protocol, "denounce", party=academies[0].pk, received_on="2026-11-01", confirmed=""
        )

        assert answer.status_code == 200
        assert state_of(protocol) == "in_force"

    def test_keeps_what_was_typed_when_it_is_refused(self, client, academies):
        protocol = ProtocolFactory(parties=academies)

        answer = decide(
            client, protocol, "denounce", party=academies[0].pk, received_on="2027-01-01", reason="Zyqux"
        )

        assert "La lettre ne peut pas arriver dans l’avenir." in answer.content.decode()
        assert "Zyqux" in answer.content.decode()
        assert state_of(protocol) == "in_force"

    def test_tells_the_second_of_two_people_that_it_was_decided(self, client, academies):
        protocol = ProtocolFactory(parties=academies)
        data = {"party": academies[0].pk, "received_on": "2026-11-01"}
        decide(client, protocol, "denounce", **data)
        first = Protocol.objects.get(pk=protocol.pk).ended_on

        answer = client.post(desk(protocol), {"verb": "denounce"}, follow=True)

        assert "n’est plus possible" in answer.content.decode()
        assert Protocol.objects.get(pk=protocol.pk).ended_on == first

    def test_concludes_an_amendment(self, client, academies):
        protocol = ProtocolFactory(parties=academies, ends_on=dt.date(2027, 3, 1), state="to_renew")
        amendment = Amendment.objects.create(
            protocol=protocol, title="Avenant", effective_on=TODAY, extends_to=dt.date(2032, 3, 1)
        )
        assert "Il manque la signature de : École 1." in client.get(desk(protocol)).content.decode()
        for body in academies:
            sign_amendment(amendment, body)

        decide(client, protocol, "amend", amendment=amendment.pk)

        assert state_of(protocol) == "in_force"
        assert Protocol.objects.get(pk=protocol.pk).ends_on == dt.date(2032, 3, 1)
        assert client.get(reverse("amendments:edit", args=[amendment.pk])).status_code in (302, 404)

    def test_offers_an_editor_nothing_to_decide(self, academies):
        protocol = ProtocolFactory(parties=academies)
        client = WatchfulClient()
        client.force_login(UserFactory(roles=["editor"]))

        assert 'name="verb"' not in client.get(desk(protocol)).content.decode()
        decide(client, protocol, "denounce", party=academies[0].pk, received_on="2026-11-01")
        assert state_of(protocol) == "in_force"

    def test_keeps_projects_from_the_secretariat(self, academies):
        project = ProtocolFactory(parties=academies, state="project", title="Zyqux")
        client = WatchfulClient()
        client.force_login(UserFactory(roles=["editor"]))

        assert client.get(desk(project)).status_code in (302, 404)
        assert "Zyqux" not in client.get(reverse("protocol:index")).content.decode()


class TestForm:
    """A form completes facts; what an action or an amendment decides it does not touch."""

    def test_of_a_concluded_protocol_changes_no_terms_and_no_text(self, client, academies):
        protocol = ProtocolFactory(parties=academies)
        Clause.objects.create(protocol=protocol, number="1", title="Un", text="Un.", origin="documented")
        address = reverse("protocol:edit", args=[protocol.pk])
        data = form_of(client, address)
        assert "clauses-0-text_fr" not in data

        assert "parties-0-signatures-0-name" not in data
        title = protocol.title_en

        answer = client.post(
            address,
            data
            | {
                "place_fr": "Longueuil",
                "title_en": "Another title",
                "title_nl": "Akkoord",
                "source_note_fr": "Annonce.",
                "ends_on": "2040-01-01",
                "state": "ended",
                "parties-TOTAL_FORMS": 1,
                "parties-0-DELETE": "on",
                "clauses-TOTAL_FORMS": 1,
                "clauses-0-text_fr": "Autre.",
            },
        )

        assert answer.status_code == 302
        protocol.refresh_from_db()
        # What is missing in a language is translated; a fact that comes late is a note.
        assert (protocol.title_en, protocol.title_nl, protocol.source_note_fr) == (
            title,
            "Akkoord",
            "Annonce.",
        )
        assert (protocol.place_fr, protocol.ends_on, protocol.state) == (None, None, "in_force")
        assert protocol.clauses.get().text == "Un."
        assert protocol.parties.count() == 2

    def test_of_a_project_knows_the_rights_of_clauses(self, client, academies):
        project = ProtocolFactory(parties=academies, state="project")
        Clause.objects.create(protocol=project, number="1", title="Un", text="Un.", origin="documented")
        address = reverse("protocol:edit", args=[project.pk])
        data = form_of(client, address)

        wrong = client.post(address, data | {"clauses-0-grounds": ["everything"]})
        right = client.post(address, data | {"clauses-0-grounds": ["read_parties", "membership"]})

        assert wrong.status_code == 200
        assert right.status_code == 302
        assert set(project.clauses.get().grounds) == {"membership", "read_parties"}
