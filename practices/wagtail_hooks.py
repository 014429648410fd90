from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.auth import user_passes_test
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.utils.urlpatterns import decorate_urlpatterns

from exchange.audiences import State
from exchange.models import OrganisationPage, TranslatedPage
from exchange.models.people import SECRETARIAT
from exchange.models.sharing import SharedPage
from exchange.viewers import viewer_kept_with
from practices.desk import DeskView, LanguagesView, ReadView, RemarkView
from practices.leaving import desk as departures
from practices.leaving.policies import policy as departure_policy
from practices.models import Keyword, Practice
from practices.waiting import waiting_for

TO_DESK = "action-to-desk"
CANCEL = "action-cancel-workflow"
# How Wagtail's addresses name the pages that they are about.
PAGE_ARGUMENTS = ("page_id", "pk", "parent_page_id", "page_to_move_id", "destination_id")
# Those that stand outside Wagtail's addresses of pages: a sheet, too, may be asked for what is below it.
ABOUT_ONE_PAGE = {"wagtailadmin_explore", "wagtailadmin_explore_results", "wagtailadmin_choose_page_child"}
TAGS = {"wagtailadmin_tag_autocomplete", "wagtailadmin_tag_model_autocomplete"}
MOST_KEYWORDS = 10
# Wagtail's own workflow words; a sheet is submitted and decided about on its desk.
NOT_FOR_SHEETS = {
    "action-publish",
    "action-unpublish",
    "action-submit",
    "action-restart-workflow",
    CANCEL,
}
WAGTAILS_OWN_PANELS = {"workflow_objects_to_moderate", "user_objects_in_workflow_moderation"}
LOG_ACTIONS = {
    "practices.submit": (_("Submit"), _("Submitted")),
    "practices.take_back": (_("Withdraw from review"), _("Withdrawn from review")),
    "practices.send_to_review": (
        _("Send a correction to review"),
        _("More than a small correction: sent to review"),
    ),
    "practices.pass_on_review": (
        _("Pass on a review"),
        _("A review was passed on: its reviewer may not any more"),
    ),
    "practices.release": (_("Release"), _("Released by the organisation")),
    "practices.admissible": (_("Find admissible"), _("Found admissible")),
    "practices.inadmissible": (_("Find inadmissible"), _("Found not yet admissible")),
    "practices.decline": (_("Decline"), _("Declined by a reviewer")),
    "practices.reassign": (_("Ask another reviewer"), _("Another reviewer was asked")),
    "practices.publish": (_("Publish a practice"), _("Published by the secretariat")),
    "practices.translate": (_("Publish translations"), _("Translations were published by the secretariat")),
    "practices.uncorrected": (_("Give back"), _("A draft again: the changes did not come in time")),
    "practices.review_due": (_("Mark as due for verification"), _("Due for verification")),
    "practices.confirm": (_("Confirm"), _("Confirmed by the organisation")),
    "practices.archive": (_("Archive"), _("Archived")),
    "practices.freeze": (_("Freeze"), _("Frozen")),
    "practices.unfreeze": (_("Unfreeze"), _("No longer frozen")),
    "practices.unfreeze_settled": (
        _("End a freeze with its dispute"),
        _("No longer frozen: the dispute is over"),
    ),
    "practices.confirm_freeze": (_("Confirm a freeze"), _("Confirmed: it stays frozen")),
    "practices.lapse_freeze": (_("Let a freeze lapse"), _("No longer frozen: nobody confirmed it in time")),
    "practices.withdraw": (_("Withdraw"), _("Withdrawn")),
    "practices.adopt": (_("Declare an adoption"), _("An adoption was declared")),
    "practices.withdraw_adoption": (_("Withdraw an adoption"), _("An adoption was withdrawn")),
    "practices.answer_remark": (_("Answer a remark"), _("A remark was answered")),
    "practices.appeal": (_("Appeal"), _("Appeal to the committee")),
    "practices.uphold_appeal": (_("Uphold an appeal"), _("The committee upheld the appeal")),
    "practices.dismiss_appeal": (_("Dismiss an appeal"), _("The committee let the refusal stand")),
    "practices.warn_of_purge": (
        _("Warn that a draft will be deleted"),
        _("Its organisation was warned that this draft will be deleted"),
    ),
    "practices.purge": (_("Delete a forgotten draft"), _("A forgotten draft was deleted")),
    "practices.accept_co_ownership": (_("Accept to be co-lead"), _("Another organisation became co-lead")),
    "practices.step_out": (_("Step down"), _("An organisation is no longer co-lead")),
    "practices.widen": (_("Open to more readers"), _("Opened to more readers")),
    "practices.narrow": (_("Restrict to fewer readers"), _("Restricted to fewer readers")),
    "practices.depart": (_("Record a departure"), _("An organisation leaves, or a protocol ends")),
    "practices.return": (_("Close a departure"), _("A departure was cancelled")),
    "practices.choose_fate": (
        _("Choose what happens to a practice"),
        _("The organisation chose what happens to the practice"),
    ),
    "practices.warn_of_end": (
        _("Warn that a practice will be deleted"),
        _("Its organisation was warned that this practice will be deleted"),
    ),
    "practices.discard_draft": (_("Discard a version"), _("An unpublished version was deleted")),
    "practices.declare_destroyed": (_("Declare copies destroyed"), _("A former party holds no copies")),
    "practices.hand_over": (_("Hand over to a successor"), _("A successor took it over")),
    "practices.export": (
        _("Export the practices of an organisation"),
        _("An organisation exported its practices"),
    ),
}


