"""Two bodies merge: their people go on at the successor; or one person goes to another organisation."""

import datetime as dt
import re

import pytest
import time_machine
from allauth.socialaccount.models import SocialAccount
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from exchange.memberships import actions
from exchange.models import (
    Antenna,
    CommitteeSeat,
    Invitation,
    Membership,
    MembershipApplication,
    Move,
    Organisation,
)
from exchange.moves.actions import confirm_move, decline_move, offer_move, withdraw_move
from exchange.refusal import Refused
from exchange.viewers import viewer_of
from tests.clients import WatchfulClient
from tests.exchange.memberships.world import ADDRESSES, REASON
from tests.factories import (
    AntennaFactory,
    MembershipFactory,
    OrganisationFactory,
    PracticeFactory,
    UserFactory,
)

STARTED = dt.date(2016, 10, 13)


@pytest.fixture
def client():
    return WatchfulClient()


@pytest.fixture
def zones(world):
    """Two Brussels zones, one since 2016 and one since 2020, and the one that takes their place."""
    north, west = OrganisationFactory.create_batch(2, region="BE-BRU")
    MembershipFactory(
        organisation=north, network=world.network, accession_on=STARTED, **ADDRESSES | {"head": "Nord"}
    )
    MembershipFactory(organisation=west, network=world.network, accession_on=dt.date(2020, 5, 1))
    Organisation.objects.filter(pk=north.pk).update(email_domains=["nord.example"])
    north.refresh_from_db()
    new = OrganisationFactory(region="BE-BRU", name_fr="Zone de Bruxelles")
    return north, west, new


@pytest.fixture
def people(zones):
    north, west, _new = zones
    return {
        "author": UserFactory(email="auteur@nord.example", organisation=north, roles=["author"]),
        "lead": UserFactory(email="contenu@nord.example", organisation=north, roles=["content_lead"]),
        "chief": UserFactory(
            email="admin@ouest.example", organisation=west, roles=["organisation_administrator", "author"]
        ),
        "other": UserFactory(
            email="admin@nord.example", organisation=north, roles=["organisation_administrator"]
        ),
    }


def merge(world, zones, **options):
    north, west, new = zones
    given = {"on": timezone.localdate(), "reason": REASON, "administrator": "admin@ouest.example"}
    return actions.succeed([north, west], successor=new, by=world.committee, **given | options)


def roles_of(person):
    return set(person.roles.values_list("name", flat=True))


