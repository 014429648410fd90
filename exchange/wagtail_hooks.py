"""What the editor shows of the kernel, and what of Wagtail it does not."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import SimpleTemplateResponse
from django.templatetags.static import static
from django.urls import path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.auth import user_passes_test
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.views.account import AvatarSettingsPanel, NameEmailSettingsPanel
from wagtail.admin.views.pages.listing import PageFilterSet
from wagtail.models import PageLogEntry
from wagtail.permissions import register_permission_policy
from wagtail.utils.urlpatterns import decorate_urlpatterns

from exchange import links  # noqa: F401 -- who is looking is asked by every link and chooser
from exchange.accounts.signing_out import forgets_what_was_typed
from exchange.deletion import usage  # noqa: F401 -- who is looking is asked by the pages about usage
from exchange.deletion.views import AntennaDeleteView, unless_used, used_page
from exchange.drafts.actions import keep_unsaved_input, show_unsaved_input
from exchange.duties import desk as duties
from exchange.editor_input import check_request
from exchange.lost_factors import views as lost_factors
from exchange.media_api import AttachmentsAdminAPIViewSet, PicturesAdminAPIViewSet
from exchange.models import Attachment, Picture, TranslatedPage, User
from exchange.models.people import GOVERNORS, PLATFORM_ROLES, SECRETARIAT
from exchange.models.sharing import without_tombstones
from exchange.report import desk as reports
from exchange.rights import ADMINISTRATORS, POLICIES
from exchange.traces.refusals import note_refusal
from exchange.traces.words import register_actions
from exchange.uploads import what_is_taken_out
from exchange.uploads.reasons import told
from exchange.viewers import current_viewer, viewer_kept_with
from exchange.viewsets import FeedbackViewSet, NetworkGroup, WordsGroup, background
from exchange.viewsets.log import LogView, RetentionView

# After every other hook: the addresses that they add are guarded too.
LAST = 1000
# Before hooks that lead elsewhere.
FIRST = -1000

# Before any view asks: Wagtail would answer with a policy of its own, from groups that stay empty.
# For the exact class: that of its image and document apps is registered later.
for model, policy in POLICIES.items():
    register_permission_policy(model, policy, exact_class=True)

hooks.register("register_admin_viewset", NetworkGroup)
hooks.register("register_admin_viewset", WordsGroup)
hooks.register("register_admin_viewset", FeedbackViewSet)


# What people are called is their body's affair, and pictures of them would be one more thing to protect.
for panel in (NameEmailSettingsPanel, AvatarSettingsPanel):
    panel.is_active = lambda panel: False


# register_account_menu_item


@hooks.register("register_account_menu_item")
def lead_to_the_account(request):
    """Lead from Wagtail's preferences to where a password is changed and a second factor set up."""
    return {
        "url": reverse_lazy("account"),
        "label": _("Your account"),
        "help_text": _("Password, second factor and open sessions"),
    }


# register_admin_urls


@hooks.register("register_admin_urls")
def account_for_the_year():
    """Give duties and reports their pages."""
    return [*duties.urlpatterns, *reports.urlpatterns]


@hooks.register("register_admin_urls")
def background_tasks():
    """Give the background its page."""
    return background.urlpatterns


@hooks.register("register_admin_urls")
def list_administrators():
    """Give the list of administrators its page, and lost second factors their steps."""
    return lost_factors.urlpatterns


@hooks.register("register_admin_urls")
def keep_reports_for_the_secretariat():
    """Show reports, which name pages of every body, to the secretariat."""
    from wagtail.admin.urls import reports

    decorate_urlpatterns(reports.urlpatterns, user_passes_test(is_secretariat))
    return []


@hooks.register("register_admin_urls")
def read_the_log():
    """Give the log its page, in the place of Wagtail's own, which names what its reader may not open."""
    return [
        path("log/", LogView.as_view(), name="exchange_log"),
        path("log/results/", LogView.as_view(results_only=True), name="exchange_log_results"),
        path("retention/", RetentionView.as_view(), name="exchange_retention"),
    ]


