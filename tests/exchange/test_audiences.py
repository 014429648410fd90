import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.audiences import (
    EDITORIAL,
    GOVERNANCE,
    IN_REVIEW_STATES,
    MEMBERS,
    PUBLIC,
    PUBLISHED_STATES,
    Audience,
    State,
    narrowest,
    opening_tokens,
)

OWNERS = [12, 13]
BODIES = {"organisation:12", "organisation:13"}
DESKS = {"desk:12", "desk:13"}


def tokens(state, audience, **changes):
    facts = {"owners": OWNERS, "protocol": 3, "page": 57} | changes
    return set(opening_tokens(state=state, audience=audience, **facts))


class TestPublished:
    @pytest.mark.parametrize("state", sorted(PUBLISHED_STATES))
    def test_public_opens_to_anybody(self, state):
        assert tokens(state, Audience.PUBLIC) == {PUBLIC}

    def test_members_opens_to_members_owners_and_the_secretariat(self):
        assert tokens(State.PUBLISHED, Audience.MEMBERS) == {MEMBERS, EDITORIAL} | BODIES

    def test_parties_opens_to_the_protocol_and_the_owners_only(self):
        assert tokens(State.PUBLISHED, Audience.PARTIES) == {"protocol:3"} | BODIES

    def test_parties_opens_to_a_mandated_secretariat(self):
        assert EDITORIAL in tokens(State.PUBLISHED, Audience.PARTIES, mandated=True)


class TestBeforePublication:
    @pytest.mark.parametrize("audience", list(Audience))
    def test_a_draft_opens_to_the_desks_alone(self, audience):
        assert tokens(State.DRAFT, audience) == DESKS

    @pytest.mark.parametrize("state", sorted(IN_REVIEW_STATES))
    def test_review_opens_to_the_reviewer_and_the_secretariat(self, state):
        assert tokens(state, Audience.PUBLIC) == DESKS | {"page:57", EDITORIAL}

    @pytest.mark.parametrize("state", sorted(IN_REVIEW_STATES))
    def test_review_for_parties_keeps_the_secretariat_out(self, state):
        assert tokens(state, Audience.PARTIES) == DESKS | {"page:57"}


class TestHeldBack:
    def test_an_embargo_keeps_it_with_the_owners(self):
        assert tokens(State.PUBLISHED, Audience.PUBLIC, embargoed=True) == BODIES | {EDITORIAL}
        assert tokens(State.PUBLISHED, Audience.PARTIES, embargoed=True) == BODIES

    def test_a_frozen_sheet_is_for_those_who_decide(self):
        assert tokens(State.FROZEN, Audience.PUBLIC) == DESKS | {EDITORIAL, GOVERNANCE}
        assert tokens(State.FROZEN, Audience.PARTIES) == DESKS | {GOVERNANCE}

    def test_a_tombstone_opens_to_whoever_could_read_it(self):
        for audience in Audience:
            assert tokens(State.WITHDRAWN, audience) == tokens(State.PUBLISHED, audience)


class TestEveryState:
    @given(
        state=st.sampled_from(list(State)),
        audience=st.sampled_from(list(Audience)),
        embargoed=st.booleans(),
        mandated=st.booleans(),
    )
    def test_public_opens_only_what_is_published_for_the_public(self, state, audience, embargoed, mandated):
        found = tokens(state, audience, embargoed=embargoed, mandated=mandated)

        offered = state in PUBLISHED_STATES | {State.WITHDRAWN} and not embargoed
        assert (PUBLIC in found) == (offered and audience == Audience.PUBLIC)
        assert (MEMBERS in found) == (offered and audience == Audience.MEMBERS)
        assert found & (BODIES | DESKS | {PUBLIC})


class TestNarrowest:
    def test_the_most_restrictive_owner_decides(self):
        assert narrowest([Audience.PUBLIC, Audience.MEMBERS]) == Audience.MEMBERS
        assert narrowest([Audience.PARTIES, Audience.PUBLIC, Audience.MEMBERS]) == Audience.PARTIES
        assert narrowest([Audience.PUBLIC]) == Audience.PUBLIC
