import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from exchange.clocks import end_of, today_everywhere, today_of, validate_time_zone
from exchange.disputes.actions import keep_dates
from exchange.memberships.actions import follow_calendar, reply
from exchange.models import Measure, Membership, RoleName
from exchange.models.decisions import MeasureKind
from exchange.protocols.closing import why_nothing_is_added
from exchange.refusal import Refused
from exchange.templatetags.display import deadline, from_day
from exchange.templatetags.protocols import first_day, last_day
from exchange.viewers import viewer_of
from practices.forms import AudienceForm
from practices.models import Practice
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PracticeFactory,
    ProtocolFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 30)
NEXT = dt.date(2026, 12, 1)
# 23:30 in Brussels, 17:30 in Montréal; then half past midnight in Brussels; then the same in Montréal.
EVENING = dt.datetime(2026, 11, 30, 22, 30, tzinfo=dt.UTC)
BRUSSELS_OVER = dt.datetime(2026, 11, 30, 23, 30, tzinfo=dt.UTC)
MONTREAL_OVER = dt.datetime(2026, 12, 1, 5, 30, tzinfo=dt.UTC)


def at(moment):
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def brussels():
    return OrganisationFactory(time_zone="Europe/Brussels")


@pytest.fixture
def montreal():
    return OrganisationFactory(quebec=True, time_zone="America/Toronto")


class TestToday:
    def test_is_that_of_the_body(self, brussels, montreal):
        with at(BRUSSELS_OVER):
            assert (today_of(brussels), today_of(montreal)) == (NEXT, DAY)
            assert today_of() == NEXT

    def test_of_several_is_that_of_whoever_is_behind(self, brussels, montreal):
        with at(BRUSSELS_OVER):
            assert today_of(brussels, montreal) == today_everywhere() == DAY
        with at(MONTREAL_OVER):
            assert today_of(brussels, montreal) == today_everywhere() == NEXT

    @pytest.mark.parametrize(
        ("day", "hour"),
        [
            (dt.date(2026, 3, 7), 5),  # before the clocks of Québec change
            (dt.date(2026, 3, 8), 4),  # on the day of 23 hours, and after it
            (dt.date(2026, 11, 1), 5),  # on the day of 25 hours
        ],
    )
    def test_ends_at_midnight_on_days_that_are_longer_or_shorter(self, montreal, day, hour):
        end = end_of(day, montreal).astimezone(dt.UTC)
        assert end == dt.datetime.combine(day + dt.timedelta(days=1), dt.time(hour), dt.UTC)

    def test_wants_a_name_that_exists(self):
        with pytest.raises(ValidationError):
            validate_time_zone("Europe/Bruxelles")
        validate_time_zone("America/Toronto")


class TestDeadline:
    @pytest.mark.parametrize("name", ["observes_until", "provisional_until"])
    def test_of_a_membership_lasts_until_midnight_there(self, brussels, montreal, name):
        places = [MembershipFactory(organisation=body, **{name: DAY}) for body in (brussels, montreal)]
        here, there = (Membership.objects.active().filter(pk=place.pk) for place in places)
        for moment, held in (
            (EVENING, (True, True)),
            (BRUSSELS_OVER, (False, True)),
            (MONTREAL_OVER, (False, False)),
        ):
            with at(moment):
                here, there = (Membership.objects.active().filter(pk=place.pk) for place in places)
                assert (here.exists(), there.exists()) == held

    def test_of_a_membership_keeps_its_people_in_until_then(self, montreal):
        MembershipFactory(organisation=montreal, observes_until=DAY)
        reader = UserFactory(organisation=montreal)
        sheet = PracticeFactory(organisation=OrganisationFactory(), members=True)
        for moment, sees in ((BRUSSELS_OVER, True), (MONTREAL_OVER, False)):
            with at(moment):
                assert Practice.objects.visible_to(viewer_of(reader)).filter(pk=sheet.pk).exists() is sees

    def test_of_a_membership_is_followed_when_the_day_is_over_there(self, montreal):
        place = MembershipFactory(organisation=montreal, observes_until=DAY)
        with at(BRUSSELS_OVER):
            assert not follow_calendar()
        with at(MONTREAL_OVER):
            assert [step.membership for step in follow_calendar()] == [place]

    def test_of_the_charter_lasts_until_midnight_there(self, montreal):
        place = MembershipFactory(organisation=montreal, charter_due_on=DAY)
        with at(BRUSSELS_OVER):
            assert not place.owes_charter
            assert Membership.objects.contributing().filter(pk=place.pk).exists()
        with at(MONTREAL_OVER):
            assert place.owes_charter
            assert not Membership.objects.contributing().filter(pk=place.pk).exists()

    def test_of_a_reply_lasts_until_midnight_there(self, montreal):
        place = MembershipFactory(organisation=montreal)
        head = UserFactory(organisation=montreal, roles=[RoleName.ORGANISATION_ADMINISTRATOR])
        measure = Measure.objects.create(
            membership=place, kind=MeasureKind.WARNING, reason="…", reply_until=DAY
        )
        with at(MONTREAL_OVER):
            assert Measure.objects.ripe().exists()
            with pytest.raises(Refused):
                reply(measure, text="Voici.", by=head)
        with at(BRUSSELS_OVER):
            assert not Measure.objects.ripe().exists()
            assert reply(measure, text="Voici.", by=head).replied_at

    def test_of_a_dispute_waits_for_both_shores(self, brussels, montreal):
        with at(BRUSSELS_OVER):
            assert keep_dates(today_everywhere()) == []

    def test_of_an_embargo_is_midnight_of_the_owner(self, montreal):
        sheet = PracticeFactory(organisation=montreal, embargo_until=NEXT)
        with at(BRUSSELS_OVER):
            assert sheet.is_embargoed
        with at(MONTREAL_OVER):
            assert not sheet.is_embargoed