@hooks.register("register_admin_urls")
def name_people_of_open_pages():
    """Let the filters of lists of pages name people of pages that the viewer may read, not of all."""
    PageFilterSet.base_filters["owner"].queryset = owners_of_open_pages
    PageFilterSet.base_filters["edited_by"].queryset = editors_of_open_pages
    return []


def owners_of_open_pages(request):
    return User.objects.filter(pk__in=open_pages(request).values("owner"))


def editors_of_open_pages(request):
    edits = PageLogEntry.objects.filter(action="wagtail.edit", page__in=open_pages(request))
    return User.objects.filter(pk__in=edits.values("user"))


def open_pages(request):
    return without_tombstones(TranslatedPage.objects.visible_to(viewer_kept_with(request.user))).order_by()


@hooks.register("register_admin_urls")
def delete_antennas():
    """Give antennas, which are rows of an organisation, a page of their own to be deleted on."""
    return [path("antennas/<int:pk>/delete/", AntennaDeleteView.as_view(), name="delete_antenna")]


@hooks.register("register_admin_urls")
def keep_files_that_are_named():
    """Show what names a picture or a file in the place of the question whether to delete it."""
    from wagtail.documents import admin_urls as documents
    from wagtail.images import admin_urls as images

    for patterns, model, key in (
        (images.urlpatterns, Picture, "image_id"),
        (documents.urlpatterns, Attachment, "document_id"),
    ):
        deletions = [pattern for pattern in patterns if pattern.name == "delete"]
        decorate_urlpatterns(deletions, unless_used(model, key))
    return []


@hooks.register("before_delete_page")
def show_what_names_a_page(request, page):
    """Show what names a page in the place of the question whether to delete it."""
    return used_page(request, page)


@hooks.register("register_admin_urls", order=LAST)
def check_what_is_asked():
    """Let Wagtail's views meet only what they can read, and write down whom they refused.

    They answer a refusal with a redirect, so that no middleware hears of it.
    """
    from wagtail.admin import urls

    decorate_urlpatterns(urls.urlpatterns, checked)
    out = [pattern for pattern in urls.urlpatterns if getattr(pattern, "name", None) == "wagtailadmin_logout"]
    decorate_urlpatterns(out, forgets_what_was_typed)
    return []


def checked(view):
    """Check what a view is asked, and draw its page at once.

    Wagtail knows who is at work only within the view, and names of people are written for them (User.shown_to).
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        check_request(request, kwargs)
        try:
            with what_is_taken_out() as removed:
                response = view(request, *args, **kwargs)
            if removed:
                messages.info(
                    request,
                    _("Taken out of the file before it was kept: %(removed)s.") % {"removed": told(removed)},
                )
            return response.render() if isinstance(response, SimpleTemplateResponse) else response
        except PermissionDenied as error:
            note_refusal(request, error)
            raise

    return guarded


def is_secretariat(user) -> bool:
    return user.is_superuser or user.has_role(*SECRETARIAT)


def governs(user) -> bool:
    return user.is_superuser or user.has_role(*GOVERNORS)


# before_edit_page, after_create_page, after_edit_page


@hooks.register("before_edit_page")
def show_what_was_not_saved(request, page):
    """Show an author again what they typed into a draft and could not save."""
    if request.method == "GET" and request.resolver_match.url_name == "edit":
        show_unsaved_input(page, user=request.user)


@hooks.register("after_create_page", order=FIRST)
@hooks.register("after_edit_page", order=FIRST)
def keep_what_was_not_saved(request, page):
    """Keep what could not be saved, and lead back to it."""
    request.is_draft_saved = request.accepts("text/html")
    if not keep_unsaved_input(page, request.POST, user=request.user):
        return None
    if not request.accepts("text/html"):
        request.unsaved_answers = page.draft_form.unsaved_answers()
        return None
    messages.warning(
        request,
        _("Saved, except for answers that cannot be read: they are marked below, as you typed them."),
    )
    return redirect("wagtailadmin_pages:edit", page.pk)


# register_admin_menu_item


class PlatformMenuItem(SubmenuMenuItem):
    """A way for those who work for the platform, whatever their body."""

    def is_shown(self, request):
        return request.user.is_superuser or request.user.has_role(*PLATFORM_ROLES)


@hooks.register("register_admin_menu_item")
def show_the_year():
    """Show what members owe each other, and what came of it, beside the network."""
    items = [
        MenuItem(duties.DutiesView.page_title, reverse_lazy("duties_desk"), icon_name="tasks", order=1),
        MenuItem(reports.ReportsView.page_title, reverse_lazy("reports_desk"), icon_name="doc-full", order=2),
    ]
    return PlatformMenuItem(_("Duties"), Menu(items=items), name="duties", icon_name="tasks", order=312)


# construct_main_menu


@hooks.register("construct_main_menu")
def hide_what_is_not_for_this_person(request, items):
    """Leave the people of a body their sheets and files: no reports, no help about Wagtail."""
    hidden = {"help"} if is_secretariat(request.user) else {"help", "settings"}
    if not is_secretariat(request.user) and not governs(request.user):
        hidden.add("reports")
    items[:] = [item for item in items if item.name not in hidden]


@hooks.register("construct_settings_menu")
def hide_accounts_by_group(request, items):
    """Leave out Wagtail's users and groups: people and roles stand in « Réseau »."""
    items[:] = [item for item in items if item.name not in {"users", "groups"}]


