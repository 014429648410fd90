"""Keeps development and tests away from a database that belongs to a site in production."""

import psycopg

QUERY = "select marked_at from exchange_installation limit 1"
ADVICE = """\
The database « {name} » belongs to a site in production since {day:%Y-%m-%d}: {module} must not run on it.
It would show errors to everybody, ask nobody for a second factor, and write e-mails to files instead of sending them.

To work on that site, set its settings:  export DJANGO_SETTINGS_MODULE=exchange.settings.production
If this is a copy for development, say so once:  psql … --command "delete from exchange_installation"\
"""


class ProductionDatabaseError(Exception):
    """The settings do not fit the database; the message says why and what to do."""


def not_production(config: dict, module: str) -> dict:
    """Return the settings of a database unless production has marked it as its own.

    Asked once, before anything else is done: also by commands that use no database.
    """
    try:
        with psycopg.connect(
            host=config["HOST"] or None,
            port=config["PORT"] or None,
            user=config["USER"] or None,
            password=config["PASSWORD"] or None,
            dbname=config["NAME"],
            connect_timeout=3,
            autocommit=True,
        ) as connection:
            row = connection.execute(QUERY).fetchone()
    except (psycopg.OperationalError, psycopg.errors.UndefinedTable):
        # Not there, or not migrated: whoever needs it will say so.
        return config
    if row:
        raise ProductionDatabaseError(ADVICE.format(name=config["NAME"], day=row[0], module=module))
    return config
