"""« Votre avis nous intéresse »."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from exchange.models.people import SECRETARIAT, RoleName


class FeedbackQuerySet(models.QuerySet):
    def of_sender_since(self, digest, moment):
        return self.filter(sender_digest=digest, sent_at__gte=moment)

    def readable_by(self, viewer):
        """Keep what concerns the viewer: the secretariat's share, or that of the body they administer."""
        if viewer.has_role(*SECRETARIAT):
            readable = models.Q(page__tokens__overlap=list(viewer.tokens))
        else:
            readable = models.Q(pk__in=[])
        if viewer.has_role(RoleName.ORGANISATION_ADMINISTRATOR) and viewer.organisation_id:
            readable |= models.Q(organisation=viewer.organisation_id)
        return self.filter(readable)


class Feedback(models.Model):
    """What a reader told the authors of a page; read by people, never published as is."""

    page = models.ForeignKey(
        settings.WAGTAIL_PAGE_MODEL, verbose_name=_("page"), on_delete=models.CASCADE, related_name="feedback"
    )
    organisation = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The organisation that answers for the page; empty for the secretariat."),
    )
    message = models.TextField(_("message"))
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=10)
    sent_at = models.DateTimeField(_("sent at"), auto_now_add=True)
    sender_digest = models.CharField(max_length=64, editable=False, db_index=True)
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("handled by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("reader's message")
        verbose_name_plural = _("readers' messages")

    def __str__(self):
        return self.message[:80]
