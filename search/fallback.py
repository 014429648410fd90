"""Why PostgreSQL answers in the place of Elasticsearch."""

import logging
from enum import StrEnum

from search.breaker import breaker
from search.elasticsearch import client
from search.moment import MOST_CLOSED, Moment

logger = logging.getLogger(__name__)


class Reason(StrEnum):
    NO_INDEX = "no_index"  # none is live, made by this code and known to be whole
    LATE = "late"  # changes wait for too long: nobody delivers them
    CLOSING = "closing"  # more was restricted at once than can be ruled out of a question
    AWAY = "away"  # it failed a moment ago, and is left alone
    FAILED = "failed"  # it failed at this question
    REFUSED = "refused"  # it would not answer this question


def reason_not_to_ask(moment: Moment) -> Reason | None:
    """Return why Elasticsearch is not asked now; None: ask it, and tell the breaker how it went."""
    return reason_in_the_index(moment) or (None if breaker.lets_through() else Reason.AWAY)


def reason_in_the_index(moment: Moment) -> Reason | None:
    """Return why the index should not answer, even where the engine is well."""
    if moment.generation is None:
        return Reason.NO_INDEX
    if moment.is_late:
        return Reason.LATE
    return Reason.CLOSING if len(moment.closed) > MOST_CLOSED else None


def told_to_the_breaker(error: client.ElasticsearchError) -> Reason:
    """Say why another engine has to answer this question, and perhaps the next ones."""
    if isinstance(error, client.Refused) and not isinstance(error, client.Missing):
        # It is there: another question may suit it better.
        breaker.answered()
        logger.error("Elasticsearch refused a question: %s", error)
        return Reason.REFUSED
    breaker.failed(at_once=isinstance(error, client.Unreachable))
    logger.warning("Elasticsearch did not answer, PostgreSQL does: %s", error)
    return Reason.FAILED
