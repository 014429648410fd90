from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.ui.components import Component

from exchange.models import Provenance
from practices.wagtail_hooks import NOT_FOR_SHEETS
from seminars.models import Seminar, Talk
from seminars.policies import policy
from seminars.presentation import described, to_decide

TO_PROGRESS = "action-to-progress"
LOG_ACTIONS = {
    "seminars.remove_slides": (_("Remove slides"), _("The slides were removed")),
    "seminars.propose": (_("Propose a talk"), _("Proposed by its organisation")),
    "seminars.submit": (_("Send a talk"), _("Sent for release")),
    "seminars.take_back": (_("Take back a talk"), _("Taken back: a draft again")),
    "seminars.release": (_("Release a talk"), _("Released by its organisation")),
    "seminars.accept": (_("Accept a talk"), _("Accepted by the hosts, and published")),
    "seminars.request_changes": (_("Ask for changes of a talk"), _("Changes were requested")),
    "seminars.decline": (_("Decline a talk"), _("Declined by the hosts")),
    "seminars.translate": (_("Publish translations"), _("Translations were published by the secretariat")),
    "seminars.withdraw": (_("Withdraw a talk"), _("Withdrawn from the programme")),
    "seminars.discard": (_("Delete a draft of a talk"), _("A draft of a talk was deleted")),
}


@hooks.register("register_log_actions")
def log_actions(registry):
    """Name what happens to a talk in the history of the page."""
    for action, (label, message) in LOG_ACTIONS.items():
        registry.register_action(action, label, message)


class ToProgress(ActionMenuItem):
    """Saves, and goes to where the organisation is asked for its agreement."""

    name = TO_PROGRESS
    label = _("Save and go on to the organisation’s agreement")
    icon_name = "resubmit"

    def is_shown(self, context):
        if context["view"] == "create":
            return issubclass(context["parent_page"].specific_class, Seminar)
        page = context.get("page")
        return (
            isinstance(page, Talk) and page.provenance == Provenance.MEMBER and not context["locked_for_user"]
        )


@hooks.register("register_page_action_menu_item")
def to_progress_item():
    """Offer the way from the editor to the page where a talk stands."""
    return ToProgress(order=10)


@hooks.register("construct_page_action_menu")
def actions_of_a_talk(menu_items, request, context):
    """Keep for the talks of members what saves: the rest is done where the talk stands."""
    page = context.get("page")
    if isinstance(page, Talk):
        closed = NOT_FOR_SHEETS - {"action-unpublish"}
        if page.provenance != Provenance.MEMBER:
            closed -= {"action-publish"}
        menu_items[:] = [item for item in menu_items if item.name not in closed]


def go_to_progress(request, page):
    if request.method == "POST" and TO_PROGRESS in request.POST and isinstance(page, Talk):
        return redirect("seminars:progress", page.pk)
    return None


hooks.register("after_edit_page", go_to_progress)
hooks.register("after_create_page", go_to_progress)


class TalksPanel(Component):
    """The talks that wait for whoever has just come in."""

    name = "talks"
    order = 11
    template_name = "seminars/admin/talks_panel.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        return {"rows": described(to_decide(user)), "follows": policy.follows_talks(user)}


@hooks.register("construct_homepage_panels")
def talks_on_the_dashboard(request, panels):
    """Show the talks that wait below the practices that wait."""
    panels.append(TalksPanel())
