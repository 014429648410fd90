"""Who took a practice out of sight in an emergency, why, and until when without a confirmation."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class FreezeQuerySet(models.QuerySet):
    def open(self):
        return self.filter(ended_at__isnull=True)

    def unconfirmed(self):
        """Return what lapses unless it is confirmed: an organisation keeps its own out of sight as it likes."""
        return self.filter(confirmed_at__isnull=True, lapses_on__isnull=False)


class Freeze(models.Model):
    """One emergency: it lapses after some working days unless secretariat or committee confirm it."""

    practice = models.ForeignKey("practices.Practice", on_delete=models.CASCADE, related_name="freezes")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # For whom: nobody but the platform itself has none.
    organisation = models.ForeignKey(
        "exchange.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The dispute in which it was asked for: it ends with that, and its record tells what became of it.
    dispute = models.ForeignKey(
        "exchange.Dispute", on_delete=models.SET_NULL, null=True, blank=True, related_name="freezes"
    )
    reason = models.TextField(_("reason"))
    made_at = models.DateTimeField(auto_now_add=True)
    lapses_on = models.DateField(_("lapses on"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = FreezeQuerySet.as_manager()
    own_words = {"made_by": ("reason",)}

    class Meta:
        verbose_name = _("freeze")
        verbose_name_plural = _("freezes")
        constraints = [
            models.UniqueConstraint(
                fields=["practice"],
                condition=models.Q(ended_at__isnull=True),
                name="one_open_freeze_per_practice",
            )
        ]

    def __str__(self):
        return str(self.practice)

    def is_over(self, today: dt.date) -> bool:
        return self.lapses_on is not None and self.confirmed_at is None and self.lapses_on < today


def open_freeze(practice) -> Freeze | None:
    """Return the freeze that waits for a confirmation or an end; what was frozen long ago has none."""
    return next((freeze for freeze in practice.freezes.all() if freeze.ended_at is None), None)
