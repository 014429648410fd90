"""Measure the write path to Elasticsearch: rebuild, memory, searching more sheets, publish until found.

python tests/benchmarks/bench_delivery.py [rebuild memory growth found]
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "exchange.settings.development"  # that of tests knows no cluster

from tests.benchmarks.bench_search import drop_database, ensure_database, prepare, say  # noqa: E402

NAME = "bench_delivery"
PARTS = ("rebuild", "memory", "growth", "found")
SMALL, MIDDLE, LARGE = 1_000, 10_000, 100_000
SHEETS_TO_PUBLISH, PUBLISHED = 200, 60
QUERIES = ("police", "médiation école", '"la médiation"', "toxicomanie", "quartier -nuit", "sans-abri", "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=PARTS, choices=[*PARTS, list(PARTS)])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--middle", type=int, default=MIDDLE, help="sheets of a rebuild")
    parser.add_argument("--large", type=int, default=LARGE, help="how many sheets « many » are")
    parser.add_argument("--heap", type=int, default=1024, help="MB for Elasticsearch")
    options = parser.parse_args()
    forget_database()
    os.environ["DATABASE_URL"] = ensure_database(NAME)
    with own_server(options.heap) as url:
        os.environ["ELASTICSEARCH_URL"] = url
        os.environ["ELASTICSEARCH_PREFIX"] = "bench"
        import django

        django.setup()
        if "found" in options.parts:
            publish_until_found()
        from django.core.management import call_command

        from tests.benchmarks.entries import without_vectors

        call_command("migrate", verbosity=0)
        without_vectors()
        if "rebuild" in options.parts:
            rebuild_against_bulk(options.middle, options.rounds)
        if {"memory", "growth"} & set(options.parts):
            many_against_few(options.parts, SMALL, options.large)
    drop_database(NAME)


def forget_database() -> None:
    """Begin with an empty database, whatever an interrupted measure has left."""
    from exchange import embedded

    embedded.start()
    with embedded.connect() as server:
        server.execute(f'drop database if exists "{NAME}" with (force)')


@contextmanager
def own_server(heap: int):
    """Run an Elasticsearch that nobody else uses."""
    from search.embedded import Server

    with tempfile.TemporaryDirectory(prefix="bench-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        server = Server(Path(folder) / "server", heap=heap, cluster=NAME)
        try:
            yield server.start()
        finally:
            server.remove()


def rebuild_against_bulk(count: int, rounds: int) -> None:
    """Compare a rebuild with what the client's own helper takes for the same documents."""
    from elasticsearch import Elasticsearch, helpers

    from search import documents, generations
    from search.elasticsearch import indices
    from tests.benchmarks.entries import fill

    fill(count)
    sources, last = [], 0
    while batch := documents.after(last):
        sources += [(document.id, json.loads(document.source)) for document in batch]
        last = batch[-1].entry
    size = sum(len(json.dumps(source)) for _, source in sources) / count
    say(f"\n{count} documents of {size / 1000:.1f} kB; documents/s")
    say(f"{'':10}{'helpers.bulk':>14}{'filling':>10}{'rebuild, gate and all':>24}")
    client = Elasticsearch(os.environ["ELASTICSEARCH_URL"], request_timeout=120)
    rates = []
    for round_number in range(rounds + 1):
        name = f"bench-raw-{round_number}"
        indices.create(name)
        start = time.perf_counter()
        helpers.bulk(client, ({"_index": name, "_id": key, "_source": source} for key, source in sources))
        client.indices.refresh(index=name)
        raw = count / (time.perf_counter() - start)
        indices.delete(name)

        generation = generations.start()
        start = time.perf_counter()
        generations.fill(generation)
        filled = count / (time.perf_counter() - start)
        assert generations.build(generation), generation.note  # goes on where the filling ended
        whole = count / (time.perf_counter() - start)
        say(f"{'' if round_number else 'warming':10}{raw:14.0f}{filled:10.0f}{whole:24.0f}")
        if round_number:
            rates.append((raw, filled, whole))
    raw, filled, whole = (statistics.median(column) for column in zip(*rates, strict=True))
    say(f"{'median':10}{raw:14.0f}{filled:10.0f}{whole:24.0f}")
    say(f"{'':10}{'100 %':>14}{filled / raw:10.0%}{whole / raw:24.0%}")


def many_against_few(parts, few: int, many: int) -> None:
    from tests.benchmarks.entries import fill

    say(f"\n{'sheets':>10}{'rebuild s':>12}{'peak RSS MB':>14}{'search p50':>14}{'p95 ms':>10}")
    p95s = []
    for count in (few, many):
        fill(count)
        seconds, memory = rebuild_apart()
        p50, p95 = searching() if "growth" in parts else (0, 0)
        p95s.append(p95)
        say(f"{count:10}{seconds:12.1f}{memory:14.0f}{p50:14.1f}{p95:10.1f}")
    if "growth" in parts:
        say(f"p95 grows {p95s[1] / p95s[0]:.1f} times")


def rebuild_apart() -> tuple[float, float]:
    """Rebuild in a process of its own; return seconds and the most memory that it held."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "manage.py", "search_index", "rebuild"], cwd=ROOT)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = status
    assert status == 0, "the rebuild failed"
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def searching(rounds: int = 30) -> tuple[float, float]:
    from exchange.viewers import VISITOR
    from search.elasticsearch.engine import ElasticsearchSearch
    from search.find import ask
    from search.moment import present
    from search.queries import SearchQuery

    times = []
    for round_number in range(rounds + 5):
        for text in QUERIES:
            question = ask(SearchQuery(text), VISITOR, present())
            start = time.perf_counter()
            ElasticsearchSearch(question).answer()
            if round_number >= 5:  # the first ones warm the server
                times.append((time.perf_counter() - start) * 1000)
    times.sort()
    return statistics.median(times), times[int(len(times) * 0.95)]


def publish_until_found() -> None:
    """Publish sheets while the worker runs, and look for each until it is found."""
    from exchange.viewers import VISITOR
    from practices.models import Practice
    from search.elasticsearch.client import Away
    from search.elasticsearch.engine import ElasticsearchSearch
    from search.find import ask
    from search.models import Generation
    from search.moment import present
    from search.queries import SearchQuery

    prepare(SHEETS_TO_PUBLISH)
    worker = subprocess.Popen([sys.executable, "manage.py", "worker"], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        while not Generation.objects.live().exists():
            assert worker.poll() is None, "the worker ended"
            time.sleep(0.2)
        times = []
        for number, sheet in enumerate(Practice.objects.live().order_by("pk")[:PUBLISHED]):
            word = f"retrouvable{number}"
            sheet.heading_fr = f"{sheet.heading_fr} {word}"
            sheet.save_revision().publish()
            question = ask(SearchQuery(word), VISITOR, present())
            is_open = "public" in sheet.tokens
            start = time.perf_counter()
            while is_open:
                with suppress(Away):  # too slow just now
                    if ElasticsearchSearch(question).answer().total:
                        break
                time.sleep(0.01)
            if is_open:
                times.append((time.perf_counter() - start) * 1000)
            time.sleep(0.05)
        times.sort()
        p95 = times[int(len(times) * 0.95)]
        say(
            f"\npublished until found, {len(times)} sheets: p50 {statistics.median(times):.0f} ms, p95 {p95:.0f} ms"
        )
    finally:
        worker.terminate()
        worker.wait(timeout=30)


if __name__ == "__main__":
    main()
