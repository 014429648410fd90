"""The charter of use: what every body accepts when it joins, version by version."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class CharterQuerySet(models.QuerySet):
    def newest_first(self):
        """Return the versions that hold or held; what was taken back was never in force."""
        return self.filter(withdrawn_at=None).order_by("-major", "-minor")

    def in_force(self):
        """Return the version that is accepted today; None before the first one."""
        return self.newest_first().first()


class Charter(models.Model):
    """One version of the charter of use; it is replaced by the next one and never changed."""

    major = models.PositiveSmallIntegerField(
        _("major number"),
        help_text=_("A new major number asks every organisation to accept the charter again."),
    )
    minor = models.PositiveSmallIntegerField(_("minor number"), default=0)
    text = models.TextField(
        _("text"), help_text=_("Separate articles by an empty line; the first line of each is its title.")
    )
    changes = models.TextField(_("what changed"), blank=True)
    published_on = models.DateField(_("published on"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, editable=False)
    # What each membership owed before: it owes it again if the version is taken back.
    due_before = models.JSONField(default=dict, editable=False)

    objects = CharterQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of the charter")
        verbose_name_plural = _("charter of use")
        constraints = [
            models.UniqueConstraint(
                fields=["major", "minor"], condition=Q(withdrawn_at=None), name="unique_charter_version"
            )
        ]

    def __str__(self):
        return self.version

    def get_absolute_url(self):
        return reverse("charter_version", kwargs={"version": self.version})

    @property
    def version(self) -> str:
        return f"{self.major}.{self.minor}"

    @property
    def articles(self) -> list[tuple[str, str]]:
        """Return each article as its title and its text."""
        blocks = (block.strip().partition("\n") for block in (self.text or "").split("\n\n"))
        return [(title, text.strip()) for title, _line, text in blocks if title]


class CharterAcceptance(models.Model):
    """The head of a body accepted a version, on a day."""

    charter = models.ForeignKey(
        Charter, verbose_name=_("version"), on_delete=models.PROTECT, related_name="acceptances"
    )
    membership = models.ForeignKey(
        "exchange.Membership",
        verbose_name=_("membership"),
        on_delete=models.CASCADE,
        related_name="acceptances",
    )
    head = models.CharField(_("accepted by"), max_length=150)
    by = models.ForeignKey(
        "exchange.User",
        verbose_name=_("recorded by"),
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
    )
    accepted_at = models.DateTimeField(_("accepted on"), auto_now_add=True)

    class Meta:
        verbose_name = _("acceptance of the charter")
        verbose_name_plural = _("acceptances of the charter")
        constraints = [models.UniqueConstraint(fields=["charter", "membership"], name="accepted_once")]

    def __str__(self):
        return f"{self.membership} · {self.charter}"
