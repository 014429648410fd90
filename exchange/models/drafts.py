"""What was typed into a draft and could not be saved as it is."""

from django.conf import settings
from django.db import models


class UnsavedInputQuerySet(models.QuerySet):
    def of(self, page, user):
        """Keep what this person typed about the newest version of a page; about an older one it is out of date."""
        return self.filter(page=page.pk, user=user, revision=page.latest_revision_id)


class UnsavedInput(models.Model):
    """A whole form as one person sent it, while some of its answers can not be read; only they see it again."""

    page = models.ForeignKey(settings.WAGTAIL_PAGE_MODEL, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    revision = models.ForeignKey("wagtailcore.Revision", on_delete=models.CASCADE, related_name="+")
    data = models.TextField()  # application/x-www-form-urlencoded
    saved_at = models.DateTimeField(auto_now=True)

    objects = UnsavedInputQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["page", "user"], name="unique_unsaved_input")]

    def __str__(self):
        return f"{self.page_id}, {self.user_id}"
