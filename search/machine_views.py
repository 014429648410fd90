"""What machines ask about search: how it stands, and numbers."""

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpResponse
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from exchange.health import HealthView
from exchange.models import RoleName
from search.exposition import exposition
from search.health import standing

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class SearchHealthView(HealthView):
    """The site is up while search is degraded: 503 only where no engine answers at all."""

    def look(self):
        try:
            now = standing()
        except DatabaseError:
            # What an engine finds is authorised from the database: without it, none answers.
            return {"state": "down", "engine": None}, False
        answer = {
            "state": "degraded" if now.is_degraded else "ok",
            "engine": now.engine,
            "reason": now.reason,
            "breaker": now.breaker,
            "generation": now.generation.name if now.generation else None,
            "lag": {
                "rows": now.lag.rows,
                "oldest_seconds": round(now.lag.seconds, 1),
                "poison": now.lag.poison,
            },
        }
        return answer, True


@method_decorator(never_cache, name="dispatch")
class MetricsView(View):
    """Numbers for Prometheus, which shows a token, and for administrators; for others there is nothing."""

    http_method_names = ["get", "head"]

    def get(self, request):
        if not (has_token(request) or request.viewer.has_role(RoleName.ADMINISTRATOR)):
            raise Http404
        return HttpResponse(exposition(standing()), content_type=CONTENT_TYPE)


def has_token(request) -> bool:
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    expected = settings.METRICS_TOKEN
    return bool(expected) and kind.lower() == "bearer" and constant_time_compare(token, expected)
