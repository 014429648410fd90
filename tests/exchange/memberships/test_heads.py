"""A head without an account replies to the committee, and accepts a charter: by a link and a code."""

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exchange.memberships import actions
from exchange.models import Charter, CharterAcceptance, Membership, Organisation
from exchange.models.decisions import MeasureKind
from exchange.refusal import Refused
from tests.clients import WatchfulClient
from tests.exchange.memberships.world import REASON, fresh
from tests.factories import MembershipFactory

HEAD = "direction@val.example"


@pytest.fixture
def told(world, mailoutbox, django_capture_on_commit_callbacks):
    """Return how to do something and read what the head was told by it: the last letter, and the link in it."""

    def tell(act):
        with django_capture_on_commit_callbacks(execute=True):
            act()
        letter = [letter for letter in mailoutbox if letter.to == [HEAD]][-1]
        found = re.search(r"https?://[^/\s]+(/\S+)", letter.body)
        return letter, found and found[1]

    return tell


@pytest.fixture
def noticed(world, told):
    membership = world.active()
    return told(lambda: world.noticed(membership, MeasureKind.WARNING))


def code_in(letter) -> str:
    return re.search(r"^\d{8}$", letter.body, re.M)[0]


class TestRightOfReply:
    def test_says_until_when_how_and_to_whom(self, world, noticed):
        letter, link = noticed
        measure = world.body.memberships.get().measures.get()

        assert "23:59 (America/Toronto, UTC-05:00)" in letter.body
        assert str(measure.reply_until.year) in letter.body
        assert str(world.network) in letter.body
        assert REASON in letter.body
        assert "/head/" in link or "/direction/" in link

    def test_is_given_by_a_link_and_a_code(self, world, noticed, told):
        _letter, link = noticed
        head = Client()
        measure = world.body.memberships.get().measures.get()

        assert head.get(link).status_code == 200
        letter, _none = told(lambda: head.post(link, {"send": "1"}))
        wrong = head.post(link, {"text": "Nous répondons.", "code": "00000000"})
        assert "Nous répondons." in wrong.content.decode()
        measure.refresh_from_db()
        assert measure.reply == ""
        assert head.post(link, {"text": "Nous répondons.", "code": code_in(letter)}).status_code == 302

        measure.refresh_from_db()
        assert measure.reply == "Nous répondons."
        decision = measure.membership.decisions.newest_first().first()
        assert (decision.event, decision.facts, decision.by) == ("reply", {"by_link": True}, None)
        assert head.get(link).status_code == 410

    def test_keeps_what_was_typed_when_another_code_is_asked_for(self, noticed):
        head = Client()
        head.post(noticed[1], {"send": "1"})

        answer = head.post(noticed[1], {"send": "1", "text": "Déjà long."})

        assert "Déjà long." in answer.content.decode()

    def test_is_stopped_by_guesses_and_by_many_codes(self, noticed, told):
        head, link = Client(), noticed[1]
        letter, _none = told(lambda: head.post(link, {"send": "1"}))
        for number in range(5):
            head.post(link, {"text": "X", "code": f"{number:08}"})

        assert head.post(link, {"text": "X", "code": code_in(letter)}).status_code == 200
        assert [head.post(link, {"send": "1"}).status_code for _again in range(3)] == [200, 200, 429]

    def test_a_code_of_another_window_does_not_do(self, noticed, told):
        letter, _none = told(lambda: Client().post(noticed[1], {"send": "1"}))

        answer = Client().post(noticed[1], {"text": "X", "code": code_in(letter)})

        assert answer.status_code == 200 and "code" in answer.context["form"].errors

    def test_ends_with_its_days_or_with_another_head(self, world, noticed):
        link = noticed[1]
        measure = world.body.memberships.get().measures.get()

        Membership.objects.filter(organisation=world.body).update(head_email="autre@val.example")
        assert Client().get(link).status_code == 410
        Membership.objects.filter(organisation=world.body).update(head_email=HEAD)
        assert Client().get(link).status_code == 200
        type(measure).objects.update(reply_until=timezone.localdate() - timezone.timedelta(days=2))
        assert Client().get(link).status_code == 410
        assert Client().get(reverse("membership_head", args=["x"])).status_code == 410

    def test_an_administrator_is_led_to_the_form(self, world, noticed, mailoutbox):
        letter = next(letter for letter in mailoutbox if letter.to == [world.administrator.email])
        address = reverse("membership_reply", args=[world.body.memberships.get().pk])

        assert address.rsplit("/en/", 1)[-1].split("/")[-3] in letter.body
        assert "/head/" not in letter.body