class TestMerger:
    def test_three_follow_with_their_roles_and_one_does_not(
        self, world, zones, people, mailoutbox, django_capture_on_commit_callbacks
    ):
        north, _west, new = zones
        draft = PracticeFactory(organisation=north, owner=people["author"], draft=True)
        with django_capture_on_commit_callbacks(execute=True):
            merge(world, zones)

        offers = [letter for letter in mailoutbox if re.search(r"/(?:move|passage|overstap)/", letter.body)]
        assert {letter.to[0] for letter in offers} == {person.email for person in people.values()}
        for name in ("author", "lead", "chief"):
            confirm_move(people[name].moves.get(), by=people[name])
        with django_capture_on_commit_callbacks(execute=True):
            decline_move(people["other"].moves.get(), by=people["other"])

        for person in people.values():
            person.refresh_from_db()
        assert [people[name].organisation for name in ("author", "lead", "chief")] == [new] * 3
        assert roles_of(people["author"]) == {"author"}
        assert roles_of(people["chief"]) == {"author", "organisation_administrator"}
        viewer = viewer_of(people["author"])
        assert viewer.contributes and draft in type(draft).objects.visible_to(viewer)
        assert not viewer_of(people["other"]).contributes

        # Who said no keeps the notice, to fetch what is theirs.
        end = people["other"].moves.get().answer_until
        for day, is_open in ((end, True), (end + dt.timedelta(days=1), False)):
            with time_machine.travel(dt.datetime.combine(day, dt.time(20), dt.UTC), tick=False):
                call_command("close_unused_accounts", verbosity=0)
                people["other"].refresh_from_db()
                assert people["other"].is_active is is_open
        people["author"].refresh_from_db()
        assert people["author"].is_active

    def test_a_merger_recorded_late_closes_nobody_before_the_notice(self, world, zones, people):
        (heir,) = merge(world, zones, on=timezone.localdate() - dt.timedelta(days=300))

        call_command("close_unused_accounts", verbosity=0)

        people["author"].refresh_from_db()
        assert people["author"].is_active
        author = confirm_move(people["author"].moves.get(), by=people["author"])
        assert heir.charter_due_on > timezone.localdate() < heir.provisional_until
        assert viewer_of(author).contributes

    def test_the_successor_inherits_functions_seats_antennas_and_seniority(self, world, zones, people):
        north, west, new = zones
        seat = CommitteeSeat.objects.create(organisation=north, function="Chef", starts_on=STARTED)
        antenna = AntennaFactory(organisation=west)
        actions.apply(world.draft(sponsor=north), by=world.administrator)
        asking = MembershipApplication.objects.get()

        (heir,) = merge(world, zones)

        assert (heir.accession_on, heir.head) == (STARTED, "Nord")
        assert Membership.objects.of_seniority(timezone.localdate()).filter(pk=heir.pk).exists()
        ranks = {place.organisation: place.accession_rank for place in Membership.objects.ranked()}
        assert ranks[new] == ranks[north]
        seat.refresh_from_db()
        assert seat.ends_on == timezone.localdate() - dt.timedelta(days=1)
        assert new.seats.get().function == "Chef"
        assert Antenna.objects.get(pk=antenna.pk).organisation == new
        asking.refresh_from_db()
        assert asking.sponsor == new
        new.refresh_from_db()
        assert new.email_domains == ["nord.example"]

    def test_names_an_administrator_or_is_refused(self, world, zones, people):
        with pytest.raises(Refused, match="administers"):
            merge(world, zones, administrator="")
        with pytest.raises(Refused, match="neither"):
            merge(world, zones, administrator=world.sponsor.email)
        merge(world, zones, administrator="nouveau@nord.example")

        invitation = Invitation.objects.get(email="nouveau@nord.example")
        assert (invitation.organisation, invitation.roles) == (zones[2], ["organisation_administrator"])
        confirm_move(people["chief"].moves.get(), by=people["chief"])
        assert roles_of(people["chief"]) == {"author"}

    def test_is_shown_before_it_is_recorded(self, world, zones, people, client):
        north, west, new = zones
        client.force_login(world.committee)
        address = reverse("membership:succession")
        data = {
            "predecessors": [north.pk, west.pk],
            "successor": new.pk,
            "on": timezone.localdate().isoformat(),
            "reason": REASON,
        }

        assert "administrator" in client.post(address, data).context["form"].errors
        data["administrator"] = "admin@ouest.example"
        page = client.post(address, data)
        assert len(page.context["preview"]) == 2
        assert people["author"].name in page.content.decode()
        north.refresh_from_db()
        assert north.successor is None
        client.post(address, data | {"confirmed": "1"})
        north.refresh_from_db()
        assert north.successor == new


class TestOffer:
    def test_is_told_at_the_door_and_answered_by_a_form_alone(self, world, zones, people, client):
        merge(world, zones)
        author = people["author"]
        author.set_password("quatre mots de passe")
        author.save()
        move = author.moves.get()

        with time_machine.travel(timezone.now(), tick=False):
            answer = client.post(
                reverse("login"), {"login": author.email, "password": "quatre mots de passe"}, follow=True
            )
        assert reverse("move", args=[move.token]) in answer.content.decode()
        client.force_login(author)
        page = client.get(reverse("move", args=[move.token]))
        assert page.status_code == 200
        author.refresh_from_db()
        assert author.organisation == zones[0]
        client.post(reverse("move", args=[move.token]), {"answer": "yes"})
        author.refresh_from_db()
        assert author.organisation == zones[2]
        assert client.post(reverse("move", args=[move.token]), {"answer": "yes"}).status_code == 410

    def test_opens_to_nobody_else(self, world, zones, people, client):
        merge(world, zones)
        address = reverse("move", args=[people["author"].moves.get().token])

        assert reverse("login") in client.get(address)["Location"]
        client.force_login(people["lead"])
        assert client.get(address).status_code == 410
        assert client.post(address, {"answer": "yes"}).status_code == 410
        assert client.get(reverse("move", args=["x"])).status_code == 410
        people["author"].refresh_from_db()
        assert people["author"].organisation == zones[0]


