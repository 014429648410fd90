"""What safety asks is open to an organisation that is suspended, or that owes the charter."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from exchange.audiences import State
from exchange.models import Membership
from tests.clients import WatchfulClient
from tests.factories import MembershipFactory, PracticeFactory, UserFactory

pytestmark = pytest.mark.django_db

YESTERDAY = timezone.localdate() - dt.timedelta(days=1)


@pytest.fixture(params=[{"state": "suspended"}, {"charter_due_on": YESTERDAY}], ids=["suspended", "owes"])
def body(request):
    return MembershipFactory(**request.param).organisation


def signed_in(body, *roles):
    client = WatchfulClient()
    client.force_login(UserFactory(organisation=body, roles=roles))
    return client


def send(client, sheet, verb, reason):
    data = {"sheet": sheet.pk, "verb": verb, f"{verb}-{sheet.pk}-reason": reason}
    return client.post(reverse("practices:safety"), data)


class TestOwnPractices:
    def test_are_frozen_and_withdrawn(self, body):
        frozen, gone = PracticeFactory.create_batch(2, organisation=body)
        lead = signed_in(body, "content_lead")

        assert str(frozen) in lead.get(reverse("practices:safety")).content.decode()
        assert send(lead, frozen, "freeze", "Un nom y figure.").status_code == 302
        assert send(lead, gone, "withdraw", "owner").status_code == 302

        for sheet, state in ((frozen, State.FROZEN), (gone, State.WITHDRAWN)):
            sheet.refresh_from_db()
            assert sheet.state == state

    def test_are_nobody_elses_and_nothing_else_is_done_here(self, body):
        sheet, other = PracticeFactory(organisation=body), PracticeFactory()

        assert send(signed_in(body, "content_lead"), other, "withdraw", "owner").status_code == 404
        assert send(signed_in(body, "reader"), sheet, "withdraw", "owner").status_code == 403
        assert send(signed_in(body, "content_lead"), sheet, "archive", "x").status_code == 403
        assert WatchfulClient().get(reverse("practices:safety")).status_code == 302
        for thing in (sheet, other):
            thing.refresh_from_db()
            assert thing.state == State.PUBLISHED

    def test_of_a_body_that_left_wait_for_their_date(self):
        left = MembershipFactory(state="withdrawn", left_on=YESTERDAY).organisation
        sheet = PracticeFactory(organisation=left)

        assert send(signed_in(left, "content_lead"), sheet, "withdraw", "owner").status_code == 403


class TestAccounts:
    def test_are_closed_by_the_administrator(self, body):
        person = UserFactory(organisation=body, roles=["author"])
        administrator = signed_in(body, "organisation_administrator")
        address = reverse("membership_people")

        assert address in administrator.get(reverse("membership")).content.decode()
        assert str(person) in administrator.get(address).content.decode()
        administrator.post(address, {"person": person.pk})

        person.refresh_from_db()
        assert not person.is_active
        assert set(person.roles.values_list("name", flat=True)) == {"author"}

    def test_of_others_are_not(self, body):
        stranger = UserFactory(roles=["author"])
        editor = UserFactory(organisation=body, roles=["author", "editor"])
        administrator = signed_in(body, "organisation_administrator")
        address = reverse("membership_people")

        assert administrator.post(address, {"person": stranger.pk}).status_code == 404
        administrator.post(address, {"person": editor.pk})
        assert signed_in(body, "author").post(address, {"person": editor.pk}).status_code == 403

        for person in (stranger, editor):
            person.refresh_from_db()
            assert person.is_active


class TestPersonalData:
    def test_is_answered_for(self, body):
        for address, role in (
            ("incidents", "privacy_delegate"),
            ("body_trail", "organisation_administrator"),
        ):
            assert signed_in(body, role).get(reverse(address)).status_code == 200
        assert Membership.objects.contributing().filter(organisation=body).count() == 0
