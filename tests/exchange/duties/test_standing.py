import datetime as dt

import pytest
from django.utils import timezone

from exchange.audiences import State
from exchange.duties.standing import standings
from exchange.models import Duty
from exchange.models.memberships import Category, MembershipState
from seminars.models import SeminarAttendance
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PracticeFactory,
    SeminarFactory,
    TalkFactory,
)

pytestmark = pytest.mark.django_db

YEAR = 2026


@pytest.fixture
def member():
    body = OrganisationFactory()
    MembershipFactory(organisation=body, accession_on=dt.date(2016, 10, 13))
    return body


def standing_of(body, year=YEAR):
    return next(iter(standings(year, organisation=body)), None)


def published(year, **kwargs):
    day = dt.datetime(year, 6, 1, 12, tzinfo=dt.UTC)
    return PracticeFactory(first_published_at=day, **kwargs)


class TestShare:
    def test_is_owed_until_something_is_published(self, member):
        assert Duty.SHARE in standing_of(member).unmet()
        published(YEAR, organisation=member)
        assert standing_of(member).shared == 1
        assert Duty.SHARE not in standing_of(member).unmet()

    def test_counts_neither_another_year_nor_another_body(self, member):
        published(YEAR - 1, organisation=member)
        published(YEAR, organisation=OrganisationFactory())
        assert standing_of(member).shared == 0

    def test_counts_a_talk(self, member):
        day = dt.datetime(YEAR, 6, 1, tzinfo=dt.UTC)
        TalkFactory(organisation=member, first_published_at=day, confirmed_at=day)
        assert standing_of(member).shared == 1

    def test_is_not_owed_in_the_year_of_accession(self):
        body = OrganisationFactory()
        MembershipFactory(organisation=body, accession_on=dt.date(YEAR, 5, 1))
        assert Duty.SHARE not in standing_of(body).unmet()


class TestVerify:
    def test_is_missed_by_a_sheet_that_waits(self, member):
        published(YEAR, organisation=member, state=State.REVIEW_DUE)
        assert standing_of(member).overdue == 1
        assert Duty.VERIFY in standing_of(member).unmet()


class TestAttend:
    def test_is_owed_only_when_a_seminar_was_held(self, member):
        assert Duty.ATTEND not in standing_of(member).unmet()
        seminar = SeminarFactory(starts_on=f"{YEAR - 1}-10-01")
        assert Duty.ATTEND in standing_of(member).unmet()
        SeminarAttendance.objects.create(seminar=seminar, organisation=member, people=2)
        assert Duty.ATTEND not in standing_of(member).unmet()

    def test_forgets_what_lies_too_far_behind(self, member):
        old, recent = SeminarFactory(starts_on=f"{YEAR - 2}"), SeminarFactory(starts_on=f"{YEAR}-05")
        SeminarAttendance.objects.create(seminar=old, organisation=member, people=2)
        assert standing_of(member).attended == 0
        SeminarAttendance.objects.create(seminar=recent, organisation=member, people=0)
        assert standing_of(member).attended == 0


class TestWho:
    @pytest.mark.parametrize(
        ("category", "state", "owes"),
        [
            (Category.MEMBER, MembershipState.ACTIVE, True),
            (Category.MEMBER, MembershipState.WARNED, True),
            (Category.MEMBER, MembershipState.SUSPENDED, False),
            (Category.MEMBER, MembershipState.WITHDRAWN, False),
            (Category.ASSOCIATE, MembershipState.ACTIVE, False),
            (Category.OBSERVER, MembershipState.ACTIVE, False),
        ],
    )
    def test_active_members_owe(self, category, state, owes):
        body = OrganisationFactory()
        MembershipFactory(organisation=body, category=category, state=state)
        assert (standing_of(body) is not None) == owes

    def test_all_are_read_with_as_many_queries_as_one(self, member, django_assert_num_queries):
        for _number in range(5):
            MembershipFactory(organisation=OrganisationFactory())
        with django_assert_num_queries(8):
            assert len(standings(timezone.localdate().year)) == 6
        with django_assert_num_queries(8):
            assert len(standings(timezone.localdate().year, organisation=member)) == 1
