"""Places in networks: the committee decides at the desk of each, and the register keeps what it decided."""

import django_filters
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.conf import settings
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets import BooleanRadioSelect, HeaderButton

from exchange.clocks import today_of
from exchange.memberships import actions
from exchange.memberships.actions.steps import last_decision
from exchange.memberships.committee import in_words, standing, voters
from exchange.memberships.committee_forms import SuccessionForm
from exchange.memberships.consequences import consequences_of
from exchange.memberships.desk import DEEDS, open_measure, title_of, waiting
from exchange.memberships.reach import OF_MEASURE, reach_now, reach_of
from exchange.memberships.rules import rung
from exchange.models import (
    Membership,
    MembershipDecision,
    MembershipEvent,
    Protocol,
    User,
)
from exchange.models.memberships import REGISTERED_STATES
from exchange.models.people import GOVERNORS, PLATFORM_ROLES
from exchange.refusal import Refused, require

from .desk import DeskView, require_again
from .people import names_of_roles
from .policy import DayColumn, PolicyIndexView, PolicyViewSet, editor_of


class MembershipFilterSet(WagtailFilterSet):
    waiting = django_filters.BooleanFilter(
        label=gettext_lazy("Waiting for a decision"), method="filter_waiting", widget=BooleanRadioSelect
    )

    class Meta:
        model = Membership
        fields = ["state", "category", "network", "basis"]

    def filter_waiting(self, queryset, name, value):
        found = waiting().values("pk")
        return queryset.filter(pk__in=found) if value else queryset.exclude(pk__in=found)


class MembershipIndexView(PolicyIndexView):
    @cached_property
    def header_buttons(self):
        user = self.request.user
        if not (user.is_superuser or user.has_role(*GOVERNORS)):
            return []
        address = reverse("membership:succession")
        return [HeaderButton(_("Organisations merge"), url=address, icon_name="group")]


class MembershipDeskView(DeskView):
    """The desk of a membership: application, history, and every step that may be taken now."""

    template_name = "exchange/admin/membership_desk.html"
    deeds = DEEDS

    def form_of(self, deed, data=None):
        seen = {"seen": last_decision(self.object)}
        return deed.form(data, prefix=deed.verb, initial=seen, membership=self.object)

    def title_of(self, deed):
        return title_of(deed, self.object)

    def possible_deeds(self):
        is_own = self.request.user.organisation_id == self.object.organisation_id
        # Nobody decides about their own body.
        return [] if is_own else super().possible_deeds()

    def get_context_data(self, **kwargs):
        membership, user = self.object, self.request.user
        measure = open_measure(membership)
        reads_all = user.is_superuser or user.has_role(*PLATFORM_ROLES)
        return super().get_context_data(
            membership=membership,
            application=actions.sent_application(membership) if reads_all else None,
            measure=measure,
            reach=self.reach(),
            consequences=self.consequences(),
            proposal_ballots=in_words(measure.proposal["ballots"]) if measure and measure.proposal else [],
            decisions=[
                (decision, in_words(decision.facts.get("ballots", {})) if reads_all else [])
                for decision in membership.decisions.newest_first().select_related("by")
            ],
            entitled=len(voters(membership)),
            seats_standing=standing() if reads_all else "",
            today=today_of(membership.organisation),
            **kwargs,
        )

    def next_event(self):
        """Return the step that takes most: the measure that is considered, else the one that may be next."""
        measure = open_measure(self.object)
        return OF_MEASURE.get(measure.kind if measure else rung(self.object))

    def reach(self):
        event = self.next_event()
        return reach_of(self.object, event) if event else reach_now(self.object)

    def consequences(self):
        event = self.next_event()
        return consequences_of(self.object, event) if event else []


class SuccessionView(generic.base.WagtailAdminTemplateMixin, FormView):
    """Bodies merge, or one replaces another: first shown with all that it brings, then decided."""

    template_name = "exchange/admin/succession.html"
    page_title = gettext_lazy("Organisations merge")
    header_icon = "group"
    form_class = SuccessionForm

    def dispatch(self, request, *args, **kwargs):
        require(request.user, *GOVERNORS)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        if "back" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        if "confirmed" not in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, preview=preview_of(form)))
        try:
            require_again(self.request)
            actions.succeed(**form.cleaned_data, by=self.request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(
            self.request,
            _(
                "The succession is recorded. Those concerned receive an e-mail, and people are asked to follow."
            ),
        )
        return redirect("membership:index")

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            days=settings.LEAVERS_ACCOUNT_DAYS,
            months=settings.PROVISIONAL_MONTHS,
            again=is_reauthentication_required(self.request, app=""),
            again_address=reverse("account_reauthenticate"),
            **kwargs,
        )

    def get_breadcrumbs_items(self):
        return [
            *self.breadcrumbs_items,
            {"url": reverse("membership:index"), "label": Membership._meta.verbose_name_plural},
            {"url": "", "label": self.page_title},
        ]


