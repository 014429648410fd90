"""Querysets put into words once: for a page of two hundred columns, that costs more than the answer."""

import copy
from functools import wraps

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor
from django.db.models.expressions import RawSQL
from django.utils.translation import get_language

from exchange.viewers import Viewer

# What stands for a value that is known when the question is asked.
PK = -1_000_000_007
PKS = [-1_000_000_009]
SOMEBODY = Viewer(tokens=("of the reader",))
PLACES = {"pk": PK, "pks": PKS, "tokens": list(SOMEBODY.tokens)}


def one_of_pks() -> RawSQL:
    """Return what stands for keys of which nobody knows how many there will be."""
    return RawSQL("select unnest(%s::bigint[])", [PKS])


def prepared(make):
    """Let a function that returns a queryset with places be called with values, for the list of what it finds.

    The words are kept per language: a translated field is another column in each.
    """
    kept = {}

    @wraps(make)
    def read(**values) -> list:
        language = get_language()
        if language not in kept:
            kept[language] = compiled(make())
        queryset, compiler, sql, parameters = kept[language]
        with planning_cursor() as cursor:
            cursor.execute(sql, [filled(parameter, values) for parameter in parameters])
            found = cursor.fetchall()
        compiler = copy.copy(compiler)
        compiler.connection = connection
        compiler.execute_sql = lambda *_args, **_kwargs: [found]
        asked = queryset.all()
        asked.query.get_compiler = lambda *_args, **_kwargs: compiler
        return list(asked)

    return read


def planning_cursor():
    """Return a cursor for statements that the database reads and plans once per connection."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    connection.connection.prepare_threshold = 0
    return connection._prepare_cursor(ServerBindingCursor(connection.connection))


def compiled(queryset):
    compiler = queryset.query.get_compiler(queryset.db)
    return queryset, compiler, *compiler.as_sql()


def filled(parameter, values):
    for name, place in PLACES.items():
        if parameter == place:
            return values[name]
    return parameter
