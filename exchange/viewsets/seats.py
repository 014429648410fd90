"""Seats of the committee: of an organisation or a person, as many on each shore."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets import AdminDateInput

from exchange.memberships.committee import standing
from exchange.models import (
    CommitteeSeat,
    Organisation,
    Shore,
)

from .policy import DayColumn, PolicyIndexView, PolicyViewSet


def shore_of(seat):
    return Shore(seat.organisation.shore).label


class SeatForm(WagtailAdminModelForm):
    """A seat; only members and networks hold one."""

    class Meta:
        model = CommitteeSeat
        fields = ["organisation", "function", "starts_on", "ends_on"]
        widgets = {"starts_on": AdminDateInput, "ends_on": AdminDateInput}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        bodies = CommitteeSeat.objects.bodies_that_sit()
        if self.instance.pk:
            # The seat of a body that left is ended here.
            bodies |= Organisation.objects.filter(pk=self.instance.organisation_id)
        self.fields["organisation"].queryset = bodies.distinct().order_by("name", "pk")
        self.fields["organisation"].help_text = _(
            "A member or a network: no candidate, observer or former member."
        )


class SeatIndexView(PolicyIndexView):
    def get(self, request, *args, **kwargs):
        if warning := standing():
            messages.warning(request, warning)
        return super().get(request, *args, **kwargs)


class CommitteeSeatViewSet(PolicyViewSet):
    """Seats of the joint committee: as many from each shore, each for a term."""

    model = CommitteeSeat
    name = "seats"
    icon = "user"
    index_view_class = SeatIndexView
    list_display = [
        "organisation",
        "function",
        Column("shore", label=gettext_lazy("Shore"), accessor=shore_of),
        DayColumn("starts_on", label=gettext_lazy("From"), sort_key="starts_on"),
        DayColumn("ends_on", label=gettext_lazy("Until"), sort_key="ends_on"),
    ]
    ordering = "organisation"
    inspect_view_fields = ["organisation", "function", "starts_on", "ends_on"]

    def get_edit_handler(self):
        return None

    def get_form_class(self, for_update=False):
        return SeatForm
