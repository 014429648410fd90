"""The life of a talk: proposed, released, accepted or declined, published; each right, and its contrary."""

import datetime as dt

import pytest
from django.utils import timezone
from django.utils.translation import override
from wagtail.models import PageLogEntry

from exchange.audiences import State
from exchange.duties.standing import standings
from exchange.models import Membership, MembershipState, Provenance
from exchange.viewers import VISITOR, viewer_of
from practices.actions import NotReady
from seminars import actions
from seminars.models import SeminarHost, Talk
from seminars.policies import policy
from tests.factories import MembershipFactory, TalkFactory, UserFactory
from tests.seminars.cast import (
    ABSTRACT,
    accepted,
    cast,
    fresh,
    proposed,
    released,
    seminar_that_calls,
    submitted,
)

pytestmark = pytest.mark.django_db

PEOPLE = (
    "author",
    "colleague",
    "lead",
    "administrator",
    "reader",
    "host",
    "hosts_author",
    "stranger",
    "editor",
    "committee",
)
OWN_DESK = {"author", "colleague", "lead", "administrator"}


@pytest.fixture
def world():
    with override("en"):
        yield cast()


def who(world, may) -> set[str]:
    return {name for name in PEOPLE if may(getattr(world, name))}


def readers(world, talk) -> set[str]:
    return who(world, lambda user: viewer_of(user).opens(fresh(talk).tokens))


class TestReaders:
    """Who reads a talk at each step: its organisation, then hosts and secretariat, then its audience."""

    def test_of_a_draft_and_of_what_waits_for_release_are_its_organisation(self, world):
        talk = proposed(world)
        assert readers(world, talk) == OWN_DESK
        assert readers(world, actions.submit(talk, by=world.author)) == OWN_DESK

    def test_are_the_hosts_and_the_secretariat_from_the_release_on(self, world):
        assert readers(world, released(world)) == {*OWN_DESK, "host", "hosts_author", "editor"}

    def test_are_all_once_it_is_published(self, world):
        talk = accepted(world)
        assert (talk.live, talk.state) == (True, State.PUBLISHED)
        assert Talk.objects.published().visible_to(VISITOR).get() == talk

    def test_are_no_hosts_any_more_once_it_is_declined(self, world):
        talk = actions.decline(released(world), by=world.host, comment="Le programme est complet.")
        assert readers(world, talk) == OWN_DESK

    def test_are_not_the_people_of_a_suspended_host(self, world):
        talk = released(world)
        Membership.objects.filter(organisation=world.host_body).update(state=MembershipState.SUSPENDED)
        assert not readers(world, talk) & {"host", "hosts_author"}
        assert not policy.may_decide(world.host, talk)

    def test_follow_the_hosts_of_the_seminar(self, world):
        talk = released(world)
        SeminarHost.objects.filter(seminar=world.seminar).delete()
        world.seminar.refresh_from_db()
        type(world.seminar).objects.get(pk=world.seminar.pk).save()
        assert not readers(world, talk) & {"host", "hosts_author"}


class TestPropose:
    def test_is_for_the_writers_of_a_contributing_organisation(self, world):
        may = who(world, lambda user: policy.may_propose(user, world.seminar))
        assert may == {"author", "colleague", "lead", "host", "hosts_author", "stranger"}
        Membership.objects.filter(organisation=world.owner).update(state=MembershipState.SUSPENDED)
        with pytest.raises(actions.Refused):
            proposed(world)

    @pytest.mark.parametrize(("moment", "is_open"), [("2027-03-13T03:59", True), ("2027-03-13T04:01", False)])
    def test_ends_at_the_midnight_of_who_proposes(self, world, moment, is_open):
        world.owner.time_zone = "America/Halifax"
        seminar = seminar_that_calls()
        seminar.talks_until = dt.date(2027, 3, 12)
        at = dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC)
        assert seminar.takes_talks_of(world.owner, at=at) == is_open

    def test_of_what_says_too_little_is_kept_and_not_sent(self, world):
        talk = proposed(world, summary="Court.", speaker_function="")
        with pytest.raises(NotReady) as refusal:
            actions.submit(talk, by=world.author)
        assert {problem.field for problem in refusal.value.problems} == {"summary", "speaker_function"}
        assert fresh(talk).state == State.DRAFT

    def test_after_the_last_day_sends_only_what_was_sent_back(self, world):
        late, sent_back = (
            proposed(world),
            actions.request_changes(released(world), by=world.host, comment="Plus court."),
        )
        type(world.seminar).objects.update(talks_until=timezone.localdate() - dt.timedelta(days=3))
        with pytest.raises(NotReady):
            actions.submit(late, by=world.author)
        again = actions.rewrite(sent_back, by=world.author, summary=ABSTRACT[:300])
        assert actions.submit(again, by=world.author).state == State.SUBMITTED


