import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.urls import reverse
from django.utils import timezone

from exchange.memberships import actions
from exchange.models import Measure, Membership, MembershipDecision, Organisation
from exchange.models import MembershipState as State
from exchange.models.decisions import MeasureKind
from exchange.refusal import Refused
from exchange.signals import organisation_succeeded
from exchange.viewers import viewer_of
from tests.clients import Client
from tests.exchange.memberships.world import REASON, fresh
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PracticeFactory,
    ProtocolFactory,
    UserFactory,
)


def today():
    return timezone.localdate()


def later(days):
    return today() + dt.timedelta(days=days)


class TestNotifyWithdrawal:
    def test_changes_nothing_until_its_day(self, world):
        membership = world.leaving()

        assert (membership.state, membership.leaves_on) == (State.LEAVING, later(30))
        assert viewer_of(world.administrator).is_member

    def test_the_secretariat_records_a_letter(self, world):
        membership = actions.notify_withdrawal(world.active(), head="Direction", by=world.editor)

        assert membership.decisions.newest_first().first().capacity == "secretariat"

    def test_is_refused_to_others_and_given_once(self, world):
        membership = world.active()

        for person in (world.sponsor, UserFactory(organisation=world.body, roles=["author"])):
            with pytest.raises(Refused):
                actions.notify_withdrawal(membership, head="Direction", by=person)
        with pytest.raises(Refused, match="whose letter"):
            actions.notify_withdrawal(membership, head=" ", by=world.administrator)
        actions.notify_withdrawal(membership, head="Direction", by=world.administrator)
        with pytest.raises(Refused, match="already been given"):
            actions.notify_withdrawal(membership, head="Direction", by=world.administrator)

    def test_gives_nothing_back_to_who_is_suspended(self, world):
        membership = actions.notify_withdrawal(world.suspended(), head="Direction", by=world.administrator)

        assert membership.state == State.SUSPENDED
        assert not viewer_of(world.administrator).is_member
        assert (
            actions.lift(membership, votes=world.votes(2), reason=REASON, by=world.committee).state
            == State.LEAVING
        )


class TestCalendar:
    def test_a_withdrawal_takes_effect_on_its_day_once(self, world):
        membership = world.leaving()

        assert actions.follow_calendar(later(29)) == []
        assert [step.event for step in actions.follow_calendar(later(30))] == ["withdraw"]
        assert actions.follow_calendar(later(30)) == []

        membership = fresh(membership)
        assert (membership.state, membership.left_on) == (State.WITHDRAWN, later(30))
        assert membership.decisions.newest_first().first().capacity == "platform"

    def test_rights_end_on_the_day_whoever_is_late(self, world):
        membership = world.leaving()

        places = Membership.objects.filter(pk=membership.pk)
        assert places.active(later(29)).exists()
        assert not places.active(later(30)).exists()

    def test_a_suspension_ends_after_its_last_day(self, world):
        membership = world.suspended(days=60)

        assert actions.follow_calendar(later(60)) == []
        assert [step.event for step in actions.follow_calendar(later(61))] == ["end_suspension"]
        assert actions.follow_calendar(later(61)) == []
        assert fresh(membership).state == State.ACTIVE

    def test_an_exclusion_that_is_considered_outlives_the_suspension(self, world):
        membership = world.suspended(days=60)
        measure = world.noticed(membership, MeasureKind.EXCLUSION)
        actions.follow_calendar(later(61))
        Measure.objects.update(reply_until=later(-1))

        actions.decide_measure(measure, applies=True, votes=world.votes(2), reason=REASON, by=world.committee)
        excluded = actions.confirm_exclusion(measure, by=world.other_committee)

        assert excluded.state == State.EXCLUDED

    def test_a_measure_ends_with_the_membership(self, world):
        membership = world.active()
        world.noticed(membership, MeasureKind.WARNING)
        actions.notify_withdrawal(membership, head="Direction", by=world.administrator)

        actions.follow_calendar(later(30))

        assert not Measure.objects.open().exists()

    def test_the_time_as_observer_ends_by_itself_after_a_reminder(
        self, world, mailoutbox, django_capture_on_commit_callbacks
    ):
        membership = actions.observe(
            world.examined(), months=6, votes=world.votes(2), reason=REASON, by=world.committee
        )
        membership = actions.accept_charter(
            membership, version="1.0", head="Direction", by=world.administrator
        )
        end = membership.observes_until

        for _twice in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                actions.follow_calendar(end - dt.timedelta(days=20))
        told = [letter.to[0] for letter in mailoutbox]
        assert sorted(told) == sorted(
            [
                "admin@val.example",
                "comite2@exchange.example",
                "comite@exchange.example",
                "direction@val.example",
            ]
        )
        assert actions.follow_calendar(end) == []
        assert [step.event for step in actions.follow_calendar(end + dt.timedelta(days=1))] == [
            "end_observation"
        ]
        assert fresh(membership).state == State.WITHDRAWN