class TestOnePerson:
    """Somebody of « Aînée » goes to « Val »."""

    @pytest.fixture
    def person(self, world):
        world.active()
        Organisation.objects.filter(pk=world.body.pk).update(email_domains=["val.example"])
        world.body.refresh_from_db()
        return UserFactory(
            email="agente@ainee.example", organisation=world.senior, roles=["author", "reviewer"]
        )

    def offer(self, world, person, **options):
        given = {"organisation": world.body, "roles": ["author"], "email": "agente@val.example"}
        return offer_move(person, by=world.administrator, **given | options)

    def test_goes_over_with_a_new_address_and_leaves_what_was_written(
        self, world, person, mailoutbox, django_capture_on_commit_callbacks
    ):
        sheet = PracticeFactory(organisation=world.senior, owner=person, draft=True)
        SocialAccount.objects.create(user=person, provider="ainee", uid="1")

        with django_capture_on_commit_callbacks(execute=True):
            move = self.offer(world, person)
        assert [letter.to for letter in mailoutbox] == [["agente@val.example"]]
        with django_capture_on_commit_callbacks(execute=True):
            confirm_move(move, by=person)

        person.refresh_from_db()
        assert (person.email, person.organisation) == ("agente@val.example", world.body)
        assert roles_of(person) == {"author"}
        assert not SocialAccount.objects.exists()
        sheet.refresh_from_db()
        assert sheet.organisation == world.senior
        assert sheet not in type(sheet).objects.visible_to(viewer_of(person))
        # The new address is told of the sign-in that ended, as of any change of the account.
        assert {letter.to[0] for letter in mailoutbox[1:]} == {
            "agente@ainee.example",
            "agente@val.example",
            world.administrator.email,
            world.sponsor.email,
        }

    def test_is_offered_by_the_new_organisation_only(self, world, person):
        for by in (world.sponsor, world.editor, world.committee):
            with pytest.raises(Refused):
                offer_move(person, organisation=world.body, roles=["author"], email="a@val.example", by=by)
        for options in (
            {"email": "agente@ailleurs.example"},
            {"email": world.administrator.email},
            {"roles": []},
            {"roles": ["committee"]},
            {"organisation": world.senior},
        ):
            with pytest.raises(Refused):
                self.offer(world, person, **options)
        person.roles.create(name="editor")
        with pytest.raises(Refused, match="platform"):
            self.offer(world, person)

    def test_lapses_with_what_it_stands_on(self, world, person):
        move = self.offer(world, person)
        world.administrator.roles.all().delete()

        with pytest.raises(Refused):
            confirm_move(Move.objects.get(pk=move.pk), by=person)

    def test_is_taken_back(self, world, person):
        move = self.offer(world, person)

        with pytest.raises(Refused):
            withdraw_move(move, by=world.sponsor)
        withdraw_move(move, by=world.administrator)
        with pytest.raises(Refused):
            confirm_move(move, by=person)

    def test_is_offered_in_the_editor(self, world, person, client):
        client.force_login(world.administrator)

        answer = client.post(
            reverse("move:add"),
            {
                "present": person.email,
                "organisation": world.body.pk,
                "email": "agente@val.example",
                "roles": ["author"],
            },
        )

        assert answer.status_code == 302
        assert person.moves.get().email == "agente@val.example"
        assert client.get(reverse("move:index")).status_code == 200