class TestDeadlineInWords:
    def test_says_the_hour_where_shores_differ(self, montreal):
        with translation.override("fr"), timezone.override("Europe/Brussels"):
            words = deadline(DAY, montreal)
        assert "30 novembre 2026" in words
        assert "1 décembre 2026 06:00" in words.replace("1er", "1").replace(" à ", " ").replace(", ", " ")
        assert "Québec" in words

    def test_says_the_day_alone_at_home(self, montreal):
        with translation.override("fr"), timezone.override("America/Toronto"):
            assert deadline(DAY, montreal) == "30 novembre 2026"

    def test_of_two_shores_is_that_of_the_last(self, brussels, montreal):
        with timezone.override("Europe/Brussels"):
            assert "Québec" in deadline(DAY, (brussels, montreal))


class TestClockOfReaders:
    def test_is_that_of_their_body(self, client, montreal):
        MembershipFactory(organisation=montreal, charter_due_on=DAY)
        head = UserFactory(organisation=montreal, roles=[RoleName.ORGANISATION_ADMINISTRATOR])
        client.force_login(head)
        with at(BRUSSELS_OVER):
            page = client.get(reverse("membership")).content.decode()
        assert "30 novembre 2026" in page
        assert "où vous êtes" not in page and "where you are" not in page


class TestAProtocol:
    @pytest.fixture
    def protocol(self, brussels, montreal):
        return ProtocolFactory(parties=[brussels, montreal], ends_on=DAY)

    def test_takes_new_things_of_a_party_until_its_own_midnight_whoever_asks(
        self, protocol, brussels, montreal
    ):
        with at(BRUSSELS_OVER), timezone.override("America/Toronto"):
            assert why_nothing_is_added(protocol, brussels.pk)
            assert not why_nothing_is_added(protocol, montreal.pk)
        with at(BRUSSELS_OVER), timezone.override("Europe/Brussels"):
            assert not why_nothing_is_added(protocol, montreal.pk)

    @pytest.mark.parametrize("reader", ["America/Toronto", "Europe/Brussels"])
    def test_is_offered_to_the_practices_of_a_party_by_its_own_day(
        self, protocol, montreal, brussels, reader
    ):
        with at(BRUSSELS_OVER), timezone.override(reader):
            offered = {
                body.pk: AudienceForm(sheet=PracticeFactory(organisation=body))
                .fields["protocol"]
                .queryset.exists()
                for body in (brussels, montreal)
            }

        assert offered == {brussels.pk: False, montreal.pk: True}

    def test_says_its_last_day_by_the_clock_of_the_reader_or_of_the_last_party(self, protocol, brussels):
        with timezone.override("Europe/Brussels"), translation.override("en"):
            own = last_day({"viewer": viewer_of(UserFactory(organisation=brussels))}, protocol, DAY)
            others = last_day({"viewer": viewer_of(UserFactory())}, protocol, DAY)

        assert own == "30 November 2026"
        assert others.startswith("30 November 2026, midnight in Québec (1 December 2026")

    def test_says_the_hour_at_which_a_day_begins_elsewhere(self, protocol, montreal):
        with timezone.override("Europe/Brussels"), translation.override("en"):
            assert from_day(DAY, montreal) == first_day({}, protocol, DAY)
            assert from_day(DAY, montreal).startswith("30 November 2026, 0:00 in Québec (30 November 2026, ")
        with timezone.override("America/Toronto"), translation.override("en"):
            assert from_day(DAY, montreal) == "30 November 2026"
