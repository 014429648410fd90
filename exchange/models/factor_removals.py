"""Second factors that were lost, and the two administrators who take them away."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class FactorRemovalQuerySet(models.QuerySet):
    def open(self):
        """Return the requests that still wait for a second administrator."""
        since = timezone.now() - settings.FACTOR_REMOVAL_LIFE
        return self.filter(confirmed_at=None, withdrawn_at=None, asked_at__gt=since)


class FactorRemoval(models.Model):
    """A request to take the second factor of a person away: one administrator asks, another confirms."""

    own_words = {"asked_by": ("reason",)}

    person = models.ForeignKey(
        "exchange.User", verbose_name=_("person"), on_delete=models.CASCADE, related_name="factor_removals"
    )
    reason = models.CharField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(
        "exchange.User", verbose_name=_("requested by"), on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("requested at"), default=timezone.now)
    confirmed_by = models.ForeignKey(
        "exchange.User", verbose_name=_("confirmed by"), on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    objects = FactorRemovalQuerySet.as_manager()

    class Meta:
        verbose_name = _("removal of a second factor")
        verbose_name_plural = _("removals of second factors")
        constraints = [
            models.CheckConstraint(
                condition=~Q(asked_by=F("person")), name="factor_removal_not_asked_for_oneself"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None)
                | (~Q(confirmed_by=F("asked_by")) & ~Q(confirmed_by=F("person"))),
                name="factor_removal_confirmed_by_another",
            ),
        ]

    def __str__(self):
        return str(_("Second factor of account #%(number)s") % {"number": self.person_id})

    @property
    def is_open(self) -> bool:
        return type(self).objects.open().filter(pk=self.pk).exists()
