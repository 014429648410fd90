"""What the exchange keeps about one person, for that person: everything that leads to the account."""

import io
import json
import zipfile
from collections.abc import Iterator

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry

from exchange.models import Invitation, Role, TranslatedPage, User
from exchange.traces.trail import in_words, lines
from exchange.viewers import viewer_kept_with

# Told in sections of their own, or in the log.
TOLD = {Role, UserSession, Authenticator, EmailAddress, SocialAccount, PageLogEntry, ModelLogEntry}


def own_data(person: User) -> dict:
    """Return what is kept about a person, by section; of other people it says nothing."""
    return {
        _("Account"): [
            {
                _("Number"): person.pk,
                _("Service address"): person.email,
                _("Name or function"): person.name,
                _("Organisation"): str(person.organisation or ""),
                _("Language"): person.language,
                _("Roles"): [role.get_name_display() for role in person.roles.order_by("name")],
                _("Opened"): person.joined_at,
                _("Last sign-in"): person.last_login,
            }
        ],
        _("Open sessions"): [
            {
                _("Since"): session.created_at,
                _("Last seen"): session.last_seen_at,
                _("Browser"): session.user_agent,
                _("Address on the network"): session.ip,
            }
            for session in UserSession.objects.filter(user=person)
        ],
        _("Second factors"): [
            {_("Kind"): row.get_type_display(), _("Since"): row.created_at, _("Last used"): row.last_used_at}
            for row in Authenticator.objects.filter(user=person)
        ],
        _("Sign-in through the organisation"): [
            {_("Provider"): row.provider, _("Since"): row.date_joined}
            for row in SocialAccount.objects.filter(user=person)
        ],
        _("Invitations to this address"): [
            {_("Sent"): row.sent_at, _("Accepted"): row.accepted_at, _("Roles"): row.roles}
            for row in Invitation.objects.filter(email__iexact=person.email)
        ],
        _("Pages that this person began"): [
            {_("Number"): page.pk, _("Title"): page.heading, _("Created"): page.latest_revision_created_at}
            for page in TranslatedPage.objects.filter(owner=person).visible_to(viewer_kept_with(person))
        ],
        _("Elsewhere"): list(named_in(person)),
        _("Log"): [
            {
                _("When"): line.at,
                _("What"): line.what,
                _("About"): line.thing,
                _("In detail"): line.details,
            }
            for line in in_words(lines(lambda entries: entries.filter(user=person)), reader=person)
        ],
    }


def named_in(person: User) -> Iterator[dict]:
    """Yield every other row that refers to the account: what it is, its dates, and words of one's own.

    A model says in `own_words` which of its texts whoever a key leads to has written: {"by": ("text",)}.
    """
    for relation in User._meta.get_fields(include_hidden=True):
        if not relation.auto_created or not (relation.one_to_many or relation.one_to_one):
            continue
        model, key = relation.related_model, relation.field
        if model in TOLD or model._meta.auto_created or issubclass(model, TranslatedPage):
            continue
        dates = [field for field in model._meta.concrete_fields if isinstance(field, models.DateField)]
        words = [model._meta.get_field(name) for name in getattr(model, "own_words", {}).get(key.name, ())]
        for row in model._base_manager.filter(**{key.name: person}).order_by("pk"):
            yield {
                _("What"): str(model._meta.verbose_name),
                _("Number"): row.pk,
                _("As"): str(key.verbose_name),
                **{str(field.verbose_name): field.value_from_object(row) for field in (*dates, *words)},
            }


def archive_of(person: User) -> io.BytesIO:
    """Return one's own data as a file with two others in it, one to read and one for machines; write it down."""
    data = own_data(person)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "data.json", json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1, default=str)
        )
        archive.writestr(
            "data.html",
            render_to_string("exchange/traces/own_data.html", {"sections": data, "person": person}),
        )
    packed.seek(0)
    log(instance=person, action="exchange.data.export_own", user=person)
    return packed
