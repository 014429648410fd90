"""People who go over to another organisation: offered, and confirmed by the person."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core import signing
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exchange.clocks import TodayAt
from exchange.models.people import RoleName

SALT = "exchange.move"


class MoveQuerySet(models.QuerySet):
    def unanswered(self):
        return self.filter(confirmed_at=None, declined_at=None, withdrawn_at=None)

    def open(self):
        """Return those that the person may still confirm."""
        return self.unanswered().filter(answer_until__gte=TodayAt("organisation__time_zone"))

    def of_token(self, token: str) -> "Move | None":
        """Return the offer behind a link, if this project wrote the link."""
        try:
            pk, _offered = signing.Signer(salt=SALT).unsign_object(token)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        move = self.select_related("person", "former", "organisation", "offered_by").filter(pk=pk).first()
        return move if move and move.token == token else None


class Move(models.Model):
    """One person, the organisation that they leave, the one that they go to, and what they may do there."""

    person = models.ForeignKey(
        "exchange.User", verbose_name=_("person"), on_delete=models.CASCADE, related_name="moves"
    )
    former = models.ForeignKey(
        "exchange.Organisation", verbose_name=_("from"), on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="moves",
    )
    roles = ArrayField(
        models.CharField(max_length=30, choices=RoleName.choices),
        verbose_name=_("roles"),
        default=list,
        blank=True,
    )
    # Empty after a merger: the successor keeps the domains of those that it replaces.
    email = models.EmailField(_("service address at the new organisation"), blank=True)
    is_succession = models.BooleanField(_("after a merger"), default=False, editable=False)
    offered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("offered by"),
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
    )
    offered_at = models.DateTimeField(_("offered"), default=timezone.now, editable=False)
    answer_until = models.DateField(_("answer until"), editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)
    declined_at = models.DateTimeField(_("declined"), null=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, editable=False)

    objects = MoveQuerySet.as_manager()

    class Meta:
        verbose_name = _("move to another organisation")
        verbose_name_plural = _("moves to another organisation")
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(confirmed_at=None, declined_at=None, withdrawn_at=None),
                name="one_move_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(former=models.F("organisation")), name="move_leads_to_another_organisation"
            ),
        ]

    def __str__(self):
        return f"{self.former} → {self.organisation}"

    @property
    def token(self) -> str:
        """Return what stands in the link: it tells nothing, and is kept nowhere."""
        return signing.Signer(salt=SALT).sign_object([self.pk, self.offered_at.timestamp()])

    @property
    def address(self) -> str:
        """Return where the person is written to: the new address shows that it is theirs."""
        return self.email or self.person.email

    @property
    def is_open(self) -> bool:
        return type(self).objects.open().filter(pk=self.pk).exists()
