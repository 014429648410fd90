"""Compare search on Elasticsearch with Wagtail's own backend, on the same server and the same sheets.

python tests/benchmarks/bench_wagtail.py --sheets 10000 [--keep]

Words, five counts of facets, highlights and what twenty cards show, found in the same texts. Wagtail's way takes seven
requests (hits, their number, each facet) and a read of the database, its relations joined. It has no highlights: they
are asked for with its hits, of the texts of which we show some, as those do who miss them. Nobody's tokens are in its
question, and its facets are of one value. « Answer » is hits, all counts and highlights in one request; « find »
authorises the page again from the database, and reads what its cards show.
"""

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

from tests.benchmarks.bench_elasticsearch import (
    QUERIES,
    clear,
    prepare,
    question,
    read_options,
    say,
    timed,
)

FACETS = ("practice_type_id", "evidence_level_id", "result_direction", "organisation_id", "audience")


def main() -> None:
    options = read_options(__doc__)
    name = prepare(options.sheets)
    compare(options.rounds)
    clear(name, keep=options.keep)


def compare(rounds: int) -> None:
    """Ask both ways in turn."""
    from django.conf import settings
    from django.test.utils import override_settings
    from modelsearch import index
    from wagtail.search.backends import get_search_backend

    from exchange.fields import TranslatedSearchField
    from exchange.languages import LANGUAGES, localized
    from exchange.viewers import VISITOR
    from practices.models import Practice
    from practices.search_index import PracticeIndex, SheetCard
    from search.elasticsearch.engine import ElasticsearchSearch
    from search.find import ask, find
    from search.moment import present

    shown = [
        localized(name, language)
        for language in LANGUAGES
        for name in (*PracticeIndex.summary_fields, *PracticeIndex.body_fields)
    ]
    known = {field.field_name for field in Practice.get_searchable_search_fields()}
    Practice.search_fields = [
        *Practice.search_fields,
        *(TranslatedSearchField(name) for name in shown if name not in known),
        *(index.FilterField(name.removesuffix("_id")) for name in FACETS),
    ]
    backends = {
        **settings.WAGTAILSEARCH_BACKENDS,
        "bench": {
            "BACKEND": "wagtail.search.backends.elasticsearch8",
            "URLS": [os.environ["ELASTICSEARCH_URL"]],
            "INDEX_PREFIX": "bench_wagtail_",
            "INDEX": "bench_wagtail",
            "TIMEOUT": 60,
            "INDEX_SETTINGS": {"settings": {"index": {"number_of_shards": 1, "number_of_replicas": 0}}},
        },
    }
    with override_settings(WAGTAILSEARCH_BACKENDS=backends, MODELSEARCH_BACKENDS=backends):
        backend = get_search_backend("bench")
        start = time.perf_counter()
        rebuild(backend, Practice)
        say(f"\nWagtail's index built in {time.perf_counter() - start:.0f} s")

        backend.results_class = marking(backend, shown)
        sheets = Practice.objects.live().select_related(*SheetCard.relations)

        def its_way(words):
            found = backend.search(words, sheets, operator="and")
            counts = [found.facet(name) for name in FACETS]
            return found.count(), counts, list(found[:20])

        def answer(query):
            search = ElasticsearchSearch(ask(query, VISITOR, present()))
            found = search.answer()
            search.fragments(found.matches)
            return found.total

        say(f"{'p50 / p95 in ms':24}{'Wagtail':>16}{'answer':>16}{'find':>16}{'hits':>16}")
        for label in ("medium word", "frequent word", "two words"):
            query = question(QUERIES[label])
            cells = timed(
                rounds // 2,
                lambda query=query: its_way(query.text),
                lambda query=query: answer(query),
                lambda query=query: find(query, VISITOR, engine="elasticsearch"),
            )
            columns = "".join(f"{f'{middle:.1f} / {slow:.1f}':>16}" for middle, slow in cells)
            hits = f"{its_way(query.text)[0]}, {answer(query)}"
            say(f"{label:24}{columns}{hits:>16}")
        for name in backend.es.indices.get(index="bench_wagtail*"):
            backend.es.indices.delete(index=name)


def marking(backend, shown: list[str]) -> type:
    """Return the results of a backend, with what was found marked in each of these texts."""
    from search.elasticsearch.fragments import FRAGMENT, MOST

    class Marking(backend.results_class):
        def _get_es_body(self, for_count=False):
            body = super()._get_es_body(for_count)
            mapping = self.query_compiler.mapping
            fields = [
                field for field in mapping.model.get_searchable_search_fields() if field.field_name in shown
            ]
            marked = {
                "require_field_match": False,
                "number_of_fragments": MOST,
                "fragment_size": FRAGMENT,
                "fields": {mapping.get_field_column_name(field): {} for field in fields},
            }
            return body if for_count else {**body, "highlight": marked}

    return Marking


def rebuild(backend, model) -> None:
    """Fill Wagtail's index with the sheets alone, in batches of five hundred."""
    index = backend.get_index_for_model(model)
    rebuilder = backend.rebuilder_class(index)
    filled = rebuilder.start()
    filled.add_model(model)
    for start in range(0, model.objects.count(), 500):
        filled.add_items(model, list(model.objects.order_by("pk")[start : start + 500]))
    rebuilder.finish()


if __name__ == "__main__":
    main()
