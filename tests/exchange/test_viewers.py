import datetime as dt

import pytest
from django.utils import timezone

from exchange.audiences import EDITORIAL, GOVERNANCE, MEMBERS, PUBLIC
from exchange.models.memberships import OPEN_STATES, SHUT_STATES, MembershipState
from exchange.viewers import VISITOR, viewer_of
from tests.factories import (
    AssignmentFactory,
    MembershipFactory,
    OrganisationFactory,
    ProtocolFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def body():
    return OrganisationFactory()


class TestVisitor:
    def test_holds_the_public_token_alone(self):
        assert VISITOR.tokens == (PUBLIC,)
        assert VISITOR.is_visitor

    def test_is_resolved_without_a_query(self, rf, django_assert_num_queries):
        from django.contrib.auth.models import AnonymousUser

        with django_assert_num_queries(0):
            assert viewer_of(AnonymousUser()) == VISITOR

    def test_is_what_a_closed_account_becomes(self, body):
        MembershipFactory(organisation=body)

        assert viewer_of(UserFactory(organisation=body, is_active=False)) == VISITOR


class TestQueries:
    @pytest.mark.parametrize("role", ["reader", "reviewer", "content_lead", "administrator"])
    def test_one_tells_what_a_person_holds(self, body, role, django_assert_num_queries):
        MembershipFactory(organisation=body)
        ProtocolFactory(parties=[body, OrganisationFactory()])
        user = UserFactory(organisation=body, roles=["reader", role] if role != "reader" else [role])
        AssignmentFactory(reviewer=user)

        with django_assert_num_queries(1):
            viewer_of(user)


class TestPersonOfABody:
    def test_reads_what_its_body_published(self, body):
        assert set(viewer_of(UserFactory(organisation=body)).tokens) == {PUBLIC, f"organisation:{body.pk}"}

    @pytest.mark.parametrize("state", list(MembershipState))
    def test_reads_with_the_members_while_the_membership_is_open(self, body, state):
        MembershipFactory(organisation=body, state=state)

        assert viewer_of(UserFactory(organisation=body)).is_member == (state in OPEN_STATES)

    def test_reads_with_them_until_the_day_it_leaves_even_if_nobody_noted_it(self, body):
        today = timezone.localdate()
        place = MembershipFactory(organisation=body, state="leaving", leaves_on=today + dt.timedelta(days=1))
        person = UserFactory(organisation=body)
        assert viewer_of(person).is_member

        place.leaves_on = today
        place.save()

        assert not viewer_of(person).is_member

    @pytest.mark.parametrize(
        ("role", "at_the_desk"),
        [
            ("reader", False),
            ("reviewer", False),
            ("author", True),
            ("content_lead", True),
            ("privacy_delegate", True),
            ("organisation_administrator", True),
        ],
    )
    def test_sees_unpublished_things_by_role(self, body, role, at_the_desk):
        viewer = viewer_of(UserFactory(organisation=body, roles=[role]))

        assert (f"desk:{body.pk}" in viewer.tokens) == at_the_desk


class TestParty:
    def test_reads_what_the_parties_share_while_the_protocol_is_open(self, body):
        bound = ProtocolFactory(parties=[body, OrganisationFactory(quebec=True)])
        ProtocolFactory(parties=[OrganisationFactory(), OrganisationFactory()])
        ended = ProtocolFactory(expired=True, parties=[body])

        tokens = viewer_of(UserFactory(organisation=body)).tokens

        assert f"protocol:{bound.pk}" in tokens
        assert f"protocol:{ended.pk}" not in tokens
        assert sum(token.startswith("protocol:") for token in tokens) == 1

    def test_keeps_it_during_the_days_of_grace(self, body, settings):
        today = timezone.localdate()
        last = ProtocolFactory(
            parties=[body], ends_on=today - dt.timedelta(days=settings.PROTOCOL_GRACE_DAYS)
        )
        past = ProtocolFactory(parties=[body], ends_on=last.ends_on - dt.timedelta(days=1))

        tokens = viewer_of(UserFactory(organisation=body)).tokens

        assert f"protocol:{last.pk}" in tokens
        assert f"protocol:{past.pk}" not in tokens

    @pytest.mark.parametrize("state", sorted(SHUT_STATES))
    def test_loses_it_with_a_membership_that_is_suspended_or_over(self, body, state):
        bound = ProtocolFactory(parties=[body, OrganisationFactory(quebec=True)])
        MembershipFactory(organisation=body, state=state)

        assert f"protocol:{bound.pk}" not in viewer_of(UserFactory(organisation=body)).tokens


class TestReviewer:
    def test_sees_a_page_while_assigned(self, body):
        MembershipFactory(organisation=body)
        reviewer = UserFactory(organisation=body, roles=["reviewer"])
        assignment = AssignmentFactory(reviewer=reviewer)

        assert f"page:{assignment.page_id}" in viewer_of(reviewer).tokens

        assignment.closed_at = assignment.assigned_at
        assignment.save()

        assert f"page:{assignment.page_id}" not in viewer_of(reviewer).tokens


class TestPlatform:
    @pytest.mark.parametrize(
        ("role", "tokens"),
        [
            ("editor", {PUBLIC, MEMBERS, EDITORIAL}),
            ("committee", {PUBLIC, MEMBERS, GOVERNANCE}),
            ("administrator", {PUBLIC, MEMBERS, EDITORIAL, GOVERNANCE}),
        ],
    )
    def test_roles_give_their_tokens(self, role, tokens):
        assert set(viewer_of(UserFactory(roles=[role])).tokens) == tokens
