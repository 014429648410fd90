"""The pages about departures: for whoever answers for the body, for the committee, and for nobody else."""

import io
import json
import zipfile

import pytest
from django.urls import reverse

from exchange.models import Attachment
from practices.leaving.plan import plan_of
from practices.models import Departure, Fate, PracticeFile
from tests.exchange.test_media import new_attachment
from tests.factories import TalkFactory, UserFactory
from tests.practices.leaving.world import exclude, notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wagtail_indexes")]

PAGE, EXPORT = "practices:leaving", "practices:leaving_export"


def address(name, *args):
    return reverse(name, args=args)


class TestOwnPage:
    def test_shows_each_sheet_before_the_notice_and_asks_for_nothing(self, client, world):
        client.force_login(world.head)

        answer = client.get(address(PAGE))

        text = answer.content.decode()
        assert all(page.heading in text for page in vars(world.sheets).values())
        assert "Save these choices" not in text
        assert "no-store" in answer["Cache-Control"]

    def test_opens_to_administrators_and_content_leads_of_a_body_only(self, client, world):
        assert client.get(address(PAGE)).status_code == 302
        for person in (world.author, world.own_reviewer, world.stranger, world.editor, world.committee):
            client.force_login(person)
            assert client.get(address(PAGE)).status_code == 404
            assert client.get(address(EXPORT)).status_code == 404
        for person in (world.lead, world.head):
            client.force_login(person)
            assert client.get(address(PAGE)).status_code == 200

    def test_takes_choices_sheet_by_sheet_and_for_all(
        self, client, world, django_capture_on_commit_callbacks
    ):
        departure = notice(world, django_capture_on_commit_callbacks)
        client.force_login(world.lead)
        post = address("practices:leaving_choices", departure.pk)

        client.post(post, {f"sheet-{world.sheets.members.pk}": "remove"})
        assert {fate.practice_id: fate.choice for fate in Fate.objects.all()} == {
            world.sheets.members.pk: "remove"
        }
        answer = client.post(post, {"every": "remove"}, follow=True)

        chosen = {fate.practice for fate in Fate.objects.filter(choice="remove")}
        assert chosen == {world.sheets.members, world.sheets.other, world.sheets.public}
        assert answer.status_code == 200
        shown = {line.deed.value: line.on for line in plan_of(departure).lines}
        assert f'datetime="{shown["remove"]}"' in answer.content.decode()

    def test_refuses_what_was_forged_and_keeps_nothing(
        self, client, world, django_capture_on_commit_callbacks
    ):
        departure = notice(world, django_capture_on_commit_callbacks)
        post = address("practices:leaving_choices", departure.pk)
        client.force_login(world.lead)

        bad = client.post(post, {f"sheet-{world.sheets.members.pk}": "burn"})
        client.post(post, {f"sheet-{world.sheets.draft.pk}": "open", "sheet-999999": "remove"})

        assert bad.status_code == 422
        assert not Fate.objects.exists()

    def test_is_closed_to_another_body(self, client, world, django_capture_on_commit_callbacks):
        departure = notice(world, django_capture_on_commit_callbacks)
        client.force_login(UserFactory(organisation=world.neighbour, roles=["content_lead"]))
        choices = {f"sheet-{world.sheets.members.pk}": "remove"}

        assert client.post(address("practices:leaving_choices", departure.pk), choices).status_code == 404
        assert client.post(address("practices:leaving_copies", departure.pk), {}).status_code == 404
        assert "BE-5344" not in client.get(address(PAGE)).content.decode()

    def test_an_excluded_body_sees_and_does_not_choose(
        self, client, world, django_capture_on_commit_callbacks
    ):
        departure = exclude(world, django_capture_on_commit_callbacks)
        client.force_login(world.head)

        assert "Save these choices" not in client.get(address(PAGE)).content.decode()
        choices = {f"sheet-{world.sheets.members.pk}": "remove"}
        assert client.post(address("practices:leaving_choices", departure.pk), choices).status_code == 404

    def test_takes_the_declaration_about_copies(self, client, world, django_capture_on_commit_callbacks):
        departure = exclude(world, django_capture_on_commit_callbacks)
        client.force_login(world.head)
        post = address("practices:leaving_copies", departure.pk)
        prefix = f"copies-{departure.pk}"

        early = client.post(post, {f"{prefix}-destroyed_on": "2030-01-01", f"{prefix}-declares": "on"})
        silent = client.post(post, {f"{prefix}-destroyed_on": "2027-03-01"})
        client.post(post, {f"{prefix}-destroyed_on": "2027-03-01", f"{prefix}-declares": "on"})

        assert (early.status_code, silent.status_code) == (422, 422)
        departure.refresh_from_db()
        assert str(departure.destroyed_on) == "2027-03-01"


