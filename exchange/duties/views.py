"""Duties as a body sees its own."""

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.views.generic import TemplateView

from exchange.audiences import State
from exchange.duties.standing import standings
from exchange.models import Duty
from exchange.models.people import DESK_ROLES
from practices.models import Practice


class OurDutiesView(LoginRequiredMixin, TemplateView):
    """What this person's body owes the others this year, and how far it is."""

    template_name = "exchange/duties/ours.html"

    def get_context_data(self, **kwargs):
        viewer, organisation = self.request.viewer, self.request.user.organisation
        if organisation is None or not viewer.has_role(*DESK_ROLES):
            raise PermissionDenied
        year = timezone.localdate().year
        standing = next(iter(standings(year, organisation=organisation)), None)
        overdue = (
            Practice.objects.live()
            .visible_to(viewer)
            .filter(organisation=organisation, state=State.REVIEW_DUE)
        )
        return super().get_context_data(
            organisation=organisation,
            year=year,
            standing=standing,
            met={duty.value: is_met for duty, is_met in standing.met().items()} if standing else {},
            labels={duty.value: duty.label for duty in Duty},
            overdue=overdue.order_by("review_due_on", "pk"),
            **kwargs,
        )