class GovernorsMenuItem(MenuItem):
    """A way for the committee and administrators."""

    def is_shown(self, request):
        return governs(request.user)


@hooks.register("register_reports_menu_item")
def log_item():
    """Show the log among the reports."""
    return GovernorsMenuItem(LogView.page_title, reverse_lazy("exchange_log"), icon_name="history", order=100)


@hooks.register("register_reports_menu_item")
def retention_item():
    """Show beside the log when what it tells goes."""
    return GovernorsMenuItem(
        RetentionView.page_title, reverse_lazy("exchange_retention"), icon_name="bin", order=110
    )


class AdministratorsMenuItem(MenuItem):
    """A way for administrators."""

    def is_shown(self, request):
        return request.user.is_superuser or request.user.has_role(*ADMINISTRATORS)


@hooks.register("register_settings_menu_item")
def background_item():
    """Show administrators what the background could not do."""
    page = background.BackgroundView
    return AdministratorsMenuItem(page.page_title, reverse_lazy("background"), icon_name="tasks", order=900)


@hooks.register("register_reports_menu_item")
def administrators_item():
    """Show beside the log who administers."""
    return GovernorsMenuItem(
        lost_factors.AdministratorsView.page_title,
        reverse_lazy("administrators"),
        icon_name="group",
        order=120,
    )


@hooks.register("construct_reports_menu")
def hide_reports_about_pages(request, items):
    """Offer Wagtail's own reports to the secretariat, except its history, for which there is the log."""
    items[:] = [
        item
        for item in items
        if item.name != "site-history"
        and (isinstance(item, GovernorsMenuItem) or is_secretariat(request.user))
    ]


@hooks.register("construct_homepage_summary_items")
def hide_counts(request, items):
    """Show no counts of all bodies to one of them."""
    if not is_secretariat(request.user):
        items.clear()


# construct_admin_api


@hooks.register("construct_admin_api", order=1000)
def list_own_files_only(router):
    """Keep the lists behind the choosers to what the person may choose."""
    router.register_endpoint("images", PicturesAdminAPIViewSet)
    router.register_endpoint("documents", AttachmentsAdminAPIViewSet)


# insert_editor_js


@hooks.register("insert_editor_js")
def keep_text_in_the_browser():
    """Keep what is typed in the window until the exchange has it, and say what to do when a session has ended."""
    context = {"sign_in": reverse("login"), "person": current_viewer().user_id}
    return render_to_string("exchange/admin/autosave.html", context)


# insert_global_admin_css


@hooks.register("insert_global_admin_css")
def hide_bulk_actions():
    """Show no boxes to tick, for no bulk action follows."""
    return format_html('<link rel="stylesheet" href="{}">', static("exchange/css/editor.css"))


# register_log_actions


@hooks.register("register_log_actions")
def name_actions(actions):
    """Say in words what happened."""
    register_actions(actions)
    actions.register_action("exchange.feedback.handle", _("Mark as dealt with"), _("Dealt with"))
    actions.register_action("exchange.feedback.reopen", _("Reopen"), _("Reopened"))
