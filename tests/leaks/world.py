"""The world, built: bodies, people, and things with their marks, in one transaction."""

import datetime as dt
from io import BytesIO
from itertools import count

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test.client import ClientHandler
from django.utils import timezone, translation
from PIL import Image
from wagtail.log_actions import log
from wagtail.models import Revision

from exchange.models import (
    Attachment,
    Feedback,
    Picture,
    Protocol,
    ReviewStep,
    TranslatedPage,
    User,
)
from exchange.viewers import viewer_of
from practices.models import CoOwner, Partner, Practice, PracticeFile, Relation, Remark
from search import vocabulary
from seminars.models import SeminarHost, TalkPractice
from tests.clients import Client
from tests.factories import (
    AntennaFactory,
    ArticlePageFactory,
    AssignmentFactory,
    InformationPageFactory,
    MembershipFactory,
    OrganisationFactory,
    OrganisationPageFactory,
    ProtocolFactory,
    SeminarFactory,
    TalkFactory,
    ThemeFactory,
    UserFactory,
)
from tests.files import pdf_bytes
from tests.leaks.cast import AGREEMENTS, BODIES, ORACLE, PERSONAS, THINGS
from tests.leaks.marks import COMMON, mark, plural, singular
from tests.leaks.oracle import AT_THE_DESK, HOSTS, IN_REVIEW

LIVE = {"published", "review_due", "archived", "withdrawn", "frozen", "embargo", "live"}
PAGES = {"article": ArticlePageFactory, "information": InformationPageFactory, "seminar": SeminarFactory}


class LightClient(Client):
    """A browser of the tests that does not copy the context of every template."""

    def __init__(self, **defaults):
        super().__init__(**defaults)
        self.handler = ClientHandler(enforce_csrf_checks=False)

    def request(self, **request):
        response = self.handler(self._base_environ(**request))
        response.client = self
        if response.cookies:
            self.cookies.update(response.cookies)
        return response


