"""Measure search, facets and completion over generated sheets.

python tests/benchmarks/bench_search.py --sheets 10000 [--keep]
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "exchange.settings.test")

QUERIES = {
    "rare word": ["{rare}"],
    "medium word": ["sentiment", "bourgmestre", "séminaire", "municipalité", "toxicomanie"],
    "frequent word": ["police", "quartier", "voisinage", "médiation"],
    "two words": ["police toxicomanie", "médiation école", "quartier {rare}"],
    "phrase": ['"police de quartier"', '"la médiation"'],
    "exclusion": ["médiation -école", "police -quartier -nuit"],
    "alternatives": ["séminaire OU atelier", "bilan OU évaluation OU résultat"],
    "concordance": ["sans-abri", "intimidation", "bourgmestre"],
    "facets, two ticked": ["police|theme=theme_1,theme_2|shore=europe"],
    "browse": [""],
    "browse, two ticked": ["|theme=theme_1,theme_2|shore=america"],
    "page 10": ["quartier|page=10"],
    "misspelt": ["médaition", "voisinnage", "evaluatoin"],
}
RARE = 8


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sheets", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--keep", action="store_true", help="keep the database for the next time")
    options = parser.parse_args()

    name = f"bench_{options.sheets}"
    os.environ["DATABASE_URL"] = ensure_database(name)
    import django

    django.setup()
    prepare(options.sheets)
    measure(options.rounds)
    if not options.keep:
        drop_database(name)


def ensure_database(name: str) -> str:
    from exchange import embedded

    database = embedded.database(name)
    return f"postgres://{database['USER']}@{database['HOST'].replace('/', '%2F')}/{name}"


def drop_database(name: str) -> None:
    from django.db import connection

    from exchange import embedded

    connection.close()
    with embedded.connect() as server:
        server.execute(f'drop database "{name}" with (force)')


def prepare(count: int) -> None:
    """Fill the database, unless an earlier measure left it full."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)

    from practices.models import Practice
    from search.models import Entry
    from tests.benchmarks.sheets import generate

    if Practice.objects.count() < count:
        start = time.perf_counter()
        call_command(
            "load_content",
            "exchange/content/vocabularies.json",
            "exchange/content/concordance.json",
            verbosity=0,
        )
        generate(count)
        say(f"{count} sheets written in {time.perf_counter() - start:.0f} s")
    if Entry.objects.count() < count:
        start = time.perf_counter()
        call_command("index_entries", verbosity=0)
        seconds = time.perf_counter() - start
        say(f"indexed in {seconds:.0f} s, {count / seconds:.0f} sheets/s")
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
        cursor.execute(
            "select pg_size_pretty(sum(pg_total_relation_size(c.oid))), count(*) from pg_class c "
            "where relname in ('search_entry', 'search_entrytext')"
        )
        say(f"entries and texts: {cursor.fetchone()[0]}")


def measure(rounds: int) -> None:
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    from exchange.viewers import VISITOR, Viewer
    from practices.models import Practice
    from search.find import find, labelled, related, suggest
    from search.models import Vocable
    from search.queries import SearchQuery
    from tests.benchmarks.sheets import WORDS

    invented = Vocable.objects.filter(language="fr", word__regex=r"^\w{10,}$").exclude(word__in=WORDS["fr"])
    rare = list(invented.order_by("word").values_list("word", flat=True)[:RARE])
    member = Viewer(user_id=1, tokens=("members", "organisation:1", "public"))

    def ask(text, viewer):
        words, *parts = text.split("|")
        filters, page = {}, 1
        for part in parts:
            name, _equals, values = part.partition("=")
            if name == "page":
                page = int(values)
            else:
                filters[name] = values.split(",")
        return find(SearchQuery(words, filters=filters, page=page), viewer)

    say(f"{'':24}{'p50':>8}{'p95':>8}{'hits':>8}{'SQL':>6}")
    find(SearchQuery("police"), VISITOR)

    def report(label, calls):
        times, statements, found = [], set(), []
        for call in calls:
            with CaptureQueriesContext(connection) as context:
                start = time.perf_counter()
                answer = call()
                times.append((time.perf_counter() - start) * 1000)
            statements.add(len(context))
            found.append(answer)
            reset_queries()
        times.sort()
        p95 = times[max(0, int(len(times) * 0.95) - 1)]
        told = "/".join(map(str, sorted(statements)))
        say(f"{label:24}{statistics.median(times):8.1f}{p95:8.1f}{statistics.median(found):8.0f}{told:>6}")

    for label, texts in QUERIES.items():
        asked = [
            text.replace("{rare}", word) for text in texts for word in (rare if "{rare}" in text else [""])
        ]
        report(
            label,
            [
                (lambda text=text, viewer=viewer: ask(text, viewer).total)
                for _ in range(max(1, rounds // len(asked)))
                for text in asked
                for viewer in (VISITOR, member)
            ],
        )
    results = find(SearchQuery("police"), VISITOR)
    report("names of facets", [lambda: len(labelled(results, "fr"))] * rounds)
    report(
        "completion",
        [
            (lambda p=p: len(suggest(p, VISITOR, "fr")))
            for p in ("pol", "méd", "sans", "qu", "itin") * (rounds // 5)
        ],
    )
    pks = list(Practice.objects.order_by("pk").values_list("pk", flat=True))[:: max(1, len(QUERIES))][:rounds]
    sheets = list(Practice.objects.filter(pk__in=pks))
    report("related", [(lambda sheet=sheet: len(related(sheet, VISITOR, "fr"))) for sheet in sheets])


if __name__ == "__main__":
    main()
