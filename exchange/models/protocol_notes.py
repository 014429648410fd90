"""What came to light after a protocol was signed: beside it, never in it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ProtocolNote(models.Model):
    """A late fact about a concluded protocol, with the day on which it was added; nobody changes it."""

    protocol = models.ForeignKey("exchange.Protocol", on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(_("note"), max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("note on a protocol")
        verbose_name_plural = _("notes on protocols")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.protocol} · {self.at:%Y-%m-%d}"
