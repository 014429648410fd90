import datetime as dt

import pytest

from exchange.models import Amendment, Clause
from exchange.models.clauses import AmendedClause
from exchange.protocols.rules import rules_beside
from exchange.protocols.text import effective_text
from tests.factories import ProtocolFactory

pytestmark = pytest.mark.django_db

SIGNED = dt.date(2018, 1, 1)


@pytest.fixture
def protocol():
    protocol = ProtocolFactory(signed_on=SIGNED)
    for number in ("1", "2", "10"):
        Clause.objects.create(
            protocol=protocol,
            number=number,
            title=number,
            text=f"Clause {number}.",
            origin="documented",
            position=int(number),
        )
    Clause.objects.create(protocol=protocol, number="P", title="P", text="Idée.", origin="proposal")
    return protocol


def amend(protocol, year, *changes, signed=True):
    day = dt.date(year, 1, 1)
    amendment = Amendment.objects.create(
        protocol=protocol, title=str(year), signed_on=day if signed else None, effective_on=day
    )
    for position, (change, number, *text) in enumerate(changes):
        AmendedClause.objects.create(
            amendment=amendment,
            change=change,
            number=number,
            title=number,
            text="".join(text),
            position=position,
        )


def words(protocol, year) -> list[str]:
    return [clause.text for clause in effective_text(protocol, dt.date(year, 6, 1))]


class TestEffectiveText:
    def test_is_what_was_signed_without_what_the_platform_proposes(self, protocol):
        assert words(protocol, 2019) == ["Clause 1.", "Clause 2.", "Clause 10."]

    def test_follows_amendments_in_the_order_of_their_days(self, protocol):
        amend(protocol, 2022, ("replaces", "1", "Troisième."), ("removes", "2"))
        amend(protocol, 2020, ("replaces", "1", "Deuxième."), ("adds", "2bis", "Et encore."))

        assert words(protocol, 2019) == ["Clause 1.", "Clause 2.", "Clause 10."]
        assert words(protocol, 2021) == ["Deuxième.", "Clause 2.", "Et encore.", "Clause 10."]
        assert words(protocol, 2023) == ["Troisième.", "Et encore.", "Clause 10."]

    def test_knows_no_project(self, protocol):
        amend(protocol, 2020, ("replaces", "1", "Pas encore."), signed=False)

        assert "Pas encore." not in words(protocol, 2023)


class TestRules:
    def test_stand_in_for_what_no_clause_says(self, protocol):
        Clause.objects.filter(number="1").update(grounds=["duration", "read_parties"])

        codes = {rule.code for rule in rules_beside(effective_text(protocol, dt.date(2019, 6, 1)))}

        assert not {"R-M1", "R-C3"} & codes
        assert {"R-M2", "R-M3", "R-X3", "R-G4"} <= codes
