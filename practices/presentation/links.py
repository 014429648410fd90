"""What a sheet leads to, each thing only if this viewer may read it."""

from dataclasses import dataclass

from django.urls import reverse

from exchange.audiences import narrowest, opening_tokens
from exchange.languages import LANGUAGES, localized
from exchange.models import OrganisationPage
from practices.models import Practice
from practices.presentation.reading import Reading
from practices.presentation.wording import evidence_in_words, relation_in_words


@dataclass(frozen=True)
class Link:
    """A page to go to: its heading in the reader's language, and whose it is."""

    heading: str
    address: str
    foreign: str = ""
    organisation: object = None
    evidence: str = ""
    relation: str = ""


def link_to(page, *, relation="") -> Link:
    """Return the link to a sheet or a talk, with its body beside it."""
    heading = Reading(page).text("heading")
    return Link(
        heading=heading.value or page.title,
        address=reverse(page.url_name, kwargs=page.url_kwargs()),
        foreign=heading.foreign,
        organisation=page.organisation,
        evidence=evidence_of(page),
        relation=relation,
    )


def evidence_of(page) -> str:
    if not isinstance(page, Practice):
        return ""
    return evidence_in_words(page.shown_evidence_level, page.result_direction)


def listed(queryset):
    """Read only what a link shows: a sheet has some two hundred columns."""
    return queryset.select_related("organisation", "evidence_level", "evidence_level_confirmed").only(*LISTED)


BODY = ("organisation__short_name", "organisation__country", "organisation__region")
OF_A_LINK = (
    "slug",
    "title",
    "original_language",
    "organisation_id",
    *(localized("heading", language) for language in LANGUAGES),
    *BODY,
    *(f"organisation__{localized('name', language)}" for language in LANGUAGES),
)
LISTED = (
    *OF_A_LINK,
    "url_path",
    "audience",
    "provenance",
    "result_direction",
    "evidence_level__level",
    "evidence_level_confirmed__level",
    *(localized("pitch", language) for language in LANGUAGES),
)


def practices_by_id(ids, viewer) -> dict:
    """Return those of these sheets that this viewer may read, in one query."""
    ids = {pk for pk in ids if pk}
    if not ids:
        return {}
    return listed(Practice.objects.published().visible_to(viewer)).in_bulk(ids)


def lineage(practice, around, viewer) -> tuple[list[Link], Link | None, list[Link]]:
    """Return (related both ways, what inspired it, what it inspired)."""
    rows = [(row.target_id, row.kind, False) for row in practice.relations.all()]
    rows += [(row.practice_id, row.kind, True) for row in around.seen_from]
    wanted = [*(pk for pk, _kind, _seen in rows), practice.inspired_by_id, *around.inspired]
    pages = practices_by_id(wanted, viewer)
    related, met = [], set()
    for pk, kind, from_target in rows:
        if pk in pages and pk not in met:
            met.add(pk)
            related.append(link_to(pages[pk], relation=relation_in_words(kind, from_target=from_target)))
    source = pages.get(practice.inspired_by_id)
    inspired = [link_to(pages[pk]) for pk in around.inspired if pk in pages]
    return related, link_to(source) if source else None, inspired


def talks_about(practice, around, viewer) -> list[Link]:
    """Return the published talks about a sheet; whoever tells them adds the reverse accessor."""
    if not around.talks:
        return []
    talk = practice._meta.get_field("talk_links").related_model._meta.get_field("talk").related_model
    pages = talk.objects.current().visible_to(viewer).filter(pk__in=around.talks)
    pages = pages.select_related("organisation").only(*OF_A_LINK).order_by("pk")
    return [link_to(page) for page in pages]


def bodies(practice, viewer) -> list:
    """Return (organisation, address of its page or nothing), the lead body first."""
    owners = [practice.organisation]
    owners += [row.organisation for row in practice.co_owners.all() if row.accepted_at]
    pages = OrganisationPage.objects.live().visible_to(viewer).filter(organisation__in=owners)
    pages = pages.only("slug", "organisation_id", *(localized("heading", code) for code in LANGUAGES))
    addresses = {page.organisation_id: reverse(page.url_name, kwargs=page.url_kwargs()) for page in pages}
    return [(body, addresses.get(body.pk, "")) for body in owners]


def files_for(practice, viewer) -> list:
    """Return the files that this viewer may open; none is wider than its sheet."""
    audience = practice.effective_audience()
    return [
        row
        for row in practice.files.all()
        if viewer.opens(
            opening_tokens(
                state=practice.state,
                audience=narrowest([row.audience, audience]),
                owners=practice.owner_ids(),
                protocol=practice.protocol_id,
                mandated=bool(practice.protocol_id and practice.protocol.secretariat_mandated),
                page=practice.pk,
                embargoed=practice.is_embargoed,
            )
        )
    ]
