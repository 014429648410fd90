"""Invitations: how an account comes into being."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchange.models.people import PLATFORM_ROLES, RoleName

SALT = "exchange.invitation"


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Those that may still be accepted."""
        return self.filter(
            accepted_at__isnull=True,
            withdrawn_at__isnull=True,
            sent_at__gt=timezone.now() - settings.INVITATION_LIFE,
        )

    def of_token(self, token: str) -> "Invitation | None":
        """Return the invitation behind a link, if this project wrote the link."""
        try:
            pk, _sent = signing.Signer(salt=SALT).unsign_object(token)
        except (signing.BadSignature, ValueError):
            return None
        invitation = self.select_related("organisation", "invited_by").filter(pk=pk).first()
        return invitation if invitation and invitation.token == token else None

    def open_or_expired(self):
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


class Invitation(models.Model):
    """One address, one body, some roles, for some days."""

    email = models.EmailField(_("service e-mail address"))
    organisation = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="invitations",
    )
    roles = ArrayField(
        models.CharField(max_length=30, choices=RoleName.choices),
        verbose_name=_("roles"),
        default=list,
        blank=True,
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("invited by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    sent_at = models.DateTimeField(_("sent"), default=timezone.now, editable=False)
    accepted_at = models.DateTimeField(_("accepted"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="one_invitation_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="accepted_or_withdrawn",
            ),
        ]

    def __str__(self):
        return self.email

    @property
    def token(self) -> str:
        """Return what stands in the link: it tells nothing, and is kept nowhere."""
        return signing.Signer(salt=SALT).sign_object([self.pk, self.sent_at.timestamp()])

    @property
    def expires_at(self):
        return self.sent_at + settings.INVITATION_LIFE

    @property
    def gives_platform_role(self) -> bool:
        return not PLATFORM_ROLES.isdisjoint(self.roles)

    @property
    def is_open(self) -> bool:
        return not self.accepted_at and not self.withdrawn_at and timezone.now() < self.expires_at
