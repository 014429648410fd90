"""Who tries the views of the editor, and on what."""

import datetime as dt

from exchange.models import Abbreviation, Amendment, Feedback, Invitation, Move, SignInProvider, Territory
from tests.factories import (
    ConceptFactory,
    MembershipFactory,
    OrganisationFactory,
    PracticeFactory,
    ProtocolFactory,
    ThemeFactory,
    UserFactory,
)

OFFICES = ("editor", "committee", "administrator")
DESKS = ("reader", "content_lead", "organisation_administrator")


def make():
    """Two member bodies; a thing of each kind that belongs to the first."""
    body, other = OrganisationFactory.create_batch(2)
    membership = MembershipFactory(organisation=body)
    MembershipFactory(organisation=other)
    page = PracticeFactory(organisation=body)
    protocol = ProtocolFactory(parties=[body, other])
    comer = UserFactory(organisation=other, roles=["author"])
    return {
        "body": body,
        "other": other,
        "organisation": body,
        "membership": membership,
        "protocol": protocol,
        "amendments": Amendment.objects.create(
            protocol=protocol, title="Avenant", effective_on=dt.date(2026, 1, 1)
        ),
        "people": UserFactory(organisation=body, roles=["reader"]),
        "invitation": Invitation.objects.create(
            email="agent@zone.example", organisation=body, roles=["reader"]
        ),
        "move": Move.objects.create(
            person=comer,
            former=other,
            organisation=body,
            roles=["author"],
            answer_until=dt.date(2099, 1, 1),
        ),
        "signinprovider": SignInProvider.objects.create(provider_id="zone", organisation=body),
        "territory": Territory.objects.create(name="Schaerbeek", country="BE"),
        "theme": ThemeFactory(),
        "concept": ConceptFactory(terms={"fr-be": ["sans-abri"], "fr-ca": ["itinérance"]}),
        "abbreviation": Abbreviation.objects.create(short="ZP", long="zone de police"),
        "feedback": Feedback.objects.create(page=page, organisation=body, message="Un avis de lecteur."),
    }


def somebody(world, role, place="body"):
    """Return a person with one role: of the platform, or of a body."""
    return UserFactory(roles=[role], organisation=None if role in OFFICES else world[place])


def form_of(client, address):
    """Return what a browser would send back of the form at an address, unchanged."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    form = answer.context["form"]
    return collect(form)


def collect(form):
    data = {}
    for bound in form:
        value = bound.value()
        if value is None or value is False:
            continue
        if isinstance(value, list):
            is_lines = hasattr(bound.field, "delimiter")
            data[bound.html_name] = bound.field.delimiter.join(map(str, value)) if is_lines else value
        elif isinstance(value, dt.date):
            data[bound.html_name] = value.isoformat()
        else:
            data[bound.html_name] = "on" if value is True else value
    for formset in getattr(form, "formsets", {}).values():
        for hidden in formset.management_form:
            data[hidden.html_name] = hidden.value()
        for child in formset.forms:
            data |= collect(child)
    return data
