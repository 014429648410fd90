"""What is being typed, finished: pages, words of the concordance, words of the texts."""

from django.db import connection
from django.utils.translation import override

from exchange.viewers import Viewer
from search import analysis, concordance
from search.cards import cards
from search.indexes import registry
from search.marks import versions
from search.results import Completion
from search.spelling import standing
from search.tsqueries import CHAINS

SHORTEST = 2
LONGEST = 60
MOST_PAGES, MOST_TERMS, MOST_WORDS = 4, 3, 4
# Words that are looked at, whoever may read where they stand.
CANDIDATES = 200

# One title per thing, in the reader's language if it has one.
PAGES = """
select kind, object_id from (
  select distinct on (e.id) e.kind, e.object_id, t.title_key, t.language = any(%(family)s) as family
  from search_entrytext t join search_entry e on e.id = t.entry_id
  where t.title_key like %(inside)s and e.tokens && %(tokens)s::varchar[] and not e.archived
  order by e.id, t.language = any(%(family)s) desc, t.language
) titles
order by family desc, title_key like %(start)s desc, title_key, object_id limit %(pages)s
"""
# Several forms of a word may be folded alike: one of them is shown, so more are asked for.
WORDS = f"""
select v.word, v.language from (
  select word, language, length(word) as letters from search_vocable
  where folded like %(prefix)s and (language = %(language)s or length(%(prefix)s) > 4)
  order by language = %(language)s desc, letters, word limit {CANDIDATES}
) v
{standing("v")}
order by v.language = %(language)s desc, v.letters, v.word limit %(words)s
"""  # noqa: S608 -- constants
# Words of notions that lead this viewer somewhere.
NOTIONS = """
select code from unnest(%(codes)s::varchar[]) code where exists (
  select from search_entry e
  where e.concepts && array[code] and e.tokens && %(tokens)s::varchar[] and not e.archived
)
"""


def complete(prefix: str, viewer: Viewer, language: str, limit: int) -> list[Completion]:
    """Return ways to finish what is being typed; nothing in them stands only where the viewer may not look."""
    typed = " ".join(analysis.WORD.findall(analysis.fold(analysis.clean(prefix)[:LONGEST])))
    if len(typed) < SHORTEST:
        return []
    chain = analysis.chain(language)
    parameters = {
        "tokens": list(viewer.tokens),
        "language": chain,
        "family": list(CHAINS[chain]),
        "inside": f"% {typed}%",
        "start": f" {typed}%",
        "prefix": f"{typed}%",
        "pages": MOST_PAGES,
        "words": 2 * MOST_WORDS,
    }
    terms = concordance.current().completions(typed, language)
    parameters["codes"] = list({term.code for term in terms})
    with connection.cursor() as cursor:
        cursor.execute(PAGES, parameters)
        things = cursor.fetchall()
        cursor.execute(NOTIONS, parameters)
        codes = {code for (code,) in cursor.fetchall()}
        words = []
        if " " not in typed:
            cursor.execute(WORDS, parameters)
            words = cursor.fetchall()
    found = [
        *(Completion(term.text, "term", term.language) for term in terms if term.code in codes),
    ][:MOST_TERMS]
    forms: dict[str, Completion] = {}
    for word, code in words:
        forms.setdefault(analysis.fold(word), Completion(word, "word", code))
    found += list(forms.values())[:MOST_WORDS]
    found += _pages(things, viewer, language)
    unique = {analysis.fold(completion.text): completion for completion in reversed(found)}
    return list(reversed(unique.values()))[:limit]


def _pages(things, viewer, language):
    """Return the pages, authorised again, in the order in which they were found."""
    authorised, marks = {}, versions()
    for kind in {kind for kind, _pk in things}:
        pks = [pk for other, pk in things if other == kind]
        authorised |= {(kind, card.pk): card for card in cards(registry.of_kind(kind), pks, viewer, marks)}
    with override(language):
        return [
            Completion(
                page.heading or page.title, "page", page.content_language, page.get_absolute_url() or ""
            )
            for thing in things
            if (page := authorised.get(thing))
        ]
