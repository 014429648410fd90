"""Pages of the editor that are not lists of a model."""

from django.views.generic import TemplateView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin


class EditorPage(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """A page with Wagtail's furniture, for whoever the policy of its model lets see it."""

    permission_required = "view"

    def get_breadcrumbs_items(self):
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]
