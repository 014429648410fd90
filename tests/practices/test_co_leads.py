"""Organisations that answer for a practice with its owner: their acceptance is theirs, and so is its end."""

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.models import PageLogEntry

from exchange.models import Verdict
from practices import actions
from practices.models import CoOwner, Practice
from tests.factories import AntennaFactory, PracticeFactory, UserFactory
from tests.practices.cast import cast, fresh
from tests.practices.steps import approved, far_reviewer_of, home_approved, seen

pytestmark = pytest.mark.django_db


def shared(world, *, audience="members", **fields):
    """Return a published practice for which an organisation of the other shore answers too, and its lead."""
    practice = PracticeFactory(
        organisation=world.owner, owner=world.author, reference="BE-5344-0001", **fields
    )
    lead = UserFactory(email="far_lead@zone.example", organisation=world.far, roles=["content_lead"])
    row = CoOwner.objects.create(practice=practice, organisation=world.far)
    practice = actions.accept_co_ownership(row, by=lead, audience=audience)
    practice.save_revision(user=world.author)
    practice.get_latest_revision().publish(skip_permission_checks=True)
    return fresh(practice), lead


class TestAcceptance:
    def test_does_not_follow_the_row_to_another_organisation(self):
        world = cast()
        practice, _lead = shared(world)
        draft = practice.get_latest_revision_as_object()
        (row,) = draft.co_owners.get_object_list()
        row.organisation = world.far_too
        draft.save_revision(user=world.author, clean=False)

        fresh(practice).get_latest_revision().publish(skip_permission_checks=True)

        assert fresh(practice).owner_ids() == [world.owner.pk]
        assert fresh(practice).co_owners.get().accepted_at is None

    def test_is_held_to_its_organisation_by_the_database(self):
        world = cast()
        practice, _lead = shared(world)

        with pytest.raises(IntegrityError), transaction.atomic():
            CoOwner.objects.filter(practice=practice).update(organisation=world.far_too)

    def test_is_refused_in_the_form_with_the_way_out(self):
        world = cast()
        row = CoOwner(accepted_for=world.far, organisation=world.far_too)

        with pytest.raises(Exception, match=str(world.far)):
            row.clean()

    def test_is_not_brought_back_by_an_earlier_version(self):
        world = cast()
        practice, lead = shared(world)
        earlier = practice.get_latest_revision().content
        actions.step_out(practice, by=lead)

        again = fresh(practice).with_content_json(earlier)
        again.save_revision(user=world.author).publish(skip_permission_checks=True)

        assert fresh(practice).owner_ids() == [world.owner.pk]

    def test_of_the_parties_needs_a_protocol(self):
        world = cast()
        practice = PracticeFactory(organisation=world.owner)
        lead = UserFactory(organisation=world.far, roles=["content_lead"])
        row = CoOwner.objects.create(practice=practice, organisation=world.far)

        with pytest.raises(actions.NotReady):
            actions.accept_co_ownership(row, by=lead, audience="parties")


class TestStepOut:
    def test_ends_what_was_accepted_and_tells(self):
        world = cast()
        practice, lead = shared(world)
        mail.outbox.clear()

        practice = actions.step_out(practice, by=lead)

        assert practice.owner_ids() == [world.owner.pk]
        assert not CoOwner.objects.filter(practice=practice).exists()
        assert PageLogEntry.objects.get(action="practices.step_out").data["had_accepted"]
        assert {world.author.email, world.lead.email} <= {message.to[0] for message in mail.outbox}

    def test_opens_the_practice_to_nobody_more(self):
        world = cast()
        practice, lead = shared(world, audience="members")
        assert (practice.audience, practice.effective_audience()) == ("public", "members")

        practice = actions.step_out(practice, by=lead)

        assert (practice.audience, "public" in practice.tokens) == ("members", False)
        assert practice.get_latest_revision_as_object().audience == "members"
        assert f"organisation:{world.far.pk}" not in practice.tokens

    def test_takes_its_contact_along(self):
        world = cast()
        practice, lead = shared(world)
        draft = practice.get_latest_revision_as_object()
        draft.contact_antenna = AntennaFactory(organisation=world.far)
        draft.save_revision(clean=False).publish(skip_permission_checks=True)

        practice = actions.step_out(fresh(practice), by=lead)

        assert practice.contact_antenna is None
        assert practice.get_latest_revision_as_object().contact_antenna is None

    def test_is_also_how_an_organisation_declines(self):
        world = cast()
        practice = PracticeFactory(organisation=world.owner, owner=world.author)
        CoOwner.objects.create(practice=practice, organisation=world.far)
        lead = UserFactory(organisation=world.far, roles=["content_lead"])

        practice = actions.step_out(practice, by=lead)

        assert not practice.co_owners.exists()

    def test_is_no_business_of_others(self):
        world = cast()
        practice, _lead = shared(world)

        for person in (world.lead, world.far_reviewer, world.editor, world.stranger):
            with pytest.raises(actions.Refused):
                actions.step_out(practice, by=person)

    def test_stands_on_the_desk(self, client):
        world = cast()
        practice, lead = shared(world)
        client.force_login(lead, backend="allauth.account.auth_backends.AuthenticationBackend")
        address = reverse("sheet_deed", args=[practice.pk, "step-out"])

        assert client.post(address, {"seen": seen(practice, "step-out")}).status_code == 302

        assert fresh(practice).owner_ids() == [world.owner.pk]


class TestHeldPublication:
    def test_of_a_suspended_organisation_waits_and_tells(self):
        world = cast()
        practice = approved(world)
        membership = world.owner.memberships.get()
        membership.state = "suspended"
        membership.save()

        with pytest.raises(actions.NotReady) as refusal:
            actions.publish(practice, by=world.editor)

        assert str(world.owner) in str(refusal.value)
        assert not fresh(practice).live

    def test_is_told_when_it_begins_and_when_it_is_over(self):
        world = cast()
        approved(world)
        membership = world.owner.memberships.get()
        mail.outbox.clear()

        for state in ("suspended", "active"):
            membership.state = state
            membership.save()
            actions.call_for_publication(sender=None, membership=membership)

        subjects = [m.subject.partition(":")[0].strip() for m in mail.outbox if m.to == [world.editor.email]]
        assert subjects == ["Une publication est suspendue", "Une fiche attend sa publication"]
        assert actions.publish(Practice.objects.get(), by=world.editor).live

    def test_says_so_when_a_review_ends_meanwhile(self):
        world = cast()
        practice = home_approved(world)
        world.owner.memberships.update(state="suspended")
        mail.outbox.clear()

        actions.review(practice, verdict=Verdict.APPROVE, by=far_reviewer_of(practice))

        subjects = {m.to[0]: m.subject for m in mail.outbox}
        assert "Une publication est suspendue" in subjects[world.editor.email]
