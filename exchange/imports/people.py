"""Accounts of a demonstration: the same password for all, so never in production."""

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from exchange.actions import place_person
from exchange.domains import plain, refuse_domain
from exchange.imports.loading import CREATED, KEPT, UNCHANGED, UPDATED
from exchange.imports.rows import Shape
from exchange.imports.shapes import Choice, Email, Listed, Reference, Text
from exchange.languages import LANGUAGES
from exchange.models import Organisation, RoleName, User
from exchange.models.people import BODY_ROLES, PLATFORM_ROLES

PASSWORD = "demo-exchange"  # noqa: S105 -- of the demonstration accounts, printed for everybody
Language = models.TextChoices("Language", [(code.replace("-", "_").upper(), code) for code in LANGUAGES])

PERSON = Shape(
    section="people",
    fields={
        "email": Email(required=True),
        "name": Text(longest=150),
        "organisation": Reference(to="organisations"),
        "roles": Listed(of=Choice(of=RoleName), required=True),
        "language": Choice(of=Language),
    },
)


def check_person(row, visit):
    roles = set(row.get("roles", []))
    if roles & BODY_ROLES and not row.get("organisation"):
        visit.key("organisation").error(_("For a role in an organisation, choose the organisation."))
    if roles & PLATFORM_ROLES and row.get("organisation"):
        visit.key("organisation").error(_("A role of the platform belongs to no organisation."))


def load_people(load, kind="people"):
    stored = {user.email.lower(): user for user in User.objects.prefetch_related("roles")}
    kept = load.edited_by_people(User)
    bodies = Organisation.objects.in_bulk()
    # One costly digest for all: they share the password that everyone may read in the documentation.
    encoded = make_password(load.password) if len(stored) < len(load.rows[kind]) else None
    for row in load.rows[kind]:
        user = stored.get(row.values["email"])
        if user is not None and str(user.pk) in kept:
            load.count(kind, KEPT)
            continue
        before = as_row(user) if user else {}
        values = {**before, **load.resolved(PERSON, row.values)}
        values["roles"] = set(values["roles"])
        if values == before:
            load.count(kind, UNCHANGED)
            continue
        place_person(
            values["email"],
            name=values.get("name", ""),
            organisation=bodies[pk] if (pk := values.get("organisation_id")) else None,
            roles=values["roles"],
            language=values.get("language", ""),
            encoded_password=encoded,
            by=load.by,
        )
        if body := bodies.get(values.get("organisation_id")):
            open_domain(body, values["email"])
        load.count(kind, UPDATED if user else CREATED)


def open_domain(body, email) -> None:
    """Let the body invite others at addresses like this one, where it is the one that gives them."""
    domain = plain(email.rpartition("@")[2])
    if domain not in body.email_domains and may_be_named(domain, body):
        body.email_domains = sorted([*body.email_domains, domain])
        body.save(update_fields=["email_domains"])


def may_be_named(domain, body) -> bool:
    try:
        refuse_domain(domain, body)
    except ValidationError:
        return False
    return True


def as_row(user) -> dict:
    return {
        "email": user.email.lower(),
        "name": user.name,
        "organisation_id": user.organisation_id,
        "language": user.language,
        "roles": {role.name for role in user.roles.all()},
    }
