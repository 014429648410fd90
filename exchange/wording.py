"""Questions that nearly every request puts: Django words them longer than PostgreSQL answers them.

They are worded once, about values that stand for those of a request, and put with these in their place.
"""

from django.db import connection


class Worded:
    """The statement of a queryset of values, to be put again and again.

    Values come as PostgreSQL gives them: for columns whose fields do nothing with them.
    """

    def __init__(self, queryset):
        self.sql, self.parameters = queryset.query.sql_with_params()

    def put(self, *stands: tuple) -> list[tuple]:
        """Return the rows; each of `stands` is what stood for a value while it was worded, and that value."""
        with self._asked(stands) as cursor:
            return cursor.fetchall()

    def put_by_name(self, *stands: tuple) -> list[dict]:
        """Return the rows as `put` does, each value by the name of its column."""
        with self._asked(stands) as cursor:
            names = [column.name for column in cursor.description]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _asked(self, stands):
        filled = [
            next((real for stand, real in stands if stand == value), value) for value in self.parameters
        ]
        cursor = connection.cursor()
        cursor.execute(self.sql, filled)
        return cursor
