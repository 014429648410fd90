"""Who was asked to review what, and what they said."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from .people import User


class ReviewStep(models.TextChoices):
    HOME = "home", _("Home shore")
    FAR = "far", _("Other shore")
    THIRD = "third", _("Third opinion")


class Verdict(models.TextChoices):
    APPROVE = "approve", _("Approved")
    REQUEST_CHANGES = "request_changes", _("Changes requested")
    DECLINE = "decline", _("Declined")


class AssignmentQuerySet(models.QuerySet):
    def open(self):
        return self.filter(closed_at__isnull=True)

    def outside(self, places):
        """Leave out reviews of what belongs to the networks of these memberships."""
        of_page, of_protocol = "page__practice__network", "page__practice__protocol__network"
        return self.filter(
            ~Exists(places.filter(network=OuterRef(of_page))),
            ~Exists(places.filter(network=OuterRef(of_protocol))),
        )

    def effective(self, today=None):
        """Return what is open and opens the page: its reviewer may still be asked today."""
        return self.open().filter(reviewer__in=User.objects.who_review(today))


class Assignment(models.Model):
    """One reviewer asked for an opinion; while it is open, the page opens to them."""

    page = models.ForeignKey(
        settings.WAGTAIL_PAGE_MODEL, on_delete=models.CASCADE, related_name="assignments"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("reviewer"),
        on_delete=models.CASCADE,
        related_name="assignments",
    )
    step = models.CharField(_("step"), max_length=10, choices=ReviewStep.choices)
    assigned_at = models.DateTimeField(_("assigned at"), auto_now_add=True)
    due_on = models.DateField(_("due on"))
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict.choices, blank=True)
    comment = models.TextField(_("comment"), blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("review assignment")
        verbose_name_plural = _("review assignments")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "step"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_review_per_step",
            ),
            models.CheckConstraint(
                condition=models.Q(verdict="") | models.Q(closed_at__isnull=False),
                name="verdict_closes_the_review",
            ),
        ]

    def __str__(self):
        return f"{self.reviewer} · {self.get_step_display()}"
