"""Numbers in the text form of Prometheus: what processes counted, and what the database knows now."""

from collections.abc import Iterator

from django.utils import timezone

from exchange.background import exposition as background
from exchange.background.exposition import gauge, head
from search import metrics
from search.breaker import State
from search.health import Standing
from search.models import Tally

COUNTED = {
    metrics.SEARCHES: ("counter", "Searches, by engine and outcome."),
    metrics.SECONDS: ("histogram", "Seconds that a search took, by engine."),
    metrics.FALLBACKS: ("counter", "Searches answered by PostgreSQL in the place of Elasticsearch."),
    metrics.REJECTED: ("counter", "Hits of an engine that the database refused to show; should stay 0."),
}
PARTS = ("_bucket", "_count", "_sum")


def exposition(standing: Standing) -> str:
    metrics.tallies.flush()
    return "".join(f"{line}\n" for line in (*counted(), *known(standing), *background.exposition()))


def counted() -> Iterator[str]:
    held = {metrics.REJECTED: 0.0, **dict(Tally.objects.values_list("series", "number"))}
    for name, (kind, meaning) in COUNTED.items():
        yield from head(name, kind, meaning)
        for series in sorted((series for series in held if family(series) == name), key=place):
            yield f"{series} {held[series]:.15g}"


def family(series: str) -> str:
    """Return the name under which a series is described."""
    name = series.partition("{")[0]
    return next((name.removesuffix(part) for part in PARTS if name.endswith(part)), name)


def place(series: str) -> tuple:
    """Return where a series stands in its family: buckets of an engine from the quickest to the slowest."""
    engine, _quote, edge = series.partition(',le="')
    return engine, float(edge.rstrip('"}')) if edge else 0.0


def known(standing: Standing) -> Iterator[str]:
    lag, generation = standing.lag, standing.generation
    gauges = {
        "rives_search_degraded": (
            "1: PostgreSQL answers in the place of Elasticsearch.",
            float(standing.is_degraded),
        ),
        "rives_search_outbox_rows": ("Changes that Elasticsearch has yet to be told.", lag.rows),
        "rives_search_outbox_oldest_seconds": ("Age of the oldest of these changes.", lag.seconds),
        "rives_search_outbox_poison_rows": ("Changes that are no longer tried by themselves.", lag.poison),
    }
    if generation and generation.promoted_at:
        age = (timezone.now() - generation.promoted_at).total_seconds()
        gauges["rives_search_generation_age_seconds"] = ("Time since the index went live.", age)
    for name, (meaning, number) in gauges.items():
        yield from gauge(name, meaning, {"": number})
    yield from gauge(
        "rives_search_breaker",
        "State of the breaker in the process that answers here.",
        {f'state="{state}"': int(state == standing.breaker) for state in State},
    )
