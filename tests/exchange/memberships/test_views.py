import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from exchange.memberships import actions
from exchange.memberships.consequences import _sources
from exchange.models import Charter, Membership, MembershipApplication
from exchange.models import MembershipState as State
from exchange.models.decisions import MeasureKind
from tests.clients import Client, WatchfulClient
from tests.exchange.memberships.world import ADDRESSES, REASON, fresh
from tests.factories import MembershipFactory, UserFactory


@pytest.fixture
def client():
    return WatchfulClient()


def shown(client, name, *args, **query):
    return client.get(reverse(name, args=args), query).content.decode()


def written(world, **values):
    return ADDRESSES | {
        "network": world.network.pk,
        "category": "member",
        "motivation": "Échanger.",
        "sponsor": world.senior.pk,
        "has_read_charter": "on",
        **values,
    }


class TestMembership:
    def test_asks_strangers_to_sign_in(self, client, world):
        membership = world.active()

        for name, args in (
            ("membership", []),
            ("membership_application", []),
            ("membership_charter", [membership.pk]),
            ("membership_reply", [membership.pk]),
            ("membership_addresses", [membership.pk]),
            ("membership_withdrawal", [membership.pk]),
            ("membership_sponsoring", [1]),
        ):
            answer = client.get(reverse(name, args=args))
            assert (answer.status_code, reverse("login") in answer["Location"]) == (302, True)

    def test_tells_an_administrator_what_was_decided_and_what_to_do(self, client, world):
        world.candidate()
        client.force_login(world.administrator)

        page = shown(client, "membership")

        assert "Application sent" in page
        assert "has been asked whether it vouches for you" in page
        assert "What it does not give" in page

    def test_shows_decisions_to_administrators_alone(self, client, world):
        world.noticed(world.active(), MeasureKind.WARNING)
        client.force_login(UserFactory(organisation=world.body, roles=["reader"]))

        page = shown(client, "membership")

        assert "Your organisation is a member." in page
        assert REASON not in page
        assert "Leave the network" not in page

    def test_says_nothing_of_other_bodies(self, client, world):
        world.active()
        client.force_login(world.sponsor)

        assert "Val" not in shown(client, "membership")

    def test_an_account_without_a_body_is_told_so(self, client, world):
        client.force_login(world.editor)

        assert "belongs to no organisation" in shown(client, "membership")


class TestOtherBodies:
    @pytest.mark.parametrize(
        "name",
        ["membership_charter", "membership_reply", "membership_addresses", "membership_withdrawal"],
    )
    def test_a_forged_number_is_not_found(self, client, world, name):
        membership = world.active()
        world.noticed(membership, MeasureKind.WARNING)
        client.force_login(world.sponsor)
        address = reverse(name, args=[membership.pk])

        assert client.get(address).status_code == 404
        assert client.post(address, {"head": "X", "text": "X", "confirms": "on"}).status_code == 404
        assert fresh(membership).state == State.ACTIVE

    def test_only_administrators_act(self, client, world):
        membership = world.active()
        client.force_login(UserFactory(organisation=world.body, roles=["author", "content_lead"]))

        for name, args in (("membership_withdrawal", [membership.pk]), ("membership_application", [])):
            assert client.get(reverse(name, args=args)).status_code == 403
            assert client.post(reverse(name, args=args), {"head": "X", "confirms": "on"}).status_code == 403

    def test_nobody_withdraws_or_answers_the_application_of_others(self, client, world):
        world.candidate()
        application = world.application
        other = MembershipFactory().organisation
        client.force_login(UserFactory(organisation=other, roles=["organisation_administrator"]))

        withdraw = reverse("membership_application_withdraw", args=[application.pk])
        answer = reverse("membership_sponsoring", args=[application.pk])
        assert client.post(withdraw).status_code == 404
        assert client.post(answer, {"answers": "yes"}).status_code == 404
        assert client.get(answer).status_code == 404
        application.refresh_from_db()
        assert (application.closed_at, application.sponsor_answer) == (None, "")


