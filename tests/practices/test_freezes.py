"""An emergency is for an emergency: bounded, told, and over by itself unless somebody else confirms it."""

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from exchange.audiences import State
from exchange.disputes.actions import raise_dispute
from practices import actions
from practices.models import Freeze
from tests.factories import PracticeFactory, UserFactory
from tests.practices.cast import cast, fresh
from tests.practices.steps import seen

pytestmark = pytest.mark.django_db


def disputed(world, practice):
    """Return a content lead of another organisation, in dispute about a practice."""
    lead = UserFactory(organisation=world.neighbour, roles=["content_lead"])
    raise_dispute(subject="Texte", account="Le nôtre.", other=world.owner, page=practice, by=lead)
    return lead


def practice_of(world):
    return PracticeFactory(organisation=world.owner, owner=world.author)


class TestFreezeOfAnother:
    def test_is_told_to_the_committee_at_once_with_its_day(self):
        world = cast()
        practice = practice_of(world)
        lead = disputed(world, practice)
        mail.outbox.clear()

        actions.freeze(practice, by=lead, reason="Un nom.")

        told = {message.to[0]: message for message in mail.outbox}
        assert world.committee.email in told and world.lead.email in told
        assert "Attendu" in told[world.committee.email].body or "avant le" in told[world.committee.email].body

    def test_lapses_after_five_working_days(self):
        world = cast()
        practice = practice_of(world)
        actions.freeze(practice, by=disputed(world, practice), reason="Un nom.")
        last = Freeze.objects.get().lapses_on

        assert sum((timezone.localdate() + dt.timedelta(days=n)).weekday() < 5 for n in range(1, 8)) == 5
        assert (actions.lapse_freezes(last), fresh(practice).state) == (0, State.FROZEN)
        assert actions.lapse_freezes(last + dt.timedelta(days=1)) == 1
        assert (fresh(practice).state, fresh(practice).tokens) == (State.PUBLISHED, ["public"])

    def test_stands_once_it_is_confirmed(self):
        world = cast()
        practice = practice_of(world)
        actions.freeze(practice, by=disputed(world, practice), reason="Un nom.")

        actions.confirm_freeze(practice, by=world.committee)

        assert actions.lapse_freezes(timezone.localdate() + dt.timedelta(days=30)) == 0
        assert fresh(practice).state == State.FROZEN

    def test_is_confirmed_by_somebody_else(self):
        world = cast()
        practice = actions.freeze(practice_of(world), by=world.editor, reason="Un nom.")
        insider = UserFactory(organisation=world.owner, roles=["committee"])

        for person in (world.editor, world.author, world.lead, insider):
            with pytest.raises(actions.Refused):
                actions.confirm_freeze(practice, by=person)
        actions.confirm_freeze(practice, by=UserFactory(roles=["editor"]))

    def test_cannot_be_heaped_up(self):
        world = cast()
        first, second = practice_of(world), practice_of(world)
        lead = disputed(world, first)
        colleague = disputed(world, second)
        actions.freeze(first, by=lead, reason="Un nom.")

        for person in (lead, colleague):
            with pytest.raises((actions.NotReady, actions.Refused)):
                actions.freeze(second, by=person, reason="Un autre.")
        assert fresh(second).state == State.PUBLISHED

    def test_is_not_begun_again_when_it_lapsed(self):
        world = cast()
        practice = practice_of(world)
        lead = disputed(world, practice)
        actions.freeze(practice, by=lead, reason="Un nom.")
        actions.lapse_freezes(timezone.localdate() + dt.timedelta(days=30))

        with pytest.raises(actions.NotReady):
            actions.freeze(fresh(practice), by=lead, reason="Encore.")

    def test_says_on_the_page_of_the_dispute_why_not(self, client):
        world = cast()
        first, second = practice_of(world), practice_of(world)
        lead = disputed(world, first)
        dispute = raise_dispute(subject="Texte", account="Aussi.", other=world.owner, page=second, by=lead)
        actions.freeze(first, by=lead, reason="Un nom.")
        client.force_login(lead, backend="allauth.account.auth_backends.AuthenticationBackend")

        response = client.post(reverse("dispute", args=[dispute.pk]), {"deed": "freeze", "text": "Aussi."})

        assert fresh(second).state == State.PUBLISHED
        assert response.context["form"].non_field_errors()

    def test_is_confirmed_on_the_desk(self, client):
        world = cast()
        practice = practice_of(world)
        actions.freeze(practice, by=disputed(world, practice), reason="Un nom dans le texte.")
        client.force_login(world.committee, backend="allauth.account.auth_backends.AuthenticationBackend")

        desk = client.get(reverse("sheet_desk", args=[practice.pk]))
        address = reverse("sheet_deed", args=[practice.pk, "confirm-freeze"])
        client.post(address, {"seen": seen(practice, "confirm-freeze")})

        assert "Un nom dans le texte." in desk.content.decode()
        assert Freeze.objects.get().confirmed_by == world.committee


class TestFreezeOfItsOwn:
    def test_lasts_as_long_as_its_organisation_wants(self):
        world = cast()
        practice = actions.freeze(practice_of(world), by=world.lead, reason="Un nom.")

        assert Freeze.objects.get().lapses_on is None
        assert actions.lapse_freezes(timezone.localdate() + dt.timedelta(days=30)) == 0
        actions.unfreeze(practice, by=world.editor)
        assert Freeze.objects.get().ended_at
