"""What the editor shows of the kernel, and what of Wagtail it does not."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.auth import user_passes_test
from wagtail.admin.views.account import AvatarSettingsPanel, NameEmailSettingsPanel
from wagtail.permissions import register_permission_policy
from wagtail.utils.urlpatterns import decorate_urlpatterns

from exchange.media_api import AttachmentsAdminAPIViewSet, PicturesAdminAPIViewSet
from exchange.models import (
    VOCABULARIES,
    Abbreviation,
    Attachment,
    Concept,
    Feedback,
    Membership,
    Organisation,
    Picture,
    Protocol,
    RoleName,
    Territory,
    User,
)
from exchange.models.people import GOVERNORS, PLATFORM_ROLES, SECRETARIAT
from exchange.rights import FeedbackPolicy, FilePolicy, PersonPolicy, RolePolicy, UnusedPolicy
from exchange.viewsets import FeedbackViewSet, NetworkGroup, WordsGroup

ADMINISTRATORS = (RoleName.ADMINISTRATOR,)
OWN_BODY = (RoleName.ORGANISATION_ADMINISTRATOR,)

KEPT_BY_EDITORS = dict.fromkeys(("view", "add", "change", "delete"), SECRETARIAT)

POLICIES = {
    Organisation: RolePolicy(
        Organisation,
        roles={"view": PLATFORM_ROLES, "add": ADMINISTRATORS, "change": ADMINISTRATORS},
        own={"view": OWN_BODY, "change": OWN_BODY},
        body="pk",
    ),
    Membership: RolePolicy(
        Membership, roles={"view": PLATFORM_ROLES, "change": GOVERNORS}, own={"view": OWN_BODY}
    ),
    Protocol: RolePolicy(Protocol, roles={"view": PLATFORM_ROLES, "add": GOVERNORS, "change": GOVERNORS}),
    User: PersonPolicy(
        User,
        roles={"view": ADMINISTRATORS, "change": ADMINISTRATORS},
        own={"view": OWN_BODY, "change": OWN_BODY},
    ),
    Feedback: FeedbackPolicy(
        Feedback,
        roles={"view": SECRETARIAT, "handle": SECRETARIAT, "delete": SECRETARIAT},
        own={"view": OWN_BODY, "handle": OWN_BODY},
    ),
    Concept: RolePolicy(Concept, roles=KEPT_BY_EDITORS),
    Abbreviation: RolePolicy(Abbreviation, roles=KEPT_BY_EDITORS),
    Territory: UnusedPolicy(Territory, roles=KEPT_BY_EDITORS),
    **{model: UnusedPolicy(model, roles=KEPT_BY_EDITORS) for model in VOCABULARIES},
    Picture: FilePolicy(Picture),
    Attachment: FilePolicy(Attachment),
}

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


# register_admin_urls


@hooks.register("register_admin_urls")
def keep_reports_for_the_secretariat():
    """Show reports, which name pages of every body, to the secretariat; the whole history to administrators."""
    from wagtail.admin.urls import reports

    decorate_urlpatterns(reports.urlpatterns, user_passes_test(is_secretariat))
    histories = [pattern for pattern in reports.urlpatterns if pattern.name.startswith("site_history")]
    decorate_urlpatterns(histories, user_passes_test(is_administrator))
    return []


def is_secretariat(user) -> bool:
    return user.is_superuser or user.has_role(*SECRETARIAT)


def is_administrator(user) -> bool:
    return user.is_superuser or user.has_role(*ADMINISTRATORS)


# construct_main_menu


@hooks.register("construct_main_menu")
def hide_what_is_not_for_this_person(request, items):
    """Leave the people of a body their sheets and files: no reports, no help about Wagtail."""
    hidden = {"help"} if is_secretariat(request.user) else {"help", "reports", "settings"}
    items[:] = [item for item in items if item.name not in hidden]


@hooks.register("construct_settings_menu")
def hide_accounts_by_group(request, items):
    """Leave out Wagtail's users and groups: people and roles stand in « Réseau »."""
    items[:] = [item for item in items if item.name not in {"users", "groups"}]


@hooks.register("construct_reports_menu")
def hide_history_of_everything(request, items):
    """Offer the history of the whole site to administrators."""
    if not is_administrator(request.user):
        items[:] = [item for item in items if item.name != "site-history"]


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


# insert_global_admin_css


@hooks.register("insert_global_admin_css")
def hide_bulk_actions():
    """Show no boxes to tick, for no bulk action follows."""
    return format_html('<link rel="stylesheet" href="{}">', static("exchange/css/editor.css"))


# register_log_actions


@hooks.register("register_log_actions")
def name_actions(actions):
    """Say in words what happened to a message."""
    actions.register_action("exchange.feedback.handle", _("Take care of"), _("Taken care of"))
    actions.register_action("exchange.feedback.reopen", _("Put back"), _("Put back among the open messages"))
