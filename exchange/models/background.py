"""Signs of life of the background."""

from datetime import timedelta

from django.db import models
from django.db.models import Max
from django.utils import timezone

FORGOTTEN = timedelta(days=1)


class HeartbeatQuerySet(models.QuerySet):
    def note(self, worker: str, part: str) -> None:
        """Write down that a part of a worker is alive now."""
        self.bulk_create(
            [Heartbeat(worker=worker, part=part, beat_at=timezone.now())],
            update_conflicts=True,
            unique_fields=["worker", "part"],
            update_fields=["beat_at"],
        )

    def latest_by_part(self) -> dict:
        """Return when each part last gave a sign of life, in whichever worker."""
        return dict(self.order_by().values_list("part").annotate(at=Max("beat_at")))

    def outdated(self):
        """Return those of workers that ended long ago."""
        return self.filter(beat_at__lt=timezone.now() - FORGOTTEN)


class Heartbeat(models.Model):
    """When a part of a worker (the one that keeps time, or a queue) last gave a sign of life."""

    worker = models.CharField(max_length=16, editable=False)
    part = models.CharField(max_length=32, editable=False)
    beat_at = models.DateTimeField(editable=False)

    objects = HeartbeatQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["worker", "part"], name="heartbeat_once_per_part")]

    def __str__(self):
        return f"{self.part} {self.beat_at:%Y-%m-%d %H:%M:%S}"