class TestRelease:
    def test_is_for_a_lead_who_wrote_no_part(self, world):
        talk = submitted(world)
        assert who(world, lambda user: policy.may_decide(user, talk)) == {"lead"}

    def test_is_refused_to_the_lead_who_wrote(self, world):
        talk = actions.submit(actions.rewrite(proposed(world), by=world.lead, video_url=""), by=world.author)
        UserFactory(organisation=world.owner, roles=["content_lead"])
        with pytest.raises(actions.Refused, match="somebody else"):
            actions.release(talk, by=world.lead)

    def test_locks_the_text_for_everybody(self, world):
        talk = submitted(world)
        assert not who(world, lambda user: policy.may_write(user, talk))
        assert not who(world, lambda user: talk.permissions_for_user(user).can_edit())

    def test_notes_that_the_organisation_agreed(self, world):
        assert proposed(world).confirmed_at is None
        assert released(world).confirmed_at is not None

    def test_is_confirmed_by_the_secretariat_for_a_small_organisation_unread(self, world):
        for name in ("colleague", "lead", "administrator", "reader"):
            type(world.author).objects.filter(email=f"{name}@zone.example").update(is_active=False)
        talk = fresh(submitted(world))
        assert policy.may_decide(world.editor, talk)
        assert not policy.may_read(world.editor, talk)


class TestDecision:
    def test_is_for_those_who_speak_for_a_host_and_the_secretariat(self, world):
        talk = released(world)
        assert who(world, lambda user: policy.may_decide(user, talk)) == {"host", "editor"}

    def test_is_not_for_the_organisation_that_speaks_though_it_hosts(self, world):
        SeminarHost.objects.create(seminar=world.seminar, organisation=world.owner)
        talk = fresh(released(world))
        assert who(world, lambda user: policy.may_decide(user, talk)) == {"host", "editor"}

    @pytest.mark.parametrize("action", [actions.decline, actions.request_changes])
    def test_says_why(self, world, action):
        with pytest.raises(NotReady):
            action(released(world), by=world.host, comment=" ")

    def test_is_taken_again_about_a_changed_text(self, world):
        talk = actions.request_changes(released(world), by=world.host, comment="Plus court.")
        with pytest.raises(NotReady, match="Nothing has changed"):
            actions.submit(talk, by=world.author)
        talk = actions.rewrite(talk, by=world.author, heading="Parler avec les jeunes, en bref")
        talk = actions.submit(talk, by=world.author)
        assert talk.state == State.SUBMITTED
        assert not policy.may_decide(world.host, talk)

    def test_publishes_no_text_that_was_not_released(self, world):
        talk = released(world)
        draft = talk.get_latest_revision_as_object()
        draft.heading_fr = "Autre chose que ce qui a été validé"
        draft.save_revision(user=world.author)
        with pytest.raises(NotReady):
            actions.accept(fresh(talk), by=world.host)

    def test_holds_what_a_suspended_organisation_proposed(self, world):
        talk = released(world)
        Membership.objects.filter(organisation=world.owner).update(state=MembershipState.SUSPENDED)
        with pytest.raises(NotReady):
            actions.accept(fresh(talk), by=world.host)

    def test_against_a_talk_leaves_it_for_another_seminar_only(self, world):
        talk = actions.decline(released(world), by=world.host, comment="Complet.")
        with pytest.raises(NotReady, match="declined"):
            actions.submit(talk, by=world.author)
        other = seminar_that_calls(world.host_body)
        talk = actions.rewrite(talk, by=world.author, seminar=other)
        assert actions.submit(talk, by=world.author).get_parent().pk == other.pk

    def test_is_written_into_the_log(self, world):
        talk = accepted(world)
        told = set(PageLogEntry.objects.filter(page=talk.pk).values_list("action", flat=True))
        assert {"seminars.propose", "seminars.submit", "seminars.release", "seminars.accept"} <= told


class TestNextVersion:
    def test_waits_for_release_and_hosts_while_the_first_stays(self, world):
        talk = actions.rewrite(accepted(world), by=world.author, heading="Parler avec les jeunes, suite")
        talk = actions.submit(talk, by=world.author)
        assert not policy.may_read(world.host, talk)
        assert not policy.may_read(world.editor, talk)
        talk = actions.release(talk, by=world.lead)
        assert policy.may_read(world.host, talk)
        assert fresh(talk).heading_fr == "Parler avec les jeunes du quartier"
        assert actions.accept(talk, by=world.host).heading_fr == "Parler avec les jeunes, suite"


