"""How people come in: a body invites them at a service address, and they accept once."""

from functools import partial

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from exchange.actions import place_person
from exchange.models import Invitation, RoleName, User
from exchange.placement import Lapse, is_service_address, lapse_of, refuse_placement
from exchange.refusal import Refused
from exchange.tasks import mail_invitation
from exchange.tasks.accounts import tell_of_new_administrator


def explain(lapse: Lapse, invitation: Invitation) -> str:
    """Tell whoever holds the link why it opens nothing, and whom to ask."""
    sentences = {
        Lapse.ORGANISATION: _("%(organisation)s accepts nobody new at the moment: ask the secretariat."),
        Lapse.ADDRESS: _(
            "%(email)s is no longer a service address of %(organisation)s: ask its administrator to invite you at another one."
        ),
        Lapse.ACCOUNT: _(
            "%(email)s already has an account: sign in, or ask for another password if you have forgotten it."
        ),
        Lapse.INVITER: _(
            "The person who invited you may no longer do so: ask the administrator of %(organisation)s for another invitation."
        )
        if invitation.organisation
        else _("The person who invited you may no longer do so: ask the secretariat for another invitation."),
    }
    return sentences[lapse] % {"organisation": invitation.organisation, "email": invitation.email}


@transaction.atomic
def invite(email: str, *, organisation, roles, language="", by: User | None) -> Invitation:
    """Invite a person at a service address of their body; an open invitation to it is sent again."""
    email, roles = email.strip().lower(), frozenset(roles)
    refuse_placement(by, organisation, roles)
    refuse_address(email, organisation)
    if organisation is not None and not organisation.takes_in_people():
        raise Refused(_("This organisation accepts nobody new now: its membership is suspended or over."))
    Invitation.objects.filter(email=email).open_or_expired().update(withdrawn_at=timezone.now())
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                email=email, organisation=organisation, roles=sorted(roles), language=language, invited_by=by
            )
    except IntegrityError as error:
        raise Refused(_("This address was invited a moment ago: the e-mail is on its way.")) from error
    log(instance=invitation, action="exchange.invitation.send", user=by, data={"roles": sorted(roles)})
    transaction.on_commit(partial(mail_invitation.enqueue, invitation.pk))
    return invitation


def refuse_address(email, organisation) -> None:
    """Refuse an address that is no service address of the body, or that has an account already."""
    if organisation is not None:
        if not organisation.email_domains:
            raise Refused(
                _(
                    "No address can be invited yet: the domains of this organisation's service addresses "
                    "are not known."
                )
            )
        if not is_service_address(email, organisation):
            raise Refused(
                _("This is not a service address of this organisation: those end in %(domains)s.")
                % {"domains": ", ".join(f"@{name}" for name in organisation.email_domains)}
            )
    if User.objects.filter(email__iexact=email).exists():
        raise Refused(
            _("This address already has an account; an administrator can change its organisation and roles.")
        )


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: User) -> None:
    """Make the link of an invitation void."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    refuse_placement(by, invitation.organisation, frozenset(invitation.roles))
    if invitation.accepted_at or invitation.withdrawn_at:
        raise Refused(_("This invitation is already closed."))
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    log(instance=invitation, action="exchange.invitation.withdraw", user=by)


@transaction.atomic
def accept_invitation(invitation: Invitation, *, name: str, language: str, password: str | None) -> User:
    """Open the account that was promised, once; whoever comes second finds it closed.

    Without a password it is opened by the sign-in of the organisation only, until one is chosen.
    """
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not invitation.is_open:
        raise Refused(
            _("This invitation has already been used, or is too old. Ask your organisation for another one.")
        )
    if lapse := lapse_of(invitation):
        raise Refused(explain(lapse, invitation))
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
    if RoleName.ADMINISTRATOR in invitation.roles:
        tell_of_new_administrator(user, by=invitation.invited_by)
    return user
