import itertools

import pytest
from django.conf import settings

from exchange.memberships.rules import NONE, TRANSITIONS, Votes, is_possible, next_state, rung
from exchange.models import MembershipEvent as Event
from exchange.models import MembershipState as State
from exchange.models.memberships import OPEN_STATES
from exchange.refusal import Refused
from tests.factories import MembershipFactory

# What the table must say, state by state: an event that is not named is refused.
APPLYING = {Event.APPLY, Event.INHERIT, Event.ACCEDE}
OF_MEMBERS = {
    Event.ACCEPT_CHARTER,
    Event.REPLY,
    Event.DROP_MEASURE,
    Event.END_OBSERVATION,
    Event.LAPSE,
    Event.CONFIRM,
}
POSSIBLE = {
    NONE: APPLYING,
    State.CANDIDATE: APPLYING
    | {Event.WITHDRAW_APPLICATION, Event.SPONSOR, Event.DECLINE_TO_SPONSOR, Event.EXAMINE},
    State.EXAMINED: {
        Event.WITHDRAW_APPLICATION,
        Event.ADMIT,
        Event.OBSERVE,
        Event.REFUSE,
        Event.INHERIT,
        Event.ACCEDE,
    },
    State.ADMITTED: {Event.ACCEPT_CHARTER, Event.INHERIT, Event.ACCEDE},
    State.REFUSED: APPLYING,
    State.ACTIVE: OF_MEMBERS
    | {
        Event.ADMIT,
        Event.NOTICE_OF_WARNING,
        Event.WARN,
        Event.EXCLUDE,
        Event.NOTIFY_WITHDRAWAL,
        Event.SUCCEED,
    },
    State.WARNED: OF_MEMBERS
    | {
        Event.NOTICE_OF_SUSPENSION,
        Event.SUSPEND,
        Event.LIFT,
        Event.NOTIFY_WITHDRAWAL,
        Event.SUCCEED,
    },
    State.SUSPENDED: OF_MEMBERS
    | {
        Event.NOTICE_OF_EXCLUSION,
        Event.EXCLUDE,
        Event.LIFT,
        Event.END_SUSPENSION,
        Event.NOTIFY_WITHDRAWAL,
        Event.RETRACT_WITHDRAWAL,
        Event.WITHDRAW,
    },
    State.LEAVING: OF_MEMBERS | {Event.EXCLUDE, Event.WITHDRAW, Event.SUCCEED, Event.RETRACT_WITHDRAWAL},
    State.EXCLUDED: {Event.APPLY},
    State.WITHDRAWN: {Event.APPLY, Event.INHERIT},
    State.SUCCEEDED: set(),
}


class TestTransitions:
    def test_every_state_is_listed(self):
        assert set(POSSIBLE) == {NONE, *State}
        assert {event for _state, event in TRANSITIONS} == set(Event)

    @pytest.mark.parametrize(("state", "event"), list(itertools.product(POSSIBLE, Event)))
    def test_takes_what_is_listed_and_refuses_the_rest(self, state, event):
        assert is_possible(state, event) is (event in POSSIBLE[state])
        if event in POSSIBLE[state]:
            assert next_state(state, event) in State.values
        else:
            with pytest.raises(Refused):
                next_state(state, event)

    def test_whoever_gave_notice_is_leaving_again_after_a_suspension(self):
        assert next_state(State.SUSPENDED, Event.END_SUSPENSION) == State.ACTIVE
        assert next_state(State.SUSPENDED, Event.END_SUSPENSION, leaves=True) == State.LEAVING
        assert next_state(State.SUSPENDED, Event.NOTIFY_WITHDRAWAL, leaves=True) == State.SUSPENDED

    def test_only_joining_and_the_end_of_a_suspension_open_what_was_closed(self):
        opening = {
            event
            for (state, event), after in TRANSITIONS.items()
            if after in OPEN_STATES and state not in OPEN_STATES
        }

        assert opening == {
            Event.ACCEPT_CHARTER,
            Event.LIFT,
            Event.END_SUSPENSION,
            Event.INHERIT,
            Event.ACCEDE,
        }

    @pytest.mark.django_db
    def test_the_ladder_leaves_no_choice(self):
        rungs = {state: rung(MembershipFactory(state=state)) for state in State}

        assert {state: kind for state, kind in rungs.items() if kind} == {
            State.ACTIVE: "warning",
            State.WARNED: "suspension",
            State.SUSPENDED: "exclusion",
        }


class TestVotes:
    @pytest.mark.parametrize(
        ("votes", "entitled", "refused"),
        [
            (Votes(1, 0), 1, False),
            (Votes(0, 0), 0, True),
            (Votes(0, 0), 3, True),
            (Votes(1, 0), 2, False),  # just half
            (Votes(1, 0), 3, True),  # less than half
            (Votes(1, 1), 3, False),
            (Votes(0, 0, 2), 4, False),  # who abstains takes part
            (Votes(3, 1), 3, True),  # more than there are
            (Votes(-1, 2), 3, True),
        ],
    )
    def test_a_quorum_is_half_of_those_who_may_vote(self, votes, entitled, refused):
        if refused:
            with pytest.raises(Refused):
                votes.refuse_miscount(entitled)
        else:
            votes.refuse_miscount(entitled)

    @pytest.mark.parametrize(
        ("votes", "carries"),
        [(Votes(2, 1), True), (Votes(1, 1), False), (Votes(1, 0, 5), True), (Votes(0, 0, 3), False)],
    )
    def test_more_for_than_against_carry(self, votes, carries):
        assert votes.carry() is carries

    @pytest.mark.parametrize(
        ("votes", "entitled", "carries"),
        [
            (Votes(2, 1), 3, True),  # just two thirds
            (Votes(3, 2), 5, False),  # 3/5
            (Votes(4, 1), 5, True),
            (Votes(4, 0), 7, False),  # unanimous, and still not two thirds of all
            (Votes(5, 0), 7, True),
            (Votes(4, 0, 2), 6, True),
            (Votes(3, 0, 3), 6, False),  # who abstains is not for it
            (Votes(1, 0), 1, True),
        ],
    )
    def test_an_exclusion_needs_two_thirds_of_all_who_may_vote(self, votes, entitled, carries):
        assert votes.carry_exclusion(entitled) is carries
        assert settings.EXCLUSION_SHARE * 3 == 2
