"""What the editor shows of search."""

from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.permissions import register_permission_policy

from search.admin import preview_views, views
from search.admin.rights import POLICIES
from search.models import Generation, Unanswered

for model, policy in POLICIES.items():
    register_permission_policy(model, policy, exact_class=True)


class PolicyMenuItem(MenuItem):
    """Shows the way to a page to those who may see it."""

    def __init__(self, label, url, model, **kwargs):
        super().__init__(label, url, **kwargs)
        self.model = model

    def is_shown(self, request):
        return POLICIES[self.model].user_has_permission(request.user, "view")


@hooks.register("register_admin_urls")
def search_urls():
    """Give search its pages in the editor."""
    return [
        path("search-index/", views.IndexView.as_view(), name="search_index"),
        path("search-index/retry/", views.RetryView.as_view(), name="search_retry_all"),
        path("search-index/retry/<int:pk>/", views.RetryView.as_view(), name="search_retry"),
        path("search-index/rebuild/", views.RebuildView.as_view(), name="search_rebuild"),
        path("search-index/rollback/", views.RollbackView.as_view(), name="search_rollback"),
        path("search-unanswered/", views.UnansweredView.as_view(), name="search_unanswered"),
        path("concordance-preview/", preview_views.PreviewView.as_view(), name="concordance_preview"),
        path(
            "concordance-preview/<int:pk>/",
            preview_views.PreviewView.as_view(),
            name="concordance_preview_change",
        ),
    ]


@hooks.register("register_admin_menu_item")
def search_menu():
    """Show search below words, to whoever keeps them."""
    items = [
        PolicyMenuItem(_("Index"), reverse_lazy("search_index"), Generation, icon_name="list-ul", order=1),
        PolicyMenuItem(
            _("Searches without result"),
            reverse_lazy("search_unanswered"),
            Unanswered,
            icon_name="help",
            order=2,
        ),
    ]
    return SubmenuMenuItem(
        _("Search engine"), Menu(items=items), name="search", icon_name="search", order=325
    )
