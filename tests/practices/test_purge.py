"""Drafts that nobody touches go, after a warning; what was ever sent in or published stays."""

import datetime as dt

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import PageLogEntry

from practices import actions
from practices.models import Practice
from seminars.models import Talk
from tests.factories import PracticeFactory, TalkFactory
from tests.practices.cast import cast, complete_sheet
from tests.practices.steps import submitted

pytestmark = pytest.mark.django_db


def aged(sheet, days):
    changed = timezone.now() - dt.timedelta(days=days)
    type(sheet).objects.filter(pk=sheet.pk).update(latest_revision_created_at=changed)
    return sheet


def in_days(days):
    return timezone.localdate() + dt.timedelta(days=days)


def test_a_forgotten_draft_goes_thirty_days_after_the_warning():
    world = cast()
    old, young = aged(complete_sheet(world.author), 710), aged(complete_sheet(world.author), 600)
    mail.outbox.clear()

    assert (actions.purge_drafts(), actions.warn_of_purge(), actions.warn_of_purge()) == (0, 1, 0)
    assert {letter.to[0] for letter in mail.outbox} == {world.author.email, world.lead.email}
    assert actions.purge_drafts(in_days(29)) == 0
    assert actions.purge_drafts(in_days(31)) == 1

    assert list(Practice.objects.all()) == [young]
    entry = PageLogEntry.objects.get(page=old.pk, action="practices.purge")
    assert entry.data["organisation"] == world.owner.pk


def test_a_change_after_the_warning_keeps_it():
    world = cast()
    draft = aged(complete_sheet(world.author), 800)
    actions.warn_of_purge()

    draft.save_revision(user=world.author)

    assert actions.purge_drafts(in_days(40)) == 0


def test_what_was_sent_in_reviewed_or_published_stays():
    world = cast()
    sent = actions.take_back(submitted(world), by=world.author)
    for sheet in (
        sent,
        PracticeFactory(organisation=world.owner),
        PracticeFactory(draft=True, reference="X-1"),
    ):
        aged(sheet, 3000)

    assert actions.warn_of_purge() == 0
    assert actions.purge_drafts(in_days(60)) == 0


def test_a_forgotten_draft_of_a_talk_goes_too():
    world = cast()
    given = {"organisation": world.owner, "owner": world.editor}
    draft, young = TalkFactory(draft=True, **given), TalkFactory(draft=True, **given)
    published, unpublished = TalkFactory(**given), TalkFactory(**given)
    unpublished.first_published_at = timezone.now()
    unpublished.live = False
    unpublished.save()
    for talk in (draft, young, published, unpublished):
        talk.save_revision(user=world.editor)
    for talk in (draft, published, unpublished):
        aged(talk, 800)

    assert actions.warn_of_purge() == 1
    told = {letter.to[0]: letter.body for letter in mail.outbox}
    assert told.keys() == {world.editor.email, world.lead.email}
    assert draft.heading in told[world.lead.email]
    assert f"/{draft.pk}-" in told[world.lead.email]
    assert (actions.purge_drafts(), actions.purge_drafts(in_days(31))) == (0, 1)

    assert set(Talk.objects.all()) == {young, published, unpublished}
    entry = PageLogEntry.objects.get(page=draft.pk, action="practices.purge")
    assert entry.data["organisation"] == world.owner.pk


def test_the_command_shows_before_it_does(capsys):
    world = cast()
    draft = aged(complete_sheet(world.author), 800)

    call_command("purge_drafts")
    assert f"to warn of: 1\n  {draft.pk} " in capsys.readouterr().out
    assert not PageLogEntry.objects.filter(action="practices.warn_of_purge").exists()
    call_command("purge_drafts", "--now")

    assert "deleted: 0, warned of: 1" in capsys.readouterr().out
    call_command("keep_deadlines")
    assert "warn_of_purge: 0" in capsys.readouterr().out
