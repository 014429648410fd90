"""What a sheet leads to, each thing only if this viewer may read it."""

from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace

from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language

from exchange.languages import LANGUAGES, localized
from exchange.models import Organisation, OrganisationPage, TranslatedPage
from exchange.wording import SOME, SOMEBODY, Worded
from practices.models import Practice
from practices.models.leaving import day_of_leaving
from practices.presentation.reading import Reading
from practices.presentation.wording import evidence_in_words, relation_in_words
from search.indexes import registry
from search.neighbours import neighbours

READ_ALSO = 4


@dataclass(frozen=True)
class Link:
    """A page to go to: its heading in the reader's language, and whose it is."""

    heading: str
    address: str
    foreign: str = ""
    organisation: object = None
    evidence: str = ""
    relation: str = ""


@dataclass(frozen=True)
class Body:
    """Whose a page is, as far as a link says it."""

    name: str
    short_name: str
    country: str
    region: str

    shore = Organisation.shore


@dataclass(frozen=True)
class Links:
    """What a sheet leads to: its relations, where it comes from, who told it, what to read next."""

    related: list[Link]
    inspired_by: Link | None
    inspired: list[Link]
    talks: list[Link]
    also: list[Link]


def link_to(row, *, relation="", url_name=Practice.url_name) -> Link:
    """Return the link to a page, with its body beside it if it has one."""
    reading = Reading(row)
    heading = reading.text("heading")
    return Link(
        heading=heading.value or row.title,
        address=reverse(url_name, kwargs={"pk": row.pk, "slug": slugify(heading.value) or row.slug}),
        foreign=heading.foreign,
        organisation=body_of(row, reading),
        evidence=evidence_of(row),
        relation=relation,
    )


def body_of(row, reading) -> Body | None:
    if not hasattr(row, "organisation__country"):
        return None
    return Body(
        name=reading.text("organisation__name").value,
        short_name=row.organisation__short_name,
        country=row.organisation__country,
        region=row.organisation__region,
    )


def evidence_of(row) -> str:
    if not hasattr(row, "result_direction"):
        return ""
    levels = row.evidence_level_confirmed__level, row.evidence_level__level
    level = next((level for level in levels if level is not None), None)
    return evidence_in_words(level, row.result_direction)


def listed(queryset):
    """Read only what a link shows: a sheet has some two hundred columns."""
    listed = queryset.select_related("organisation", "network", "evidence_level", "evidence_level_confirmed")
    return listed.annotate(left_on=day_of_leaving()).only(*LISTED)


BODY = ("organisation__short_name", "organisation__country", "organisation__region")
HEADING = (
    "slug",
    "title",
    "original_language",
    *(localized("heading", language) for language in LANGUAGES),
)
OF_A_LINK = (
    *HEADING,
    *BODY,
    *(f"organisation__{localized('name', language)}" for language in LANGUAGES),
)
EVIDENCE = ("result_direction", "evidence_level__level", "evidence_level_confirmed__level")
LISTED = (
    *OF_A_LINK,
    *EVIDENCE,
    "organisation_id",
    "network__short_name",
    *(f"network__{localized('name', language)}" for language in LANGUAGES),
    "url_path",
    "audience",
    "provenance",
    *(localized("pitch", language) for language in LANGUAGES),
)


def some_practices():
    practices = Practice.objects.published().visible_to(SOMEBODY).filter(pk__in=SOME)
    return practices.values("pk", *OF_A_LINK, *EVIDENCE)


def some_talks():
    # Practices only know talks as pages.
    talk = Practice._meta.get_field("talk_links").related_model._meta.get_field("talk").related_model
    talks = talk.objects.current().visible_to(SOMEBODY).filter(pk__in=SOME)
    return talks.values("pk", "path", *OF_A_LINK)


def some_texts():
    pages = TranslatedPage.objects.live().visible_to(SOMEBODY).filter(pk__in=SOME)
    return pages.values("pk", *HEADING)


