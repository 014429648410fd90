"""What search does in the background."""

from collections.abc import Callable

from django_tasks import task

from exchange.schedule import continually, every
from search import delivery, ledger, reconcile
from search.elasticsearch import client
from search.indexes import registry
from search.models import Unanswered
from search.upkeep import Upkeep

BATCH = 200

courier = delivery.Courier()
upkeep = Upkeep()


@continually(seconds=2, woken=True, when=client.is_configured)
def deliver(is_stopping: Callable[[], bool]) -> None:
    """Bring what changed to Elasticsearch, as soon as it is committed."""
    courier.work(is_stopping)


@continually(seconds=3, when=client.is_configured)
def look_after_indices(is_stopping: Callable[[], bool]) -> None:
    """Keep an index answering: the first one, one for new code, one in the place of what was lost."""
    upkeep.work(is_stopping)


@every(days=1)
@task()
def compare_with_ledger() -> int:
    """Find and put right what the indices hold otherwise than the ledger says."""
    return sum(reconcile.repair_all().values()) if client.is_configured() else 0


@every(hours=1)
@task()
def forget_undelivered() -> int:
    """Keep the outbox from growing where nobody delivers."""
    return 0 if client.is_configured() else delivery.forget()


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
