"""What the project ships: the facts of the founding content, once loaded."""

import pytest
from django.conf import settings as project
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from exchange.models import (
    ArticlePage,
    Concept,
    InformationPage,
    Membership,
    Organisation,
    OrganisationPage,
    Pillar,
    Protocol,
    User,
)
from exchange.protocols.completeness import matrix_of, parties_of
from exchange.viewers import VISITOR, viewer_of
from practices.models import Practice
from seminars.models import Seminar, Talk
from tests.content import WRITES, counts, load_files

SHIPPED = sorted((project.BASE_DIR / "exchange" / "content").glob("*.json"))

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def shipped(django_db_setup, django_db_blocker):
    """Load what the project ships, once for all the questions about it."""
    with django_db_blocker.unblock(), transaction.atomic():
        said = load_files(*SHIPPED, verbosity=2)
        yield said
        transaction.set_rollback(True)


@pytest.mark.usefixtures("shipped")
class TestShippedContent:
    def test_has_its_numbers(self):
        assert Organisation.objects.count() == OrganisationPage.objects.live().count() == 15
        assert Organisation.objects.filter(fictitious=True).count() == 3
        assert Protocol.objects.count() == 2
        assert Seminar.objects.live().count() == 7
        assert Practice.objects.published().count() == 18
        assert Talk.objects.published().count() == 8
        assert Concept.objects.count() == 98
        assert User.objects.count() == 19
        assert ArticlePage.objects.live().count() == 1
        assert InformationPage.objects.filter(data_as_of="2014-01-29").count() == 1

    def test_ranks_bruno_first_in_belgium(self):
        real = Membership.objects.active().filter(organisation__fictitious=False)
        ranks = real.filter(network__external_id="O02").with_rank()

        first_of_country = {
            membership.organisation.country: membership.organisation.external_id
            for membership in ranks
            if membership.accession_rank == 1
        }
        assert first_of_country["BE"] == "O01"

    def test_tells_the_signature_of_2016(self):
        protocol = Protocol.objects.get(external_id="PR2016")

        signatures = {
            signature.name: (len(signature.capacities), signature.acting)
            for party in protocol.parties.all()
            for signature in party.signatures.all()
        }
        assert protocol.signed_on.isoformat() == "2016-10-13"
        assert len(signatures) == 4
        assert signatures["M. Clerfayt"] == (2, False)
        assert signatures["M. Muylle"] == (1, True)
        assert not protocol.parties.get(organisation__external_id="O02").signatures.exists()
        assert protocol.clauses.count() == 2
        assert protocol.seminars.get().external_id == "S2016"
        assert protocol.accession_network.external_id == "O02"

    def test_knows_every_capacity_in_which_the_zone_signed_in_2016(self):
        parties = parties_of(Protocol.objects.get(external_id="PR2016"))
        lines = {party.organisation.external_id: matrix_of(party) for party in parties}

        assert len(lines["O01"]) == 5
        assert all(line.signature for line in lines["O01"])
        # Who signed for the network was not communicated: nobody is invented.
        assert not any(line.is_filled for line in lines["O02"])

    def test_opens_each_sheet_to_those_it_is_for(self):
        tokens = {sheet.external_id: set(sheet.tokens) for sheet in Practice.objects.all()}
        bruno, spal = (Organisation.objects.get(external_id=code).pk for code in ("O01", "O04"))
        spal_protocol = Protocol.objects.get(external_id="PR2022").pk
        network_protocol = Protocol.objects.get(external_id="PR2016").pk

        assert tokens["P01"] == {"public"}
        network = Organisation.objects.get(external_id="O02").pk
        assert tokens["P05"] == {"members", f"network:{network}", "editorial", f"organisation:{bruno}"}
        assert tokens["P17"] == {f"protocol:{spal_protocol}", f"organisation:{spal}"}
        assert tokens["P18"] == {f"protocol:{network_protocol}", f"organisation:{bruno}"}

    @pytest.mark.parametrize(
        ("email", "code", "seen"),
        [
            (None, "P05", False),
            ("lecteur@spvm.example", "P05", True),
            ("candidat@val-exemple.example", "P05", False),
            ("lecteur@spvm.example", "P17", False),
            ("redaction@exchange.example", "P17", False),
            ("auteur@brunord.example", "P17", True),
            ("auteur@spal.example", "P17", True),
            ("auteur@spal.example", "P18", False),
        ],
    )
    def test_shows_to_people_what_is_theirs(self, email, code, seen):
        viewer = viewer_of(User.objects.get(email=email)) if email else VISITOR

        assert Practice.objects.visible_to(viewer).filter(external_id=code).exists() is seen

    def test_gives_references_and_marks_what_is_an_example(self):
        sheet = Practice.objects.get(external_id="P01")

        assert sheet.reference == "BE-5344-0001"
        assert Practice.objects.get(external_id="P09").reference == "QC-SPVM-0001"
        assert "steps" in sheet.illustrative_fields
        assert sheet.last_verified_on is None
        assert sheet.evidence_level_confirmed is None
        assert not Practice.objects.filter(provenance__in=("member", "imported")).exists()

    def test_offers_headings_in_three_languages_for_what_is_public(self):
        for sheet in Practice.objects.filter(audience="public"):
            assert {"fr", "nl", "en"} <= set(sheet.available_languages), sheet

    def test_says_places_and_functions_in_dutch(self):
        bruno = Organisation.objects.get(external_id="O01")
        capacities = bruno.parties.get(protocol__external_id="PR2016").signatures.get(name="M. Dauphin")
        sheet = Practice.objects.get(external_id="P01")

        with override("nl"):
            assert bruno.territory == "Schaarbeek, Evere, Sint-Joost-ten-Node"
            assert {str(place) for place in sheet.territories.all()} == set(bruno.territory.split(", "))
            assert sheet.start_note == "richtlijnen van 1991; op schaal van de zone sinds 2002"
            antenna = sheet.contact_antenna
            assert antenna.serves == "Schaarbeek"
            assert antenna.address == "Servaes Hoedemaekerssquare 9, 1140 Brussel (Evere)"
            assert capacities.capacities == ["korpschef"]
            assert Pillar.objects.get(code="partnership").belgian_source.startswith("Partnerschap")

    def test_leads_from_the_signature_to_what_it_was_about(self):
        links = ArticlePage.objects.get(external_id="A-2016").links.all()

        assert [link.target.specific.external_id for link in links] == ["P01", "P04", "T01", "S2016"]

    def test_holds_nothing_that_is_read_and_not_kept(self, shipped):
        assert "not kept" not in shipped

    def test_calls_no_translation_outdated(self):
        for page in (*Practice.objects.all(), *Talk.objects.all(), *ArticlePage.objects.all()):
            assert "outdated" not in map(page.translation_status, page.available_languages), page

    def test_changes_nothing_the_second_time(self):
        before = counts()

        with CaptureQueriesContext(connection) as queries:
            said = load_files(*SHIPPED)

        assert [query["sql"] for query in queries if WRITES.match(query["sql"])] == []
        assert counts() == before
        assert "Unchanged" in said
