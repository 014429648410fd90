"""How people come in: a body invites them at a service address, and they accept once."""

from functools import partial

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from exchange.actions import place_person, refuse_placement
from exchange.models import Invitation, User
from exchange.refusal import Refused
from exchange.tasks import mail_invitation


@transaction.atomic
def invite(email: str, *, organisation, roles, language="", by: User | None) -> Invitation:
    """Invite a person at a service address of their body; an open invitation to it is sent again."""
    email, roles = email.strip().lower(), frozenset(roles)
    refuse_placement(by, organisation, roles)
    refuse_address(email, organisation)
    Invitation.objects.filter(email=email).open_or_expired().update(withdrawn_at=timezone.now())
    invitation = Invitation.objects.create(
        email=email, organisation=organisation, roles=sorted(roles), language=language, invited_by=by
    )
    log(instance=invitation, action="exchange.invitation.send", user=by, data={"roles": sorted(roles)})
    transaction.on_commit(partial(mail_invitation.enqueue, invitation.pk))
    return invitation


def refuse_address(email, organisation) -> None:
    """Refuse an address that is no service address of the body, or that has an account already."""
    if organisation is not None:
        domain = email.rpartition("@")[2]
        if not organisation.email_domains:
            raise Refused(
                _(
                    "No address can be invited yet: the domains of this body's service addresses are not known."
                )
            )
        if domain not in organisation.email_domains:
            raise Refused(
                _("This is no service address of this body: it ends in %(domains)s.")
                % {"domains": ", ".join(f"@{name}" for name in organisation.email_domains)}
            )
    if User.objects.filter(email__iexact=email).exists():
        raise Refused(
            _("This address has an account already; an administrator can change its body and roles.")
        )


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User) -> None:
    """Make the link of an invitation void."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    refuse_placement(by, invitation.organisation, frozenset(invitation.roles))
    if invitation.accepted_at or invitation.withdrawn_at:
        raise Refused(_("This invitation is closed already."))
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    log(instance=invitation, action="exchange.invitation.withdraw", user=by)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, name: str, language: str, password: str) -> User:
    """Open the account that was promised, once; whoever comes second finds it closed."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not invitation.is_open or User.objects.filter(email__iexact=invitation.email).exists():
        raise Refused(_("This invitation was used already, or is too old. Ask your body for another one."))
    user = place_person(
        invitation.email,
        name=name,
        organisation=invitation.organisation,
        roles=invitation.roles,
        language=language,
        encoded_password=make_password(password),
        by=None,
    )
    invitation.accepted_at = timezone.now()
    invitation.save(update_fields=["accepted_at"])
    log(instance=invitation, action="exchange.invitation.accept", user=user)
    return user
