"""Nobody signs up: a body invites, and its people accept once."""

import datetime as dt
import re
import time

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from exchange.accounts.forms import AcceptInvitationForm
from exchange.invitations import accept_invitation, invite, withdraw_invitation
from exchange.models import Invitation, Membership, Organisation, RoleName, User
from exchange.placement import Lapse, lapse_of
from exchange.refusal import Refused
from exchange.tasks import mail_invitation
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

PASSWORD = "quatre mots de passe"
ANSWERS = {"name": "Agent de quartier", "language": "nl", "password": PASSWORD, "password_again": PASSWORD}


@pytest.fixture
def body():
    body = OrganisationFactory(
        name_fr="Zone de police du Val", email_domains=["val.example"], languages=["fr"]
    )
    MembershipFactory(organisation=body)
    return body


@pytest.fixture
def administrator(body):
    return UserFactory(
        organisation=body, roles=[RoleName.ORGANISATION_ADMINISTRATOR], email="admin@val.example"
    )


@pytest.fixture
def invited(body, administrator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        return invite("Agent@val.example", organisation=body, roles=["author"], by=administrator)


def link_in(message):
    return re.search(r"http\S+", message.body)[0].replace("http://localhost:8000", "")


class TestInvite:
    def test_writes_a_link_that_nothing_else_holds(self, invited, body):
        message = mail.outbox[0]

        assert message.to == ["agent@val.example"]
        assert str(body) in message.body
        assert invited.token in link_in(message)
        assert link_in(message).startswith("/fr/")

    @pytest.mark.parametrize(
        "email", ["agent@autre.example", "agent@val.example.evil", "agent@sub.val.example"]
    )
    def test_refuses_what_is_no_service_address(self, body, administrator, email):
        with pytest.raises(Refused):
            invite(email, organisation=body, roles=["author"], by=administrator)

    def test_refuses_where_the_domains_are_not_known(self, body, administrator):
        body.email_domains = []

        with pytest.raises(Refused):
            invite("agent@val.example", organisation=body, roles=["author"], by=administrator)

    def test_refuses_an_address_that_has_an_account(self, body, administrator):
        with pytest.raises(Refused):
            invite("ADMIN@val.example", organisation=body, roles=["author"], by=administrator)

    @pytest.mark.parametrize("roles", [["editor"], ["administrator", "author"]])
    def test_a_body_gives_no_role_of_the_platform(self, body, administrator, roles):
        with pytest.raises(Refused):
            invite("agent@val.example", organisation=body, roles=roles, by=administrator)

    def test_a_body_invites_for_no_other(self, administrator):
        other = OrganisationFactory(email_domains=["autre.example"])

        with pytest.raises(Refused):
            invite("agent@autre.example", organisation=other, roles=["author"], by=administrator)

    def test_again_makes_the_first_link_void(self, body, administrator, invited):
        second = invite("agent@val.example", organisation=body, roles=["reader"], by=administrator)

        assert Invitation.objects.of_token(invited.token).is_open is False
        assert Invitation.objects.of_token(second.token).is_open


class TestLink:
    def test_opens_an_account_with_the_promised_roles(self, client, invited, body):
        address = link_in(mail.outbox[0])
        assert client.get(address).status_code == 200

        answer = client.post(address, ANSWERS)

        user = User.objects.get(email="agent@val.example")
        assert answer.url == "/nl/"
        assert client.session["_auth_user_id"] == str(user.pk)
        assert (user.organisation, user.name, user.language) == (body, "Agent de quartier", "nl")
        assert user.has_role(RoleName.AUTHOR)

    def test_works_once(self, client, invited):
        address = link_in(mail.outbox[0])
        client.post(address, ANSWERS)
        client.logout()

        assert client.get(address).status_code == 410
        assert client.post(address, ANSWERS).status_code == 410

    def test_is_void_after_a_fortnight(self, client, invited):
        with time_machine.travel(invited.sent_at + dt.timedelta(days=14, minutes=1)):
            assert client.get(link_in(mail.outbox[0])).status_code == 410

    def test_is_void_once_withdrawn(self, client, invited, administrator):
        withdraw_invitation(invited, by=administrator)

        assert client.get(link_in(mail.outbox[0])).status_code == 410

    @pytest.mark.parametrize("token", ["x", "WzEsMV0:forged", "é", "a" * 500])
    def test_made_up_is_as_closed_as_an_old_one(self, client, token):
        with override("fr"):
            address = reverse("invitation", kwargs={"token": token})

        assert client.get(address).status_code == 410

    @pytest.mark.parametrize(
        "change",
        [
            {"password": "court", "password_again": "court"},
            {"password_again": "autre chose ici"},
            {"password": "123456789012", "password_again": "123456789012"},
            {"password": "agent@val.example", "password_again": "agent@val.example"},
            {"name": ""},
            {"language": "de"},
        ],
    )
    def test_keeps_what_was_typed_when_something_is_wrong(self, client, invited, change):
        answer = client.post(link_in(mail.outbox[0]), {**ANSWERS, **change})

        assert answer.status_code == 200
        assert answer.context["form"].errors
        assert not User.objects.filter(email="agent@val.example").exists()

    def test_asks_for_nothing_private(self):
        assert set(AcceptInvitationForm.base_fields) == {"name", "language", "password", "password_again"}


def close_inviter(invitation):
    User.objects.filter(pk=invitation.invited_by_id).update(is_active=False)


def take_role_away(invitation):
    invitation.invited_by.roles.all().delete()


def move_inviter(invitation):
    User.objects.filter(pk=invitation.invited_by_id).update(organisation=OrganisationFactory())


def ask_for_more_than_the_inviter_gives(invitation):
    Invitation.objects.filter(pk=invitation.pk).update(roles=["author", "editor"])


def state(name):
    def change(invitation):
        Membership.objects.filter(organisation=invitation.organisation).update(state=name)

    return change


def end_yesterday(invitation):
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    Membership.objects.filter(organisation=invitation.organisation).update(
        state="leaving", leaves_on=yesterday
    )


def merge(invitation):
    Organisation.objects.filter(pk=invitation.organisation_id).update(successor=OrganisationFactory())


def drop_domain(invitation):
    Organisation.objects.filter(pk=invitation.organisation_id).update(email_domains=["autre.example"])


def open_an_account(invitation):
    UserFactory(email="Agent@VAL.example")


LAPSES = [
    (close_inviter, Lapse.INVITER, "n’en a plus le droit"),
    (take_role_away, Lapse.INVITER, "n’en a plus le droit"),
    (move_inviter, Lapse.INVITER, "n’en a plus le droit"),
    (ask_for_more_than_the_inviter_gives, Lapse.INVITER, "n’en a plus le droit"),
    (state("suspended"), Lapse.ORGANISATION, "secrétariat"),
    (state("excluded"), Lapse.ORGANISATION, "secrétariat"),
    (state("withdrawn"), Lapse.ORGANISATION, "secrétariat"),
    (end_yesterday, Lapse.ORGANISATION, "secrétariat"),
    (merge, Lapse.ORGANISATION, "secrétariat"),
    (drop_domain, Lapse.ADDRESS, "agent@val.example"),
    (open_an_account, Lapse.ACCOUNT, "a déjà un compte"),
]
IDS = [
    "inviter closed",
    "role lost",
    "inviter elsewhere",
    "roles not the inviter's to give",
    "suspended",
    "excluded",
    "withdrawn",
    "over since yesterday",
    "merged",
    "domain removed",
    "account meanwhile",
]


@pytest.mark.parametrize(("change", "lapse", "words"), LAPSES, ids=IDS)
class TestWhatItStoodOn:
    """An invitation holds as long as what it stood on: asked when it is opened, used and listed."""

    def test_is_asked_when_it_is_opened(self, client, invited, change, lapse, words):
        change(invited)

        answer = client.get(link_in(mail.outbox[0]))

        assert answer.status_code == 410
        assert words in answer.text

    def test_is_asked_when_the_email_is_written(self, invited, change, lapse, words):
        """The worker may come to it days later."""
        change(invited)
        mail.outbox.clear()

        mail_invitation.call(invited.pk)

        assert not mail.outbox

    def test_is_asked_when_it_is_used(self, client, invited, change, lapse, words):
        before = User.objects.count()
        change(invited)
        people = User.objects.count()

        with pytest.raises(Refused, match=words), override("fr"):
            accept_invitation(invited, name="Agent", language="fr", password=PASSWORD)
        assert client.post(link_in(mail.outbox[0]), ANSWERS).status_code == 410

        assert User.objects.count() == people <= before + 1

    def test_is_told_to_who_keeps_invitations(self, client, invited, change, lapse, words):
        change(invited)
        client.force_login(UserFactory(roles=["administrator"]))

        page = client.get(reverse("invitation:index")).text

        assert lapse_of(Invitation.objects.get()) == lapse
        assert str(lapse.label) in page.replace("&#x27;", "'")


class TestStanding:
    @pytest.mark.parametrize("name", ["candidate", "examined", "admitted", "warned", "leaving"])
    def test_holds_while_an_organisation_is_on_its_way_or_warned(self, invited, name):
        state(name)(invited)

        assert lapse_of(Invitation.objects.get()) is None

    def test_holds_without_any_membership(self, invited):
        Membership.objects.all().delete()

        assert lapse_of(Invitation.objects.get()) is None

    def test_holds_while_another_network_has_the_organisation(self, invited):
        state("excluded")(invited)
        MembershipFactory(organisation=invited.organisation, network=OrganisationFactory(network=True))

        assert lapse_of(Invitation.objects.get()) is None

    @pytest.mark.parametrize("change", [state("suspended"), merge], ids=["suspended", "merged"])
    def test_none_is_sent_where_nobody_is_taken_in(self, body, administrator, invited, change):
        change(invited)
        body.refresh_from_db()

        with pytest.raises(Refused):
            invite("autre@val.example", organisation=body, roles=["author"], by=administrator)


class TestEditor:
    @pytest.fixture(autouse=True)
    def _signed_in(self, client, administrator):
        client.force_login(administrator)
        self.show_factor(client, minutes_ago=60)

    def confirm(self, client):
        self.show_factor(client, minutes_ago=0)

    def show_factor(self, client, *, minutes_ago):
        session = client.session
        shown = {"method": "mfa", "at": time.time() - 60 * minutes_ago, "reauthenticated": True}
        session["account_authentication_methods"] = [shown]
        session["account_authentication_methods_user"] = session["_auth_user_id"]
        session.save()

    def test_asks_again_who_gives_rights(self, client):
        assert "/fr/" in client.get(reverse("invitation:add")).url

    def test_offers_the_own_body_and_its_roles(self, client, body):
        self.confirm(client)
        OrganisationFactory()

        form = client.get(reverse("invitation:add")).context["form"]

        assert list(form.fields["organisation"].queryset) == [body]
        assert "editor" not in dict(form.fields["roles"].choices)

    def test_sends_an_invitation(self, client, body):
        self.confirm(client)

        client.post(
            reverse("invitation:add"),
            {"email": "agent@val.example", "organisation": body.pk, "roles": ["author", "reviewer"]},
        )

        assert Invitation.objects.get().roles == ["author", "reviewer"]

    @pytest.mark.parametrize("email", ["agent@autre.example", "agent@val.example\nBcc: x@y.example", "x"])
    def test_says_what_is_wrong_and_keeps_the_form(self, client, body, email):
        self.confirm(client)

        answer = client.post(
            reverse("invitation:add"), {"email": email, "organisation": body.pk, "roles": ["author"]}
        )

        assert answer.status_code == 200
        assert answer.context["form"].errors
        assert not Invitation.objects.exists()

    def test_refuses_a_forged_body(self, client):
        self.confirm(client)
        other = OrganisationFactory(email_domains=["autre.example"])

        client.post(
            reverse("invitation:add"),
            {"email": "agent@autre.example", "organisation": other.pk, "roles": ["author"]},
        )

        assert not Invitation.objects.exists()

    def test_lists_the_invitations_of_the_own_body_only(self, client, invited):
        other = OrganisationFactory(email_domains=["autre.example"])
        invite("x@autre.example", organisation=other, roles=["author"], by=None)

        page = client.get(reverse("invitation:index")).content.decode()

        assert "agent@val.example" in page
        assert "x@autre.example" not in page

    def test_withdraws(self, client, invited):
        client.post(reverse("invitation:delete", args=[invited.pk]))

        invited.refresh_from_db()
        assert invited.withdrawn_at
