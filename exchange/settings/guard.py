"""Keeps development and tests away from a database that belongs to a site in production."""

import psycopg

OF_DJANGO = frozenset({"assume_role", "isolation_level", "pool", "server_side_binding"})
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
    options = {name: value for name, value in config.get("OPTIONS", {}).items() if name not in OF_DJANGO}
    try:
        with psycopg.connect(
            host=config["HOST"] or None,
            port=config["PORT"] or None,
            user=config["USER"] or None,
            password=config["PASSWORD"] or None,
            dbname=config["NAME"] or None,
            autocommit=True,
            # As the site itself connects: by these it may reach the server, or other tables on it.
            **{"connect_timeout": 3, **options},
        ) as connection:
            row = connection.execute(QUERY).fetchone()
    except (psycopg.OperationalError, psycopg.errors.UndefinedTable):
        # Not there, or not migrated: whoever needs it will say so.
        return config
    if row:
        raise ProductionDatabaseError(ADVICE.format(name=config["NAME"], day=row[0], module=module))
    return config
