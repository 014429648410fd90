#!/usr/bin/env python
import os
import sys

from exchange.embedded import NoDatabaseError
from exchange.settings.guard import ProductionDatabaseError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "exchange.settings.development")

    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except (NoDatabaseError, ProductionDatabaseError) as error:
        sys.exit(f"\n{error}\n")