class TestSucceed:
    def merge(self, world, *bodies, by=None, **options):
        self.successor = OrganisationFactory(name_fr="Nouvelle zone")
        UserFactory(organisation=self.successor, roles=["organisation_administrator"])
        given = {"successor": self.successor, "on": today(), "reason": REASON}
        return actions.succeed(bodies, by=by or world.committee, **given | options)

    def two(self, world):
        MembershipFactory(organisation=world.body, network=world.network, category="associate")
        return world.senior, world.body

    def test_two_bodies_become_one(self, world, django_capture_on_commit_callbacks):
        bodies = self.two(world)
        news = []

        def listen(sender, organisation, successor, **rest):
            news.append((organisation, successor))

        organisation_succeeded.connect(listen)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                (heir,) = self.merge(world, *bodies)
        finally:
            organisation_succeeded.disconnect(listen)

        assert (heir.state, heir.category, heir.basis) == (State.ACTIVE, "member", "succession")
        assert heir.provisional_until is not None and heir.charter_due_on is not None
        for body in bodies:
            body.refresh_from_db()
            assert (body.successor, body.succeeded_on) == (self.successor, today())
            place = body.memberships.get()
            assert (place.state, place.left_on) == (State.SUCCEEDED, today())
        self.successor.refresh_from_db()
        assert {"Aînée", "Val"} <= set(self.successor.aliases)
        assert set(news) == {(body, self.successor) for body in bodies}

    def test_the_successor_reads_what_they_owned_and_the_old_name_stays(self, world):
        bodies = self.two(world)
        sheet = PracticeFactory(organisation=world.senior, members=True)
        draft = PracticeFactory(organisation=world.senior, draft=True)
        self.merge(world, *bodies)
        reader = viewer_of(UserFactory(organisation=self.successor, roles=["author"]))

        assert {f"organisation:{world.senior.pk}", f"desk:{world.senior.pk}"} <= set(reader.tokens)
        assert reader.is_member
        assert set(type(sheet).objects.visible_to(reader)) == {sheet, draft}
        sheet.refresh_from_db()
        assert sheet.organisation == world.senior

    def test_what_was_inherited_is_inherited_again(self, world):
        self.merge(world, world.senior)
        first = self.successor
        self.merge(world, first)

        found = Organisation.objects.replaced_by(self.successor.pk)
        assert set(found) == {world.senior, first}

    def test_protocols_do_not_pass(self, world):
        protocol = ProtocolFactory(parties=[world.senior, world.network])

        self.merge(world, world.senior)

        person = UserFactory(organisation=self.successor, roles=["author"])
        assert f"protocol:{protocol.pk}" not in viewer_of(person).tokens

    def test_lapses_unless_the_committee_confirms_it(self, world):
        (heir,) = self.merge(world, world.senior)
        end = heir.provisional_until

        with transaction.atomic(), pytest.raises(Refused):
            actions.confirm_succession(heir, votes=world.votes(1, 1), by=world.committee)
        assert not Membership.objects.filter(pk=heir.pk).active(end + dt.timedelta(days=1)).exists()
        confirmed = actions.confirm_succession(heir, votes=world.votes(2), by=world.committee)
        assert (confirmed.provisional_until, confirmed.state) == (None, State.ACTIVE)
        assert actions.follow_calendar(end + dt.timedelta(days=1)) == []

    def test_a_membership_that_nobody_confirms_ends(self, world):
        (heir,) = self.merge(world, world.senior)

        steps = actions.follow_calendar(heir.provisional_until + dt.timedelta(days=1))

        assert [step.event for step in steps] == ["lapse"]
        assert fresh(heir).state == State.WITHDRAWN

    def test_changes_nothing_when_one_of_them_cannot_be_replaced(self, world):
        MembershipFactory(organisation=world.body, network=world.network, state=State.SUSPENDED)

        with pytest.raises(Refused), transaction.atomic():
            self.merge(world, world.senior, world.body)

        assert not Organisation.objects.filter(successor__isnull=False).exists()
        assert world.senior.memberships.get().state == State.ACTIVE

    def test_is_refused_where_it_makes_no_sense(self, world):
        with pytest.raises(Refused):
            self.merge(world, by=world.editor)
        with pytest.raises(Refused, match="Choose"):
            self.merge(world)
        with pytest.raises(Refused, match="Choose"):
            self.merge(world, world.senior, successor=world.senior)
        with pytest.raises(Refused, match="on its day"):
            self.merge(world, world.senior, on=later(1))
        with pytest.raises(Refused, match="reason"):
            self.merge(world, world.senior, reason=" ")
        self.merge(world, world.senior)
        with pytest.raises(Refused, match="already has a successor"):
            self.merge(world, world.senior)


