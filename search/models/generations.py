"""The indices outside the database, each filled once and followed from then on."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

# How long one can go back to the generation before.
ROLLBACK_WINDOW = timedelta(days=1)


class GenerationState(models.TextChoices):
    """The life of a generation."""

    BUILDING = "building", _("Being filled")
    READY = "ready", _("Ready")
    LIVE = "live", _("Answering")
    RETIRING = "retiring", _("Kept in case of a return")
    DROPPED = "dropped", _("Removed")
    FAILED = "failed", _("Failed")


class GenerationQuerySet(models.QuerySet):
    def active(self):
        """Return the generations that every change is written to."""
        return self.filter(
            Q(state__in=[GenerationState.BUILDING, GenerationState.READY, GenerationState.LIVE])
            | Q(state=GenerationState.RETIRING, retired_at__gt=Now() - ROLLBACK_WINDOW)
        )

    def expired(self):
        """Return the generations that nobody can go back to any more."""
        return self.filter(state=GenerationState.RETIRING).exclude(retired_at__gt=Now() - ROLLBACK_WINDOW)

    def live(self):
        return self.filter(state=GenerationState.LIVE)

    def readable(self, fingerprint: str):
        """Return the live generation if it holds what it should, and was made by this very code."""
        return self.live().filter(fingerprint=fingerprint, in_doubt=False)


class Generation(models.Model):
    """One index on the server: made, filled, checked, answering, kept a while, removed."""

    name = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=10, choices=GenerationState, default=GenerationState.BUILDING)
    # Of the mapping, the analysis and the making of documents: other code does not write here.
    fingerprint = models.CharField(max_length=64)
    # What the server called it: another one under the same name is not this one.
    uuid = models.CharField(max_length=40, blank=True)
    # How far the filling has come: documents, and the last entry.
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    # The server was away: what it holds now is compared before anybody relies on it.
    in_doubt = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())
    promoted_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # The last comparison with the ledger, and how much was wrong.
    checked_at = models.DateTimeField(null=True, blank=True)
    differences = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True)

    objects = GenerationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="live"), name="generation_one_is_live"
            )
        ]

    def __str__(self):
        return self.name

    @property
    def percentage(self) -> int:
        return min(100, 100 * self.done // self.total) if self.total else 0