@hooks.register("register_admin_urls")
def departure_urls():
    """Show secretariat and committee what becomes of the sheets of bodies that leave."""
    return departures.urlpatterns


class DeparturesMenuItem(MenuItem):
    """A way for those who may see every departure."""

    def is_shown(self, request):
        return departure_policy.may_see_any(request.user)


@hooks.register("register_admin_menu_item")
def show_departures():
    """Show who leaves beside the network."""
    return DeparturesMenuItem(_("Departures"), reverse_lazy("departures"), icon_name="logout", order=311)


class LanguagesMenuItem(MenuItem):
    """A way for whoever translates what is published."""

    def is_shown(self, request):
        return request.user.has_role(*SECRETARIAT)


@hooks.register("register_admin_menu_item")
def show_languages():
    """Show the translations that are missing or outdated."""
    return LanguagesMenuItem(_("Languages"), reverse_lazy("sheet_languages"), icon_name="globe", order=312)


@hooks.register("register_admin_urls")
def desk_urls():
    """Give each sheet its desk, and close Wagtail's pages about pages that are not open to the person."""
    from wagtail.admin.urls import pages, reports
    from wagtail.admin.urls import urlpatterns as editor

    decorate_urlpatterns(pages.urlpatterns, open_pages_only)
    decorate_urlpatterns(named(editor, ABOUT_ONE_PAGE), open_pages_only)
    decorate_urlpatterns(named(editor, TAGS), keywords_of_open_sheets)
    # It names the page that was edited last, whoever asks.
    usage = [pattern for pattern in reports.urlpatterns if pattern.name.startswith("page_types_usage")]
    decorate_urlpatterns(usage, user_passes_test(lambda user: user.is_superuser))
    return [
        path("sheets/languages/", LanguagesView.as_view(), name="sheet_languages"),
        path("sheets/<int:pk>/", DeskView.as_view(http_method_names=["get", "head"]), name="sheet_desk"),
        path(
            "sheets/<int:pk>/remarks/<int:remark>/",
            RemarkView.as_view(http_method_names=["post"]),
            name="sheet_remark",
        ),
        path("sheets/<int:pk>/<slug:verb>/", DeskView.as_view(http_method_names=["post"]), name="sheet_deed"),
        path("sheets/<int:pk>/read/<slug:language>/", ReadView.as_view(), name="sheet_read"),
    ]


def named(patterns, names):
    return [pattern for pattern in patterns if getattr(pattern, "name", None) in names]


