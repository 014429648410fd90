"""A domain says whose somebody is: it is one, its organisation gives the addresses, and no other one names it."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from exchange.domains import plain, refuse_domain
from exchange.imports.people import open_domain
from exchange.models import Organisation
from exchange.placement import is_service_address
from tests.exchange.viewsets.world import form_of, somebody
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db

NO_DOMAINS = [
    "",
    "be",
    "a b.be",
    "-zone.be",
    "zone-.be",
    "zone..be",
    "zone.be/x",
    "192.0.2.1",
    "x" * 64 + ".be",
    "*.be",
]
PUBLIC = [
    "gmail.com",
    "outlook.be",
    "hotmail.fr",
    "live.be",
    "yahoo.ca",
    "skynet.be",
    "videotron.ca",
    "proton.me",
]


@pytest.fixture
def zone():
    return OrganisationFactory(email_domains=["zone.example"])


class TestRefused:
    @pytest.mark.parametrize("domain", NO_DOMAINS)
    def test_what_is_no_domain(self, domain):
        with pytest.raises(ValidationError, match=r"n’est pas un domaine|is no domain"):
            refuse_domain(domain, None)

    @pytest.mark.parametrize("domain", PUBLIC)
    def test_where_anybody_has_an_address(self, domain):
        with pytest.raises(ValidationError, match=domain):
            refuse_domain(domain, OrganisationFactory())

    def test_what_another_organisation_names(self, zone):
        with pytest.raises(ValidationError, match=str(zone)):
            refuse_domain("zone.example", OrganisationFactory())

    def test_the_domains_of_predecessors_and_successors_are_not(self, zone):
        second = OrganisationFactory(email_domains=["second.example"])
        third = OrganisationFactory()
        Organisation.objects.filter(pk=zone.pk).update(successor=second)
        second.successor = third
        second.save()

        refuse_domain("zone.example", third)
        refuse_domain("second.example", Organisation.objects.get(pk=zone.pk))

    def test_what_a_state_gives_to_several_is_not(self, settings):
        settings.SHARED_EMAIL_DOMAINS = ["police.example"]
        OrganisationFactory(email_domains=["police.example"])

        refuse_domain("police.example", OrganisationFactory())


@pytest.mark.parametrize(
    ("written", "kept"), [(" @Zone.Example. ", "zone.example"), ("Montréal.ca", "xn--montral-fya.ca")]
)
def test_is_kept_in_one_form(written, kept):
    assert plain(written) == kept


class TestForm:
    @pytest.fixture
    def save(self, client, world):
        client.force_login(somebody(world, "administrator"))
        address = reverse("organisation:edit", args=[world["body"].pk])
        fields = form_of(client, address)

        def save(domains):
            return client.post(address, fields | {"email_domains": domains})

        return save

    def test_keeps_what_is_right(self, save, world):
        assert save("@Zone-Nord.example\n\nzone.example").status_code == 302
        world["body"].refresh_from_db()
        assert world["body"].email_domains == ["zone-nord.example", "zone.example"]

    def test_says_what_is_wrong_with_each_and_loses_nothing(self, save, zone):
        answer = save("gmail.com\nnord\nautre.example\nzone.example")

        errors = answer.context["form"].errors["email_domains"]
        assert len(errors) == 3
        assert "autre.example" in answer.text


def test_an_import_opens_no_domain_of_others(zone):
    other = OrganisationFactory()
    for address in ("ann@gmail.com", "ann@zone.example", "ann@neuf.example"):
        open_domain(other, address)

    assert other.email_domains == ["neuf.example"]


def test_what_was_named_before_the_rule_opens_nothing():
    organisation = OrganisationFactory(email_domains=["gmail.com", "zone.example"])

    assert not is_service_address("ann@gmail.com", organisation)
    assert is_service_address("ann@Zone.example", organisation)
