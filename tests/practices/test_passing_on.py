"""Whoever is asked to review may open what they are asked about; who may not any more is replaced at once."""

import datetime as dt

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from exchange.audiences import State
from exchange.models import Assignment, Role, User
from exchange.signals import membership_changed
from exchange.viewers import viewer_of
from practices.models.review import eligible_reviewers, may_review
from tests.factories import UserFactory
from tests.practices.cast import cast, fresh
from tests.practices.steps import admissible

pytestmark = pytest.mark.django_db


def told() -> set[str]:
    return {letter.to[0] for letter in mail.outbox}


def lose_the_role(world):
    Role.objects.filter(user=world.home_reviewer, name="reviewer").first().delete()


def close_the_account(world):
    world.home_reviewer.is_active = False
    world.home_reviewer.save()


def join_the_secretariat(world):
    Role.objects.create(user=world.home_reviewer, name="editor")


def move_to_the_owner(world):
    world.home_reviewer.organisation = world.owner
    world.home_reviewer.save()


def be_suspended(world):
    place = world.neighbour.memberships.get()
    place.state = "suspended"
    place.save()
    membership_changed.send(sender=type(place), membership=place, before="active", by=None)


def owe_the_charter(world):
    yesterday = timezone.localdate() - dt.timedelta(days=2)
    world.neighbour.memberships.update(charter_due_on=yesterday)
    call_command("keep_deadlines", verbosity=0)


LOSSES = [
    lose_the_role,
    close_the_account,
    join_the_secretariat,
    move_to_the_owner,
    be_suspended,
    owe_the_charter,
]


class TestLostRight:
    def test_passes_the_review_on_and_tells_the_desk(self, django_capture_on_commit_callbacks):
        world = cast()
        sheet = admissible(world)
        other = next_to(world)
        assert sheet.assignments.open().get().reviewer == world.home_reviewer

        for lose in LOSSES:
            with transaction.atomic():
                mail.outbox.clear()
                with django_capture_on_commit_callbacks(execute=True):
                    lose(world)
                asked = sheet.assignments.open().get()
                assert asked.reviewer == other, lose
                assert may_review(fresh(sheet), asked.step, other)
                assert viewer_of(other).opens(fresh(sheet).tokens)
                assert {other.email, world.editor.email} <= told(), lose
                transaction.set_rollback(True)
            for field in ("is_active", "organisation"):
                world.home_reviewer.refresh_from_db(fields=[field])

    def test_leaves_it_to_the_desk_where_nobody_else_may(self, django_capture_on_commit_callbacks):
        world = cast()
        sheet = admissible(world)
        mail.outbox.clear()

        with django_capture_on_commit_callbacks(execute=True):
            lose_the_role(world)

        assert not sheet.assignments.open().exists()
        assert fresh(sheet).state == State.ADMISSIBLE
        assert told() == {world.editor.email}


def next_to(world):
    """Return a reviewer of a third organisation of the same shore."""
    from tests.practices.cast import body

    return UserFactory(organisation=body(world.network, name_fr="Zone tierce"), roles=["reviewer"])


class TestOneRule:
    def test_asks_nobody_who_could_not_open_it(self):
        world = cast()
        states = [
            {"state": "suspended"},
            {"state": "active", "charter_due_on": timezone.localdate() - dt.timedelta(days=2)},
            {"category": "observer", "charter_due_on": None},
        ]
        sheet = admissible(world)

        for fields in states:
            world.neighbour.memberships.update(**fields)
            person = User.objects.get(pk=world.home_reviewer.pk)
            assert person not in eligible_reviewers(sheet, "home")
            assert not may_review(sheet, "home", person)
            assert not Assignment.objects.effective().exists()
            assert not viewer_of(person).opens(sheet.tokens)
