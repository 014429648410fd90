"""Who reads what is published: narrowing holds at once in every way out, widening is the owner's and is logged."""

import pytest
from django.urls import reverse
from wagtail.models import PageLogEntry

from exchange.audiences import Audience
from exchange.models import Verdict
from exchange.viewers import viewer_of
from practices import actions
from practices.models import CoOwner, Practice, PracticeFile
from search.models import Entry
from tests.exchange.test_media import new_attachment
from tests.factories import MembershipFactory, ProtocolFactory
from tests.practices.leaving.world import sheet
from tests.practices.steps import YES, far_reviewer_of, published, seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wagtail_indexes")]


def change(practice, audience, by, **fields):
    return actions.change_audience(practice, audience=audience, by=by, reason="Décision du corps.", **fields)


class TestNarrowing:
    def test_holds_at_the_next_request_on_page_in_search_and_for_files(self, world, client):
        public = world.sheets.public
        file = new_attachment(world.author)
        PracticeFile.objects.create(practice=public, file=file, audience="public", title="Plan")
        opened = client.get(file.url)
        assert b"".join(opened.streaming_content).startswith(b"%PDF")
        assert client.get(public.url).status_code == 200

        change(public, "members", world.lead)

        assert client.get(public.url).status_code == 404
        for headers in ({}, {"if-none-match": opened["ETag"]}, {"range": "bytes=0-9"}):
            assert client.get(file.url, headers=headers).status_code == 404
        assert Entry.objects.get(object_id=public.pk).tokens == sheet(public).tokens
        client.force_login(world.reader)
        assert client.get(public.url).status_code == 200
        again = client.get(file.url, headers={"if-none-match": opened["ETag"]})
        assert (again.status_code, again["Cache-Control"]) == (304, "private, no-cache")

    def test_is_not_undone_by_the_next_version(self, world):
        public = world.sheets.public
        public.save_revision(user=world.author).publish()

        change(public, "members", world.lead)

        draft = sheet(public).get_latest_revision_as_object()
        assert draft.audience == Audience.MEMBERS
        draft.save_revision(user=world.author).publish()
        assert sheet(public).tokens == sheet(world.sheets.members).tokens

    def test_is_done_on_the_desk(self, world, client):
        public = world.sheets.public
        client.force_login(world.lead)
        assert 'id="deed-audience"' in client.get(reverse("sheet_desk", args=[public.pk])).content.decode()
        deed = reverse("sheet_deed", args=[public.pk, "audience"])

        silent = client.post(deed, {"audience-audience": "members"})
        fields = {"audience-audience": "members", "audience-reason": "Décision du corps."}
        client.post(deed, {**fields, "seen": seen(public, "audience")})

        assert silent.status_code == 422
        assert sheet(public).audience == Audience.MEMBERS

    def test_belongs_to_the_content_lead_of_the_owner(self, world):
        for person in (world.author, world.stranger, world.far_reviewer, world.committee):
            with pytest.raises(actions.Refused):
                change(world.sheets.public, "members", person)


class TestWidening:
    def test_is_logged_with_its_actor_and_its_reason(self, world):
        change(world.sheets.members, "public", world.lead)

        entry = PageLogEntry.objects.get(action="practices.widen")
        assert (entry.user, entry.page_id) == (world.lead, world.sheets.members.pk)
        assert entry.data["before"] == "members"
        assert entry.data["after"] == "public"
        assert entry.data["reason"] == "Décision du corps."

    def test_is_logged_as_well_where_a_new_version_brings_it(self, world):
        practice = published(world, audience="members")
        draft = practice.get_latest_revision_as_object()
        draft.audience = "public"
        draft.save_revision(user=world.author)

        practice = actions.submit(practice, by=world.author)
        practice = actions.release(practice, by=world.lead)
        practice = actions.find_admissible(practice, by=world.editor, answers=YES)
        practice = actions.review(practice, verdict=Verdict.APPROVE, by=world.home_reviewer)
        practice = actions.review(practice, verdict=Verdict.APPROVE, by=far_reviewer_of(practice))
        practice = actions.publish(practice, by=world.editor)

        entry = PageLogEntry.objects.get(action="practices.widen")
        assert (entry.user, entry.data["before"], entry.data["after"]) == (world.editor, "members", "public")

    def test_needs_a_reason(self, world):
        with pytest.raises(actions.NotReady):
            actions.change_audience(world.sheets.members, audience="public", by=world.lead, reason=" ")

    def test_goes_no_further_than_a_co_owner_accepts(self, world):
        practice = world.sheets.members
        row = CoOwner.objects.create(practice=practice, organisation=world.neighbour, audience="members")
        CoOwner.objects.filter(pk=row.pk).update(
            accepted_at="2027-01-01T00:00Z", accepted_for=world.neighbour
        )

        with pytest.raises(actions.NotReady, match="Zone voisine"):
            change(practice, "public", world.lead)

        assert sheet(practice).audience == Audience.MEMBERS

    def test_asks_for_the_languages_of_its_readers(self, world):
        Practice.objects.filter(pk=world.sheets.members.pk).update(heading_fr="", heading_en="Heading")

        with pytest.raises(actions.NotReady, match="heading_fr"):
            change(sheet(world.sheets.members), "public", world.lead)

    def test_is_closed_to_a_body_that_is_suspended_which_may_still_narrow(self, world):
        world.owner.memberships.update(state="suspended")

        with pytest.raises(actions.Refused):
            change(world.sheets.members, "public", world.lead)

        change(world.sheets.public, "members", world.lead)

    def test_names_a_protocol_in_force_of_its_own(self, world):
        foreign = ProtocolFactory(parties=[world.far, world.neighbour])
        ended = ProtocolFactory(parties=[world.owner, world.neighbour], state="ended")

        for protocol in (foreign, ended, None):
            with pytest.raises(actions.NotReady):
                change(world.sheets.parties, "parties", world.lead, protocol=protocol)


class TestShutOut:
    @pytest.mark.parametrize("state", ["suspended", "withdrawn", "excluded", "succeeded"])
    def test_a_body_reads_what_is_public_and_its_own(self, world, client, state):
        world.far.memberships.update(state=state)
        client.force_login(world.far_reviewer)

        found = {name: client.get(page.url).status_code for name, page in vars(world.sheets).items()}

        assert found.pop("public") == 200
        assert set(found.values()) <= {403, 404}

    def test_its_published_sheets_stay_for_everybody_else(self, world, client):
        before = list(Entry.objects.order_by("object_id").values_list("object_id", "tokens"))

        world.owner.memberships.update(state="suspended")

        assert list(Entry.objects.order_by("object_id").values_list("object_id", "tokens")) == before
        client.force_login(world.reader)
        assert client.get(world.sheets.members.url).status_code == 200

    def test_a_second_network_gives_back_nothing_of_the_first(self, world):
        second = MembershipFactory(organisation=world.owner).network
        world.protocol.network = world.network
        world.protocol.save()
        bilateral = ProtocolFactory(parties=[world.owner, world.far])
        world.owner.memberships.filter(network=world.network).update(state="withdrawn")

        tokens = set(viewer_of(world.author).tokens)

        assert {f"network:{second.pk}", f"protocol:{bilateral.pk}"} <= tokens
        assert tokens.isdisjoint({f"network:{world.network.pk}", f"protocol:{world.protocol.pk}", "members"})
