"""Texts that lead to all there is: everybody reads some of them, and authors of several organisations write others."""

import json

from django.core import mail

from exchange.models import Feedback
from exchange.tasks import mail_feedback
from practices import notifications
from practices.leaving.export import archive_of
from practices.models import Practice, Relation
from search import entries
from search.concordance import current
from search.indexes import registry
from tests.factories import ArticlePageFactory, InformationPageFactory, PracticeFactory
from tests.leaks.cast import PERSONAS, THINGS
from tests.leaks.editor import address, hold
from tests.leaks.marks import marks_in
from tests.leaks.matrix import BY_NUMBER, opened_to
from tests.leaks.site import came_out
from tests.leaks.world import LIVE

# Kinds of pages with rich text; test_registry.py finds one that is missing.
KINDS = {
    "practice": PracticeFactory,
    "articlepage": ArticlePageFactory,
    "informationpage": InformationPageFactory,
}
# To ask whether a file is open costs ten times what a page does: of the files, a share.
FILES = 6
# What the editor shows of a draft: its form with its choosers, and the ways to read it.
OF_A_DRAFT = (
    ("wagtailadmin_pages:edit", "page_id"),
    ("wagtailadmin_pages:view_draft", "page_id"),
    ("wagtailadmin_pages:usage", "page_id"),
    ("wagtailadmin_api:pages:detail", "pk"),
    ("sheet_desk", "pk"),
)
# Each has another view of what is closed: its own, what it answers for with another, what a protocol opens.
AUTHORS = {
    persona.body: persona
    for persona in PERSONAS
    if persona.name in ("owner's author", "co-owner's author", "associate", "party")
}


class Signposts:
    """Pages that lead to things by links in their text and by choosers; `leads_to` holds the numbers of these."""

    def __init__(self, world):
        self.world = world
        self.leads_to, self.published, self.drafts, self.versions = {}, {}, {}, {}
        for place, (kind, factory) in enumerate(KINDS.items()):
            things = THINGS[place :: len(KINDS)]
            fields = {"organisation": world.bodies["owner"]} if kind == "practice" else {}
            page = factory(heading_fr=f"Panneau {place}", **fields)
            self.published[kind] = self.filled(page, self.links(things))
            self.leads_to[page.pk] = {thing.number for thing in things}
        for place, (body, persona) in enumerate(AUTHORS.items()):
            self.drafts[body] = self.draft(persona, THINGS[place :: len(AUTHORS)])

    def links(self, things) -> str:
        world = self.world
        found = [
            f'<a linktype="page" id="{world.pages[thing.number].pk}">ici</a>'
            for thing in (*things, *THINGS[:: len(THINGS) // 12])
        ]
        files = [stored.get(thing.number) for thing in things for stored in (world.files, world.narrow)]
        stored = [file for file in files if file]
        found += [f'<a linktype="document" id="{file.pk}">là</a>' for file in stored[::FILES]]
        return f"<p>{' '.join(found)}</p>"

    def filled(self, page, text):
        """Write a text past the index of references: what is shown opens a file, and a link alone does not."""
        written = {"response_fr": text}
        if not isinstance(page, Practice):
            written = {"body_fr": json.dumps([{"type": "paragraph", "value": text}])}
        type(page).objects.filter(pk=page.pk).update(**written)
        return type(page).objects.get(pk=page.pk)

    def draft(self, persona, things) -> Practice:
        """Write a draft of one author in two versions, which names sheets in its text, in rows and by a chooser."""
        world, author = self.world, self.world.people[persona.name]
        draft = PracticeFactory(
            draft=True,
            organisation=world.bodies[persona.body],
            heading_fr="Panneau",
            owner=author,
        )
        sheets = [world.pages[thing.number] for thing in things if thing.kind == "sheet"]
        world.note(draft, author)
        earlier = world.revisions[draft.pk]
        for target in sheets[::4]:
            Relation.objects.create(practice=draft, target=target)
        draft = self.filled(draft, self.links(things))
        draft.inspired_by = sheets[-1]
        draft.save(update_fields=["inspired_by"])
        world.note(draft, author)
        self.versions[draft.pk] = earlier, world.revisions[draft.pk]
        return draft


def shown(world, matrix, persona, client, turn):
    """Read the texts that everybody reads: they lead to what is open to this person, and to nothing else."""
    for place, page in enumerate(world.signposts.published.values()):
        if (turn + place) % len(KINDS):
            continue
        leads_to = world.signposts.leads_to[page.pk]
        must = {n for n in leads_to & opened_to(persona) if BY_NUMBER[n].situation in LIVE}
        response = client.get(world.address_of(page))
        matrix.hold("link", persona, came_out(response), inside=True, must=must, where=page._meta.label)


def edited(world, matrix, persona, client):
    """Open one's draft in the editor: its form, its versions, its translations."""
    draft = world.signposts.drafts[persona.body]
    earlier, later = world.signposts.versions[draft.pk]
    asked = [(name, {argument: draft.pk}) for name, argument in OF_A_DRAFT]
    asked += [
        ("sheet_read", {"pk": draft.pk, "language": "fr"}),
        (
            "wagtailadmin_pages:revisions_compare",
            {"pk": draft.pk, "revision_id_a": earlier.pk, "revision_id_b": later.pk},
        ),
    ]
    for name, arguments in asked:
        response = client.get(address(name, **arguments))
        if response.status_code != 200:
            matrix.tell("editor's link", persona, f"meets {response.status_code} for", THINGS[0], name)
        hold(matrix, "editor's link", persona, response, name)


def exported(world, matrix):
    """Take along all that an organisation wrote: links stay numbers."""
    for body, persona in AUTHORS.items():
        archive = b"".join(archive_of(world.bodies[body]))
        matrix.hold("exported link", persona, marks_in(archive), inside=True, where=body)


def indexed(world) -> dict:
    """Return the marks in what search keeps of each text that leads to all: there should be none."""
    found = {}
    for page in world.signposts.published.values():
        index = registry.of_model(type(page))
        thing = index.queryset().get(pk=page.pk)
        found[page._meta.label] = marks_in(str(entries.draft(index, thing, current()).texts))
    return found


def mailed(world) -> set:
    """Return the marks in letters about such a text, to somebody of its organisation."""
    sheet, reader = world.signposts.published["practice"], world.people["owner's author"]
    mail.outbox.clear()
    for event in notifications.SUBJECTS:
        assert notifications.deliver(event, sheet, reader), event
    message = Feedback.objects.create(
        page=sheet, organisation=sheet.organisation, message="Bonjour", language="fr", sender_digest="x"
    )
    mail_feedback.call(message.pk, reader.email)
    return marks_in(*(str(letter.message()) for letter in mail.outbox))
