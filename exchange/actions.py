"""What happens to bodies, their places in a network and their people."""

import datetime as dt
from functools import partial

from django.contrib.auth.hashers import make_password
from django.db import transaction
from wagtail.log_actions import log

from exchange.languages import LANGUAGES, ORIGINAL_LANGUAGES, localized
from exchange.models import (
    Membership,
    MembershipState,
    OrganisationPage,
    Protocol,
    Role,
    RoleName,
    User,
)
from exchange.models.memberships import Basis
from exchange.models.people import GOVERNORS
from exchange.placement import refuse_placement
from exchange.refusal import require
from exchange.signals import membership_changed


def record(thing, *, by=None):
    """Save a body, an antenna or the like, and say so in the log."""
    require(by, *GOVERNORS, RoleName.EDITOR)
    return save_and_log(thing, by=by)


def save_and_log(thing, *, by, action="", **data):
    with transaction.atomic():
        plain = "wagtail.create" if thing.pk is None else "wagtail.edit"
        thing.save()
        log(instance=thing, action=action or plain, user=by, data=data)
    return thing


def announce(signal, **news) -> None:
    """Tell whoever listens once the change is committed."""
    transaction.on_commit(partial(signal.send, sender=None, **news))


@transaction.atomic
def open_organisation_page(organisation, *, under, texts=None, by=None) -> OrganisationPage:
    """Give a body its public face, where its sheets will stand.

    texts: by model column, as summary_fr.
    """
    require(by, *GOVERNORS, RoleName.EDITOR)
    page = OrganisationPage(organisation=organisation, live=False, **(texts or {}))
    for language in LANGUAGES:
        name = localized("name", language)
        setattr(page, localized("heading", language), getattr(organisation, name) or "")
    originals = [code for code, _label in ORIGINAL_LANGUAGES if code in page.available_languages]
    page.original_language = originals[0] if originals else page.original_language
    for language in page.available_languages:
        if language != page.original_language:
            page.mark_translation(language, "draft")
    under.add_child(instance=page)
    log(instance=page, action="wagtail.create", user=by, content_changed=True)
    page.save_revision(user=by).publish(user=by, skip_permission_checks=True)
    page.refresh_from_db()
    return page


@transaction.atomic
def join_network(
    organisation,
    *,
    network,
    category,
    basis=Basis.APPLICATION,
    protocol: Protocol | None = None,
    accession_on: dt.date | None = None,
    state=MembershipState.ACTIVE,
    illustrative=False,
    note="",
    by=None,
) -> Membership:
    """Give a body its place in a network, or change the place that it has."""
    require(by, *GOVERNORS)
    wanted = {
        "category": category,
        "basis": basis,
        "protocol_id": protocol.pk if protocol else None,
        "accession_on": accession_on,
        "state": state,
        "illustrative": illustrative,
        "note": note,
    }
    places = Membership.objects.select_for_update(of=("self",))
    membership = places.filter(organisation=organisation, network=network).first()
    if membership is None:
        membership = Membership(organisation=organisation, network=network)
    elif all(getattr(membership, name) == value for name, value in wanted.items()):
        return membership
    before = membership.state if membership.pk else None
    for name, value in wanted.items():
        setattr(membership, name, value)
    save_and_log(membership, by=by, action="exchange.membership.join", state=str(state), before=before)
    announce(membership_changed, membership=membership, before=before, by=by)
    return membership


@transaction.atomic
def place_person(email, *, name, organisation, roles, language="", encoded_password=None, by=None) -> User:
    """Give a person an account at one body, with exactly these roles.

    An administrator of a body places its own people; the platform's own roles come from an administrator.
    encoded_password: as make_password() returns it; a new account without one can not sign in yet.
    """
    roles = frozenset(roles)
    refuse_placement(by, organisation, roles)
    user = User.objects.select_for_update(of=("self",)).filter(email__iexact=email).first()
    before = sorted(user.roles.values_list("name", flat=True)) if user else []
    if user is not None:
        refuse_placement(by, user.organisation, frozenset(before))
    if user is None:
        user = User(email=email.lower(), password=encoded_password or make_password(None))
    user.name, user.organisation, user.language = name, organisation, language
    user.save()
    user.roles.exclude(name__in=roles).delete()
    missing = roles - frozenset(before)
    Role.objects.bulk_create(Role(user=user, name=role) for role in sorted(missing))
    vars(user).pop("_role_names", None)
    log(
        instance=user,
        action="exchange.person.place",
        user=by,
        data={"roles": sorted(roles), "before": before},
    )
    return user