class TestTakeBack:
    @pytest.mark.parametrize("way", [submitted, released])
    def test_makes_a_draft_of_what_waits(self, world, way):
        talk = actions.take_back(way(world), by=world.author)
        assert (talk.state, talk.workflow_in_progress) == (State.DRAFT, False)
        assert readers(world, talk) == OWN_DESK

    def test_is_not_for_others(self, world):
        with pytest.raises(actions.Refused):
            actions.take_back(released(world), by=world.host)


class TestWithdraw:
    def test_leaves_a_tombstone(self, world):
        talk = actions.withdraw(accepted(world), by=world.lead, reason="owner")
        assert talk.state == State.WITHDRAWN
        assert not Talk.objects.published().exists()

    def test_is_for_the_lead_and_the_secretariat(self, world):
        talk = accepted(world)
        assert who(world, lambda user: policy.may_withdraw(user, talk)) == {"lead", "editor"}


class TestEnteredBySecretariat:
    def enter(self, world):
        talk = TalkFactory(
            draft=True,
            parent=world.seminar,
            organisation=world.owner,
            owner=world.editor,
            heading_fr="Parler avec les jeunes du quartier",
            summary_fr=ABSTRACT[:400],
            speaker_function="Commissaire",
        )
        talk.save_revision(user=world.editor)
        return actions.submit(fresh(talk), by=world.editor)

    def test_is_confirmed_by_the_organisation_alone(self, world):
        talk = self.enter(world)
        assert who(world, lambda user: policy.may_decide(user, talk)) == {"lead", "administrator"}
        with pytest.raises(actions.Refused):
            actions.release(talk, by=world.editor)
        talk = actions.release(talk, by=world.administrator)
        assert actions.accept(talk, by=world.editor).live

    def test_is_never_published_by_the_editor(self, world):
        talk = self.enter(world)
        assert not talk.permissions_for_user(world.editor).can_publish()
        assert not world.seminar.permissions_for_user(world.editor).can_publish_subpage()

    def test_asks_nobody_where_nobody_can_agree(self, world):
        type(world.lead).objects.filter(organisation=world.owner).update(is_active=False)
        with pytest.raises(NotReady, match="Nobody can agree"):
            self.enter(world)


class TestDuty:
    def shared(self, world) -> int:
        year = timezone.now().year
        return next(iter(standings(year, organisation=world.owner))).shared

    def test_counts_what_the_organisation_agreed_to(self, world):
        accepted(world)
        assert self.shared(world) == 1

    def test_counts_nothing_that_others_published_in_its_name(self, world):
        TalkFactory(organisation=world.owner, first_published_at=timezone.now())
        assert self.shared(world) == 0

    @pytest.mark.parametrize("provenance", [Provenance.IMPORTED, Provenance.DEMO_DOCUMENTED])
    def test_counts_what_documents_a_seminar_that_was_held(self, world, provenance):
        TalkFactory(organisation=world.owner, first_published_at=timezone.now(), provenance=provenance)
        assert self.shared(world) == 1


class TestLetters:
    def told(self, mailoutbox) -> dict:
        return {letter.subject.partition(" : ")[0]: letter.to for letter in mailoutbox}

    def test_call_each_time_whoever_acts_next(self, world, mailoutbox, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            talk = submitted(world)
        assert [letter.to for letter in mailoutbox] == [["lead@zone.example"]]
        with django_capture_on_commit_callbacks(execute=True):
            talk = actions.release(talk, by=world.lead)
        assert {letter.to[0] for letter in mailoutbox[1:]} == {"host@zone.example", "editor@zone.example"}
        assert "Parler avec les jeunes" in mailoutbox[1].body
        assert ABSTRACT[:40] not in mailoutbox[1].body
        with django_capture_on_commit_callbacks(execute=True):
            actions.decline(talk, by=world.host, comment="Complet.")
        assert {letter.to[0] for letter in mailoutbox[3:]} == {"author@zone.example", "lead@zone.example"}

    def test_say_nothing_to_a_host_who_may_read_no_more(
        self, world, mailoutbox, django_capture_on_commit_callbacks
    ):
        talk = submitted(world)
        MembershipFactory._meta.model.objects.filter(organisation=world.host_body).update(state="suspended")
        with django_capture_on_commit_callbacks(execute=True):
            actions.release(talk, by=world.lead)
        assert "host@zone.example" not in {letter.to[0] for letter in mailoutbox}
