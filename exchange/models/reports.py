"""The yearly report, as it was when the committee published it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class YearlyReportQuerySet(models.QuerySet):
    def present(self):
        """Return the last edition of each year."""
        later = self.model.objects.filter(
            year=models.OuterRef("year"), edition__gt=models.OuterRef("edition")
        )
        return self.filter(~models.Exists(later))


class YearlyReport(models.Model):
    """One edition of the figures of a year: counted once and kept; what was wrong is put right in the next one.

    figures: what exchange.report.figures.figures_of() returns.
    """

    year = models.PositiveSmallIntegerField(_("year"))
    edition = models.PositiveSmallIntegerField(_("edition"), default=1)
    # Of a second edition: why it was made. Each reader also sees which numbers changed.
    note = models.TextField(_("what changed, and why"), blank=True, max_length=2000)
    figures = models.JSONField(editable=False)
    published_at = models.DateTimeField(_("published on"), auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = YearlyReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("yearly report")
        verbose_name_plural = _("yearly reports")
        ordering = ["-year", "-edition"]
        constraints = [
            models.UniqueConstraint(fields=["year", "edition"], name="one_report_per_edition"),
            models.CheckConstraint(
                condition=Q(edition=1) | ~Q(note=""), name="a_new_edition_says_what_changed"
            ),
        ]

    def __str__(self):
        return str(self.year) if self.edition == 1 else f"{self.year} ({self.edition})"
