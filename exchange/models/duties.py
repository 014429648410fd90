"""What a body owes the others each year, and what it was told about it; nothing here sanctions."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Duty(models.TextChoices):
    SHARE = "share", _("Share")
    VERIFY = "verify", _("Keep up to date")
    ATTEND = "attend", _("Take part")


class StepTaken(models.TextChoices):
    """First a reminder that the calendar sends, then people write, then they talk."""

    REMINDER = "reminder", _("Reminder sent")
    NOTICE = "notice", _("Notice sent")
    CONVERSATION = "conversation", _("Conversation held")


class DutyNoticeQuerySet(models.QuerySet):
    def of_year(self, year: int):
        return self.filter(year=year)


class DutyNotice(models.Model):
    """One step towards a body that misses a duty; only the committee ever goes further."""

    organisation = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.CASCADE,
        related_name="duty_notices",
    )
    duty = models.CharField(_("duty"), max_length=10, choices=Duty.choices)
    year = models.PositiveSmallIntegerField(_("year"))
    step = models.CharField(_("step"), max_length=15, choices=StepTaken.choices)
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("date"), auto_now_add=True)

    objects = DutyNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("step about a duty")
        verbose_name_plural = _("steps about duties")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "duty", "year"],
                condition=Q(step=StepTaken.REMINDER),
                name="one_reminder_a_year",
            ),
        ]

    def __str__(self):
        return f"{self.organisation} · {self.year} · {self.get_duty_display()}"
