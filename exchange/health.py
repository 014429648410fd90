"""Whether this process answers, and whether it may be sent readers: for whatever watches the site."""

from math import inf

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from exchange.background import standing


@method_decorator(never_cache, name="dispatch")
class HealthView(View):
    """Answers in JSON, without session, cookie or language; 503 where something is missing."""

    http_method_names = ["get", "head"]

    def get(self, request):
        answer, is_well = self.look()
        return JsonResponse(answer, status=200 if is_well else 503)

    def look(self) -> tuple[dict, bool]:
        """Return what to say, and whether all is well."""
        raise NotImplementedError


class LiveView(HealthView):
    def look(self):
        return {"state": "live"}, True


class ReadyView(HealthView):
    """The database answers, and is as this code expects it."""

    # The code of a process does not change: once applied, its migrations stay applied.
    is_migrated = False

    def look(self):
        try:
            with connection.cursor() as cursor:
                cursor.execute("select 1")
            if not ReadyView.is_migrated:
                executor = MigrationExecutor(connection)
                ReadyView.is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        except DatabaseError:
            return {"state": "waiting", "for": "database"}, False
        if not ReadyView.is_migrated:
            return {"state": "waiting", "for": "migrations"}, False
        return {"state": "ready"}, True


class WorkerView(HealthView):
    """A worker runs, and none of its queues is held up."""

    def look(self):
        try:
            parts = standing.parts()
        except DatabaseError:
            return {"state": "unknown", "for": "database"}, False
        silent = [part.name for part in parts if part.is_silent]
        answer = {
            "state": "silent" if silent else "working",
            "silent": silent,
            "silent_seconds": {part.name: round(part.seconds, 1) for part in parts if part.seconds != inf},
        }
        return answer, not silent
