import datetime as dt

import pytest
import time_machine
from django.core import mail
from wagtail.models import ModelLogEntry

from exchange.audiences import State
from exchange.disputes import actions
from exchange.models import Dispute, DisputeStep, RoleName
from exchange.models.disputes import Outcome
from exchange.refusal import Refused
from exchange.viewers import viewer_of
from practices.actions import confirm_freeze, freeze, lapse_freezes
from practices.models import Freeze
from practices.policies import policy
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PracticeFactory,
    ProtocolFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC), tick=False):
        yield


def body():
    organisation = OrganisationFactory()
    MembershipFactory(organisation=organisation)
    return organisation


def speaker(organisation, role=RoleName.ORGANISATION_ADMINISTRATOR):
    return UserFactory(organisation=organisation, roles=[role])


@pytest.fixture
def raiser():
    return speaker(body())


@pytest.fixture
def answerer():
    return speaker(body(), RoleName.CONTENT_LEAD)


@pytest.fixture
def committee():
    return UserFactory(organisation=None, roles=[RoleName.COMMITTEE])


def raised(by, other, **kwargs):
    return actions.raise_dispute(
        subject="Une fiche copiée", account="Sans citer la source.", other=other, by=by, **kwargs
    )


@pytest.fixture
def dispute(raiser, answerer):
    return raised(raiser, answerer.organisation)


def at_step(dispute, step):
    day = TODAY
    while Dispute.objects.get(pk=dispute.pk).step < step:
        day += dt.timedelta(days=100)
        actions.keep_dates(day)
    return Dispute.objects.get(pk=dispute.pk)


class TestRaise:
    def test_gives_the_contact_points_thirty_days(self, dispute):
        assert dispute.step == DisputeStep.CONTACTS
        assert dispute.due_on == dt.date(2026, 4, 1)

    def test_tells_the_other_body_and_nobody_else(
        self, raiser, answerer, committee, django_capture_on_commit_callbacks
    ):
        UserFactory(organisation=answerer.organisation, roles=[RoleName.AUTHOR])
        with django_capture_on_commit_callbacks(execute=True):
            raised(raiser, answerer.organisation)
        assert [letter.to for letter in mail.outbox] == [[answerer.email]]
        assert "Sans citer" not in mail.outbox[0].body

    def test_is_refused_to_whoever_does_not_speak_for_a_body(self, answerer):
        author = speaker(body(), RoleName.AUTHOR)
        with pytest.raises(Refused):
            raised(author, answerer.organisation)

    def test_is_refused_against_oneself(self, raiser):
        with pytest.raises(Refused):
            raised(raiser, raiser.organisation)

    def test_names_only_a_protocol_of_both(self, raiser, answerer):
        with pytest.raises(Refused):
            raised(raiser, answerer.organisation, protocol=ProtocolFactory(parties=[raiser.organisation]))
        both = ProtocolFactory(parties=[raiser.organisation, answerer.organisation])
        assert raised(raiser, answerer.organisation, protocol=both).protocol == both

    def test_names_only_a_sheet_of_one_of_both(self, raiser, answerer):
        with pytest.raises(Refused):
            raised(raiser, answerer.organisation, page=PracticeFactory())
        hidden = PracticeFactory(organisation=answerer.organisation, draft=True)
        with pytest.raises(Refused):
            raised(raiser, answerer.organisation, page=hidden)
        assert Dispute.objects.count() == 0


class TestWhoSees:
    def test_the_two_bodies_from_the_first_step(self, dispute, raiser, answerer, committee):
        def sees(user):
            return Dispute.objects.visible_to(viewer_of(user)).exists()

        assert sees(raiser)
        assert sees(answerer)
        assert not sees(speaker(raiser.organisation, RoleName.AUTHOR))
        assert not sees(speaker(body()))
        assert not sees(committee)
        at_step(dispute, DisputeStep.COMMITTEE)
        assert sees(committee)
        assert not sees(UserFactory(organisation=None, roles=[RoleName.EDITOR]))


class TestCalendar:
    def test_passes_it_on_when_its_time_is_over(self, dispute):
        assert actions.keep_dates(dt.date(2026, 4, 1)) == []
        (moved,) = actions.keep_dates(dt.date(2026, 4, 2))
        assert (moved.step, moved.due_on) == (DisputeStep.COMMITTEE, dt.date(2026, 6, 1))
        assert actions.keep_dates(dt.date(2026, 4, 2)) == []

    def test_leaves_the_heads_the_time_that_they_need(self, dispute):
        dispute = at_step(dispute, DisputeStep.HEADS)
        assert dispute.due_on is None
        assert actions.keep_dates(dt.date(2036, 1, 1)) == []


