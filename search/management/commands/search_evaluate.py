"""How well an engine finds what judged queries should find."""

import json
from dataclasses import asdict

from django.core.management.base import BaseCommand, CommandError

from exchange.viewers import Viewer
from search.find import ENGINES, UnknownEngineError, find
from search.management.asking import viewer_named
from search.models import Entry
from search.queries import PAGE_SIZE, SearchQuery
from search.relevance import Judgement, JudgementError, Outcome, Score, read, score, scores

HEADINGS = ("", "queries", "nDCG@5", "95 % interval", "recall@3", "traps", "empty")
ROW = "{:<16} {:>8} {:>8} {:>16} {:>9} {:>8} {:>6}"


class Command(BaseCommand):
    help = (
        "Puts judged queries to an engine and tells how well it ranks, by language and by kind of query: "
        "one JSON object per line, with id, lang, query, grades and, where wanted, kind and traps."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE", help="judgements, one JSON object per line")
        parser.add_argument(
            "--engine", help=", ".join(ENGINES) + "; without it, the one that answers readers"
        )
        parser.add_argument(
            "--as", dest="email", metavar="EMAIL", help="the e-mail address of who is looking"
        )
        parser.add_argument("--json", action="store_true", help="answer in JSON, with what each query found")

    def handle(self, *, files, engine, email, **options):
        try:
            judgements = [judgement for path in files for judgement in read(path)]
        except JudgementError as error:
            raise CommandError(str(error)) from None
        viewer = viewer_named(email)
        kinds, unknown = judged_kinds(judgements)
        try:
            outcomes = [evaluate(judgement, viewer, engine, kinds) for judgement in judgements]
        except UnknownEngineError:
            raise CommandError(f"Unknown engine: {engine}. Known: {', '.join(ENGINES)}.") from None
        if unknown:
            self.stderr.write(f"Judged, and not here: {', '.join(unknown)}.")
        if options["json"]:
            self.stdout.write(json.dumps(as_json(outcomes, engine), ensure_ascii=False, indent=2))
        else:
            self.tell(outcomes)

    def tell(self, outcomes):
        for title, attribute in (("By language", "language"), ("By kind", "kind")):
            self.stdout.write(title)
            self.stdout.write(ROW.format(*HEADINGS))
            for name, figures in scores(outcomes, attribute).items():
                self.stdout.write(ROW.format(name[:16], *as_cells(figures)))
            self.stdout.write("")
        self.stdout.write(ROW.format("all", *as_cells(score(outcomes))))


def judged_kinds(judgements: list[Judgement]) -> tuple[tuple[str, ...], list[str]]:
    """Return the kinds of things that are judged, and the names of those that are not here.

    A page of a kind that nobody judged is no wrong answer: it is not asked for.
    """
    names = {name for judgement in judgements for name in judgement.grades}
    names |= {name for judgement in judgements for trap in judgement.traps for name in trap}
    held = dict(Entry.objects.filter(external_id__in=names).values_list("external_id", "kind"))
    return tuple(sorted(set(held.values()))), sorted(names - held.keys())


def evaluate(judgement: Judgement, viewer: Viewer, engine: str | None, kinds: tuple[str, ...]) -> Outcome:
    query = SearchQuery(judgement.query, language=judgement.language, kinds=kinds, size=PAGE_SIZE)
    results = find(query, viewer, engine=engine)
    ranked = tuple(hit.external_id or hit.reference or f"{hit.kind}-{hit.pk}" for hit in results.hits)
    return Outcome(judgement, ranked, results.total)


def as_cells(figures: Score) -> tuple[str, ...]:
    return (
        str(figures.queries),
        f"{figures.ndcg:.3f}",
        f"{figures.low:.3f} – {figures.high:.3f}",
        f"{figures.recall:.3f}",
        f"{figures.traps_kept}/{figures.traps}" if figures.traps else "–",
        str(figures.empty),
    )


def as_json(outcomes: list[Outcome], engine: str | None) -> dict:
    return {
        "engine": engine,
        "all": rounded(score(outcomes)),
        "languages": {name: rounded(figures) for name, figures in scores(outcomes, "language").items()},
        "kinds": {name: rounded(figures) for name, figures in scores(outcomes, "kind").items()},
        "queries": [
            {
                "id": outcome.judgement.id,
                "lang": outcome.judgement.language,
                "kind": outcome.judgement.kind,
                "query": outcome.judgement.query,
                "ranked": list(outcome.ranked),
                "total": outcome.total,
                "ndcg": round(outcome.ndcg, 4),
                "recall": round(outcome.recall, 4),
                "traps": [
                    {"good": good, "bad": bad, "kept": kept}
                    for (good, bad), kept in zip(outcome.judgement.traps, outcome.kept, strict=True)
                ],
            }
            for outcome in outcomes
        ],
    }


def rounded(figures: Score) -> dict:
    return {
        name: round(value, 4) if isinstance(value, float) else value
        for name, value in asdict(figures).items()
    }
