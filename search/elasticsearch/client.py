"""Connections to the cluster: a hasty one for readers, a patient one for deliveries."""

from contextlib import contextmanager
from functools import cache

from django.conf import settings
from elasticsearch import (
    ApiError,
    ConnectionError,
    Elasticsearch,
    TransportError,
    UnsupportedProductError,
)

# A reader who waits longer is better served by the database.
INTERACTIVE_SECONDS = 1.5
BULK_SECONDS = 60.0
TOO_MANY_REQUESTS, NOT_FOUND, SERVER_ERRORS = 429, 404, 500


class ElasticsearchError(Exception):
    """The cluster did not do what it was asked."""


class Away(ElasticsearchError):
    """It can not be asked now: refused, too slow, too busy, cut short, or only part of it answered."""


class Unreachable(Away):
    """Nobody listens there: another attempt at once would tell nothing new."""


class Refused(ElasticsearchError):
    """It will not do this, however often it is asked."""


class Missing(Refused):
    """What was asked for is not there."""


def is_configured() -> bool:
    return bool(settings.ELASTICSEARCH_URL)


def interactive() -> Elasticsearch:
    """Return the client of readers: it waits little and never asks twice."""
    return _client(*_address(), INTERACTIVE_SECONDS)


def bulk() -> Elasticsearch:
    """Return the client of deliveries and of whoever looks after the indices."""
    return _client(*_address(), BULK_SECONDS)


def _address():
    if not is_configured():
        raise Away("ELASTICSEARCH_URL is not set.")
    return settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_API_KEY, settings.ELASTICSEARCH_CA


@cache
def _client(urls, api_key, authority, seconds) -> Elasticsearch:
    nodes = [url.strip() for url in urls.split(",")]
    return Elasticsearch(
        nodes,
        api_key=api_key or None,
        ca_certs=authority or None,
        request_timeout=seconds,
        # Where one node is gone the next one answers; whoever calls knows best when else to try again.
        max_retries=len(nodes) - 1,
        retry_on_timeout=False,
        retry_on_status=(),
    )


@contextmanager
def speaking():
    """Turn everything that the client may raise into Away, Refused or Missing."""
    try:
        yield
    except UnsupportedProductError as error:  # something else answers at this address: a proxy, a portal
        raise Away(str(error)) from error
    except ApiError as error:
        raise _told(error) from error
    except ConnectionError as error:
        raise Unreachable(f"{type(error).__name__}: {error}") from error
    except TransportError as error:
        raise Away(f"{type(error).__name__}: {error}") from error


def _told(error: ApiError) -> ElasticsearchError:
    status = error.status_code
    if status == TOO_MANY_REQUESTS or status >= SERVER_ERRORS:
        return Away(str(error))
    return (Missing if status == NOT_FOUND else Refused)(str(error))
