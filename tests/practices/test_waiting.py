"""What waits for each person on the dashboard, and how often the database is asked for it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from exchange.models import User
from practices import actions
from practices.waiting import waiting_for
from tests.practices.cast import cast, complete_sheet, fresh
from tests.practices.steps import admissible, approved, home_approved, released, submitted

pytestmark = pytest.mark.django_db


def open_sheets(world):
    """Put one sheet of the body at each step of its life."""
    draft = complete_sheet(world.author)
    returned = actions.request_changes(admissible(world), by=world.home_reviewer, comment="Pourquoi ?")
    steps = (submitted, released, admissible, home_approved, approved)
    return [draft, returned, *(step(world) for step in steps)]


def told(user) -> dict:
    """Return the headings of the dashboard with the states of their sheets, for a person who comes in."""
    with override("en"):
        groups = waiting_for(User.objects.get(pk=user.pk))
        return {str(group.title): [sheet.state for sheet in group.sheets] for group in groups}


def queries_for(client, user) -> int:
    """Return how often the dashboard of a person asks the database."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(reverse("wagtailadmin_home"))
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("wagtailadmin_home"))
    return len(queries)


class TestDashboard:
    def test_tells_everybody_what_is_theirs_to_do(self):
        world = cast()
        open_sheets(world)
        own = [
            "approved",
            "far_review",
            "home_review",
            "released",
            "submitted",
            "draft",
        ]
        returned = {"To complete or change": ["changes_requested"]}

        assert told(world.author) == {**returned, "Of your organisation": own}
        assert told(world.lead) == {"To release": ["submitted"], **returned, "Of your organisation": own}
        assert told(world.home_reviewer) == {"To review": ["home_review"]}
        assert told(world.editor) == {"To find admissible": ["released"], "To publish": ["approved"]}
        assert told(world.committee) == told(world.reader) == told(world.own_reviewer) == {}

    def test_tells_since_when_wherever_a_sheet_stands(self):
        world = cast()
        submitted(world)

        groups = waiting_for(User.objects.get(pk=world.lead.pk))

        assert [[sheet.moment.event for sheet in group.sheets] for group in groups] == [
            ["release"],
            ["release"],
        ]

    def test_tells_the_secretariat_that_nobody_reviews(self):
        world = cast()
        world.home_reviewer.roles.all().delete()
        sheet = admissible(world)

        assert told(world.editor) == {"Without a reviewer": ["admissible"]}
        assert told(world.administrator) == told(world.editor)
        assert sheet in waiting_for(fresh(world.editor))[0].sheets

    def test_asks_as_often_for_many_as_for_few(self, client):
        world = cast()
        names = ("author", "lead", "home_reviewer", "far_reviewer", "editor")
        some = (submitted, released, admissible, home_approved)
        for step in some:
            step(world)
        few = {name: queries_for(client, getattr(world, name)) for name in names}

        for step in some:
            step(world)

        assert {name: queries_for(client, getattr(world, name)) for name in names} == few
        assert max(few.values()) <= 70
