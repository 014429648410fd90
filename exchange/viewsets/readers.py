"""What readers wrote, for those who answer for the page."""

from django import forms
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from django_filters import ChoiceFilter, DateFromToRangeFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from exchange.feedback import handle_feedback, reopen_feedback
from exchange.models import Feedback

from .policy import PolicyInspectView, PolicyViewSet


class FeedbackInspectView(PolicyInspectView):
    """One message, with the button that notes that somebody took care of it."""

    template_name = "exchange/admin/feedback.html"

    def get_context_data(self, **kwargs):
        name = "reopen" if self.object.handled_at else "handle"
        return super().get_context_data(
            action=reverse(f"feedback:{name}", args=[self.object.pk]),
            page_address=self.object.page.get_url(self.request),
            **kwargs,
        )


class FeedbackActionView(PermissionCheckedMixin, View):
    """Call one action on a message that the person may read."""

    model = Feedback
    http_method_names = ["post"]
    permission_required = "handle"
    act = None

    def post(self, request, pk):
        readable = self.permission_policy.instances_user_has_permission_for(request.user, "handle")
        self.act(get_object_or_404(readable, pk=pk), by=request.user)
        return redirect("feedback:index")


class FeedbackFilterSet(WagtailFilterSet):
    """What is left to do, whose it is, of when."""

    handled = ChoiceFilter(
        label=_("Dealt with"),
        choices=[("yes", _("Yes")), ("no", _("Not yet"))],
        method="filter_handled",
        widget=forms.RadioSelect,
    )
    sent_at = DateFromToRangeFilter(label=_("Sent"), widget=DateRangePickerWidget)

    class Meta:
        model = Feedback
        fields = ["handled", "organisation", "sent_at"]

    def filter_handled(self, queryset, name, value):
        return queryset.filter(handled_at__isnull=value == "no")


class FeedbackViewSet(PolicyViewSet):
    """Readers' messages: never published, only taken care of."""

    model = Feedback
    name = "feedback"
    icon = "mail"
    menu_order = 330
    menu_label = _("Readers' messages")
    add_to_admin_menu = True
    inspect_view_class = FeedbackInspectView
    inspect_template_name = "exchange/admin/feedback.html"
    list_display = [
        "message",
        Column("page", label=_("Page"), accessor="page.title"),
        Column("organisation", label=_("Organisation")),
        DateColumn("sent_at", label=_("Sent"), sort_key="sent_at"),
        BooleanColumn("handled_at", label=_("Dealt with"), sort_key="handled_at"),
    ]
    filterset_class = FeedbackFilterSet
    search_fields = ["message", "email"]
    search_backend_name = None
    ordering = "-sent_at"
    exclude_form_fields = ["sender_digest"]
    inspect_view_fields = [
        "page",
        "message",
        "email",
        "language",
        "sent_at",
        "organisation",
        "handled_at",
        "handled_by",
    ]

    def get_index_view_kwargs(self, **kwargs):
        messages = Feedback.objects.select_related("page", "organisation")
        return super().get_index_view_kwargs(**{"queryset": messages, **kwargs})

    def get_urlpatterns(self):
        handle = self.construct_view(FeedbackActionView, act=staticmethod(handle_feedback))
        reopen = self.construct_view(FeedbackActionView, act=staticmethod(reopen_feedback))
        return [
            *super().get_urlpatterns(),
            path("handle/<int:pk>/", handle, name="handle"),
            path("reopen/<int:pk>/", reopen, name="reopen"),
        ]
