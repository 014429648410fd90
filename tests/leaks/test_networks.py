"""An organisation of two networks, in every pair of states: what it loses in one, it keeps in the other."""

from itertools import product
from types import SimpleNamespace

import pytest

from exchange.models import Membership
from exchange.viewers import viewer_of
from practices.models import Practice
from search.models import Entry
from tests.factories import (
    AssignmentFactory,
    MembershipFactory,
    OrganisationFactory,
    PracticeFactory,
    ProtocolFactory,
    UserFactory,
)
from tests.leaks.oracle import ACTIVE, INACTIVE, NETWORKS, Agreement, Body, Oracle, Persona, Thing

pytestmark = pytest.mark.django_db

STATES = sorted(ACTIVE | INACTIVE)
AGREEMENTS = {key: Agreement(key, network=key) for key in NETWORKS} | {
    "neither": Agreement("neither", network="")
}
REVIEWER = Persona("of two", "of two", ("author", "reviewer"), asked="open")


@pytest.fixture
def world():
    networks = {key: OrganisationFactory(network=True) for key in sorted(NETWORKS)}
    owner, of_two = OrganisationFactory(), OrganisationFactory()
    for body, network in product((owner, of_two), networks.values()):
        MembershipFactory(organisation=body, network=network)
    protocols = {
        key: ProtocolFactory(parties=[owner, of_two], network=networks.get(key)) for key in sorted(AGREEMENTS)
    }
    person = UserFactory(organisation=of_two, roles=REVIEWER.roles)
    pages = {}
    for network, (situation, audience) in product(
        networks, [("published", "public"), ("published", "members"), ("home_review", "members")]
    ):
        thing = Thing(len(pages), "sheet", situation, audience, network=network)
        pages[thing] = page_of(thing, owner, networks[network])
        if situation == "home_review":
            AssignmentFactory(page=pages[thing], reviewer=person)
    for agreement in AGREEMENTS:
        thing = Thing(len(pages), "sheet", "published", "parties", agreement)
        pages[thing] = page_of(thing, owner, networks["main"], protocol=protocols[agreement])
    return SimpleNamespace(networks=networks, of_two=of_two, person=person, pages=pages)


def page_of(thing, owner, network, **fields):
    page = PracticeFactory(
        organisation=owner,
        network=network,
        state=thing.situation,
        live=thing.situation == "published",
        audience=thing.audience,
        **fields,
    )
    page.save()  # What is in review was a draft before, and has its number.
    return page


def test_every_pair_of_states_opens_what_the_rule_says(world):
    wrong = []
    for states in product(STATES, STATES):
        main, second = states
        for network, state in (("main", main), ("second", second)):
            places = Membership.objects.filter(organisation=world.of_two, network=world.networks[network])
            places.update(state=state)
        body = Body("of two", (main, "member"), tuple(AGREEMENTS), (second, "member"))
        oracle = Oracle({body.key: body}, AGREEMENTS)
        expected = {page.pk for thing, page in world.pages.items() if oracle.opens(REVIEWER, thing)}
        viewer = viewer_of(world.person)
        read = set(Practice.objects.visible_to(viewer).values_list("pk", flat=True))
        entries = Entry.objects.filter(kind="practice", tokens__overlap=list(viewer.tokens))
        found = set(entries.values_list("object_id", flat=True))
        listed = {page.pk for page in world.pages.values() if page.live}
        if read != expected or found != expected & listed:
            wrong.append((states, read ^ expected, found ^ (expected & listed)))

    assert wrong == []
