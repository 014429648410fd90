"""Did you mean…? Only words that bring something to the one who asks."""

from search.answers import Answer, Question

SHORTEST = 4
ALIKE = 0.35
# The words asked for that nothing visible says, each with the most alike that something visible does.
SQL = """
with asked as (select unnest(%(words)s::varchar[]) as word)
select asked.word, nearest.word from asked cross join lateral (
  select v.word, similarity(v.folded, asked.word) as likeness, v.language = any(%(family)s) as family
  from search_vocable v
  where v.folded %% asked.word and v.folded <> asked.word and similarity(v.folded, asked.word) >= %(alike)s
  order by likeness desc limit 12
) nearest
where exists (
  select from search_entrytext t join search_entry e on e.id = t.entry_id
  where e.tokens && %(tokens)s::varchar[] and not e.archived
    and t.vector @@ plainto_tsquery('public.search_exact', nearest.word)
)
order by asked.word, nearest.family desc, nearest.likeness desc
"""


def suggest(question: Question, answer: Answer, engine) -> str | None:
    return None
