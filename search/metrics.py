"""What is counted while people search.

Processes come and go and may stand on several machines, so none of them knows the whole: each counts in
memory, and every few seconds, after an answer was sent, adds what it counted to one row per series.
"""

import threading
import time
from collections import Counter

from search.afterwards import afterwards
from search.models import Tally

FLUSH_SECONDS = 10
BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
SEARCHES = "rives_searches_total"
SECONDS = "rives_search_seconds"
FALLBACKS = "rives_search_fallbacks_total"
REJECTED = "rives_search_rejected_hits_total"


class Tallies:
    """What this process counted since it was last written down."""

    def __init__(self):
        self.counts: Counter[str] = Counter()
        self.due = time.monotonic() + FLUSH_SECONDS
        self._lock = threading.Lock()

    def add(self, *series: str, number: float = 1) -> None:
        with self._lock:
            for name in series:
                self.counts[name] += number
        afterwards(self.flush_when_due)

    def flush_when_due(self) -> None:
        if time.monotonic() >= self.due:
            self.flush()

    def flush(self) -> None:
        """Add what was counted to what all processes counted."""
        with self._lock:
            counts, self.counts = self.counts, Counter()
            self.due = time.monotonic() + FLUSH_SECONDS
        if counts:
            Tally.objects.add(counts)


tallies = Tallies()


def searched(engine: str, total: int, seconds: float) -> None:
    """Count an answer, and how long it took."""
    tallies.add(
        f'{SEARCHES}{{engine="{engine}",outcome="{"found" if total else "nothing"}"}}',
        *(f'{SECONDS}_bucket{{engine="{engine}",le="{edge}"}}' for edge in BUCKETS if seconds <= edge),
        f'{SECONDS}_bucket{{engine="{engine}",le="+Inf"}}',
        f'{SECONDS}_count{{engine="{engine}"}}',
    )
    tallies.add(f'{SECONDS}_sum{{engine="{engine}"}}', number=seconds)


def fell_back(reason: str) -> None:
    """Count an answer of PostgreSQL in the place of Elasticsearch."""
    tallies.add(f'{FALLBACKS}{{reason="{reason}"}}')


def rejected(hits: int) -> None:
    """Count hits that the database refused to show: none, unless an index says too much."""
    tallies.add(REJECTED, number=hits)
