import contextlib
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "exchange.settings.production")

application = get_wsgi_application()


def mark_database() -> None:
    """Let development know that this database is one of production; a site may start before its database."""
    from exchange.models import Installation

    if not settings.MARKS_DATABASE:
        return
    with contextlib.suppress(DatabaseError):
        Installation.objects.mark()
    connection.close()


mark_database()
