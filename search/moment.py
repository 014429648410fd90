"""What is read once at every search: what has changed, which index may answer, what it may not say yet."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from django.db import connection

from search import marks
from search.elasticsearch import client, mapping

# More restrictions than this at once are not sent with a question: the database answers it.
MOST_CLOSED = 1_000
# An index that is told of changes later than this is behind the times; what it refuses says nothing of that.
LATEST = timedelta(minutes=5)
PRESENT = f"""
select
  (select json_object_agg(name, version) from search_mark),
  (select name from search_generation where state = 'live' and fingerprint = %(fingerprint)s and not in_doubt),
  (select enqueued_at < now() - %(latest)s from search_outbox where attempts = 0 order by id limit 1),
  (select json_agg(thing) from (
     select distinct kind || '-' || object_id as thing from search_outbox where narrows limit {MOST_CLOSED + 1}
   ) closed)
"""  # noqa: S608 -- constants


@dataclass(frozen=True)
class Moment:
    """How things stand while one question is answered."""

    marks: dict[str, int]
    # The index that holds what it should; without one the database answers.
    generation: str | None = None
    is_late: bool = False
    # What was restricted and not delivered yet.
    closed: tuple[str, ...] = ()


def present() -> Moment:
    if not client.is_configured():
        return Moment(marks.versions())
    with connection.cursor() as cursor:
        cursor.execute(PRESENT, {"fingerprint": fingerprint(), "latest": LATEST})
        versions, generation, is_late, closed = cursor.fetchone()
    return Moment(versions or {}, generation, bool(is_late), tuple(closed or ()))


@cache
def fingerprint() -> str:
    """Return what an index made by this code says of itself; the code of a process does not change."""
    return mapping.fingerprint()