def pages_of_bodies():
    pages = OrganisationPage.objects.live().visible_to(SOMEBODY).filter(organisation__in=SOME)
    return pages.values("pk", "organisation_id", *HEADING)


@cache
def worded(find) -> Worded:
    """Return one of these questions, about any keys and anybody."""
    return Worded(find())


def by_id(find, ids, viewer) -> dict:
    """Return those of these pages that this viewer may read, in one query."""
    pks = sorted({pk for pk in ids if pk})
    rows = worded(find).put_for(viewer, pks) if pks else []
    return {row["pk"]: SimpleNamespace(**row) for row in rows}


def seminars_of(talks, viewer) -> dict[str, str]:
    """Return the headings of the seminars in whose programme talks stand, by the path of the talk."""
    parents = {row.path: row.path[: -TranslatedPage.steplen] for row in talks}
    if not parents:
        return {}
    pages = TranslatedPage.objects.live().visible_to(viewer).filter(path__in=set(parents.values()))
    headings = {
        row["path"]: Reading(SimpleNamespace(**row)).text("heading").value
        for row in pages.values("path", *HEADING)
    }
    return {path: headings.get(parent, "") for path, parent in parents.items()}


def links_of(practice, around, viewer) -> Links:
    """Return what a sheet leads to, in as few queries as there are kinds of pages."""
    rows = [(row.target_id, row.kind, False) for row in practice.relations.all()]
    rows += [(row.practice_id, row.kind, True) for row in around.seen_from]
    near = []
    if practice.pk and viewer.opens(practice.tokens):
        near = neighbours("practice", practice.pk, viewer.tokens, get_language(), READ_ALSO)
    ids = {}
    for match in near:
        ids.setdefault(match.kind, []).append(match.object_id)
    wanted = [*(pk for pk, _kind, _seen in rows), practice.inspired_by_id, *around.inspired]
    sheets = by_id(some_practices, [*wanted, *ids.pop("practice", [])], viewer)
    talks = by_id(some_talks, [*around.talks, *ids.pop("talk", [])], viewer)
    texts = by_id(some_texts, [pk for pks in ids.values() for pk in pks], viewer)

    related = {}
    for pk, kind, from_target in rows:
        if pk in sheets and pk not in related:
            words = relation_in_words(kind, from_target=from_target)
            related[pk] = link_to(sheets[pk], relation=words)
    held_at = seminars_of([talks[pk] for pk in around.talks if pk in talks], viewer)
    shown = {*wanted, *around.talks}
    pages = {**sheets, **talks, **texts}
    return Links(
        related=list(related.values()),
        inspired_by=link_to(sheets[practice.inspired_by_id]) if practice.inspired_by_id in sheets else None,
        inspired=[link_to(sheets[pk]) for pk in around.inspired if pk in sheets],
        talks=[
            link_to(
                talks[pk],
                relation=held_at[talks[pk].path],
                url_name=registry.of_kind("talk").model.url_name,
            )
            for pk in around.talks
            if pk in talks
        ],
        also=[
            link_to(pages[match.object_id], url_name=registry.of_kind(match.kind).model.url_name)
            for match in near
            if match.object_id in pages and match.object_id not in shown
        ],
    )


def bodies(practice, viewer) -> list:
    """Return (organisation, address of its page or nothing), the lead body first."""
    owners = [practice.organisation]
    owners += [row.organisation for row in practice.co_owners.all() if row.accepted_at]
    pages = worded(pages_of_bodies).put_for(viewer, [body.pk for body in owners])
    addresses = {
        page["organisation_id"]: link_to(SimpleNamespace(**page), url_name=OrganisationPage.url_name).address
        for page in pages
    }
    return [(body, addresses.get(body.pk, "")) for body in owners]


def files_for(practice, viewer) -> list:
    """Return the files that this viewer may open; none is wider than its sheet."""
    return [row for row in practice.files.all() if viewer.opens(practice.tokens_of_row(row))]