class TestEnd:
    def test_belongs_to_who_raised_it(self, dispute, raiser, answerer):
        with pytest.raises(Refused):
            actions.end(dispute, outcome=Outcome.SETTLED, text="Réglé.", by=answerer)
        closed = actions.end(dispute, outcome=Outcome.SETTLED, text="Réglé.", by=raiser)
        assert not closed.is_open
        assert list(closed.entries.values_list("text", flat=True)) == ["Réglé."]

    def test_comes_once(self, dispute, raiser):
        actions.end(dispute, outcome=Outcome.WITHDRAWN, text="Un malentendu.", by=raiser)
        with pytest.raises(Refused, match="déjà clos"):
            actions.end(dispute, outcome=Outcome.SETTLED, text="Réglé.", by=raiser)

    def test_without_agreement_is_the_committee_s_at_the_last_step(self, dispute, raiser, committee):
        for step in (DisputeStep.CONTACTS, DisputeStep.COMMITTEE):
            at_step(dispute, step)
            with pytest.raises(Refused):
                actions.end(dispute, outcome=Outcome.LEFT, text="Sans accord.", by=committee)
        at_step(dispute, DisputeStep.HEADS)
        assert actions.end(dispute, outcome=Outcome.LEFT, text="Sans accord.", by=committee).closed_at


class TestCommittee:
    def test_hands_it_to_the_heads(self, dispute, committee, answerer):
        at_step(dispute, DisputeStep.COMMITTEE)
        with pytest.raises(Refused):
            actions.pass_on(dispute, text="Aux chefs.", by=answerer)
        assert actions.pass_on(dispute, text="Aux chefs.", by=committee).step == DisputeStep.HEADS

    def test_does_not_hear_its_own_body(self, dispute, answerer):
        at_step(dispute, DisputeStep.COMMITTEE)
        partial = UserFactory(organisation=answerer.organisation, roles=[RoleName.COMMITTEE])
        with pytest.raises(Refused):
            actions.pass_on(dispute, text="Aux chefs.", by=partial)

    def test_leaves_no_words_in_the_log(self, dispute, answerer):
        actions.write(dispute, text="Nous avons cité.", by=answerer)
        actions_logged = set(ModelLogEntry.objects.values_list("action", flat=True))
        assert actions_logged == {"exchange.dispute.raise", "exchange.dispute.write"}
        assert not ModelLogEntry.objects.filter(data__icontains="cité").exists()


class TestFreeze:
    def test_stands_in_the_record_and_ends_with_the_dispute(self, raiser, answerer):
        sheet = PracticeFactory(organisation=answerer.organisation)
        dispute = raised(raiser, answerer.organisation, page=sheet.translatedpage_ptr)
        editor = UserFactory(organisation=None, roles=[RoleName.EDITOR])

        actions.freeze_page(dispute, text="Un nom y figure.", by=raiser)
        confirm_freeze(sheet, by=editor)
        said = list(dispute.entries.values_list("organisation", "text"))
        assert said[0] == (raiser.organisation_id, "Un nom y figure.")
        assert [organisation for organisation, _text in said] == [raiser.organisation_id, None, None]
        actions.end(dispute, outcome=Outcome.SETTLED, text="Le nom est parti.", by=raiser)

        sheet.refresh_from_db()
        assert (sheet.state, sheet.tokens) == (State.PUBLISHED, ["public"])
        assert not Freeze.objects.open().exists()
        assert dispute.entries.last().by is None

    def test_lapses_with_a_word_in_the_record(self, raiser, answerer):
        sheet = PracticeFactory(organisation=answerer.organisation)
        dispute = raised(raiser, answerer.organisation, page=sheet.translatedpage_ptr)
        # On the desk, too, the right rests on the dispute.
        freeze(sheet, by=raiser, reason="Un nom.")

        assert lapse_freezes(TODAY + dt.timedelta(days=8)) == 1

        texts = list(dispute.entries.values_list("text", flat=True))
        assert len(texts) == 3 and "Un nom." in texts
        assert "back" in texts[-1]

    def test_outlasts_a_dispute_in_which_it_was_not_made(self, raiser, answerer):
        sheet = PracticeFactory(organisation=answerer.organisation)
        dispute = raised(raiser, answerer.organisation, page=sheet.translatedpage_ptr)
        freeze(sheet, by=UserFactory(organisation=None, roles=[RoleName.EDITOR]), reason="Un secret.")

        actions.end(dispute, outcome=Outcome.SETTLED, text="Réglé.", by=raiser)

        sheet.refresh_from_db()
        assert sheet.state == State.FROZEN

    def test_either_side_stops_the_sheet_in_dispute(self, raiser, answerer):
        sheet = PracticeFactory(organisation=answerer.organisation)
        assert not policy.may_freeze(raiser, sheet)
        dispute = raised(raiser, answerer.organisation, page=sheet.translatedpage_ptr)
        assert policy.may_freeze(raiser, sheet)
        assert not policy.may_freeze(speaker(body()), sheet)
        assert freeze(sheet, by=raiser, reason="Litige").state == State.FROZEN
        actions.end(dispute, outcome=Outcome.WITHDRAWN, text="Un malentendu.", by=raiser)
        assert not policy.may_freeze(raiser, PracticeFactory(organisation=answerer.organisation))
