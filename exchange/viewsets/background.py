"""The background as administrators see it in the editor: what runs, what recurs, what failed."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import View
from django_tasks_db.models import DBTaskResult
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from exchange.background import actions, standing

from .pages import EditorPage

SHOWN = 100


class BackgroundView(EditorPage):
    """Whether the worker runs, and what it could not do; of a task neither recipient nor content is told."""

    model = DBTaskResult
    page_title = _("Background tasks")
    header_icon = "tasks"
    template_name = "exchange/background/desk.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            parts=standing.parts(),
            queues=standing.queues(),
            jobs=standing.jobs(),
            failed=[standing.trouble(row) for row in standing.failures()[:SHOWN]],
            retrying=[standing.trouble(row) for row in standing.retrying()[:SHOWN]],
            may_change=self.user_has_permission("change"),
            **kwargs,
        )


class TaskChange(PermissionCheckedMixin, View):
    """Do something about one task, or about all that failed or wait for another attempt."""

    model = DBTaskResult
    http_method_names = ["post"]
    permission_required = "change"

    def post(self, request, pk=None):
        self.change(DBTaskResult.objects.filter(pk=pk) if pk else DBTaskResult.objects.all())
        return redirect("background")


class RetryTaskView(TaskChange):
    def change(self, rows):
        number = actions.try_again(rows, by=self.request.user)
        if number:
            words = ngettext("%(number)s task will run again.", "%(number)s tasks will run again.", number)
            messages.success(self.request, words % {"number": number})
        else:
            messages.warning(
                self.request, _("There was nothing left to run again: it may have been done meanwhile.")
            )


class ForgetTaskView(TaskChange):
    def change(self, rows):
        if actions.leave(rows, by=self.request.user):
            messages.success(self.request, _("The task was dropped."))
        else:
            messages.warning(self.request, _("There was nothing to drop: the task may be running again."))


urlpatterns = [
    path("background/", BackgroundView.as_view(), name="background"),
    path("background/retry/", RetryTaskView.as_view(), name="background_retry_all"),
    path("background/retry/<uuid:pk>/", RetryTaskView.as_view(), name="background_retry"),
    path("background/forget/<uuid:pk>/", ForgetTaskView.as_view(), name="background_forget"),
]
