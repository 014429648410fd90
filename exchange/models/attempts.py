"""Failed attempts to sign in, counted without keeping who or from where."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FailedSignInQuerySet(models.QuerySet):
    def since(self, moment):
        return self.filter(failed_at__gte=moment)

    def before(self, moment):
        return self.filter(failed_at__lt=moment)


class FailedSignIn(models.Model):
    """One wrong password; account and address are kept as digests that change each day."""

    account_digest = models.CharField(max_length=64, editable=False)
    address_digest = models.CharField(max_length=64, editable=False)
    failed_at = models.DateTimeField(auto_now_add=True, editable=False)

    objects = FailedSignInQuerySet.as_manager()

    class Meta:
        verbose_name = _("failed attempt to sign in")
        verbose_name_plural = _("failed attempts to sign in")
        indexes = [
            models.Index(fields=["account_digest", "failed_at"], name="failed_by_account"),
            models.Index(fields=["address_digest", "failed_at"], name="failed_by_address"),
        ]

    def __str__(self):
        return f"{self.failed_at:%Y-%m-%d %H:%M}"