class TestApplication:
    def test_loses_nothing_when_something_is_missing(self, client, world):
        client.force_login(world.administrator)

        answer = client.post(reverse("membership_application"), written(world, head_email="", send="1"))

        assert answer.status_code == 200
        assert "head_email" in answer.context["form"].errors
        assert "Échanger." in answer.content.decode()
        assert not MembershipApplication.objects.exists()

    def test_is_kept_as_a_draft_and_found_again(self, client, world):
        client.force_login(world.administrator)
        address = reverse("membership_application")

        client.post(address, {"network": world.network.pk, "motivation": "Un début.", "keep": "1"})

        assert "Un début." in client.get(address).content.decode()
        assert not Membership.objects.filter(organisation=world.body).exists()

    @pytest.mark.parametrize("number", ["9" * 5_000, "9" * 12, "0", "-1", "٣", "x"])
    def test_takes_any_address(self, client, world, number):
        client.force_login(world.administrator)

        assert client.get(reverse("membership_application"), {"network": number}).status_code == 200

    def test_asks_for_service_addresses(self, client, world):
        world.body.email_domains = ["val.example"]
        world.body.save()
        client.force_login(world.administrator)

        answer = client.post(
            reverse("membership_application"), written(world, head_email="moi@ailleurs.example", send="1")
        )

        assert "@val.example" in str(answer.context["form"].errors["head_email"])

    def test_refuses_a_sponsor_and_a_network_that_were_not_offered(self, client, world):
        stranger = MembershipFactory(organisation__name_fr="Jeune", network=world.network).organisation
        client.force_login(world.administrator)

        answer = client.post(
            reverse("membership_application"),
            written(world, sponsor=stranger.pk, network=world.senior.pk, send="1"),
        )

        assert {"sponsor", "network"} <= set(answer.context["form"].errors)

    def test_warns_of_a_sponsor_on_the_same_shore_and_goes_on(self, client, world):
        type(world.body).objects.filter(pk=world.body.pk).update(country="BE")
        client.force_login(world.administrator)

        answer = client.post(reverse("membership_application"), written(world, send="1"), follow=True)

        assert "is on your own shore" in answer.content.decode()
        assert world.application.submitted_at


class TestWithdrawal:
    def test_shows_what_it_brings_before_anybody_confirms(self, client, world):
        seen = []

        def sheets(membership, event):
            seen.append((membership, event))
            return [("Public sheets that stay", 12, "/fiches/")]

        _sources.append(sheets)
        client.force_login(world.administrator)
        membership = world.active()
        try:
            page = shown(client, "membership_withdrawal", membership.pk)
        finally:
            _sources.remove(sheets)

        assert "Public sheets that stay" in page
        assert seen == [(membership, "notify_withdrawal")]

    def test_needs_a_confirmation(self, client, world):
        membership = world.active()
        client.force_login(world.administrator)
        address = reverse("membership_withdrawal", args=[membership.pk])

        client.post(address, {"head": "Direction"})
        assert fresh(membership).state == State.ACTIVE
        client.post(address, {"head": "Direction", "confirms": "on"})
        assert fresh(membership).state == State.LEAVING


class TestCharter:
    def test_is_public_and_marked_as_a_proposal(self, client, world):
        page = shown(client, "charter")

        assert "Échanger." in page
        assert "proposal of the platform" in page

    def test_a_version_that_was_replaced_says_so(self, client, world):
        Charter.objects.create(major=1, minor=1, text_fr="Objet\nMieux.", published_on="2026-02-01")

        assert "was replaced" in shown(client, "charter_version", "1.0")
        assert client.get(reverse("charter_version", args=["9.9"])).status_code == 404


class TestMembers:
    def test_a_suspended_body_is_shown_as_the_member_that_it_is(self, client, world):
        world.suspended()

        page = shown(client, "members")

        assert "Val" in page
        assert "uspended" not in page

    def test_an_invented_body_takes_no_place_in_the_order(self, client, world):
        for name, fictitious, day in (("Inventée", True, "2015-01-01"), ("Vraie", False, "2020-01-01")):
            MembershipFactory(
                organisation__name_fr=name,
                organisation__fictitious=fictitious,
                network=world.network,
                accession_on=day,
            )

        page = shown(client, "members")

        assert "First Belgian police service to join" in page
        assert "No. 2 among Belgian organisations" in page
        assert "No. 3" not in page

    def test_former_members_are_told_with_their_day(self, client, world):
        world.leaving()
        (step,) = actions.follow_calendar(fresh(world.body.memberships.get()).leaves_on)

        page = shown(client, "members")

        assert step.after == State.WITHDRAWN
        assert "Former members" in page
        assert "member until" in page