def open_pages_only(view):
    """Answer as if there were no such page: some of Wagtail's views name it before they refuse."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        asked = {kwargs[name] for name in PAGE_ARGUMENTS if name in kwargs}
        if asked and not request.user.is_superuser:
            known = TranslatedPage.objects.filter(pk__in=asked).visible_to(viewer_kept_with(request.user))
            if known.count() < len(asked):
                raise Http404
        return view(request, *args, **kwargs)

    return guarded


def keywords_of_open_sheets(view):
    """Complete keywords from the sheets that the viewer may read; Wagtail names those of every draft."""

    @wraps(view)
    def complete(request, **kwargs):
        begun = request.GET.get("term", "")
        sheets = Practice.objects.visible_to(viewer_kept_with(request.user)).exclude(state=State.WITHDRAWN)
        names = Keyword.objects.filter(name__istartswith=begun, practices__content_object__in=sheets)
        words = names.order_by("name").values_list("name", flat=True).distinct() if begun else []
        return JsonResponse(list(words[:MOST_KEYWORDS]), safe=False)

    return complete


@hooks.register("register_log_actions")
def log_actions(registry):
    """Name what happens to a sheet in the history of the page."""
    for action, (label, message) in LOG_ACTIONS.items():
        registry.register_action(action, label, message)


class ToDesk(ActionMenuItem):
    """Saves, and goes to where the sheet is submitted or decided about."""

    name = TO_DESK
    label = _("Save and go on to submission")
    icon_name = "resubmit"

    def is_shown(self, context):
        if context["view"] == "create":
            # Below the page of a body stand its sheets only.
            return issubclass(context["parent_page"].specific_class, OrganisationPage)
        return (
            context["view"] == "edit"
            and isinstance(context["page"], Practice)
            and not context["locked_for_user"]
        )

    def get_context_data(self, parent_context):
        context = super().get_context_data(parent_context)
        page = context.get("page")
        if page and page.pk and page.current_workflow_task:
            context["label"] = _("Save and go on to the decision")
        return context


@hooks.register("register_page_action_menu_item")
def to_desk_item():
    """Offer the way from the editor to the desk."""
    return ToDesk(order=10)


@hooks.register("construct_page_action_menu")
def actions_of_a_sheet(menu_items, request, context):
    """Keep for sheets what saves: the rest is done on the desk."""
    if isinstance(context.get("page"), Practice):
        menu_items[:] = [item for item in menu_items if item.name not in NOT_FOR_SHEETS]


@hooks.register("before_create_page")
def begin_nothing_beside_the_desk(request, parent, page_class):
    """Refuse what Wagtail would do at once with a new practice: begin a workflow that stands above it."""
    if request.method == "POST" and NOT_FOR_SHEETS & set(request.POST) and issubclass(page_class, Practice):
        raise PermissionDenied


@hooks.register("before_edit_page")
def end_nothing_beside_the_desk(request, page):
    """Refuse what Wagtail would still do for whoever sends it: end a workflow, and leave the page in its state."""
    if request.method == "POST" and CANCEL in request.POST and isinstance(page, SharedPage):
        raise PermissionDenied


def go_to_desk(request, page):
    if request.method == "POST" and TO_DESK in request.POST and isinstance(page, Practice):
        return redirect("sheet_desk", page.pk)
    return None


hooks.register("after_edit_page", go_to_desk)
hooks.register("after_create_page", go_to_desk)


@hooks.register("construct_explorer_page_queryset")
def explorer_shows_what_is_open(parent_page, pages, request):
    """List in the explorer what the viewer's tokens open."""
    return pages if request.user.is_superuser else pages.visible_to(viewer_kept_with(request.user))


@hooks.register("construct_page_chooser_queryset")
def chooser_shows_what_is_open(pages, request):
    """Offer in the page chooser what the viewer's tokens open."""
    return pages if request.user.is_superuser else pages.visible_to(viewer_kept_with(request.user))


class WaitingPanel(Component):
    """What waits for whoever has just come in."""

    name = "waiting"
    order = 10
    template_name = "practices/admin/waiting_panel.html"

    def get_context_data(self, parent_context):
        user = parent_context["request"].user
        return {"groups": waiting_for(user), "add_url": add_url(user)}


def add_url(user) -> str:
    """Return where this person writes a new sheet, or nothing."""
    body = user.organisation
    page = getattr(body, "page", None) if body else None
    if page is None or not page.permissions_for_user(user).can_add_subpage():
        return ""
    return reverse("wagtailadmin_pages:add", args=["practices", "practice", page.pk])


@hooks.register("construct_homepage_panels")
def panels_of_the_dashboard(request, panels):
    """Begin with what waits; Wagtail's own lists of workflows would say it again."""
    panels[:] = [panel for panel in panels if panel.name not in WAGTAILS_OWN_PANELS]
    panels.insert(0, WaitingPanel())
