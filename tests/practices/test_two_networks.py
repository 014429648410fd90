"""A zone of two networks: a measure in one takes what belongs to that one, and nothing of the other."""

from html import unescape

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone, translation

from exchange.actions import announce
from exchange.models import Membership, MembershipDecision, ReviewStep
from exchange.signals import membership_changed
from exchange.tasks.memberships import mail_decision
from exchange.viewers import viewer_of
from practices import actions
from practices.actions import NotReady
from practices.forms import AudienceForm
from practices.leaving.plan import plan_of
from practices.models import CoOwner, Departure, Practice
from practices.models.review import eligible_reviewers
from practices.policies import policy
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PracticeFactory,
    ProtocolFactory,
    UserFactory,
)
from tests.practices.cast import cast, complete_sheet, fresh
from tests.practices.steps import admissible, changed

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Return the founding zone: of the network of its protocol, and of the Belgian one."""
    people = cast()
    people.belgian = OrganisationFactory(network=True, name_fr="ASBL belge")
    for body in (people.owner, people.neighbour):
        MembershipFactory(organisation=body, network=people.belgian)
    people.protocol = ProtocolFactory(parties=[people.owner, people.far], network=people.network)
    people.theirs = {
        "members": PracticeFactory(organisation=people.far, members=True),
        "parties": PracticeFactory(organisation=people.far, parties=True, protocol=people.protocol),
        "belgian": PracticeFactory(organisation=people.neighbour, members=True, network=people.belgian),
        "public": PracticeFactory(organisation=people.far),
    }
    people.ours = {
        "members": PracticeFactory(organisation=people.owner, members=True, owner=people.author),
        "belgian": PracticeFactory(
            organisation=people.owner, members=True, owner=people.author, network=people.belgian
        ),
    }
    return people


def put(world, network, state, capture=None, **changes):
    """Let a membership of the zone be in a state, as a decision leaves it."""
    place = Membership.objects.get(organisation=world.owner, network=network)
    for name, value in {"state": state, **changes}.items():
        setattr(place, name, value)
    place.save()
    if capture:
        with capture(execute=True):
            announce(membership_changed, membership=place, before="active", by=world.committee)
    return place


def in_french(name) -> str:
    with translation.override("fr"):
        return reverse(name)


def said_in(response) -> str:
    """Return the words of a page, with plain spaces and signs."""
    words = unescape(response.content.decode())
    return words.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def read_by(world, client, person) -> set[str]:
    client.force_login(person)
    return {name for name, page in world.theirs.items() if client.get(page.url).status_code == 200}


class TestSuspendedInOne:
    def test_reads_what_is_public_and_what_is_of_the_other(self, world, client):
        assert read_by(world, client, world.author) == {"members", "parties", "belgian", "public"}

        put(world, world.network, "suspended")

        assert read_by(world, client, world.author) == {"belgian", "public"}

    def test_keeps_its_own_and_others_keep_reading_it(self, world, client):
        put(world, world.network, "suspended")

        client.force_login(world.author)
        assert {client.get(page.url).status_code for page in world.ours.values()} == {200}
        client.force_login(world.far_reviewer)
        assert client.get(world.ours["members"].url).status_code == 200
        assert client.get(world.ours["belgian"].url).status_code == 404

    def test_submits_nothing_there_and_submits_in_the_other(self, world):
        put(world, world.network, "suspended")
        sheet = complete_sheet(world.author, network=world.network)

        with pytest.raises(NotReady) as refused:
            actions.submit(sheet, by=world.author)
        assert [problem.field for problem in refused.value.problems] == ["network"]

        sheet = changed(sheet, world.author, network=world.belgian)
        assert actions.submit(sheet, by=world.author).network == world.belgian

    def test_goes_on_with_nothing_there(self, world):
        sheet = admissible(world)
        put(world, world.network, "suspended")

        assert not policy.may_answer_remarks(world.author, sheet)
        assert not sheet.permissions_for_user(world.author).can_edit()
        assert not policy.may_widen(world.lead, world.ours["members"])
        assert policy.may_widen(world.lead, world.ours["belgian"])

    def test_releases_nothing_there(self, world):
        sheet = actions.submit(complete_sheet(world.author), by=world.author)
        put(world, world.network, "suspended")

        assert not policy.may_decide(world.lead, sheet)

    def test_reviews_nothing_there(self, world):
        UserFactory(organisation=world.owner, roles=["reviewer"])
        home = PracticeFactory(organisation=world.neighbour, draft=True, network=world.network)
        assert world.own_reviewer in eligible_reviewers(home, ReviewStep.HOME)
        put(world, world.network, "suspended")

        assert world.own_reviewer not in eligible_reviewers(home, ReviewStep.HOME)
        home.network = world.belgian
        assert world.own_reviewer in eligible_reviewers(home, ReviewStep.HOME)

    def test_adopts_nothing_there(self, world):
        put(world, world.network, "suspended")

        assert not policy.may_declare_adoption(world.author, world.theirs["public"])
        assert policy.may_declare_adoption(world.author, world.theirs["belgian"])

    def test_adds_nothing_under_the_protocol_of_that_network(self, world):
        sheet = complete_sheet(
            world.author, audience="parties", protocol=world.protocol, network=world.belgian
        )
        world.protocol.secretariat_mandated = True
        world.protocol.save()
        put(world, world.network, "suspended")

        with pytest.raises(NotReady) as refused:
            actions.submit(fresh(sheet), by=world.author)
        assert [problem.field for problem in refused.value.problems] == ["protocol"]

    def test_opens_no_departure(self, world, django_capture_on_commit_callbacks):
        put(world, world.network, "suspended", django_capture_on_commit_callbacks)

        assert not Departure.objects.exists()

    def test_gets_everything_back_when_it_ends(self, world, client):
        put(world, world.network, "suspended")
        put(world, world.network, "active")

        assert read_by(world, client, world.author) == {"members", "parties", "belgian", "public"}
        assert policy.may_widen(world.lead, world.ours["members"])


class TestExcludedInOne:
    def test_leaves_with_what_belongs_to_that_one(self, world, client, django_capture_on_commit_callbacks):
        today = timezone.localdate()
        put(world, world.network, "excluded", django_capture_on_commit_callbacks, left_on=today)

        departure = Departure.objects.pending().get()
        assert (departure.network, departure.cause) == (world.network, "exclusion")
        assert [line.sheet for line in plan_of(departure).lines] == [world.ours["members"]]
        assert read_by(world, client, world.author) == {"belgian", "public"}

    def test_is_said_on_its_practices_of_that_one_alone(
        self, world, client, django_capture_on_commit_callbacks
    ):
        today = timezone.localdate()
        put(world, world.network, "excluded", django_capture_on_commit_callbacks, left_on=today)
        client.force_login(world.author)

        assert "membre jusqu" in client.get(world.ours["members"].url).content.decode()
        assert "membre jusqu" not in client.get(world.ours["belgian"].url).content.decode()

    def test_leaves_both_by_a_departure_each(self, world, client, django_capture_on_commit_callbacks):
        today = timezone.localdate()
        for network in (world.network, world.belgian):
            put(world, network, "withdrawn", django_capture_on_commit_callbacks, left_on=today)

        assert {row.network for row in Departure.objects.pending()} == {world.network, world.belgian}
        client.force_login(world.lead)
        page = client.get(in_french("practices:leaving")).content.decode()
        assert world.ours["members"].heading in page and world.ours["belgian"].heading in page

    def test_returns_and_its_departure_is_closed(self, world, django_capture_on_commit_callbacks):
        capture = django_capture_on_commit_callbacks
        put(world, world.network, "excluded", capture, left_on=timezone.localdate())
        put(world, world.network, "active", capture, left_on=None)

        assert not Departure.objects.pending().exists()


class TestSuspendedInBoth:
    def test_reads_what_is_public(self, world, client):
        ProtocolFactory(parties=[world.owner, world.far])
        for network in (world.network, world.belgian):
            put(world, network, "suspended")

        assert read_by(world, client, world.author) == {"public"}
        assert not viewer_of(world.author).is_member
        assert not viewer_of(world.author).enters_editor


class TestNetworkOfAPractice:
    def test_is_that_of_the_protocol_by_which_its_organisation_joined(self, world):
        Membership.objects.filter(network=world.network).update(
            basis="protocol", protocol=world.protocol, accession_on="2016-10-13"
        )
        face = world.ours["members"].get_parent()
        sheet = Practice(
            organisation=world.owner, original_language="fr", heading_fr="Sans réseau", live=False
        )
        sheet.sync_title()
        face.add_child(instance=sheet)

        assert fresh(sheet).network == world.network

    def test_is_chosen_among_those_of_its_organisation(self, world):
        form = AudienceForm(sheet=world.ours["members"])

        assert set(form.fields["network"].queryset) == {world.network, world.belgian}
        assert "network" not in AudienceForm(sheet=world.theirs["members"]).fields

    def test_is_changed_by_its_content_lead(self, world, client):
        sheet = world.ours["members"]

        actions.change_audience(
            sheet, audience="members", network=world.belgian, by=world.lead, reason="Pour la Belgique."
        )

        assert fresh(sheet).tokens == sorted(
            ["editorial", "members", f"network:{world.belgian.pk}", f"organisation:{world.owner.pk}"]
        )
        client.force_login(world.far_reviewer)
        assert client.get(sheet.url).status_code == 404

    def test_is_changed_to_one_of_its_own_alone(self, world):
        foreign = OrganisationFactory(network=True)

        with pytest.raises((PermissionDenied, actions.Refused)):
            actions.change_audience(
                world.ours["members"], audience="members", network=foreign, by=world.lead, reason="Essai."
            )

    def test_stays_where_a_co_lead_accepted_it(self, world):
        sheet = world.ours["members"]
        now = timezone.now()
        CoOwner.objects.create(
            practice=sheet,
            organisation=world.far,
            audience="members",
            accepted_at=now,
            accepted_for=world.far,
        )

        with pytest.raises(NotReady):
            actions.change_audience(
                fresh(sheet), audience="members", network=world.belgian, by=world.lead, reason="Essai."
            )

    def test_is_said_to_readers(self, world, client):
        client.force_login(world.author)

        page = client.get(world.ours["belgian"].url).content.decode()

        assert "ASBL belge" in page

    def test_is_offered_in_the_editor_only_where_there_is_a_choice(self, world, client):
        client.force_login(world.author)
        draft = complete_sheet(world.author)
        assert 'name="network"' in client.get(f"/admin/pages/{draft.pk}/edit/").content.decode()
        Membership.objects.filter(organisation=world.owner, network=world.belgian).delete()

        assert 'name="network"' not in client.get(f"/admin/pages/{draft.pk}/edit/").content.decode()


class TestWhatIsSaid:
    @pytest.fixture
    def head(self, world):
        return UserFactory(organisation=world.owner, roles=["organisation_administrator"])

    def test_own_page_tells_what_a_suspension_reaches_and_what_it_does_not(self, world, client, head):
        put(world, world.network, "suspended")
        client.force_login(head)

        page = said_in(client.get(in_french("membership")))

        assert f"Lire ce que les membres gardent entre eux : {world.network}" in page
        assert str(world.protocol) in page
        before, _, after = page.partition("Réseaux non touchés")
        assert after.split("</ul>")[0].count("ASBL belge") == 1
        assert "ASBL belge" not in before.partition("Ce qui n'est plus possible")[2]

    def test_desk_tells_it_before_anything_is_decided(self, world, client):
        place = Membership.objects.get(organisation=world.owner, network=world.network)
        place.state = "warned"
        place.save()
        client.force_login(world.committee)

        page = client.get(reverse("membership:inspect", args=[place.pk])).content.decode()

        assert "Réseaux non touchés" in page and "ASBL belge" in page

    def test_letter_tells_it(self, world, head, mailoutbox):
        place = Membership.objects.get(organisation=world.owner, network=world.network)
        decision = MembershipDecision.objects.create(
            membership=place, event="suspend", before="warned", after="suspended", capacity="committee"
        )

        mail_decision.call(decision.pk, head.email, "fr", "membership")

        (letter,) = mailoutbox
        assert "Réseaux non touchés" in letter.body and "- ASBL belge" in letter.body

    def test_of_one_network_says_that_there_is_no_other(self, world, client, head):
        Membership.objects.filter(organisation=world.owner, network=world.belgian).delete()
        bilateral = ProtocolFactory(parties=[world.owner, world.far])
        put(world, world.network, "suspended")
        client.force_login(head)

        page = said_in(client.get(in_french("membership")))

        assert "n'est membre d'aucun autre réseau" in page
        assert str(bilateral) in page
