"""Databases of the tests: migrated once, copied for each worker and each run."""

import fcntl
import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg
from django.conf import settings
from psycopg import sql

KEEP_SECONDS = 3600
PREFIX = "migrated_"


def address(name: str) -> str:
    """Return the address of another database on the server of the tests."""
    database = settings.DATABASES["default"]
    password = f":{quote(database['PASSWORD'], safe='')}" if database.get("PASSWORD") else ""
    port = f":{database['PORT']}" if database.get("PORT") else ""
    return f"postgres://{database['USER']}{password}@{quote(database['HOST'], safe='')}{port}/{name}"


def administration() -> psycopg.Connection:
    return psycopg.connect(address("postgres"), autocommit=True)


def create(connection, name: str, *, template: str = "template1") -> None:
    words = sql.SQL("create database {} template {}")
    connection.execute(words.format(sql.Identifier(name), sql.Identifier(template)))


def drop(connection, name: str) -> None:
    connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def forget_used_codes(name: str) -> None:
    """Let the codes of second factors be taken again in another database."""
    with psycopg.connect(address(name), autocommit=True) as connection:
        connection.execute("delete from exchange_shared_cache where cache_key like '%totp.used%'")


def migrated() -> str:
    """Return the name of a database where every migration has run, made by whoever asks first."""
    name = f"{PREFIX}{digest_of_migrations()}"
    lock = Path(tempfile.gettempdir()) / f"{name}-{os.geteuid()}.lock"
    with lock.open("w") as file, administration() as connection:
        fcntl.flock(file, fcntl.LOCK_EX)
        if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
            remove_old(connection)
            build(connection, name)
    return name


def digest_of_migrations() -> str:
    """Return what changes with a migration, a package or what migrations build on."""
    files = [path for path in settings.BASE_DIR.glob("*/migrations/*.py") if ".venv" not in path.parts]
    files += [settings.BASE_DIR / "requirements" / "base.txt", *settings.BASE_DIR.glob("*/models/*.py")]
    content = hashlib.sha256()
    for path in sorted(files):
        content.update(path.read_bytes())
    return content.hexdigest()[:12]


def build(connection, name: str) -> None:
    unfinished = f"{name}_{os.getpid()}"
    create(connection, unfinished)
    try:
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0", "--skip-checks"],
            cwd=settings.BASE_DIR,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "exchange.settings.test",
                "DATABASE_URL": address(unfinished),
            },
            check=True,
        )
        rename = sql.SQL("alter database {} rename to {}")
        connection.execute(rename.format(sql.Identifier(unfinished), sql.Identifier(name)))
        comment = sql.SQL("comment on database {} is {}")
        connection.execute(comment.format(sql.Identifier(name), sql.Literal(str(time.time()))))
    finally:
        drop(connection, unfinished)


def remove_old(connection) -> None:
    """Drop the databases of earlier migrations that no run can still be using."""
    rows = connection.execute(
        "select datname, shobj_description(oid, 'pg_database') from pg_database where datname like %s",
        [f"{PREFIX}%"],
    )
    for name, made_at in rows.fetchall():
        if made_at and time.time() - float(made_at) > KEEP_SECONDS:
            drop(connection, name)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "exchange.settings.test")
    migrated()
