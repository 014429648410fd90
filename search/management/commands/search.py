"""Search from the command line, as a visitor or as somebody."""

import json

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from exchange.languages import LANGUAGES
from search.elasticsearch.client import ElasticsearchError
from search.find import ENGINES, UnknownEngineError, find
from search.indexes import registry
from search.management.asking import viewer_named
from search.queries import LARGEST_PAGE, SearchQuery


class Command(BaseCommand):
    help = "Searches sheets, talks and pages as a visitor, or as the person of an e-mail address."

    def add_arguments(self, parser):
        parser.add_argument("words", help="what to look for")
        parser.add_argument("--language", default="fr", help=", ".join(LANGUAGES))
        parser.add_argument(
            "--as", dest="email", metavar="EMAIL", help="the e-mail address of who is looking"
        )
        parser.add_argument(
            "--engine", help=f"{' or '.join(ENGINES)}; without it, whichever answers readers now"
        )
        parser.add_argument("--limit", type=int, default=10, help=f"how many results, {LARGEST_PAGE} at most")
        parser.add_argument("--json", action="store_true", help="answer in JSON")

    def handle(self, *, words, language, email, engine, limit, **options):
        if language not in LANGUAGES:
            raise CommandError(f"Unknown language: {language}. Known: {', '.join(LANGUAGES)}.")
        if not 1 <= limit <= LARGEST_PAGE:
            raise CommandError(f"--limit takes a number from 1 to {LARGEST_PAGE}.")
        query = SearchQuery(text=words, language=language, size=limit)
        try:
            results = find(query, viewer_named(email), engine=engine)
        except UnknownEngineError:
            raise CommandError(f"Unknown engine: {engine}. Known: {', '.join(ENGINES)}.") from None
        except ElasticsearchError as error:
            raise CommandError(f"Elasticsearch does not answer: {error}") from None
        if options["json"]:
            self.stdout.write(json.dumps(as_json(results), ensure_ascii=False, indent=2))
        else:
            self.tell(results, language)

    def tell(self, results, language):
        engine = f"{results.engine}, {results.reason}" if results.reason else results.engine
        self.stdout.write(f"{results.total} result{'' if results.total == 1 else 's'} ({engine})")
        for hit in results.hits:
            with override(language):
                label = str(registry.of_kind(hit.kind).label)
            self.stdout.write(
                f"  {hit.reference or hit.external_id or '–'}  {hit.heading}  [{label}]  {hit.url}"
            )
        for term in results.also_found:
            self.stdout.write(f"Also found: {term.term} ({term.label})")
        for friend in results.false_friends:
            self.stdout.write(f"Beware: {friend.term}. {friend.definition}")
        if results.suggestion:
            self.stdout.write(f"Did you mean: {results.suggestion}?")


def as_json(results) -> dict:
    return {
        "engine": results.engine,
        "degraded": results.reason or None,
        "total": results.total,
        "results": [
            {
                "reference": hit.reference or None,
                "external_id": hit.external_id or None,
                "type": hit.kind,
                "title": hit.heading,
                "language": hit.language,
                "url": hit.url,
                "highlight": str(hit.highlight),
            }
            for hit in results.hits
        ],
        "facets": {
            name: [{"value": value.value, "count": value.count} for value in values]
            for name, values in results.facets.items()
        },
        "suggestion": results.suggestion,
        "also_found": [{"term": term.term, "variety": term.variety} for term in results.also_found],
    }
