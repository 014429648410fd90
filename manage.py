#!/usr/bin/env python
import os
import sys

from exchange.embedded import NoDatabaseError

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "exchange.settings.development")

    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except NoDatabaseError as error:
        sys.exit(f"\n{error}\n")