class World:
    """What the matrix is about; `pages`, `files` and `pictures` lead from the number of a thing to its rows."""

    def __init__(self):
        self.today = timezone.localdate()
        self.networks = {
            "main": OrganisationFactory(network=True),
            "second": OrganisationFactory(network=True),
        }
        self.bodies = {key: OrganisationFactory() for key in BODIES}
        for key, body in BODIES.items():
            for network, place in (("main", body.membership), ("second", body.second)):
                if place:
                    state, category = place
                    MembershipFactory(
                        organisation=self.bodies[key],
                        network=self.networks[network],
                        state=state,
                        category=category,
                    )
        self.protocols = {key: self.protocol(agreement) for key, agreement in AGREEMENTS.items()}
        self.theme = ThemeFactory(code="public_space")
        self.antenna = AntennaFactory(organisation=self.bodies["owner"])
        self.people = {persona.name: self.person(persona) for persona in PERSONAS if persona.signed_in}
        self.author = self.people["owner's author"]
        self.drawn = self.draw()
        self.type_of_pages = ContentType.objects.get_for_model(TranslatedPage)
        self.seminar = SeminarFactory()
        for key in HOSTS:
            SeminarHost.objects.create(seminar=self.seminar, organisation=self.bodies[key])
        self.faces = {
            key: OrganisationPageFactory(organisation=self.bodies[key])
            for key in dict.fromkeys(owner for thing in THINGS for owner in thing.owners)
        }
        # As in a database of some age: no other number in a draft is that of a file, so few drafts are looked into.
        self.numbers = count(7_000_001)
        self.files, self.narrow, self.pictures, self.renditions, self.pages = {}, {}, {}, {}, {}
        self.revisions = {}
        for thing in THINGS:
            self.pages[thing.number] = self.page(thing)
        # What everybody reads says, in the singular, what each thing says in the plural.
        InformationPageFactory(
            heading_fr="Mots", summary_fr=" ".join(singular(thing.number) for thing in THINGS)
        )
        self.relate()
        self.assign()
        vocabulary.rebuild()
        call_command("rebuild_references_index", verbosity=0)
        call_command("update_index", verbosity=0)
        self.clients = {persona.name: self.client(persona) for persona in PERSONAS}
        self.viewers = {persona.name: viewer_of(self.user(persona)) for persona in PERSONAS}

    def user(self, persona):
        return self.people.get(persona.name) or AnonymousUser()

    # Bodies and people

    def protocol(self, agreement) -> Protocol:
        bound = [self.bodies[key] for key, body in BODIES.items() if agreement.key in body.bound_by]
        end = agreement.past_its_end
        return ProtocolFactory(
            state=agreement.state,
            secretariat_mandated=agreement.mandated,
            ends_on=None if end is None else self.today - dt.timedelta(days=end),
            ended_on=self.today if agreement.rights_ended else None,
            network=self.networks[agreement.network],
            parties=bound,
        )

    def person(self, persona):
        return UserFactory(
            organisation=self.bodies.get(persona.body),
            roles=persona.roles,
            is_active=persona.active,
            language="fr",
        )

    def client(self, persona) -> LightClient:
        client = LightClient()
        if persona.signed_in:
            client.force_login(self.people[persona.name])
        return client

    # Things

    def page(self, thing):
        fields = {
            "heading_fr": mark(thing.number, "heading"),
            "summary_fr": f"{mark(thing.number, 'summary')} {COMMON} {plural(thing.number)}",
            "live": thing.situation in LIVE,
        }
        if thing.kind in PAGES:
            return PAGES[thing.kind](**fields)
        if thing.kind == "face":
            return OrganisationPageFactory(**fields)
        embargoed = thing.situation == "embargo"
        fields |= {
            "organisation": self.bodies[thing.owners[0]],
            "audience": thing.audience,
            "network": self.networks[thing.network],
            "protocol": self.protocols.get(thing.agreement),
            "state": "published" if embargoed else thing.situation,
            "embargo_until": self.today + dt.timedelta(days=9) if embargoed else None,
        }
        if thing.kind == "talk":
            return self.talk(thing, fields)
        return self.sheet(thing, fields)

    def talk(self, thing, fields):
        slides = self.files[thing.number] = self.attachment(thing, "file", self.author)
        page = TalkFactory(
            parent=self.seminar,
            slides=slides,
            transcript_fr=mark(thing.number, "body"),
            declined_at=timezone.now() if thing.also == "declined" else None,
            **fields,
        )
        return self.kept(page, thing, self.author)

    def sheet(self, thing, fields):
        author = User.objects.create(
            email=f"{mark(thing.number, 'author')}@zone.example",
            name=mark(thing.number, "author"),
            organisation=self.bodies[thing.owners[0]],
        )
        self.pictures[thing.number] = picture = self.new_picture(thing, author)
        page = Practice(
            original_language="fr",
            pitch_fr="Qui fait quoi.",
            response_fr=f"<p>{mark(thing.number, 'body')}</p>",
            cover_image=picture,
            image_rights=True,
            owner=author,
            themes=[self.theme],
            contact_antenna=self.antenna if thing.owners[0] == "owner" else None,
            partners=[Partner(name=mark(thing.number, "partner"))],
            files=self.attached(thing, author),
            co_owners=[
                CoOwner(
                    organisation=self.bodies[key],
                    audience=audience,
                    accepted_at=timezone.now(),
                    accepted_for=self.bodies[key],
                )
                for key, audience in zip(thing.owners[1:], thing.widest, strict=True)
            ],
            **fields,
        )
        page.keywords.add(mark(thing.number, "keyword"))
        page.sync_title()
        self.faces[thing.owners[0]].add_child(instance=page)
        Remark.objects.create(practice=page, chapter="law", text=mark(thing.number, "remark"))
        log(page, "practices.appeal", user=author, data={"reason": mark(thing.number, "trace")})
        Feedback.objects.create(
            page=page,
            organisation=page.organisation,
            message=mark(thing.number, "message"),
            language="fr",
            sender_digest="x",
        )
        self.kept(page, thing, author)
        if thing.situation in ("published", "review_due", "frozen"):
            draft = page.specific_class.objects.get(pk=page.pk)
            draft.heading_fr = mark(thing.number, "next")
            self.note(draft, author)
        return page

    def kept(self, page, thing, author):
        """Keep the page as it is in its state: what is in review was a draft before, and has its number."""
        if thing.situation in IN_REVIEW:
            page.save()
        self.note(page, author)
        return page

    def note(self, page, author):
        """Keep a revision, without all that saving one in the editor brings with it."""
        revision = Revision.objects.create(
            content_object=page,
            base_content_type=self.type_of_pages,
            user=author,
            created_at=timezone.now(),
            object_str=str(page),
            content=page.serializable_data(),
        )
        type(page).objects.filter(pk=page.pk).update(
            latest_revision=revision,
            latest_revision_created_at=revision.created_at,
            has_unpublished_changes=page.heading_fr != page.title,
            draft_title=page.heading_fr,
        )
        page.latest_revision = revision
        self.revisions[page.pk] = revision

    def new_picture(self, thing, author) -> Picture:
        name = mark(thing.number, "picture")
        picture = Picture.objects.create(
            pk=next(self.numbers),
            title=name,
            file=ContentFile(self.drawn, name=f"{name}.png"),
            uploaded_by_user=author,
        )
        self.renditions[thing.number] = picture.get_rendition("max-2x2")
        return picture

    def attachment(self, thing, part, author) -> Attachment:
        name = mark(thing.number, part)
        return Attachment.objects.create(
            pk=next(self.numbers),
            title=name,
            file=ContentFile(pdf_bytes(), name=f"{name}.pdf"),
            uploaded_by_user=author,
        )

    def attached(self, thing, author) -> list[PracticeFile]:
        file = self.files[thing.number] = self.attachment(thing, "file", author)
        rows = [PracticeFile(file=file, title=file.title, audience=thing.audience)]
        if thing.agreement or thing.audience == "public":
            file = self.narrow[thing.number] = self.attachment(thing, "narrow", author)
            rows.append(PracticeFile(file=file, title=file.title, audience="parties"))
        return rows

    def draw(self) -> bytes:
        output = BytesIO()
        Image.new("RGB", (4, 4), "navy").save(output, "PNG")
        return output.getvalue()

    def relate(self):
        """Name every sheet on one that everybody reads, and that one on every talk."""
        self.public = self.pages[
            next(
                t.number
                for t in THINGS
                if (t.kind, t.situation, t.audience) == ("sheet", "published", "public")
            )
        ]
        for thing in THINGS:
            page = self.pages[thing.number]
            if thing.kind == "sheet" and page != self.public:
                Relation.objects.create(practice=self.public, target=page)
            if thing.kind == "talk":
                TalkPractice.objects.create(talk=page, practice=self.public)

    def assign(self):
        closed = timezone.now()
        for thing in THINGS:
            if thing.situation in IN_REVIEW:
                page = self.pages[thing.number]
                AssignmentFactory(page=page, reviewer=self.people["reviewer asked"])
                AssignmentFactory(
                    page=page,
                    reviewer=self.people["reviewer of before"],
                    step=ReviewStep.FAR,
                    closed_at=closed,
                )

    def address(self, number: int) -> str:
        """Return the address of a page under another slug: what refuses may repeat what it was asked for."""
        with translation.override("fr"):
            path = self.pages[number].get_url()
        return path.replace(mark(number, "heading"), "x")

    def address_of(self, page) -> str:
        with translation.override("fr"):
            return page.get_url()

    def heading(self, number: int) -> str:
        return mark(number, "heading")

    def may_open_file(self, persona, thing, part) -> bool:
        """Say whether a file opens: with its thing, until that is withdrawn, and at the desk it came from."""
        persona = persona or PERSONAS[0]
        if ORACLE.may(persona, thing, part, inside=False):
            return True
        at_home = persona.body == thing.owners[0] and bool(AT_THE_DESK & set(persona.roles))
        return persona.active and at_home
