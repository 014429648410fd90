"""Measure search on Elasticsearch over generated sheets: the request, the answer, the page.

python tests/benchmarks/bench_elasticsearch.py --sheets 10000 [--keep]

One reader at a time, everything warm. « by hand » is the request that somebody who knows Elasticsearch
would write for the same answer, sent over a bare connection.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote, urlsplit

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "exchange.settings.test")

PREFIX = "bench"
PORT = 8766
# An address too long to be kept: the page is made anew each time.
TOO_LONG_TO_KEEP = f"&anew={'x' * 300}"
QUERIES = {
    "medium word": "sentiment",
    "frequent word": "police",
    "two words": "médiation école",
    "phrase": '"police de quartier"',
    "other shore's words": "sans-abri",
    "facets, two ticked": "police|theme=theme_1,theme_2|shore=europe",
    "browse": "",
}


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main() -> None:
    options = read_options(__doc__)
    name = prepare(options.sheets)
    requests(options.rounds)
    pages(options.rounds)
    clear(name, keep=options.keep)


def read_options(description: str):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--sheets", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--keep", action="store_true", help="keep database and index for the next time")
    return parser.parse_args()


def prepare(sheets: int) -> str:
    """Fill a database and an index, and return the name of the database."""
    from search import embedded
    from tests.benchmarks import bench_search

    name = f"bench_{sheets}"
    os.environ["DATABASE_URL"] = bench_search.ensure_database(name)
    os.environ["ELASTICSEARCH_URL"] = embedded.start()
    os.environ["ELASTICSEARCH_PREFIX"] = PREFIX
    import django
    from django.conf import settings

    django.setup()
    settings.ELASTICSEARCH_URL = os.environ["ELASTICSEARCH_URL"]
    bench_search.prepare(sheets)
    fill(sheets)
    return name


def clear(name: str, *, keep: bool) -> None:
    from search.elasticsearch import indices
    from tests.benchmarks import bench_search

    if not keep:
        for index in indices.names():
            indices.delete(index)
        bench_search.drop_database(name)


def fill(count: int) -> None:
    """Build an index, unless an earlier measure left one."""
    from django.core.management import call_command

    from search.elasticsearch import client, indices, mapping
    from search.models import Generation

    # A reader's second and a half is for machines that do nothing else.
    client.INTERACTIVE_SECONDS = 30
    target = indices.alias_target()
    if target and indices.count(target) >= count and Generation.objects.readable(mapping.fingerprint()):
        return
    start = time.perf_counter()
    call_command("search_index", "rebuild", "--json")
    say(f"index built in {time.perf_counter() - start:.0f} s")


def timed(rounds: int, *calls) -> list[tuple[float, float]]:
    """Return the middle and the ninety-fifth of a hundred times of each call, in milliseconds.

    They take turns: what slows the machine for a while slows all of them.
    """
    for call in calls:
        for _ in range(5):
            call()
    times = [[] for _call in calls]
    for _ in range(rounds):
        for call, taken in zip(calls, times, strict=True):
            start = time.perf_counter()
            call()
            taken.append((time.perf_counter() - start) * 1000)
    return [(statistics.median(taken), sorted(taken)[max(0, int(rounds * 0.95) - 1)]) for taken in times]


def question(text: str):
    """Return what a visitor asks, with the filters that stand behind its words."""
    from search.queries import SearchQuery

    words, *extras = text.split("|")
    filters = {name: values.split(",") for name, values in (extra.split("=") for extra in extras)}
    return SearchQuery(words, filters=filters, kinds=("practice",))


class Bare:
    """One connection, and nothing between it and the cluster."""

    def __init__(self, index: str):
        address = urlsplit(os.environ["ELASTICSEARCH_URL"])
        self.connection = HTTPConnection(address.hostname, address.port)
        self.path = f"/{index}/_search?include_named_queries_score=true&allow_partial_search_results=false"

    def __call__(self, body: bytes) -> dict:
        self.connection.request("POST", self.path, body, {"content-type": "application/json"})
        return json.loads(self.connection.getresponse().read())


def requests(rounds: int) -> None:
    """Compare our request with one written by hand, and what it costs to ask and to read the answer."""
    from exchange.viewers import VISITOR
    from search.elasticsearch import indices
    from search.elasticsearch.engine import ElasticsearchSearch
    from search.find import ask, find
    from search.moment import present

    bare = Bare(indices.alias())
    say(
        f"\n{'p50 / p95 in ms':24}{'by hand':>16}{'our request':>16}{'answer':>16}{'whole find':>16}{'hits':>8}"
    )
    for label, text in QUERIES.items():
        query = question(text)
        asked = ask(query, VISITOR, present())
        ours = {
            ("_source" if key == "source" else key): value
            for key, value in ElasticsearchSearch(asked).request().items()
        }
        by_hand, ours = json.dumps(handwritten(asked)).encode(), json.dumps(ours).encode()
        total = bare(by_hand)["hits"]["total"]["value"]
        assert bare(ours)["hits"]["total"]["value"] == total

        def answer(asked=asked):
            search = ElasticsearchSearch(asked)
            search.fragments(search.answer().matches)

        cells = timed(
            rounds,
            lambda body=by_hand: bare(body),
            lambda body=ours: bare(body),
            answer,
            lambda query=query: find(query, VISITOR, engine="elasticsearch"),
        )
        columns = "".join(f"{f'{middle:.1f} / {slow:.1f}':>16}" for middle, slow in cells)
        say(f"{label:24}{columns}{total:8}")


def handwritten(asked) -> dict:
    """Return the request that somebody would write for the same answer: the same things found and counted.

    Where the question names a notion, its other words find, are marked and are told, too.
    """
    query, codes = asked.query, asked.expanded.close_codes
    words = query.text.strip('"')
    phrase = query.text.startswith('"') or "-" in query.text

    def match(language, boost):
        fields = [
            f"{language}.{name}" for name in ("title^3", "names^3", "summary^1.5", "text", "labels^0.2")
        ]
        if phrase:
            said = {"multi_match": {"query": words, "fields": fields, "type": "phrase", "boost": boost}}
            tagged = {"terms": {f"{language}.concepts": codes, "boost": 0.6 * boost}}
            return {"dis_max": {"queries": [said, tagged]}} if codes else said
        each = [
            {"multi_match": {"query": word, "fields": fields, "tie_breaker": 0.3}} for word in words.split()
        ]
        return {"bool": {"must": each, "boost": boost}}

    def marked(field, language):
        said = {"match_phrase" if phrase else "match": {field: words}}
        others = [{"match_phrase": {field: " ".join(other)}} for other in asked.surfaces(language)]
        return {"bool": {"should": [said, *others]}} if others else said

    languages = {"fr": 1, "fr-ca": 0.95, "nl": 0.35, "en": 0.35}
    filters = {
        name: {"terms": {"facets": [f"{name}:{value}" for value in values]}}
        for name, values in query.filters.items()
    }
    values = {"terms": {"field": "facets", "size": 10_000}}
    body = {
        "size": 20,
        "track_total_hits": True,
        "_source": ["kind", "object_id", "reference", "*.summary"],
        "query": {
            "bool": {
                "filter": [
                    {"terms": {"tokens": ["public"]}},
                    {"term": {"archived": False}},
                    {"term": {"kind": "practice"}},
                ]
            }
        },
        "aggs": {"facets": values},
    }
    if words:
        found = {"dis_max": {"queries": [match(*language) for language in languages.items()]}}
        body["query"]["bool"]["must"] = [
            {
                "function_score": {
                    "query": found,
                    "functions": [
                        {"weight": 0.9},
                        {"gauss": {"dated": {"origin": "now/d", "scale": "1095d"}}, "weight": 0.2},
                    ],
                    "score_mode": "sum",
                }
            }
        ]
        body["highlight"] = {
            "fields": {
                f"{language}.{name}": {
                    "highlight_query": marked(f"{language}.{name}", language),
                    "number_of_fragments": number,
                    "fragment_size": 170,
                }
                for language in languages
                for name, number in (("summary", 0), ("body", 2))
            }
        }
        if codes:
            body["_source"].append("*.terms")
            body["aggs"]["best"] = {
                "sampler": {"shard_size": 200},
                "aggs": {
                    language: {
                        "terms": {"field": f"{language}.terms", "include": f"({'|'.join(codes)})\\|.*"}
                    }
                    for language in languages
                },
            }
    else:
        body["sort"] = [{"dated": "desc"}]
    if filters:
        body["post_filter"] = {"bool": {"filter": list(filters.values())}}
        body["aggs"] = {"facets": {"filter": body["post_filter"], "aggs": {"values": values}}}
        for name in filters:
            others = [one for other, one in filters.items() if other != name]
            body["aggs"][name] = {
                "filter": {"bool": {"filter": others}},
                "aggs": {"values": {"terms": {**values["terms"], "include": f"{name}:.*"}}},
            }
    return body


def pages(rounds: int) -> None:
    """Compare the page of results, as a visitor gets it and made anew, with the request that it sends."""
    from exchange.viewers import VISITOR
    from search.elasticsearch import indices
    from search.elasticsearch.engine import ElasticsearchSearch
    from search.find import ask
    from search.moment import present
    from tests.benchmarks import bench_pages

    environment = {
        **os.environ,
        **bench_pages.production(),
        "SECRET_KEY": "measured, never served to anybody: " + "x" * 30,
        "ALLOWED_HOSTS": "localhost",
        "BASE_URL": f"http://localhost:{PORT}",
        "EMAIL_URL": "consolemail://",
        "SECURE_SSL_REDIRECT": "False",
    }
    bench_pages.manage("collectstatic", "--no-input", "-v0", settings=environment)
    server = subprocess.Popen(
        [
            *[
                "granian",
                "--interface",
                "wsgi",
                "--workers",
                "1",
                "--blocking-threads",
                "4",
                "--no-access-log",
                "--log-level",
                "warning",
            ],
            "--port",
            str(PORT),
            "exchange.wsgi:application",
        ],
        cwd=ROOT,
        env={**environment, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
    )
    try:
        bare = Bare(indices.alias())
        wait(server)
        say(f"\n{'p50 / p95 in ms':24}{'its request':>16}{'page':>16}{'page, kept':>16}")
        for label, text in QUERIES.items():
            query = question(text)
            ours = ElasticsearchSearch(ask(query, VISITOR, present())).request()
            ours = json.dumps({("_source" if key == "source" else key): ours[key] for key in ours}).encode()
            parameters = [
                ("q", query.text),
                *((name, value) for name, values in query.filters.items() for value in values),
            ]
            path = "/fr/recherche/?" + "&".join(
                f"{name}={quote(value)}" for name, value in parameters if value
            )
            cells = timed(
                rounds,
                lambda ours=ours: bare(ours),
                lambda path=path: get(path + TOO_LONG_TO_KEEP),
                lambda path=path: get(path),
            )
            say(f"{label:24}" + "".join(f"{f'{middle:.1f} / {slow:.1f}':>16}" for middle, slow in cells))
    finally:
        server.terminate()
        server.wait(timeout=20)


def get(path: str) -> bytes:
    with urllib.request.urlopen(f"http://localhost:{PORT}{path}") as response:
        return response.read()


def wait(server) -> None:
    for _ in range(100):
        time.sleep(0.3)
        try:
            get("/fr/")
        except (OSError, urllib.error.URLError):
            continue
        return
    raise SystemExit("The server did not come up.")


if __name__ == "__main__":
    main()
