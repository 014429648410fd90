"""What sheets and talks have in common when they come in files."""

from django.utils.translation import gettext as _

from exchange.audiences import PUBLISHED_STATES, Audience, State
from exchange.imports.loading import same
from exchange.imports.pages import TRANSLATED_PAGE, edited_by_people, publish, settle
from exchange.imports.shapes import Choice, Date, Flag, Listed, Reference, Text
from exchange.models import Licence, Provenance

SHARED_PAGE = {
    **TRANSLATED_PAGE,
    "organisation": Reference(to="organisations", required=True),
    "audience": Choice(of=Audience, blank=Audience.MEMBERS.value),
    "protocol": Reference(to="protocols"),
    "network": Reference(to="organisations"),
    "embargo_until": Date(),
    "licence": Reference(to="licences"),
    "provenance": Choice(of=Provenance, blank=Provenance.IMPORTED.value),
    "illustrative_fields": Listed(of=Text(longest=40)),
    "source_note": Text(lines=True, spoken=True),
    "publish": Flag(),
}
LOADABLE = {State.DRAFT, State.PUBLISHED}


def check_shared(row, visit, shape, kind):
    """Report what is for the parties without a protocol, or whose owner is no party to it."""
    stored = visit.known.shared.get(kind, {}).get(row.get("external_id"), {})
    audience = row.get("audience") or stored.get("audience")
    protocol = row["protocol"] if "protocol" in row else stored.get("protocol")
    owner = row.get("organisation")
    if audience == Audience.PARTIES and not protocol:
        visit.key("protocol").error(_("What is for the parties names their protocol."))
    if protocol and owner and owner not in visit.known.parties.get(protocol, ()):
        visit.key("protocol").error(_("The lead organisation is not a party to this protocol."))
    if row.get("network") and row["network"] not in visit.known.networks:
        visit.key("network").error(_("This organisation is not a network."))
    if owner and stored and stored["organisation_id"] != visit.known.stored["organisations"].get(owner):
        visit.key(shape.source_name("organisation")).error(
            _("This already exists for another organisation, and does not pass to this one.")
        )
    names = {shape.names.get(name, name) for name in shape.all_names()} | {"transferability"}
    for number, name in enumerate(row.get("illustrative_fields", [])):
        if shape.names.get(name, name) not in names:
            visit.key("illustrative_fields").index(number).error(
                _("No field has this name: %(name)s.") % {"name": name}
            )


def stored_shared(model) -> dict[str, dict]:
    """Return what the checks ask of stored things, by code."""
    rows = model.objects.exclude(external_id=None).values(
        "external_id", "organisation_id", "audience", "protocol__external_id", "protocol_id"
    )
    return {
        row["external_id"]: {
            "organisation_id": row["organisation_id"],
            "audience": row["audience"],
            "protocol": row["protocol__external_id"] or (row["protocol_id"] and str(row["protocol_id"])),
        }
        for row in rows
    }


def shared_columns(load, shape, row, *, created) -> dict:
    """Return the columns of a sheet or a talk, with what follows from the rest."""
    values = load.resolved(shape, row)
    values.pop("publish", None)
    if "illustrative_fields" in values:
        names = [shape.names.get(name, name) for name in values["illustrative_fields"]]
        values["illustrative_fields"] = list(dict.fromkeys(names))
    if created:
        values = {"audience": Audience.MEMBERS, "provenance": Provenance.IMPORTED, **values}
        if not values.get("licence_id"):
            values["licence_id"] = default_licence(load, values["audience"])
    return values


def default_licence(load, audience) -> int | None:
    if "default_licences" not in load.cache:
        rows = Licence.objects.exclude(default_for="").values_list("default_for", "pk")
        load.cache["default_licences"] = dict(rows)
    return load.cache["default_licences"].get(audience)


def left_alone(load, model) -> set[int]:
    """Return the keys of things that a person changed, or that left the path of a load."""
    elsewhere = model.objects.exclude(state__in=LOADABLE).values_list("pk", flat=True)
    return edited_by_people(load, model) | set(elsewhere)


def release(page, columns, *, changed, published, by) -> bool:
    """Keep and show what a load brings; say whether anything changed.

    changed: whether lists of the page, which the columns do not tell, changed already.
    """
    system = {name: value for name, value in columns.items() if name in page.system_fields}
    if published and page.state not in PUBLISHED_STATES:
        system["state"] = State.PUBLISHED
    system = {name: value for name, value in system.items() if not same(page, name, value)}
    changed = bool(settle(page, columns)) or changed or bool(system)
    if not changed:
        return False
    for name, value in system.items():
        setattr(page, name, value)
    if system:
        # A revision never brings these: they stand in the row before it is published.
        type(page).objects.filter(pk=page.pk).update(**system)
    if page.state in PUBLISHED_STATES:
        publish(page, by=by)
    else:
        page.save()
        page.save_revision(user=by, log_action=True)
    return True
