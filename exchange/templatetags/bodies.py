"""What pages of the kernel show from elsewhere, each only as far as the viewer may read it."""

from functools import cache

from django import template
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from modeltranslation.utils import resolution_order

from exchange.caching import account_of
from exchange.languages import LANGUAGES, localized
from exchange.models import (
    ArticlePage,
    InformationPage,
    Membership,
    OrganisationPage,
    Protocol,
    TranslatedPage,
)
from exchange.models.organisations import POLICE_TYPES
from exchange.viewers import viewer_in
from exchange.wording import SOMEBODY, Worded

register = template.Library()

# What a list of sheets or talks reads; the rest of a sheet is two hundred columns.
OFFERED = (
    *("heading", "summary", "slug", "audience", "provenance", "organisation", "network__short_name"),
    *(f"network__{localized('name', language)}" for language in LANGUAGES),
)


@register.simple_tag(takes_context=True)
def account(context):
    """Show who is signed in and what that opens."""
    return account_of(context.get("request"))


@register.simple_tag(takes_context=True)
def platform_pages(context):
    """Return the pages that speak for the exchange itself: they belong to no body."""
    order = resolution_order(get_language())
    links = []
    for page in worded_platform_pages().put_for(viewer_in(context)):
        heading = next((words for code in order if (words := page[localized("heading", code)])), "")
        address = {"pk": page["pk"], "slug": slugify(heading) or page["slug"]}
        links.append({"heading": heading, "url": reverse(InformationPage.url_name, kwargs=address)})
    return links


@cache
def worded_platform_pages() -> Worded:
    """Return what every page asks for its foot."""
    headings = [localized("heading", language) for language in LANGUAGES]
    pages = InformationPage.objects.live().visible_to(SOMEBODY).filter(organisation=None)
    return Worded(pages.order_by("pk").values("pk", "slug", *headings))


@register.simple_tag
def founding_protocol():
    """Return the protocol that came first."""
    protocols = Protocol.objects.concluded().filter(signed_on__isnull=False)
    return protocols.prefetch_related("parties__organisation").order_by("signed_on", "pk").first()


@register.simple_tag
def problems():
    """Return six questions that officers really ask, each with the words to search for."""
    return [
        {"label": _("Neighbours in dispute"), "words": _("neighbour disputes")},
        {"label": _("People sleeping rough"), "words": _("homeless people")},
        {"label": _("A victim, in the middle of the night"), "words": _("victim assistance")},
        {"label": _("Sexting among teenagers"), "words": _("sexting teenagers")},
        {"label": _("Someone in a mental-health crisis"), "words": _("mental health crisis")},
        {"label": _("An older person who is being abused"), "words": _("elder abuse")},
    ]


@register.simple_tag
def memberships_of(organisation):
    """Return the places of a body in its networks, each with its rank of accession."""
    networks = organisation.memberships.values("network")
    register_of_networks = Membership.objects.filter(network__in=networks).register()
    return [row for row in register_of_networks if row.organisation_id == organisation.pk]


@register.simple_tag
def protocols_of(organisation):
    return list(Protocol.objects.concluded().of_party(organisation).order_by("signed_on", "pk"))


@register.simple_tag(takes_context=True)
def sheets_of(context, organisation):
    """Return the sheets of a body that the viewer may read."""
    sheets = organisation.practices.current().visible_to(viewer_in(context)).select_related("network")
    return list(sheets.only(*OFFERED, "pitch").order_by("-first_published_at", "pk"))


@register.simple_tag(takes_context=True)
def talks_of(context, organisation):
    """Return the talks of a body that the viewer may read."""
    talks = organisation.talks.current().visible_to(viewer_in(context)).select_related("network")
    return list(talks.only(*OFFERED).order_by("-first_published_at", "pk"))


@register.filter
def accession_words(membership) -> str:
    """Say which place a body took in the order of accession of its country; nothing if no date is known.

    An invented body takes no place.
    """
    if not membership.accession_on or membership.organisation.fictitious:
        return ""
    police = membership.organisation.type.code in POLICE_TYPES
    belgian = membership.organisation.country == "BE"
    rank = membership.accession_rank
    if rank == 1 and police:
        return (
            _("first Belgian police service to join") if belgian else _("first Québec police service to join")
        )
    if rank == 1:
        return _("first Belgian organisation to join") if belgian else _("first Québec organisation to join")
    if belgian:
        return _("no. %(rank)s among Belgian organisations") % {"rank": rank}
    return _("no. %(rank)s among Québec organisations") % {"rank": rank}


@register.simple_tag(takes_context=True)
def see_also(context, page):
    """Return what a text tells of, then what else its body tells: page, articles, newest sheets."""
    viewer = viewer_in(context)
    body = page.organisation_id
    told = told_of(page, viewer)
    if not body:
        return told
    found = list(OrganisationPage.objects.live().visible_to(viewer).filter(organisation=body))
    for model in (ArticlePage, InformationPage):
        pages = model.objects.live().visible_to(viewer).filter(organisation=body).exclude(pk=page.pk)
        found += pages.only("heading", "slug").order_by("-first_published_at", "pk")[:4]
    sheets = page.organisation.practices.current().visible_to(viewer)
    found += sheets.only("heading", "slug", "organisation").order_by("-first_published_at", "pk")[:4]
    known = {other.pk for other in told}
    return [*told, *(other for other in found if other.pk not in known)]


def told_of(page, viewer) -> list:
    """Return the pages that a text leads to, in its own order, as far as the viewer may read them."""
    targets = [link.target_id for link in page.links.all()]
    pages = TranslatedPage.objects.live().visible_to(viewer).specific().in_bulk(targets)
    found = [pages[pk] for pk in targets if pk in pages]
    return [other for other in found if getattr(other, "is_published", True)]


@register.simple_tag
def accessions_of(protocol):
    """Return the memberships that this protocol gave, each with its rank of accession."""
    if not protocol.grants_accession:
        return []
    members = Membership.objects.filter(network=protocol.accession_network_id).register()
    return [row for row in members if row.protocol_id == protocol.pk]


@register.simple_tag(takes_context=True)
def seminars_of(context, protocol):
    """Return where a protocol was signed, as far as the viewer may read it."""
    return list(protocol.seminars.live().visible_to(viewer_in(context)))
