"""Who is written to, in which language, and what is kept from whom."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import override

from exchange.languages import language_to_write_in
from exchange.models import User, Verdict
from practices import actions, notifications
from tests.factories import PracticeFactory, ProtocolFactory, UserFactory
from tests.practices.cast import LONG, cast, complete_sheet
from tests.practices.steps import admissible, changed

pytestmark = pytest.mark.django_db

YES = dict.fromkeys(actions.steps.ADMISSIBILITY, True)


def letters():
    """Return who got which letter since the last look."""
    found = {(message.to[0].partition("@")[0], message.subject.partition(":")[0]) for message in mail.outbox}
    mail.outbox.clear()
    return found


def told(*names):
    return {name for name, _subject in names}


class TestLetters:
    def test_follow_the_sheet(self):
        world = cast()
        User.objects.update(last_login=timezone.now())
        sheet = actions.submit(complete_sheet(world.author), by=world.author)
        assert told(*letters()) == {"lead", "author"}

        actions.release(sheet, by=world.lead)
        assert told(*letters()) == {"editor", "author"}

        actions.find_admissible(sheet, by=world.editor, answers=YES)
        assert told(*letters()) == {"home_reviewer", "author"}

        actions.review(sheet, verdict=Verdict.REQUEST_CHANGES, by=world.home_reviewer, comment="Étapes ?")
        assert told(*letters()) == {"author"}

        actions.submit(changed(sheet, world.author), by=world.author)
        assert told(*letters()) == {"lead", "author"}

        actions.release(sheet, by=world.lead)
        assert dict(letters())["home_reviewer"].startswith("Une fiche que vous avez lue")

        actions.review(sheet, verdict=Verdict.APPROVE, by=world.home_reviewer)
        assert told(*letters()) == {"far_reviewer", "author"}

        actions.review(sheet, verdict=Verdict.APPROVE, by=world.far_reviewer)
        assert told(*letters()) == {"editor", "author"}

        actions.publish(sheet, by=world.editor)
        assert told(*letters()) == {"author", "lead"}

    def test_ask_the_author_for_changes_with_a_date(self):
        world = cast()
        User.objects.update(last_login=timezone.now(), language="en")
        sheet = admissible(world)
        mail.outbox.clear()

        actions.request_changes(sheet, by=world.home_reviewer, comment="Étapes ?")

        (message,) = mail.outbox
        due_on = timezone.localdate() + dt.timedelta(days=60)
        assert message.to == [world.author.email]
        with override("en"):
            assert f"Expected before {date_format(due_on)}" in message.body

    @pytest.mark.parametrize("absence", ["closed", "silent"])
    def test_ask_the_leads_too_when_the_author_may_not_answer(self, absence):
        world = cast()
        long_ago = timezone.now() - dt.timedelta(days=31)
        sheet = admissible(world)
        User.objects.filter(pk=world.author.pk).update(
            last_login=timezone.now() if absence == "closed" else long_ago, is_active=absence == "silent"
        )
        letters()

        actions.request_changes(sheet, by=world.home_reviewer, comment="Étapes ?")

        assert "lead" in told(*letters())

    def test_go_to_the_secretariat_when_there_is_no_reviewer(self):
        world = cast()
        world.neighbour.memberships.update(state="suspended")
        sheet = actions.submit(complete_sheet(world.author), by=world.author)
        actions.release(sheet, by=world.lead)
        letters()

        actions.find_admissible(sheet, by=world.editor, answers=YES)

        assert told(*letters()) == {"editor", "author"}

    def test_ask_the_body_that_is_to_answer_too(self):
        world = cast()
        UserFactory(email="far_lead@zone.example", organisation=world.far, roles=["content_lead"])
        sheet = complete_sheet(world.author)
        sheet.co_owners.create(organisation=world.far)
        sheet.save_revision()

        actions.submit(sheet, by=world.author)

        assert "far_lead" in told(*letters())


class TestDeliver:
    def test_says_reference_heading_and_link_and_nothing_of_the_content(self):
        world = cast()
        sheet = complete_sheet(world.author)
        actions.submit(sheet, by=world.author)

        message = next(message for message in mail.outbox if message.to == [world.lead.email])

        assert "BE-5344-0001" in message.subject
        assert "Parrainer les classes de sixième" in message.body
        assert f"/admin/sheets/{sheet.pk}/" in message.body
        assert LONG[:40] not in message.body
        assert message.extra_headers["Auto-Submitted"] == "auto-generated"

    def test_says_until_when_a_review_is_expected(self):
        world = cast()
        sheet = PracticeFactory(organisation=world.owner, heading_fr="Titre & suite")
        reviewer = UserFactory(organisation=world.far, roles=["reviewer"], language="en")
        actions.steps.assign(sheet, "far", reviewer)

        notifications.deliver("to_review", sheet, reviewer)

        (message,) = mail.outbox
        assert "Expected before" in message.body
        assert "Titre & suite" in message.body

    @pytest.mark.parametrize(
        ("language", "body", "expected"),
        [
            ("nl", ["fr"], "nl"),
            ("", ["nl", "fr"], "nl"),
            ("", [], "fr"),
            ("fr-ca", [], "fr-ca"),
            ("xx", [], "fr"),
        ],
    )
    def test_speaks_the_language_of_the_person_or_of_their_body(self, language, body, expected):
        world = cast()
        world.owner.languages = body
        user = UserFactory(organisation=world.owner, language=language)

        assert language_to_write_in(user.language, user.organisation) == expected

    def test_tells_nothing_of_what_the_parties_keep_to_whom_lost_the_token(self):
        world = cast()
        protocol = ProtocolFactory(parties=[world.owner, world.far])
        sheet = PracticeFactory(organisation=world.owner, parties=True, protocol=protocol)
        party = UserFactory(organisation=world.far, roles=["author"])

        assert notifications.deliver("published", sheet, party)
        assert not notifications.deliver("published", sheet, world.editor)
        protocol.state = "ended"
        protocol.save()
        assert not notifications.deliver("published", sheet, party)

    def test_writes_to_nobody_who_left(self):
        user = UserFactory(is_active=False)

        assert not notifications.deliver("published", PracticeFactory(), user)

    def test_has_a_text_for_every_letter(self):
        sheet = PracticeFactory()
        user = UserFactory()

        assert all(notifications.deliver(event, sheet, user) for event in notifications.SUBJECTS)

    def test_keeps_a_line_break_out_of_the_subject(self):
        sheet = PracticeFactory(heading_fr="Titre\nBcc: autre@zone.example")

        notifications.deliver("published", sheet, UserFactory())

        assert "\n" not in mail.outbox[0].subject
