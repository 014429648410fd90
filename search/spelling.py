"""Did you mean…? Only words that bring something to the one who asks."""

import re

from django.db import connection

from search import analysis
from search.answers import Answer, Question
from search.queries import Word, parse
from search.tsqueries import CHAINS, CONFIGURATIONS, is_in

SHORTEST = 4
# What is put right without being asked: a word long enough, and hardly another one.
SHORTEST_CORRECTED = 5
LONG = 8
MOST_WORDS = 6
ALIKE = 0.34
# Words that are looked at for each that is put right, whoever may read where they stand.
CANDIDATES = 60


def answered(word: str) -> str:
    """Return the condition that something open to these tokens is found by a word, given as an expression."""
    parts = [
        f"""exists (
          select from search_entrytext t join search_entry e on e.id = t.entry_id
          where t.language {is_in(chain)} and e.tokens && %(tokens)s::varchar[] and not e.archived
            and t.vector @@ (plainto_tsquery('public.{CONFIGURATIONS[chain][-1]}', {word})
              || plainto_tsquery('public.search_exact', {word})))"""
        for chain in CHAINS
    ]
    return f"({' or '.join(parts)})"


def standing(vocable: str) -> str:
    """Return the join that keeps the words that stand, in this very form, in something open to these tokens.

    A stem would say too little: the plural of a public word may stand in what is closed only. Lateral, and
    one row at a time: whoever needs four words reads on only until four are found.
    """
    languages = " ".join(
        f"when '{chain}' then array{list(languages)}::varchar[]" for chain, languages in CHAINS.items()
    )
    return f"""cross join lateral (
      select from search_entrytext t join search_entry e on e.id = t.entry_id
      where t.forms @> array[{vocable}.word]::varchar[]
        and t.language = any(case {vocable}.language {languages} end)
        and e.tokens && %(tokens)s::varchar[] and not e.archived
      limit 1) said"""


# For each word that finds nothing for the viewer, those most alike that stand in something they may open.
ALIKE_WORDS = f"""
with asked as (select word from unnest(%(words)s::varchar[]) word where not {answered("word")})
select asked.word, nearest.word from asked cross join lateral (
  select v.word, v.language, v.likeness from (
    select word, language, similarity(folded, asked.word) as likeness from search_vocable
    where folded %% asked.word and folded <> asked.word and similarity(folded, asked.word) >= %(alike)s
    order by likeness desc, language = %(family)s desc, word limit {CANDIDATES}
  ) v
  {standing("v")}
  order by v.likeness desc, v.language = %(family)s desc, v.word limit 12
) nearest
order by asked.word, nearest.likeness + (nearest.language = %(family)s)::int * 0.15 desc, nearest.word
"""  # noqa: S608 -- constants


def corrected(question: Question) -> str | None:
    """Return the reader's text with the words put right that stand nowhere and are nearly another one.

    Acronyms, codes, short words, quoted phrases and words of the concordance are never touched.
    """
    words = {
        folded: text
        for folded, text in _plain_words(question).items()
        if len(folded) >= SHORTEST_CORRECTED and not text.isupper() and not question.concordance.knows(folded)
    }
    better = {}
    for word, candidates in _alike(words, question).items():
        far = 1 if len(word) < LONG else 2
        ranked = [(distance(word, analysis.fold(candidate), far), candidate) for candidate in candidates]
        nearest = min((pair for pair in ranked if pair[0] <= far), key=lambda pair: pair[0], default=None)
        if nearest:
            better[word] = nearest[1]
    return _replaced(question.query.text, words, better)


def suggest(question: Question, answer: Answer, engine) -> str | None:
    """Return the reader's text with unknown words put right, if that finds more for this viewer."""
    words = {folded: text for folded, text in _plain_words(question).items() if len(folded) >= SHORTEST}
    better = {word: candidates[0] for word, candidates in _alike(words, question).items()}
    if text := _replaced(question.query.text, words, better):
        found = engine(question.saying(text).counting()).answer().total
        return text if found > answer.total else None
    return None


def _plain_words(question) -> dict[str, str]:
    """Return {folded: typed} for the words that nobody quoted or ruled out."""
    return {
        analysis.fold(node.text): node.text
        for node in parse(question.query.text).must
        if isinstance(node, Word) and node.text.isalpha()
    }


def _alike(words, question) -> dict[str, list[str]]:
    """Return {word: others} for the words that stand nowhere for this viewer, most alike first."""
    if not words:
        return {}
    found: dict[str, list[str]] = {}
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
            found.setdefault(word, []).append(nearest)
    return found


def _replaced(text, words, better) -> str | None:
    if not better:
        return None
    text = analysis.clean(text)
    for word, nearest in better.items():
        text = re.sub(rf"(?<!\w){re.escape(words[word])}(?!\w)", nearest, text, count=1)
    return text


def distance(one: str, other: str, most: int) -> int:
    """Return how many letters must be added, dropped, changed or swapped; beyond `most`, just more."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, row = [], list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        before, last, row = row, before, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
    return row[-1]
