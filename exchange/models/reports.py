"""The yearly report, as it was when the committee published it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class YearlyReport(models.Model):
    """The figures of one year, counted once and kept: a report does not change afterwards.

    figures: what exchange.report.figures.figures_of() returns.
    """

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    figures = models.JSONField(editable=False)
    published_at = models.DateTimeField(_("published on"), auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        verbose_name = _("yearly report")
        verbose_name_plural = _("yearly reports")
        ordering = ["-year"]

    def __str__(self):
        return str(self.year)
