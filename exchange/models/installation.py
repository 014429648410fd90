"""What a database knows of the site that it belongs to."""

from django.conf import settings
from django.db import models


class InstallationQuerySet(models.QuerySet):
    def mark(self) -> None:
        """Note that this database is one of production, if the settings are: development keeps away from it."""
        if settings.MARKS_DATABASE:
            self.bulk_create([Installation(pk=1)], ignore_conflicts=True)


class Installation(models.Model):
    """That a site in production has marked this database as its own, and since when."""

    marked_at = models.DateTimeField(auto_now_add=True, editable=False)

    objects = InstallationQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="installation_is_one")]

    def __str__(self):
        return f"{self.marked_at:%Y-%m-%d}"
