"""The one appeal against a refusal."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision, WorkflowState

from exchange.models import ReviewStep, User, Verdict
from exchange.models.people import GOVERNORS

from .review import verdict_in


class AppealQuerySet(models.QuerySet):
    def open(self):
        return self.filter(decided_at__isnull=True)


class Appeal(models.Model):
    """What a body answers to the refusal of its sheet, and what the committee decided."""

    practice = models.ForeignKey("practices.Practice", on_delete=models.CASCADE, related_name="appeals")
    # The review that ended with the refusal: there is one appeal against it.
    review = models.OneToOneField("wagtailcore.WorkflowState", on_delete=models.CASCADE, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    reason = models.TextField(_("reason"))
    made_at = models.DateTimeField(auto_now_add=True)
    is_upheld = models.BooleanField(_("upheld"), null=True, blank=True)
    decision = models.TextField(_("decision"), blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = AppealQuerySet.as_manager()
    own_words = {"made_by": ("reason",)}

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.UniqueConstraint(
                fields=["practice"],
                condition=models.Q(decided_at__isnull=True),
                name="one_open_appeal_per_sheet",
            )
        ]

    def __str__(self):
        return str(self.practice)


def open_appeal(practice) -> Appeal | None:
    """Return the appeal about which the committee has not decided: there is one at most."""
    return next((made for made in practice.appeals.all() if made.decided_at is None), None)


def refused_review(practice) -> WorkflowState | None:
    """Return the last review of a sheet, if the reviewers refused it and nothing was sent since."""
    review = practice.workflow_states.order_by("-created_at", "-pk").first()
    if review is None or review.status != WorkflowState.STATUS_CANCELLED:
        return None
    home, far, third = (verdict_in(practice, step, review) for step in ReviewStep)
    return review if third == Verdict.DECLINE or home == far == Verdict.DECLINE else None


def refused_version(review: WorkflowState) -> Revision:
    """Return the version about which the last reviewer decided."""
    taken = review.task_states.filter(finished_by__isnull=False, revision__isnull=False)
    return taken.select_related("revision").latest("finished_at", "pk").revision


def committee_for(practice):
    """Return who decides about the appeal of a body: the committee without the people of that body."""
    people = User.objects.filter(is_active=True, roles__name__in=GOVERNORS).distinct()
    return people.exclude(organisation__in=practice.owner_ids())


def hears_appeal(practice, user) -> bool:
    """Say whether this person decides about the appeal under way: the text opens to them as long."""
    return (
        user.is_active
        and user.has_role(*GOVERNORS)
        and user.organisation_id not in practice.owner_ids()
        and open_appeal(practice) is not None
    )
