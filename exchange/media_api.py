"""The lists of files behind the editor's choosers."""

from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.permissions import policy_registry


class OwnFilesMixin:
    """Keep what the person may choose; Wagtail lists every file to everybody."""

    def get_queryset(self):
        policy = policy_registry.get_by_type(self.model)
        own = policy.instances_user_has_any_permission_for(self.request.user, ["choose"])
        return super().get_queryset().filter(pk__in=own.values("pk"))


class PicturesAdminAPIViewSet(OwnFilesMixin, ImagesAdminAPIViewSet):
    pass


class AttachmentsAdminAPIViewSet(OwnFilesMixin, DocumentsAdminAPIViewSet):
    pass
