"""Who sends requests, and the things that they are about: one of each kind, of two bodies."""

import datetime as dt
from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Site, Task, Workflow

from exchange import models
from exchange.models import RoleName
from practices.models import Adoption, Departure, Remark
from tests.factories import (
    ArticlePageFactory,
    ConceptFactory,
    InformationPageFactory,
    PracticeFactory,
    ProtocolFactory,
    SeminarFactory,
    TalkFactory,
    ThemeFactory,
    UserFactory,
    the_network,
)
from tests.files import pdf_bytes, picture_bytes
from tests.practices.cast import cast, complete_sheet

VISITOR = "visitor"
PERSONS = (VISITOR, "reader", "author", "lead", "administrator")


def make():
    """Return the people of a body, a body that is none of theirs, and the keys of everything there is."""
    world = cast()
    # Everything that the secretariat, the committee and an administrator may do, in one person; without a body.
    for role in (RoleName.EDITOR, RoleName.COMMITTEE):
        models.Role.objects.create(user=world.administrator, name=role)
    models.Role.objects.create(user=world.lead, name=RoleName.ORGANISATION_ADMINISTRATOR)
    membership = models.Membership.objects.get(organisation=world.owner)
    foreign = world.far_too
    protocol = ProtocolFactory(parties=[world.owner, world.far])
    drafted = complete_sheet(world.author)
    drafted.save_revision(user=world.author)
    published = PracticeFactory(organisation=world.owner, owner=world.author)
    hidden = complete_sheet(UserFactory(organisation=foreign, roles=["author"]))
    hidden.save_revision(user=hidden.owner)
    theirs = PracticeFactory(organisation=foreign)
    pages = [
        drafted,
        published,
        hidden,
        theirs,
        ArticlePageFactory(),
        InformationPageFactory(),
        SeminarFactory(),
    ]
    pages += [TalkFactory(organisation=world.owner), world.owner.page, models.HomePage.objects.get()]
    file = ContentFile(pdf_bytes(), name="a.pdf")
    attachment = models.Attachment.objects.create(title="Annexe", file=file, uploaded_by_user=world.author)
    drawn = ContentFile(picture_bytes("PNG"), name="a.png")
    picture = models.Picture.objects.create(title="Photo", file=drawn, uploaded_by_user=world.author)
    today = timezone.localdate()
    dispute = models.Dispute.objects.create(
        subject="Une fiche",
        account="Elle est la nôtre.",
        raised_by=world.owner,
        answered_by=world.far,
        due_on=today,
    )
    incident = models.Incident.objects.create(
        what="Perdu",
        kinds_of_data="Noms",
        measures="Cherché",
        discovered_at=timezone.now(),
        reported_by=world.lead,
    )
    charter = models.Charter.objects.create(major=1, text_fr="Objet", published_on=today)
    application = models.MembershipApplication.objects.create(organisation=world.owner, network=world.network)
    keys = {
        "page": [page.pk for page in pages],
        "organisation": [world.owner.pk, world.far.pk, foreign.pk],
        "membership": [membership.pk],
        "protocol": [protocol.pk],
        "people": [world.reader.pk, world.author.pk],
        "theme": [ThemeFactory().pk],
        "concept": [ConceptFactory(terms={"fr-be": ["sans-abri"], "fr-ca": ["itinérance"]}).pk],
        "territory": [models.Territory.objects.create(name="Ixelles", country="BE").pk],
        "abbreviation": [models.Abbreviation.objects.create(short="ZP", long="zone de police").pk],
        "feedback": [
            models.Feedback.objects.create(page=published, organisation=world.owner, message="Merci.").pk
        ],
        "invitation": [
            models.Invitation.objects.create(
                email="a@zone.example", organisation=world.owner, roles=["reader"]
            ).pk
        ],
        "amendments": [
            models.Amendment.objects.create(
                protocol=protocol, title="Avenant", effective_on=dt.date(2026, 1, 1)
            ).pk
        ],
        "charter": [charter.pk],
        "image": [picture.pk],
        "document": [attachment.pk],
        "dispute": [dispute.pk],
        "incident": [incident.pk],
        "application": [application.pk],
        "adoption": [Adoption.objects.create(practice=theirs, organisation=world.owner, status="in_use").pk],
        "remark": [Remark.objects.create(practice=drafted, chapter="law", text="Pourquoi ?").pk],
        "departure": [
            Departure.objects.create(
                organisation=world.owner, network=the_network(), noticed_on=today, effective_on=today
            ).pk
        ],
        "revision": [drafted.latest_revision_id, hidden.latest_revision_id],
        "workflow": list(Workflow.objects.values_list("pk", flat=True)),
        "task": list(Task.objects.values_list("pk", flat=True)),
        "site": list(Site.objects.values_list("pk", flat=True)),
    }
    return SimpleNamespace(
        keys=keys, foreign=foreign, hidden=hidden, **{name: getattr(world, name) for name in PERSONS[1:]}
    )


# What the parts of addresses are called, and what they are keys of.
PARTS = {
    "page_id": "page",
    "parent_page_id": "page",
    "page_to_move_id": "page",
    "destination_id": "page",
    "image_id": "image",
    "document_id": "document",
    "doc_id": "document",
    "revision_id": "revision",
    "revision_id_a": "revision",
    "revision_id_b": "revision",
    "workflow_id": "workflow",
    "task_id": "task",
    "remark": "remark",
}
WORDS = {
    "slug": "x",
    "language": "fr",
    "year": "2026",
    "app_label": "practices",
    "model_name": "practice",
    "content_type_app_name": "practices",
    "content_type_model_name": "practice",
    "app_name": "practices",
    "version": "1.0",
    "verb": "submit",
    "action_name": "publish",
    "filter_spec": "max-2x2",
    "path": "",
    "name": "original_images/a.png",
    "part": "1",
}


def likely(world, address, name, random):
    """Return what probably stands in this part of an address."""
    if name in WORDS:
        return WORDS[name]
    kind = PARTS.get(name)
    if kind is None:
        kind = next((key for key in world.keys if key in address.name), "page")
        kind = (
            "page"
            if address.name.startswith(("practices:", "sheet_", "article", "information", "seminars:"))
            else kind
        )
    return random.choice(world.keys[kind] or [1])
