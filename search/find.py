"""The way into search: results, completions, what else to read. Tokens of the viewer hold everywhere."""

from exchange.viewers import Viewer
from search.queries import SearchQuery
from search.results import Completion, FacetValue, Hit, LabelledValue, Results


def find(query: SearchQuery, viewer: Viewer, *, engine: str = "postgres") -> Results:
    """Answer a query with what this viewer may open."""
    return Results(engine=engine, total=0, page=1, size=query.size)


def suggest(prefix: str, viewer: Viewer, language: str, limit: int = 8) -> list[Completion]:
    """Finish what is being typed with pages, words of the concordance and words of the texts."""
    return []


def related(page, viewer: Viewer, language: str, limit: int = 4) -> list[Hit]:
    """Return what else to read beside a page, by notions and themes; the page itself is left out."""
    return []


def labelled(facets: dict[str, list[FacetValue]], language: str) -> dict[str, list[LabelledValue]]:
    """Name the values of facets in a language: themes, bodies, shores, kinds, languages, years."""
    return {}
