"""Bodies, their pages, their antennas and their places in networks."""

import re

from django.utils.translation import gettext as _

from exchange.actions import join_network, open_organisation_page, record
from exchange.imports.loading import CREATED, KEPT, UNCHANGED, UPDATED, change
from exchange.imports.pages import edited_by_people, republish
from exchange.imports.rows import Shape
from exchange.imports.shapes import Choice, Date, Email, Flag, Listed, Reference, Text
from exchange.languages import LANGUAGES, localized
from exchange.models import (
    Antenna,
    Category,
    Membership,
    MembershipState,
    Organisation,
    OrganisationPage,
    Protocol,
)
from exchange.models.memberships import Basis

ORGANISATION = Shape(
    section="organisations",
    fields={
        "external_id": Text(longest=40, required=True),
        "name": Text(longest=200, translated=True, required=True),
        "summary": Text(lines=True, translated=True),
        "short_name": Text(longest=60),
        "type": Reference(to="organisation_types", required=True),
        "country": Text(longest=2, required=True),
        "region": Text(longest=6),
        "territory": Text(longest=255, translated=True),
        "languages": Listed(of=Text(longest=10)),
        "codes": Listed(of=Text(longest=40)),
        "aliases": Listed(of=Text(longest=80)),
        "reference_code": Text(longest=20),
        "time_zone": Text(longest=40),
        "successor": Reference(to="organisations"),
        "succeeded_on": Date(),
        "fictitious": Flag(),
        "source_note": Text(lines=True, translated=True),
    },
)
ANTENNA = Shape(
    section="antennas",
    fields={
        "external_id": Text(longest=40, required=True),
        "organisation": Reference(to="organisations", required=True),
        "name": Text(longest=150, translated=True, required=True),
        "address": Text(longest=255, translated=True),
        "serves": Text(longest=255, translated=True),
        "telephone": Text(longest=40),
        "fax": Text(longest=40),
        "email": Email(),
        "hours": Text(longest=255, translated=True),
        "as_of": Date(),
        "source_note": Text(lines=True, translated=True),
    },
)
MEMBERSHIP = Shape(
    section="memberships",
    fields={
        "organisation": Reference(to="organisations", required=True),
        "network": Reference(to="organisations", required=True),
        "category": Choice(of=Category, required=True),
        "state": Choice(of=MembershipState, required=True),
        "basis": Choice(of=Basis, required=True),
        "protocol": Reference(to="protocols"),
        "accession_on": Date(),
        "illustrative": Flag(),
        "note": Text(longest=255, spoken=True),
    },
)

COUNTRY = re.compile(r"^[A-Z]{2}$")
REFERENCE_CODE = re.compile(r"^[A-Z0-9]+$")
TIME_ZONES = {"CA-QC": "America/Toronto", "CA": "America/Toronto"}


def check_organisation(row, visit):
    if (country := row.get("country")) and not COUNTRY.match(country):
        visit.key("country").error(_("Two capital letters are expected: BE, CA…"))
    region = row.get("region")
    if region and country and region.split("-")[0] != country:
        visit.key("region").error(_("The region is not in the country: BE-BRU, CA-QC…"))
    if (code := row.get("reference_code")) and not REFERENCE_CODE.match(code):
        visit.key("reference_code").error(_("Capital letters and digits only: 5344, SPVM…"))
    known_languages = (*LANGUAGES, "de")
    for number, language in enumerate(row.get("languages", [])):
        if language not in known_languages:
            visit.key("languages").index(number).error(
                _("“%(language)s” is not one of our languages: %(languages)s.")
                % {"language": language, "languages": ", ".join(known_languages)}
            )
    if row.get("successor") and row["successor"] == row.get("external_id"):
        visit.key("successor").error(_("An organisation does not succeed itself."))


def check_membership(row, visit):
    if row.get("organisation") and row.get("organisation") == row.get("network"):
        visit.key("network").error(_("A network is not a member of itself."))
    if (network := row.get("network")) and network not in visit.known.networks:
        visit.key("network").error(_("This organisation is not a network."))
    if row.get("basis") == Basis.PROTOCOL and not row.get("protocol"):
        visit.key("protocol").error(_("A membership by protocol names its protocol."))