def second(world, **values):
    texts = {f"{name}_{code}": "Objet\nMieux." for name in ("text", "changes") for code in ("fr", "nl", "en")}
    return Charter(**{"major": 2, "published_on": timezone.localdate()} | texts | values)


def later(days):
    return timezone.localdate() + timezone.timedelta(days=days)


class TestNewCharter:
    def test_leaves_ninety_days_from_the_announcement_whatever_date_it_bears(self, world):
        membership = world.active()

        charter = actions.publish_charter(second(world, published_on=later(-400)), by=world.committee)

        assert fresh(membership).charter_due_on >= later(90)
        assert charter.published_on == timezone.localdate()
        assert Membership.objects.contributing().filter(pk=membership.pk).exists()
        loaded = second(world, published_on=later(-400))
        loaded.major = 3
        actions.publish_charter(loaded)
        assert fresh(membership).charter_due_on >= later(90)

    @pytest.mark.parametrize("missing", ["text_nl", "text_en", "changes_nl"])
    def test_speaks_every_language(self, world, missing):
        with pytest.raises(Refused, match="still missing"):
            actions.publish_charter(second(world, **{missing: " "}), by=world.committee)

    def test_is_taken_back_while_nobody_has_accepted(self, world, told):
        membership = world.active()
        Membership.objects.filter(pk=membership.pk).update(charter_due_on=later(3))
        charter = actions.publish_charter(second(world), by=world.committee)

        with pytest.raises(Refused):
            actions.withdraw_charter(charter, by=world.editor)
        letter, _none = told(lambda: actions.withdraw_charter(charter, by=world.committee))

        assert "2.0" in letter.body
        assert fresh(membership).charter_due_on == later(3)
        assert Charter.objects.in_force() == world.charter
        again = actions.publish_charter(second(world), by=world.committee)
        actions.accept_charter(membership, version="2.0", head="Direction", by=world.administrator)
        with pytest.raises(Refused, match="accepted"):
            actions.withdraw_charter(again, by=world.committee)

    def test_shows_whom_it_concerns_before_it_is_announced(self, world):
        world.active()
        orphan = MembershipFactory(network=world.network, head_email="chef@seule.example")
        lost = MembershipFactory(network=world.network)
        client = WatchfulClient()
        client.force_login(world.committee)
        address = reverse("charter_versions:add")
        data = {"major": 2, "minor": 0} | {
            f"{name}_{code}": "Objet\nMieux." for name in ("text", "changes") for code in ("fr", "nl", "en")
        }

        page = client.post(address, data)
        assert page.context["by_head"] == [orphan]
        assert page.context["unreachable"] == [lost]
        assert {place.organisation for place in page.context["led"]} == {world.body, world.senior}
        assert Charter.objects.in_force() == world.charter
        assert client.post(address, data | {"confirmed": "1"}).status_code == 302
        charter = Charter.objects.in_force()
        assert charter.major == 2
        client.post(reverse("charter_versions:delete", args=[charter.pk]))
        assert Charter.objects.in_force() == world.charter

    def test_is_accepted_by_a_head_whose_organisation_has_no_administrator(self, world, told):
        membership = world.active()
        world.administrator.roles.all().delete()
        _letter, link = told(lambda: actions.publish_charter(second(world), by=world.committee))
        head = Client()

        assert "Mieux." in head.get(link).content.decode()
        assert not CharterAcceptance.objects.filter(charter__major=2).exists()
        letter, _none = told(lambda: head.post(link, {"send": "1"}))
        sent = {"head": "Direction", "version": "2.0", "accepts": "on", "code": code_in(letter)}
        assert head.post(link, {**sent, "accepts": ""}).status_code == 200
        head.post(link, sent)

        assert fresh(membership).charter_due_on is None
        assert CharterAcceptance.objects.get(charter__major=2).membership == membership

    def test_an_old_link_leads_to_another_one(self, world, told):
        world.active()
        _letter, link = told(lambda: actions.publish_charter(second(world), by=world.committee))

        with time_machine.travel(timezone.now() + timezone.timedelta(days=31), tick=False):
            assert Client().get(link).status_code == 410
            _letter, fresh_link = told(lambda: Client().post(link))
            assert fresh_link != link
            assert Client().get(fresh_link).status_code == 200

    def test_whoever_has_an_account_signs_in(self, world, told):
        world.active()
        Organisation.objects.filter(pk=world.body.pk).update(email_domains=["val.example"])
        world.person(HEAD, "reader", world.body)

        _letter, link = told(lambda: actions.publish_charter(second(world), by=world.committee))

        assert reverse("membership").rsplit("/en/", 1)[-1] in link or link.endswith("/adhesion/")
