"""Rows and pages for tests: valid and minimal, with their states as traits.

PracticeFactory() is a public, published sheet; PracticeFactory(draft=True), PracticeFactory(members=True) …
"""

import datetime as dt
from itertools import count

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from exchange import models
from exchange.audiences import Audience, State
from exchange.models.memberships import Basis, Category, MembershipState
from exchange.models.protocols import ProtocolKind, ProtocolState
from practices.models import Practice, PracticeIndexPage
from seminars.models import Seminar, SeminarIndexPage, Talk

NUMBERS = count(10_001)


class TermFactory(DjangoModelFactory):
    class Meta:
        abstract = True
        django_get_or_create = ["code"]

    code = factory.Sequence(lambda n: f"term-{n}")
    name = factory.LazyAttribute(lambda term: term.code.replace("_", " ").capitalize())


class ThemeFactory(TermFactory):
    class Meta:
        model = models.Theme


class PillarFactory(TermFactory):
    class Meta:
        model = models.Pillar


class TargetGroupFactory(TermFactory):
    class Meta:
        model = models.TargetGroup


class SettingFactory(TermFactory):
    class Meta:
        model = models.Setting


class PracticeTypeFactory(TermFactory):
    class Meta:
        model = models.PracticeType


class LifecycleStageFactory(TermFactory):
    class Meta:
        model = models.LifecycleStage


class LicenceFactory(TermFactory):
    class Meta:
        model = models.Licence


class EvidenceLevelFactory(TermFactory):
    class Meta:
        model = models.EvidenceLevel
        django_get_or_create = ["level"]

    level = 1
    code = factory.LazyAttribute(lambda term: f"level-{term.level}")


class OrganisationTypeFactory(TermFactory):
    class Meta:
        model = models.OrganisationType

    code = "be_police_zone"


class OrganisationFactory(DjangoModelFactory):
    """A Belgian zone; OrganisationFactory(quebec=True) is a service of the other shore."""

    class Meta:
        model = models.Organisation

    class Params:
        quebec = factory.Trait(
            country="CA",
            region="CA-QC",
            time_zone="America/Toronto",
            type=factory.SubFactory(OrganisationTypeFactory, code="qc_municipal_service"),
            name_fr=factory.Sequence(lambda n: f"Service de police {n}"),
        )
        network = factory.Trait(
            type=factory.SubFactory(OrganisationTypeFactory, code="network"),
            name_fr=factory.Sequence(lambda n: f"Réseau {n}"),
        )

    # Named in one language only: the bare name would be that of whatever language is active.
    name_fr = factory.Sequence(lambda n: f"Zone de police {n}")
    type = factory.SubFactory(OrganisationTypeFactory)
    country = "BE"
    region = "BE-WAL"
    reference_code = factory.Sequence(lambda n: f"{9000 + n}")


class AntennaFactory(DjangoModelFactory):
    class Meta:
        model = models.Antenna

    organisation = factory.SubFactory(OrganisationFactory)
    name = "Antenne"
    email = "antenne@zone.example"


class ProtocolFactory(DjangoModelFactory):
    """A protocol in force; `parties=[organisation, …]` binds bodies to it."""

    class Meta:
        model = models.Protocol
        skip_postgeneration_save = True

    class Params:
        expired = factory.Trait(
            ends_on=factory.LazyFunction(lambda: timezone.localdate() - dt.timedelta(days=400))
        )

    title = factory.Sequence(lambda n: f"Protocole d'entente {n}")
    kind = ProtocolKind.BILATERAL
    state = ProtocolState.IN_FORCE
    signed_on = dt.date(2016, 10, 13)

    @factory.post_generation
    def parties(protocol, create, organisations, **kwargs):
        for organisation in organisations or []:
            models.Party.objects.create(protocol=protocol, organisation=organisation)


def the_network() -> models.Organisation:
    """Return the network of whatever names none: most stories know one alone."""
    known = models.Organisation.objects.filter(reference_code="NETWORK").first()
    return known or OrganisationFactory(network=True, reference_code="NETWORK")


class MembershipFactory(DjangoModelFactory):
    """An active member of the network of the tests; MembershipFactory(state="suspended") is not."""

    class Meta:
        model = models.Membership

    organisation = factory.SubFactory(OrganisationFactory)
    network = factory.LazyFunction(the_network)
    category = Category.MEMBER
    state = MembershipState.ACTIVE
    basis = Basis.APPLICATION


