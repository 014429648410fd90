"""Did you mean…? Only words that bring something to the one who asks."""

import re

from django.db import connection

from search import analysis
from search.answers import Answer, Question
from search.queries import Word, parse
from search.tsqueries import CHAINS, CONFIGURATIONS, is_in

SHORTEST = 4
MOST_WORDS = 6
ALIKE = 0.34


def visible(word: str, language: str | None = None) -> str:
    """Return the condition that something open to these tokens says a word, given as an expression."""
    parts = [
        f"""{f"{language} = '{chain}' and" if language else ""} exists (
          select from search_entrytext t join search_entry e on e.id = t.entry_id
          where t.language {is_in(chain)} and e.tokens && %(tokens)s::varchar[] and not e.archived
            and t.vector @@ (plainto_tsquery('public.{CONFIGURATIONS[chain][-1]}', {word})
              || plainto_tsquery('public.search_exact', {word})))"""
        for chain in CHAINS
    ]
    return f"({' or '.join(parts)})"


# For each word that nothing visible says, those most alike that something visible does.
ALIKE_WORDS = f"""
with asked as (select word from unnest(%(words)s::varchar[]) word where not {visible("word")})
select asked.word, nearest.word from asked cross join lateral (
  select v.word, v.language, similarity(v.folded, asked.word) as likeness from search_vocable v
  where v.folded %% asked.word and v.folded <> asked.word and similarity(v.folded, asked.word) >= %(alike)s
  order by likeness desc, v.language = %(family)s desc, v.word limit 12
) nearest
where {visible("nearest.word", "nearest.language")}
order by asked.word, nearest.likeness + (nearest.language = %(family)s)::int * 0.15 desc, nearest.word
"""  # noqa: S608 -- constants


def suggest(question: Question, answer: Answer, engine) -> str | None:
    """Return the reader's text with unknown words put right, if that finds more for this viewer."""
    text = question.query.text
    words = {
        analysis.fold(node.text): node.text
        for node in parse(text).must
        if isinstance(node, Word) and len(node.text) >= SHORTEST and node.text.isalpha()
    }
    if not words:
        return None
    better = {}
    with connection.cursor() as cursor:
        cursor.execute(
            ALIKE_WORDS,
            {
                "words": list(words)[:MOST_WORDS],
                "tokens": list(question.tokens),
                "family": analysis.chain(question.query.language),
                "alike": ALIKE,
            },
        )
        for word, nearest in cursor.fetchall():
            better.setdefault(word, nearest)
    if not better:
        return None
    corrected = analysis.clean(text)
    for word, nearest in better.items():
        corrected = re.sub(rf"(?<!\w){re.escape(words[word])}(?!\w)", nearest, corrected, count=1)
    found = engine(question.asking(corrected)).answer().total
    return corrected if found > answer.total else None