class TestRegister:
    def test_nobody_changes_or_removes_a_decision(self, world):
        decision = world.candidate().decisions.get()

        decision.reason = "Autre."
        with pytest.raises(ValidationError):
            decision.save()
        with pytest.raises(DatabaseError), transaction.atomic():
            MembershipDecision.objects.update(reason="Autre.")
        with pytest.raises(DatabaseError), transaction.atomic():
            MembershipDecision.objects.filter(pk=decision.pk).delete()
        with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute("update exchange_membershipdecision set by_id = null, after = 'active'")

    def test_the_account_that_recorded_it_may_go(self, world):
        decision = world.candidate().decisions.get()

        MembershipDecision.objects.filter(pk=decision.pk).update(by=None)

        assert MembershipDecision.objects.get(pk=decision.pk).by is None

    def test_decisions_go_ten_years_after_the_end(self, world):
        membership = world.in_state(State.WITHDRAWN)
        long_ago = timezone.now() - dt.timedelta(days=12 * 366)
        MembershipDecision.objects.create(
            membership=membership,
            event="withdraw",
            after="withdrawn",
            capacity="platform",
            decided_at=long_ago,
        )
        Membership.objects.filter(pk=membership.pk).update(left_on=long_ago.date())
        kept = MembershipDecision.objects.create(
            membership=membership, event="apply", after="candidate", capacity="body"
        )

        actions.follow_calendar()

        assert list(membership.decisions.all()) == [kept]


class TestLetters:
    def test_go_to_the_body_its_head_the_committee_and_the_sponsor(
        self, world, mailoutbox, django_capture_on_commit_callbacks
    ):
        application = world.draft()

        with django_capture_on_commit_callbacks(execute=True):
            actions.apply(application, by=world.administrator)

        assert sorted(letter.to[0] for letter in mailoutbox) == [
            "admin@ainee.example",
            "admin@val.example",
            "comite2@exchange.example",
            "comite@exchange.example",
            "direction@val.example",
        ]

    def test_say_the_reason_and_the_way_on_and_break_no_header(
        self, world, mailoutbox, django_capture_on_commit_callbacks
    ):
        membership = world.active()
        Organisation.objects.filter(pk=world.body.pk).update(name_fr="Val\nBcc: tous@zone.example")

        with django_capture_on_commit_callbacks(execute=True):
            world.noticed(membership, MeasureKind.WARNING)

        letter = next(letter for letter in mailoutbox if letter.to == ["direction@val.example"])
        assert "\n" not in letter.subject
        assert REASON in letter.body
        assert "/adhesion/" in letter.body


class TestRetractWithdrawal:
    def test_is_done_until_it_takes_effect_and_keeps_a_warning(self, world):
        membership = actions.notify_withdrawal(world.warned(), head="Direction", by=world.administrator)

        with pytest.raises(Refused):
            actions.retract_withdrawal(membership, head="Direction", by=world.sponsor)
        membership = actions.retract_withdrawal(membership, head="Direction", by=world.administrator)

        assert (membership.state, membership.leaves_on) == (State.WARNED, None)
        assert actions.follow_calendar(later(30)) == []
        assert membership.decisions.newest_first().first().event == "retract_withdrawal"

    def test_is_too_late_on_its_day(self, world):
        membership = world.leaving()
        Membership.objects.filter(pk=membership.pk).update(leaves_on=today())

        with pytest.raises(Refused, match="no withdrawal"):
            actions.retract_withdrawal(membership, head="Direction", by=world.administrator)

    def test_gives_nothing_back_to_who_is_suspended(self, world):
        membership = actions.notify_withdrawal(world.suspended(), head="Direction", by=world.administrator)

        membership = actions.retract_withdrawal(membership, head="Direction", by=world.editor)

        assert (membership.state, membership.leaves_on) == (State.SUSPENDED, None)

    def test_is_offered_on_the_page_of_the_membership(self, world):
        membership = world.leaving()
        client = Client()
        client.force_login(world.administrator)
        address = reverse("membership_retraction", args=[membership.pk])

        assert address in client.get(reverse("membership")).content.decode()
        client.post(address, {"head": "Direction", "confirms": "on"})

        assert fresh(membership).state == State.ACTIVE
        assert address not in client.get(reverse("membership")).content.decode()
