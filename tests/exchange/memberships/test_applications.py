import datetime as dt

import pytest
from django.utils import timezone

from exchange.memberships import actions
from exchange.memberships.rules import Votes
from exchange.models import (
    CharterAcceptance,
    CommitteeSeat,
    Membership,
    MembershipApplication,
    MembershipDecision,
)
from exchange.models import MembershipState as State
from exchange.refusal import Refused
from exchange.viewers import viewer_of
from tests.exchange.memberships.world import ADDRESSES, REASON, fresh
from tests.factories import MembershipFactory, OrganisationFactory, ProtocolFactory, UserFactory


class TestApply:
    def test_asks_the_sponsor_and_keeps_what_was_said(self, world):
        membership = world.candidate()

        assert membership.state == State.CANDIDATE
        assert membership.head_email == ADDRESSES["head_email"]
        assert world.application in MembershipApplication.objects.to_answer_by(world.senior)
        decision = membership.decisions.get()
        assert (decision.event, decision.before, decision.capacity) == ("apply", "", "body")
        assert decision.by == world.administrator

    def test_a_draft_keeps_what_there_is_and_makes_no_candidate(self, world):
        actions.keep_draft(
            world.body, network=world.network, values={"motivation": "Un début."}, by=world.administrator
        )

        assert world.application.motivation == "Un début."
        assert not Membership.objects.filter(organisation=world.body).exists()

    @pytest.mark.parametrize("missing", ["motivation", "category", "head_email", "privacy_email", "charter"])
    def test_refuses_what_is_not_complete(self, world, missing):
        application = world.draft(**{missing: None if missing == "charter" else ""})

        with pytest.raises(Refused):
            actions.apply(application, by=world.administrator)
        assert not Membership.objects.filter(organisation=world.body).exists()

    def test_refuses_a_sponsor_that_is_too_young(self, world):
        young = OrganisationFactory()
        since = timezone.localdate() - dt.timedelta(days=300)
        MembershipFactory(organisation=young, network=world.network, accession_on=since)

        with pytest.raises(Refused, match="cannot vouch"):
            actions.apply(world.draft(sponsor=young), by=world.administrator)

    def test_refuses_a_suspended_sponsor_and_one_of_another_network(self, world):
        Membership.objects.filter(organisation=world.senior).update(state=State.SUSPENDED)
        with pytest.raises(Refused):
            actions.apply(world.draft(), by=world.administrator)

        other = MembershipFactory(accession_on=dt.date(2016, 1, 1)).organisation
        with pytest.raises(Refused):
            actions.apply(world.draft(sponsor=other), by=world.administrator)

    def test_is_sent_once(self, world):
        world.candidate()

        with pytest.raises(Refused, match="already been sent"):
            actions.apply(world.application, by=world.administrator)
        with pytest.raises(Refused, match="already been sent"):
            world.draft()

    def test_is_not_done_for_another_body(self, world):
        application = world.draft()

        for person in (world.sponsor, world.editor, world.committee, UserFactory(organisation=world.body)):
            with pytest.raises(Refused):
                actions.apply(application, by=person)
            with pytest.raises(Refused):
                world.draft(by=person)
        assert fresh_application(application).submitted_at is None

    def test_can_be_taken_back_and_sent_again(self, world):
        world.candidate()

        actions.withdraw_application(world.application, by=world.administrator)
        again = actions.apply(world.draft(), by=world.administrator)

        assert again.decisions.count() == 3
        assert MembershipApplication.objects.open().count() == 1


def fresh_application(application):
    return MembershipApplication.objects.get(pk=application.pk)


class TestAnswer:
    def test_a_yes_lets_it_be_examined(self, world):
        membership = world.answered()

        assert membership.state == State.CANDIDATE
        assert actions.examine(membership, by=world.editor).state == State.EXAMINED

    def test_a_no_makes_a_draft_of_it_again(self, world):
        membership = world.candidate()

        actions.answer_for(world.application, answers=False, comment="Inconnus.", by=world.sponsor)

        assert world.application.submitted_at is None
        assert world.application.motivation == "Échanger."
        with pytest.raises(Refused, match="has not vouched"):
            actions.examine(membership, by=world.editor)

    def test_only_the_organisation_that_was_asked_answers(self, world):
        world.candidate()

        for person in (world.administrator, world.committee, world.editor):
            with pytest.raises(Refused):
                actions.answer_for(world.application, answers=True, by=person)
        assert world.application.sponsor_answer == ""

    def test_answers_once(self, world):
        world.answered()

        with pytest.raises(Refused, match="no longer needs an answer"):
            actions.answer_for(world.application, answers=False, by=world.sponsor)


