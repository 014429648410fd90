"""The people of the life of a talk, and a seminar that calls for talks."""

import datetime as dt
from types import SimpleNamespace

from django.utils import timezone

from exchange.models import RoleName
from seminars import actions
from seminars.models import SeminarHost
from tests.factories import MembershipFactory, OrganisationFactory, SeminarFactory, UserFactory

ABSTRACT = "Trois ans d’essais, deux échecs et ce que nous en avons retenu pour le travail de quartier. " * 4


def seminar_that_calls(*hosts, days=20, **fields):
    seminar = SeminarFactory(
        heading_fr="Séminaire de printemps",
        talks_until=timezone.localdate() + dt.timedelta(days=days),
        **fields,
    )
    for host in hosts:
        SeminarHost.objects.create(seminar=seminar, organisation=host)
    return seminar


def cast():
    """Return a seminar, its hosts, a body that proposes, a stranger, and their people."""
    network = OrganisationFactory(network=True)
    owner, host, other = (
        OrganisationFactory(name_fr=name) for name in ("Zone du Nord", "Zone hôte", "Zone voisine")
    )
    for body in (owner, host, other):
        MembershipFactory(organisation=body, network=network)
    people = {
        "author": (owner, RoleName.AUTHOR),
        "colleague": (owner, RoleName.AUTHOR),
        "lead": (owner, RoleName.CONTENT_LEAD),
        "administrator": (owner, RoleName.ORGANISATION_ADMINISTRATOR),
        "reader": (owner, RoleName.READER),
        "host": (host, RoleName.CONTENT_LEAD),
        "hosts_author": (host, RoleName.AUTHOR),
        "stranger": (other, RoleName.CONTENT_LEAD),
        "editor": (None, RoleName.EDITOR),
        "committee": (None, RoleName.COMMITTEE),
    }
    made = {
        name: UserFactory(email=f"{name}@zone.example", organisation=body, roles=[role], language="fr")
        for name, (body, role) in people.items()
    }
    return SimpleNamespace(
        network=network, owner=owner, host_body=host, other=other, seminar=seminar_that_calls(host), **made
    )


def proposed(world, **words):
    """Return a draft that says what is needed."""
    words = {
        "language": "fr",
        "heading": "Parler avec les jeunes du quartier",
        "summary": ABSTRACT[:400],
        "format": "talk",
        "speaker_function": "Inspectrice de quartier",
        "audience": "public",
    } | words
    return actions.propose(world.seminar, by=world.author, **words)


def submitted(world, **words):
    return actions.submit(proposed(world, **words), by=world.author)


def released(world, **words):
    return actions.release(submitted(world, **words), by=world.lead)


def accepted(world, **words):
    return actions.accept(released(world, **words), by=world.host)


def fresh(talk):
    return type(talk).objects.get(pk=talk.pk)