def preview_of(form) -> list[dict]:
    """Return what a succession would bring, body by body."""
    data = form.cleaned_data
    return [
        {
            "body": body,
            "people": [
                {"person": person, "roles": names_of_roles(person)}
                for person in User.objects.filter(is_active=True, organisation=body)
                .prefetch_related("roles")
                .order_by("name", "pk")
            ],
            "places": list(
                body.memberships.filter(state__in=REGISTERED_STATES).select_related("network").order_by("pk")
            ),
            "seats": body.seats.in_term(data["on"]).count(),
            "antennas": body.antennas.count(),
            "protocols": Protocol.objects.open(data["on"]).of_party(body.pk),
            # A succession is of the body as a whole, whatever networks it is in.
            "consequences": consequences_of(Membership(organisation=body), MembershipEvent.SUCCEED),
        }
        for body in data["predecessors"]
    ]


class MembershipViewSet(PolicyViewSet):
    """Places in networks; a state changes by a decision, not by a form."""

    model = Membership
    icon = "group"
    index_view_class = MembershipIndexView
    inspect_view_class = MembershipDeskView
    filterset_class = MembershipFilterSet
    list_display = [
        TitleColumn(
            "organisation",
            label=gettext_lazy("Organisation"),
            url_name="membership:inspect",
            sort_key="organisation",
        ),
        "network",
        "category",
        "state",
        "basis",
        DayColumn("accession_on", label=gettext_lazy("Accession"), sort_key="accession_on"),
    ]
    search_fields = ["organisation__name_fr", "organisation__name_nl", "organisation__short_name"]
    search_backend_name = None
    inspect_view_fields = [
        "organisation",
        "network",
        "category",
        "state",
        "basis",
        "protocol",
        "accession_on",
        "observes_until",
        "suspended_until",
        "provisional_until",
        "charter_due_on",
        "leaves_on",
        "left_on",
        "illustrative",
        "note",
        "head",
        "head_email",
        "contact_email",
        "content_lead_email",
        "deputy_email",
        "privacy_email",
    ]
    edit_handler = editor_of(
        [
            *(FieldPanel(name, read_only=True) for name in ("organisation", "network", "state", "category")),
            *map(FieldPanel, ("basis", "protocol", "accession_on", "illustrative", "note")),
            # Who has no administrator is reached there.
            *map(FieldPanel, ("head", "head_email")),
        ]
    )

    def get_index_view_kwargs(self, **kwargs):
        places = Membership.objects.select_related("organisation", "network")
        return super().get_index_view_kwargs(**{"queryset": places, **kwargs})

    @property
    def succession_view(self):
        return self.construct_view(SuccessionView)

    def get_urlpatterns(self):
        # The menu leads to the first address: the list.
        return [*super().get_urlpatterns(), path("succession/", self.succession_view, name="succession")]


def votes_of(decision):
    if not decision.was_voted:
        return "–"
    return f"{decision.in_favour} / {decision.against} / {decision.abstained}"


class DecisionViewSet(PolicyViewSet):
    """The register of decisions: it is read, and nothing in it is changed."""

    model = MembershipDecision
    name = "decisions"
    icon = "history"
    list_display = [
        DayColumn("decided_at", label=gettext_lazy("Date"), sort_key="decided_at"),
        "membership",
        "event",
        "capacity",
        Column("votes", label=gettext_lazy("For / against / abstained"), accessor=votes_of),
    ]
    list_filter = ["event", "capacity"]
    search_fields = ["membership__organisation__name_fr", "membership__organisation__short_name", "reason"]
    search_backend_name = None
    ordering = "-decided_at"
    inspect_view_fields = [
        "membership",
        "event",
        "before",
        "after",
        "capacity",
        "by",
        "decided_at",
        "reason",
        "until",
        "in_favour",
        "against",
        "abstained",
        "entitled",
    ]
    form_fields = ["reason"]

    def get_index_view_kwargs(self, **kwargs):
        decisions = MembershipDecision.objects.select_related(
            "membership__organisation", "membership__network"
        )
        return super().get_index_view_kwargs(**{"queryset": decisions, **kwargs})