def load_organisations(load, *, folder, kind="organisations"):
    """Load bodies and their pages; `folder` gives the page under which theirs stand."""
    stored = {body.pk: body for body in Organisation.objects.select_related("type")}
    kept = load.edited_by_people(Organisation)
    pages = {page.organisation_id: page for page in OrganisationPage.objects.all()}
    pages_kept = edited_by_people(load, OrganisationPage)
    later = []
    for row in load.rows[kind]:
        code = row.values["external_id"]
        pk = load.known.stored[kind].get(code)
        body = stored.get(pk)
        if body is not None and str(pk) in kept:
            load.count(kind, KEPT)
            continue
        created = body is None
        body = body or Organisation()
        values = {name: value for name, value in row.values.items() if not name.startswith("summary")}
        if values.get("successor"):
            later.append((body, values.pop("successor")))
        values = with_defaults(load.resolved(ORGANISATION, values), created)
        texts = {name: value for name, value in row.values.items() if name.startswith("summary")}
        changed = change(body, values)
        if changed:
            record(body, by=load.by)
            load.known.keep(kind, code, body.pk)
            load.known.keep(kind, body.reference_code, body.pk)
        page = pages.get(body.pk)
        if page is None:
            open_organisation_page(body, under=folder(), texts=texts, by=load.by)
            changed = True
        elif page.pk not in pages_kept:
            headings = {
                f"heading_{suffix(code)}": getattr(body, localized("name", code)) for code in LANGUAGES
            }
            changed = republish(page, {**headings, **texts}, by=load.by) or changed
        load.count(kind, CREATED if created else UPDATED if changed else UNCHANGED)
    for body, successor in later:
        if change(body, {"successor_id": load.known.pk(kind, successor)}):
            record(body, by=load.by)


def suffix(language):
    return language.replace("-", "_")


def with_defaults(values, created):
    """Add what follows from the rest: the code in references, the time zone."""
    if not created:
        return {name: value for name, value in values.items() if value or name not in DERIVED}
    code = values.get("reference_code") or reference_code(values)
    zone = values.get("time_zone") or TIME_ZONES.get(
        values.get("region", ""), TIME_ZONES.get(values["country"], "Europe/Brussels")
    )
    return {**values, "reference_code": code, "time_zone": zone}


DERIVED = ("reference_code", "time_zone")


def reference_code(values) -> str:
    """Return the code that stands in references when the file gives none."""
    words = (*values.get("codes", []), values.get("short_name", ""), values["external_id"])
    found = (re.sub(r"[^A-Z0-9]", "", word.upper())[:20] for word in words)
    return next(code for code in found if code)


def load_antennas(load, kind="antennas"):
    stored = {antenna.external_id: antenna for antenna in Antenna.objects.exclude(external_id=None)}
    kept = load.edited_by_people(Antenna)
    for row in load.rows[kind]:
        code = row.values["external_id"]
        antenna = stored.get(code)
        created = antenna is None
        if not created and str(antenna.pk) in kept:
            load.count(kind, KEPT)
            continue
        antenna = antenna or Antenna()
        changed = change(antenna, load.resolved(ANTENNA, row.values))
        if changed:
            record(antenna, by=load.by)
            load.known.keep(kind, code, antenna.pk)
        load.count(kind, CREATED if created else UPDATED if changed else UNCHANGED)


def load_memberships(load, kind="memberships"):
    stored = {(m.organisation_id, m.network_id): m for m in Membership.objects.all()}
    kept = load.edited_by_people(Membership)
    bodies, protocols = Organisation.objects.in_bulk(), Protocol.objects.in_bulk()
    for row in load.rows[kind]:
        values = load.resolved(MEMBERSHIP, row.values)
        organisation, network = values.pop("organisation_id"), values.pop("network_id")
        membership = stored.get((organisation, network))
        if membership is not None and str(membership.pk) in kept:
            load.count(kind, KEPT)
            continue
        if membership is not None and not differs(membership, values):
            load.count(kind, UNCHANGED)
            continue
        values = {**(vars_of(membership) if membership else {}), **values}
        protocol = values.pop("protocol_id", None)
        join_network(
            bodies[organisation],
            network=bodies[network],
            protocol=protocols[protocol] if protocol else None,
            by=load.by,
            **values,
        )
        load.count(kind, UPDATED if membership else CREATED)


def vars_of(membership) -> dict:
    names = ("category", "state", "basis", "protocol_id", "accession_on", "illustrative", "note")
    return {name: getattr(membership, name) for name in names}


def differs(membership, values) -> bool:
    return any(getattr(membership, name) != value for name, value in values.items())
