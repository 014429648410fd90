"""Questions that nearly every request puts: Django words them longer than PostgreSQL answers them.

They are worded once, about values that stand for those of a request, and put with these in their place.
"""

from types import SimpleNamespace

from django.db import connection
from django.db.models.expressions import RawSQL

KEYS, TOKENS = [-1], ["somebody"]
# Stand for keys, as `pk__in=` takes them, and for whoever looks, while a question is worded.
SOME = RawSQL("select unnest(%s::bigint[])", [KEYS])
SOMEBODY = SimpleNamespace(tokens=TOKENS)


class Worded:
    """The statement of a queryset of values, to be put again and again.

    Values come as PostgreSQL gives them: for columns whose fields do nothing with them.
    """

    def __init__(self, queryset):
        self.sql, self.parameters = queryset.query.sql_with_params()

    def put(self, *stands: tuple) -> list[dict]:
        """Return the rows; each of `stands` is what stood for a value while it was worded, and that value."""
        filled = [
            next((real for stand, real in stands if stand == value), value) for value in self.parameters
        ]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, filled)
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def put_for(self, viewer, keys=()) -> list[dict]:
        """Return the rows for a viewer, those with some keys where the question is about SOME."""
        return self.put((KEYS, list(keys)), (TOKENS, list(viewer.tokens)))
