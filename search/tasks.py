"""What search does in the background."""

from django_tasks import task

from exchange.schedule import every
from search import ledger
from search.indexes import registry
from search.models import Unanswered

BATCH = 200


@task()
def record_things(kind: str, pks: list[int]) -> int:
    """Bring entries up to date after a name that stands in them has changed."""
    return ledger.record_all(registry.of_kind(kind), pks)


def record_later(kind: str, pks: list[int]) -> None:
    for start in range(0, len(pks), BATCH):
        record_things.enqueue(kind, pks[start : start + BATCH])


@every(days=1)
@task()
def forget_unanswered() -> int:
    """Remove words that brought nothing long ago, and questions that never came back."""
    return Unanswered.objects.outdated().delete()[0]
