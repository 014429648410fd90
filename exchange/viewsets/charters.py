"""Versions of the charter of use: announced after a look at whom they concern, taken back while nobody has accepted."""

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic

from exchange.clocks import today_of
from exchange.memberships import actions
from exchange.memberships.actions.charter import concerned, refuse_untranslated
from exchange.models import (
    Charter,
    RoleName,
    User,
)
from exchange.refusal import Refused

from .people import RefusableMixin, WithdrawView
from .policy import DayColumn, PolicyViewSet, editor_of, in_each_language


class CharterCreateView(RefusableMixin, generic.CreateView):
    """Announce a version: first shown with all whom it concerns, then published by the action."""

    def form_valid(self, form):
        if "back" in self.request.POST or "confirmed" in self.request.POST or not is_major(form.instance):
            if "back" in self.request.POST:
                return self.render_to_response(self.get_context_data(form=form))
            return super().form_valid(form)
        try:
            refuse_untranslated(form.instance, Charter.objects.in_force())
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        self.template_name = "exchange/admin/charter_preview.html"
        return self.render_to_response(self.get_context_data(form=form, **whom_it_concerns()))

    def save_instance(self):
        return actions.publish_charter(self.form.save(commit=False), by=self.request.user)


def is_major(charter) -> bool:
    """Say whether bodies are to accept this version again."""
    former = Charter.objects.in_force()
    return former is not None and charter.major > former.major


def whom_it_concerns() -> dict:
    """Return the bodies that a new major version binds, and how each will hear of it."""
    places = concerned()
    led = set(
        User.objects.filter(is_active=True, roles__name=RoleName.ORGANISATION_ADMINISTRATOR).values_list(
            "organisation", flat=True
        )
    )
    return {
        "led": [place for place in places if place.organisation_id in led],
        "by_head": [place for place in places if place.organisation_id not in led and place.head_email],
        "unreachable": [
            place for place in places if place.organisation_id not in led and not place.head_email
        ],
        "days": settings.CHARTER_DAYS,
        "due_on": today_of() + dt.timedelta(days=settings.CHARTER_DAYS),
    }


class CharterWithdrawView(WithdrawView):
    """Take a version back while nobody has accepted it; the row stays, as the trace of what was announced."""

    page_title = gettext_lazy("Withdraw from review")
    withdraw = actions.withdraw_charter

    @property
    def confirmation_message(self):
        return _("Take this version back? What held before holds again, and the organisations are told.")


def state_of_charter(charter):
    return _("Withdrawn") if charter.withdrawn_at else ""


class CharterViewSet(PolicyViewSet):
    """Versions of the charter of use: a new one is published, none is changed."""

    model = Charter
    name = "charter_versions"
    icon = "doc-full"
    add_view_class = CharterCreateView
    delete_view_class = CharterWithdrawView
    list_display = [
        "version",
        DayColumn("published_on", label=gettext_lazy("Published on")),
        Column("state", label=gettext_lazy("State"), accessor=state_of_charter),
    ]
    ordering = "-pk"
    inspect_view_fields = ["version", "published_on", "withdrawn_at", "text", "changes"]
    edit_handler = editor_of(
        [*map(FieldPanel, ("major", "minor")), *in_each_language(Charter, "text", "changes")]
    )