class TestExport:
    def test_holds_every_sheet_and_its_files_and_is_kept_nowhere(self, client, world):
        file = new_attachment(world.author)
        PracticeFile.objects.create(practice=world.sheets.parties, file=file, title="Plan")
        client.force_login(world.lead)

        answer = client.get(address(EXPORT))
        archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))

        assert archive.testzip() is None
        sheets = [
            json.loads(archive.read(name)) for name in archive.namelist() if name.endswith("sheet.json")
        ]
        assert {one["heading_fr"] for one in sheets} == {
            page.heading_fr for page in vars(world.sheets).values()
        }
        assert not any("tokens" in one for one in sheets)
        (kept,) = [name for name in archive.namelist() if "/files/" in name]
        assert archive.read(kept) == file.file.open().read()
        assert {"private", "no-store"} <= set(answer["Cache-Control"].replace(" ", "").split(","))


class TestDesk:
    def test_shows_the_committee_what_it_may_read(self, client, world, django_capture_on_commit_callbacks):
        exclude(world, django_capture_on_commit_callbacks)
        client.force_login(world.committee)

        text = client.get(address("departures_of", world.owner.pk)).content.decode()

        assert world.sheets.members.heading in text
        assert world.sheets.public.heading in text
        assert world.sheets.draft.heading not in text
        assert world.sheets.parties.heading not in text

    def test_takes_the_choice_of_the_committee_and_of_nobody_else(
        self, client, world, django_capture_on_commit_callbacks
    ):
        departure = exclude(world, django_capture_on_commit_callbacks)
        post = address("departure_choices", world.owner.pk, departure.pk)
        choice = {f"sheet-{world.sheets.members.pk}": "remove"}
        for person in (world.editor, world.lead, world.stranger):
            client.force_login(person)
            assert client.post(post, choice).status_code in (302, 403)
        assert not Fate.objects.exists()
        client.force_login(world.committee)

        assert client.post(post, choice).status_code == 302

        assert Fate.objects.get().chosen_by == world.committee

    def test_lists_departures_and_asks_of_which_body(self, client, world, django_capture_on_commit_callbacks):
        notice(world, django_capture_on_commit_callbacks)
        client.force_login(world.editor)

        assert str(world.owner) in client.get(address("departures")).content.decode()
        asked = client.get(address("departures"), {"organisation": world.far.pk})
        assert asked.url == address("departures_of", world.far.pk)
        assert client.get(asked.url).status_code == 200

    def test_is_closed_to_people_of_bodies(self, client, world):
        for person in (world.lead, world.author, world.own_reviewer):
            client.force_login(person)
            for page in (address("departures"), address("departures_of", world.owner.pk)):
                assert client.get(page).status_code in (302, 403)


class TestSlides:
    def test_go_at_the_request_of_the_body_and_of_no_other(self, client, world):
        slides = new_attachment(world.author)
        talk = TalkFactory(organisation=world.owner, slides=slides)
        talk.save_revision(user=world.author)
        for person in (world.author, world.stranger):
            client.force_login(person)
            assert client.post(address("seminars:slides", talk.pk)).status_code == 404
        client.force_login(world.head)
        assert "Plan" in client.get(address(PAGE)).content.decode()

        client.post(address("seminars:slides", talk.pk))

        talk.refresh_from_db()
        assert talk.slides is None
        assert talk.live
        assert talk.get_latest_revision_as_object().slides is None
        assert not Attachment.objects.exists()


class TestNotedDeclaration:
    def test_is_the_committees_where_the_body_has_no_account_any_more(
        self, client, world, django_capture_on_commit_callbacks
    ):
        departure = exclude(world, django_capture_on_commit_callbacks)
        post = address("departure_copies", world.owner.pk, departure.pk)
        said = {f"copies-{departure.pk}-destroyed_on": "2027-03-01", f"copies-{departure.pk}-declares": "on"}
        client.force_login(world.editor)
        assert client.post(post, said).status_code in (302, 403)
        client.force_login(world.committee)

        assert client.post(post, {}).status_code == 422
        assert client.post(post, said).status_code == 302

        assert Departure.objects.get().declared_by == world.committee
