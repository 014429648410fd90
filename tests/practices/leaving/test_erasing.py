"""What goes with a sheet, and what stays because others use it."""

import pytest

from exchange.models import Attachment
from practices.leaving.erasing import delete_sheet, discard_draft, erase
from practices.models import Departure, PracticeFile
from tests.exchange.test_media import new_attachment
from tests.factories import PracticeFactory
from tests.practices.leaving.world import sheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wagtail_indexes")]


def attach(practice, file):
    return PracticeFile.objects.create(practice=practice, file=file, title="Plan")


class TestErase:
    def test_keeps_files_that_another_sheet_shows(self, world):
        own, shared = new_attachment(world.author), new_attachment(world.author)
        for file in (own, shared):
            attach(world.sheets.members, file)
        other = PracticeFactory(organisation=world.owner)
        attach(other, shared)
        other.save()

        erase(sheet(world.sheets.members))

        assert list(Attachment.objects.all()) == [shared]
        assert not sheet(world.sheets.members).files.exists()

    def test_leaves_no_words_but_the_heading(self, world):
        practice = world.sheets.public
        practice.situation_fr, practice.lessons_fr = "<p>Une école.</p>", "À refaire."
        practice.save()
        practice.save_revision(user=world.author)

        erase(practice)

        left = sheet(practice)
        assert (left.heading_fr, left.reference) == (practice.heading_fr, "BE-5344-0001")
        assert not any((left.situation_fr, left.lessons_fr, left.summary_fr, left.pitch_fr))
        assert left.revisions.count() == 0


class TestDelete:
    def test_takes_the_files_of_a_draft_along(self, world):
        attach(world.sheets.draft, new_attachment(world.author))
        departure = Departure(pk=1, organisation=world.owner)

        delete_sheet(sheet(world.sheets.draft), departure)

        assert not Attachment.objects.exists()
        assert sheet(world.sheets.draft) is None


class TestDiscard:
    def test_brings_back_what_is_published_with_its_files(self, world):
        practice = world.sheets.public
        kept = new_attachment(world.author)
        attach(practice, kept)
        practice = sheet(practice)
        practice.save_revision(user=world.author).publish()
        practice = sheet(practice)
        practice.heading_fr = "Un autre titre"
        practice.save_revision(user=world.author)

        discard_draft(sheet(practice))

        found = sheet(practice)
        assert not found.has_unpublished_changes
        assert found.get_latest_revision_as_object().heading_fr == world.sheets.public.heading_fr
        assert list(Attachment.objects.all()) == [kept]
