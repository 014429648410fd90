import datetime as dt

import pytest

from exchange.models import Capacity, Signature, Territory, Waiver
from exchange.protocols.completeness import lacks_of, matrix_of, parties_of, why_incomplete
from tests.factories import OrganisationFactory, ProtocolFactory

pytestmark = pytest.mark.django_db

DECIDED = {"decision_body": "Conseil", "decided_on": dt.date(2026, 1, 1), "decision_reference": "2026-1"}


def party_of(body, *municipalities, **fields):
    protocol = ProtocolFactory(parties=[body, OrganisationFactory()], state="project")
    party = protocol.parties.get(organisation=body)
    party.municipalities = [Territory.objects.create(name=name, country="BE") for name in municipalities]
    for name, value in fields.items():
        setattr(party, name, value)
    party.save()
    return party


def reread(party):
    return parties_of(party.protocol).get(pk=party.pk)


def sign(party, name, *fills, municipality=None):
    place = municipality and Territory.objects.get(name=municipality)
    Signature.objects.create(party=party, name=name, capacities=["x"], fills=list(fills), municipality=place)


def missing(party) -> list[str]:
    return [line.words for line in matrix_of(reread(party)) if not line.is_filled]


class TestZone:
    def test_of_three_municipalities_signs_by_five(self):
        party = party_of(OrganisationFactory(), "Amont", "Mitan", "Aval")

        assert missing(party) == [
            "chief of police",
            "president of the police college",
            "mayor of Amont",
            "mayor of Aval",
            "mayor of Mitan",
        ]

    def test_one_person_signs_in_two_capacities(self):
        party = party_of(OrganisationFactory(), "Amont", "Mitan", "Aval")
        sign(party, "Mme A", Capacity.COLLEGE_PRESIDENT, Capacity.MAYOR, municipality="Amont")

        assert missing(party) == ["chief of police", "mayor of Aval", "mayor of Mitan"]

    def test_a_mayor_signs_for_one_municipality(self):
        party = party_of(OrganisationFactory(), "Amont", "Mitan")
        sign(party, "Mme A", Capacity.MAYOR)

        assert "mayor of Amont" in missing(party)
        assert "mayor of Mitan" in missing(party)

    def test_a_signature_is_done_without_for_a_reason(self):
        party = party_of(OrganisationFactory(), "Amont", "Mitan")
        for name, capacity, place in (
            ("M. C", Capacity.CHIEF, None),
            ("Mme P", Capacity.COLLEGE_PRESIDENT, None),
            ("Mme A", Capacity.MAYOR, "Amont"),
        ):
            sign(party, name, capacity, municipality=place)
        assert missing(party) == ["mayor of Mitan"]

        place = Territory.objects.get(name="Mitan")
        Waiver.objects.create(party=party, capacity=Capacity.MAYOR, municipality=place, reason="Vacance.")
        assert missing(party) == []

    def test_of_one_municipality_has_no_college(self):
        assert missing(party_of(OrganisationFactory(), "Seule")) == ["chief of police", "mayor of Seule"]

    def test_names_its_municipalities_first(self):
        party = party_of(OrganisationFactory())
        sign(party, "Mme A", Capacity.MAYOR)

        assert "mayor of each municipality" in missing(party)


class TestOthers:
    def test_a_network_signs_by_whom_its_board_empowers(self):
        assert missing(party_of(OrganisationFactory(network=True))) == ["person authorised by its board"]

    def test_any_other_body_signs_by_whom_it_authorises(self):
        assert missing(party_of(OrganisationFactory(quebec=True))) == ["person authorised to sign for it"]


class TestLacks:
    @pytest.mark.parametrize("without", DECIDED)
    def test_a_decision_has_a_body_a_date_and_a_reference(self, without):
        fields = {**DECIDED, without: None if without == "decided_on" else ""}

        assert any("the decision" in lack for lack in lacks_of(party_of(OrganisationFactory(), **fields)))
        assert not any(
            "the decision" in lack for lack in lacks_of(party_of(OrganisationFactory(), **DECIDED))
        )

    @pytest.mark.parametrize(
        ("fields", "is_missing"),
        [
            ({}, True),
            ({"authorisation": "obtained"}, False),
            ({"authorisation": "not_required"}, True),
            ({"authorisation": "not_required", "authorisation_note": "Le Réseau est une OBNL."}, False),
        ],
    )
    def test_a_municipal_body_of_quebec_is_authorised(self, fields, is_missing):
        party = party_of(OrganisationFactory(quebec=True), **DECIDED, **fields)

        assert any("ministerial" in lack for lack in lacks_of(party)) is is_missing

    def test_a_belgian_zone_needs_no_ministerial_authorisation(self):
        assert not any("ministerial" in lack for lack in lacks_of(party_of(OrganisationFactory())))

    def test_one_party_is_not_enough(self):
        lonely = ProtocolFactory(parties=[OrganisationFactory()], state="project")

        assert "two parties" in why_incomplete(lonely)[0]