class TestDesk:
    def desk(self, membership):
        return reverse("membership:inspect", args=[membership.pk])

    def test_offers_the_committee_what_is_possible_now(self, client, world):
        client.force_login(world.committee)

        answer = client.get(self.desk(world.examined()))

        assert [entry["deed"].verb for entry in answer.context["entries"]] == ["admit", "observe", "refuse"]

    def test_offers_nothing_to_the_body_itself_and_little_to_the_secretariat(self, client, world):
        membership = world.active()

        client.force_login(world.editor)
        answer = client.get(self.desk(membership))
        assert [entry["deed"].verb for entry in answer.context["entries"]] == ["letter"]
        client.force_login(world.administrator)
        answer = client.get(self.desk(membership))
        assert answer.context["entries"] == []

    def test_another_body_does_not_find_it(self, client, world):
        client.force_login(world.sponsor)

        assert client.get(self.desk(world.active())).status_code in (302, 404)

    def test_refuses_who_did_not_say_again_who_they_are(self, world):
        membership = world.examined()
        client = Client()
        client.force_login(world.committee)

        answer = client.post(self.desk(membership), self.votes(world, "admit", membership, category="member"))

        assert "Confirmez votre identité" in answer.content.decode()
        assert fresh(membership).state == State.EXAMINED

    def votes(self, world, verb, membership, **more):
        given = {"in_favour": 2} | {name: more.pop(name) for name in ("in_favour", "against") if name in more}
        data = {"reason": REASON, **world.votes(**given).ballots, **more}
        data["seen"] = membership.decisions.newest_first().first().pk
        return {"verb": verb} | {f"{verb}-{name}": value for name, value in data.items()}

    def test_the_second_of_two_is_told_and_loses_nothing(self, client, world):
        membership = world.examined()
        stale = self.votes(world, "refuse", membership, in_favour=0, against=2)
        actions.observe(membership, months=6, votes=world.votes(2), reason=REASON, by=world.other_committee)
        client.force_login(world.committee)

        answer = client.post(self.desk(membership), stale, follow=True)

        assert "Rien n’a été changé" in answer.content.decode()
        assert fresh(membership).state == State.ADMITTED

    def test_lists_what_waits_for_a_decision(self, client, world):
        world.answered()
        client.force_login(world.committee)
        address = reverse("membership:index")

        waiting = client.get(address, {"waiting": "true"}).context["object_list"]
        everybody = client.get(address).context["object_list"]

        assert [row.organisation for row in waiting] == [world.body]
        assert {row.organisation for row in everybody} == {world.body, world.senior}

    def test_the_register_is_read_and_not_changed(self, client, world):
        decision = world.candidate().decisions.get()
        client.force_login(world.committee)

        assert client.get(reverse("decisions:inspect", args=[decision.pk])).status_code == 200
        assert client.get(reverse("decisions:edit", args=[decision.pk])).status_code != 200
        assert client.get(reverse("decisions:delete", args=[decision.pk])).status_code != 200

    def test_a_merger_is_recorded_by_the_committee(self, client, world):
        world.active()
        address = reverse("membership:succession")
        data = {
            "predecessors": [world.senior.pk],
            "successor": world.network.pk,
            "on": "2026-01-01",
            "reason": REASON,
        }

        client.force_login(world.editor)
        assert client.post(address, data).status_code != 200
        world.senior.refresh_from_db()
        assert world.senior.successor is None
        client.force_login(world.committee)
        data |= {"administrator": world.sponsor.email, "confirmed": "1"}
        answer = client.post(address, data | {"successor": world.senior.pk})
        assert "une autre qui prend leur place" in answer.content.decode()
        assert client.post(address, data | {"successor": world.body.pk}).status_code == 302
        world.senior.refresh_from_db()
        assert world.senior.successor == world.body


def test_from_the_application_to_the_end(client, world):
    """Val applies, is admitted, warned, suspended, taken back, and leaves."""
    place = world.body.memberships
    client.force_login(world.administrator)
    client.post(reverse("membership_application"), written(world, send="1"))
    client.force_login(world.sponsor)
    client.post(reverse("membership_sponsoring", args=[world.application.pk]), {"answers": "yes"})
    membership = place.get()

    def decide(verb, **data):
        client.force_login(world.committee)
        given = {"seen": membership.decisions.newest_first().first().pk, "reason": REASON, **data}
        if verb not in ("examine", "notice"):
            given = {**world.votes(2).ballots, **given}
        client.post(
            reverse("membership:inspect", args=[membership.pk]),
            {"verb": verb} | {f"{verb}-{name}": value for name, value in given.items()},
        )
        client.force_login(world.administrator)
        return place.get().state

    def reply():
        client.post(reverse("membership_reply", args=[membership.pk]), {"text": "Voici."})

    assert decide("examine") == State.EXAMINED
    assert decide("admit", category="member") == State.ADMITTED
    client.post(
        reverse("membership_charter", args=[membership.pk]),
        {"version": "1.0", "head": "Direction", "accepts": "on"},
    )
    assert place.get().state == State.ACTIVE
    decide("notice")
    reply()
    assert decide("decide", applies="yes") == State.WARNED
    decide("notice")
    reply()
    until = timezone.localdate() + dt.timedelta(days=90)
    assert decide("decide", applies="yes", until=until.isoformat()) == State.SUSPENDED
    assert "est suspendue" in shown(client, "membership")
    assert decide("lift") == State.ACTIVE
    client.post(
        reverse("membership_withdrawal", args=[membership.pk]), {"head": "Direction", "confirms": "on"}
    )
    assert place.get().state == State.LEAVING
    actions.follow_calendar(place.get().leaves_on)
    assert place.get().state == State.WITHDRAWN
    assert "n’est plus membre" in shown(client, "membership")
