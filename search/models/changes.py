"""The log of what changed: a revision for each thing, and what an engine outside has yet to be told."""

from django.db import models
from django.db.models import F
from django.db.models.functions import Now

# A row that was refused so often is poison: it stays visible, and waits for somebody to look.
ATTEMPTS = 8


class Ledger(models.Model):
    """The revision of each searchable thing, raised under its row lock: order of revisions, order of commits.

    A row outlives its thing: it is the tombstone that keeps an old state from coming back.
    """

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    rev = models.BigIntegerField(default=0)
    deleted = models.BooleanField(default=True)
    # The transaction of the last change: one transaction raises a revision once.
    changed_in = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="ledger_once_per_thing")]

    def __str__(self):
        return f"{self.kind} {self.object_id} · {self.rev}"


class OutboxQuerySet(models.QuerySet):
    def waiting(self):
        """Return what will be delivered, now or later."""
        return self.filter(attempts__lt=ATTEMPTS)

    def due(self):
        """Return what may be delivered now."""
        return self.waiting().filter(next_at__lte=Now())

    def poisoned(self):
        """Return what was refused too often to be tried again by itself."""
        return self.filter(attempts__gte=ATTEMPTS)

    def narrowing(self):
        """Return what closes a thing to somebody: until it is delivered the engine says too much."""
        return self.filter(narrows=True)

    def in_turn(self):
        return self.order_by(F("narrows").desc(), "next_at", "id")


class Outbox(models.Model):
    """What an engine outside the database has yet to be told."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    rev = models.BigIntegerField()
    # Tokens were lost, or the thing was archived or deleted: told before anything else.
    narrows = models.BooleanField(db_default=False)
    attempts = models.PositiveSmallIntegerField(db_default=0)
    next_at = models.DateTimeField(db_default=Now())
    enqueued_at = models.DateTimeField(db_default=Now())
    last_error = models.TextField(blank=True, db_default="")

    objects = OutboxQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "rev"], name="outbox_once_per_revision")
        ]
        indexes = [models.Index(F("narrows").desc(), "next_at", "id", name="outbox_turn")]

    def __str__(self):
        return f"{self.kind} {self.object_id} · {self.rev}"

    @property
    def is_poison(self) -> bool:
        return self.attempts >= ATTEMPTS