class TestVote:
    def test_admits_and_waits_for_the_charter(self, world):
        membership = world.admitted()

        assert membership.state == State.ADMITTED
        assert not viewer_of(world.administrator).is_member
        decision = membership.decisions.newest_first().first()
        assert (decision.in_favour, decision.against, decision.entitled) == (2, 0, 2)
        assert (decision.reason, decision.capacity) == (REASON, "committee")
        assert not MembershipApplication.objects.open().exists()

    @pytest.mark.parametrize("votes", [(1, 1), (0, 2), (0, 0, 2), (3, 0), (0, 0)])
    def test_admits_nobody_with_votes_that_do_not_carry(self, world, votes):
        membership = world.examined()

        with pytest.raises(Refused):
            self.admit(world, membership, votes=world.votes(*votes))
        assert fresh(membership).state == State.EXAMINED

    def test_refuses_and_lets_the_body_ask_again(self, world):
        membership = world.examined()

        with pytest.raises(Refused, match="is admitted"):
            actions.refuse(membership, votes=world.votes(2), reason=REASON, by=world.committee)
        actions.refuse(membership, votes=world.votes(0, 2), reason=REASON, by=world.committee)

        assert fresh(membership).state == State.REFUSED
        assert actions.apply(world.draft(), by=world.administrator).state == State.CANDIDATE

    def test_is_the_committees(self, world):
        membership = world.examined()

        for person in (world.administrator, world.sponsor, world.editor):
            with pytest.raises(Refused):
                actions.admit(membership, category="member", votes=world.votes(2), reason=REASON, by=person)

    def test_nobody_votes_about_their_own_body(self, world):
        membership = world.examined()
        partial = UserFactory(organisation=world.body, roles=["committee"])

        with pytest.raises(Refused, match="belong to this organisation"):
            actions.admit(membership, category="member", votes=world.votes(2), reason=REASON, by=partial)

    def test_seats_of_candidates_and_former_members_do_not_count(self, world):
        membership = world.examined()
        today = timezone.localdate()
        far = MembershipFactory(organisation=OrganisationFactory(quebec=True), network=world.network)
        former = MembershipFactory(network=world.network, state=State.WITHDRAWN, left_on=today)
        for body in (world.body, world.senior, former.organisation, far.organisation):
            CommitteeSeat.objects.create(organisation=body, starts_on=today)
        CommitteeSeat.objects.create(
            organisation=world.senior, starts_on=dt.date(2020, 1, 1), ends_on=dt.date(2021, 1, 1)
        )
        sits = {seat.organisation: f"seat-{seat.pk}" for seat in CommitteeSeat.objects.in_term(today)}

        for keys in ([sits[world.senior], sits[world.body]], [sits[former.organisation]]):
            with pytest.raises(Refused, match="may not vote"):
                self.admit(world, membership, votes=Votes.of(dict.fromkeys(keys, "in_favour")))
        both = Votes.of(dict.fromkeys((sits[world.senior], sits[far.organisation]), "in_favour"))
        self.admit(world, membership, votes=both)

        decision = membership.decisions.newest_first().first()
        assert (decision.entitled, decision.facts["ballots"]) == (2, both.ballots)

    def test_one_shore_does_not_outnumber_the_other(self, world):
        membership = world.examined()
        seat = CommitteeSeat.objects.create(organisation=world.senior, starts_on=timezone.localdate())
        votes = Votes.of({f"seat-{seat.pk}": "in_favour"})

        with pytest.raises(Refused, match="as many of each shore"):
            self.admit(world, membership, votes=votes)

    def test_a_count_alone_does_not_do(self, world):
        with pytest.raises(Refused, match="who voted what"):
            self.admit(world, world.examined(), votes=Votes(2, 0))

    def test_nobody_of_a_former_member_decides(self, world):
        membership = world.examined()
        left = MembershipFactory(network=world.network, state=State.WITHDRAWN, left_on=dt.date(2026, 1, 1))
        person = world.person("comite@partie.example", "committee", left.organisation)

        with pytest.raises(Refused, match="not a member"):
            self.admit(world, membership, votes=world.votes(2), by=person)
        self.admit(world, membership, votes=world.votes(2))
        assert membership.decisions.newest_first().first().entitled == 2

    def admit(self, world, membership, **options):
        given = {"category": "member", "reason": REASON, "by": world.committee}
        return actions.admit(membership, **given | options)

    def test_the_second_of_two_deciders_changes_nothing(self, world):
        membership = world.examined()
        seen = membership.decisions.newest_first().first().pk
        actions.admit(
            membership, category="member", votes=world.votes(2), reason=REASON, by=world.committee, seen=seen
        )
        before = MembershipDecision.objects.count()

        with pytest.raises(Refused, match="while you were looking"):
            actions.refuse(
                membership, votes=world.votes(0, 2), reason=REASON, by=world.other_committee, seen=seen
            )
        with pytest.raises(Refused, match="Perhaps somebody decided"):
            actions.refuse(membership, votes=world.votes(0, 2), reason=REASON, by=world.other_committee)

        assert fresh(membership).state == State.ADMITTED
        assert MembershipDecision.objects.count() == before