class UserFactory(DjangoModelFactory):
    """A person of a body; `roles=["author", …]` gives roles."""

    class Meta:
        model = models.User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person-{n}@zone.example")
    name = factory.Sequence(lambda n: f"Person {n}")

    @factory.post_generation
    def roles(user, create, names, **kwargs):
        for name in names or []:
            models.Role.objects.create(user=user, name=name)


class PageFactory(DjangoModelFactory):
    """Pages are added below `parent`; `live` pages need no revision."""

    class Meta:
        abstract = True

    original_language = "fr"
    # One count for all types, and as many figures: no heading is found within another.
    heading_fr = factory.LazyFunction(lambda: f"Titre {next(NUMBERS)}")
    live = True

    @classmethod
    def _create(cls, model_class, *args, parent=None, **kwargs):
        page = model_class(*args, **kwargs)
        page.sync_title()
        (parent or cls.default_parent(page)).add_child(instance=page)
        return page

    @classmethod
    def default_parent(cls, page):
        return models.HomePage.objects.get()


class ArticlePageFactory(PageFactory):
    class Meta:
        model = models.ArticlePage

    summary_fr = "Un résumé."


class InformationPageFactory(PageFactory):
    class Meta:
        model = models.InformationPage

    summary_fr = "Un résumé."


class PracticeIndexPageFactory(PageFactory):
    class Meta:
        model = PracticeIndexPage

    heading_fr = "Fiches de pratique"


class SeminarIndexPageFactory(PageFactory):
    class Meta:
        model = SeminarIndexPage

    heading_fr = "Séminaires"


def practice_index():
    return PracticeIndexPage.objects.first() or PracticeIndexPageFactory()


def seminar_index():
    return SeminarIndexPage.objects.first() or SeminarIndexPageFactory()


class OrganisationPageFactory(PageFactory):
    class Meta:
        model = models.OrganisationPage

    organisation = factory.SubFactory(OrganisationFactory)
    heading_fr = factory.LazyAttribute(lambda page: str(page.organisation))

    @classmethod
    def default_parent(cls, page):
        return practice_index()


def network_of(organisation, audience):
    """Return in which network a thing is offered: that of its organisation, else the one of the tests."""
    place = organisation.memberships.select_related("network").order_by("pk").first()
    if place is None and audience == Audience.MEMBERS:
        return the_network()
    return place and place.network


class SharedPageFactory(PageFactory):
    class Meta:
        abstract = True

    class Params:
        draft = factory.Trait(state=State.DRAFT, live=False)
        members = factory.Trait(audience=Audience.MEMBERS)
        parties = factory.Trait(audience=Audience.PARTIES)

    organisation = factory.SubFactory(OrganisationFactory)
    network = factory.LazyAttribute(lambda page: network_of(page.organisation, page.audience))
    audience = Audience.PUBLIC
    state = State.PUBLISHED
    summary_fr = "Un résumé."


class PracticeFactory(SharedPageFactory):
    """A public, published sheet of its own body."""

    class Meta:
        model = Practice

    pitch_fr = "Qui fait quoi, pour qui, avec quel effet."

    @classmethod
    def default_parent(cls, page):
        existing = models.OrganisationPage.objects.filter(organisation=page.organisation).first()
        return existing or OrganisationPageFactory(organisation=page.organisation)


class SeminarFactory(PageFactory):
    class Meta:
        model = Seminar

    starts_on = "2016-10-13"

    @classmethod
    def default_parent(cls, page):
        return seminar_index()


class TalkFactory(SharedPageFactory):
    class Meta:
        model = Talk

    @classmethod
    def default_parent(cls, page):
        return SeminarFactory()


class AssignmentFactory(DjangoModelFactory):
    class Meta:
        model = models.Assignment

    page = factory.SubFactory(PracticeFactory, draft=True)
    reviewer = factory.SubFactory(UserFactory)
    step = models.ReviewStep.HOME
    due_on = factory.LazyFunction(lambda: timezone.localdate() + dt.timedelta(days=30))


class ConceptFactory(DjangoModelFactory):
    """A notion; `terms={"fr-be": ["sans-abri"], "fr-ca": ["itinérance"]}` gives its words."""

    class Meta:
        model = models.Concept
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"g{n}")
    relation = models.Relation.EQUIVALENT

    @factory.post_generation
    def terms(concept, create, varieties, **kwargs):
        for variety, words in (varieties or {}).items():
            for position, word in enumerate(words):
                models.ConceptTerm.objects.create(
                    concept=concept, variety=variety, text=word, position=position
                )