class TestObserver:
    def observing(self, world, months=6):
        membership = actions.observe(
            world.examined(), months=months, votes=world.votes(2), reason=REASON, by=world.committee
        )
        return actions.accept_charter(membership, version="1.0", head="Direction", by=world.administrator)

    def test_reads_and_offers_nothing(self, world):
        self.observing(world)

        assert viewer_of(world.administrator).is_member
        assert not Membership.objects.contributing().filter(organisation=world.body).exists()

    @pytest.mark.parametrize("months", [0, 5, 13])
    def test_observes_for_six_to_twelve_months(self, world, months):
        membership = world.examined()

        with pytest.raises(Refused):
            actions.observe(
                membership, months=months, votes=world.votes(2), reason=REASON, by=world.committee
            )

    def test_becomes_a_member_by_a_vote(self, world):
        membership = self.observing(world)
        day = membership.accession_on

        actions.admit(membership, category="member", votes=world.votes(2), reason=REASON, by=world.committee)

        membership = fresh(membership)
        assert (membership.state, membership.category) == (State.ACTIVE, "member")
        assert (membership.observes_until, membership.accession_on) == (None, day)

    def test_a_member_is_not_admitted_twice(self, world):
        with pytest.raises(Refused, match="already a member"):
            actions.admit(
                world.active(), category="associate", votes=world.votes(2), reason=REASON, by=world.committee
            )


TEXTS = {f"{name}_{code}": "…" for name in ("text", "changes") for code in ("fr", "nl", "en")}


class TestAcceptCharter:
    def test_lets_the_body_join(self, world):
        membership = world.active()

        assert (membership.state, membership.accession_on) == (State.ACTIVE, timezone.localdate())
        assert CharterAcceptance.objects.get().head == "Direction"
        (antenna,) = world.body.antennas.all()
        assert (antenna.email, antenna.name_fr) == ("contact@val.example", "Antenne de contact")
        assert viewer_of(world.administrator).is_member

    def test_refuses_a_version_that_is_not_in_force(self, world):
        membership = world.admitted()

        with pytest.raises(Refused, match="newer version"):
            actions.accept_charter(membership, version="0.9", head="Direction", by=world.administrator)

    def test_is_done_once_and_by_the_body(self, world):
        membership = world.active()

        with pytest.raises(Refused, match="already"):
            actions.accept_charter(membership, version="1.0", head="Direction", by=world.administrator)
        with pytest.raises(Refused):
            actions.accept_charter(membership, version="1.0", head="Direction", by=world.sponsor)

    def test_a_major_version_is_accepted_again_within_its_days(
        self, world, django_capture_on_commit_callbacks
    ):
        membership = world.active()
        charter = type(world.charter)
        today = timezone.localdate()

        actions.publish_charter(charter(major=1, minor=1, published_on=today, **TEXTS), by=world.committee)
        assert fresh(membership).charter_due_on is None
        actions.publish_charter(charter(major=2, published_on=today, **TEXTS), by=world.committee)

        due = fresh(membership).charter_due_on
        assert due == today + dt.timedelta(days=90)
        contributing = Membership.objects.filter(pk=membership.pk).contributing
        assert contributing(due).exists()
        assert not contributing(due + dt.timedelta(days=1)).exists()
        assert Membership.objects.filter(pk=membership.pk).active(due + dt.timedelta(days=1)).exists()
        actions.accept_charter(membership, version="2.0", head="Direction", by=world.administrator)
        assert fresh(membership).charter_due_on is None

    def test_a_version_is_published_by_the_committee_with_a_higher_number(self, world):
        charter = type(world.charter)

        with pytest.raises(Refused):
            actions.publish_charter(
                charter(major=2, text_fr="…", published_on=timezone.localdate()), by=world.editor
            )
        with pytest.raises(Refused, match="higher number"):
            actions.publish_charter(
                charter(major=0, minor=9, text_fr="…", published_on=timezone.localdate()), by=world.committee
            )


class TestAccede:
    def test_joins_by_the_protocol_on_the_day_of_its_signature(self, world):
        protocol = ProtocolFactory(accession_network=world.network, signed_on=dt.date(2022, 5, 19))

        membership = actions.accede(world.body, protocol=protocol)

        assert (membership.state, membership.basis) == (State.ACTIVE, "protocol")
        assert membership.accession_on == dt.date(2022, 5, 19)
        assert membership.decisions.get().decided_at.date() == dt.date(2022, 5, 19)

    def test_gives_nothing_back_to_who_was_suspended_or_excluded(self, world):
        protocol = ProtocolFactory(accession_network=world.network)
        membership = world.in_state(State.EXCLUDED)

        assert actions.accede(world.body, protocol=protocol).state == State.EXCLUDED
        assert not membership.decisions.exists()
