"""Everything that a first look needs, in one process: database, content, site, worker."""

import errno
import hashlib
import io
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler, get_internal_wsgi_application
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import OperationalError
from django.urls import get_resolver, reverse
from django.utils.autoreload import StatReloader

from exchange import embedded
from exchange.accounts.demonstration import CONTENT, demonstration_people, set_up_demonstration_factors
from exchange.imports.people import PASSWORD
from exchange.worker import BackgroundWork

ALL_ADDRESSES = "0.0.0.0"  # noqa: S104 -- only when HOST asks for it
LANGUAGE = "en"  # of all that this command says
RESTARTED = "EXCHANGE_RESTARTED"  # set in the process that replaces one whose code has changed


class Command(BaseCommand):
    help = "Prepare the database and the demonstration, then serve the site with its worker."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--host", default=os.environ.get("HOST", "localhost"))
        parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"))

    def handle(self, *, host, port, **options):
        if not settings.DEBUG:
            raise CommandError(
                "`run` is for a first look and for development; see docs/operate.md for the rest."
            )
        self.address = f"http://{'localhost' if host == ALL_ADDRESSES else host}:{port}"
        server = self.open_server(host, port)
        try:
            self.prepare_database()
            self.load_content()
            set_up_demonstration_factors()
            with self.step("Site"):
                server.set_app(get_internal_wsgi_application())
                get_resolver().url_patterns  # noqa: B018 -- what the first visitor would wait for
        except KeyboardInterrupt:
            raise CommandError("Stopped. `make run` goes on from here.", returncode=130) from None
        except OperationalError as error:
            raise CommandError(database_advice(error)) from error
        except OSError as error:
            raise CommandError(disk_advice(error)) from error
        connections.close_all()
        self.announce()
        self.serve(server)

    @contextmanager
    def step(self, label):
        """Show what is being done, then how long it took."""
        began = time.monotonic()
        self.stdout.write(f"  {label} … ", ending="")
        self.stdout.flush()
        yield
        self.stdout.write(f"{time.monotonic() - began:.1f} s")

    def open_server(self, host, port):
        """Take the port first: what follows would be in vain without it."""
        ThreadedWSGIServer.daemon_threads = True
        try:
            return ThreadedWSGIServer((host, port), WSGIRequestHandler)
        except OverflowError as error:
            raise CommandError(
                f"{port} is no port. Choose one from 1024 to 65535: PORT=8010 make run"
            ) from error
        except OSError as error:
            reason = {
                errno.EADDRINUSE: f"Port {port} is taken by another program.",
                errno.EACCES: f"This account may not use port {port}.",
            }.get(error.errno, f"{host}:{port} can not be used: {error.strerror}.")
            raise CommandError(f"{reason} Choose another: PORT={port + 10} make run") from error

    def prepare_database(self):
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
        if not plan:
            return
        with self.step(f"Database, {len(plan)} migrations"):
            progress = MigrationProgress(self.stdout, len(plan))
            call_command("migrate", stdout=progress, interactive=False, skip_checks=True, no_color=True)

    def load_content(self):
        """Load the demonstration unless this database holds it already."""
        files = sorted(CONTENT.glob("*.json"))
        digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
        note = f"Demonstration content {digest}"
        with connection.cursor() as cursor:
            cursor.execute(
                "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()"
            )
            if cursor.fetchone() == (note,):
                return
        began = time.monotonic()
        self.stdout.write("  Demonstration content:")
        call_command("load_content", *map(str, files), language=LANGUAGE)
        self.stdout.write(f"  Demonstration content … {time.monotonic() - began:.1f} s")
        with connection.cursor() as cursor:
            name = connection.ops.quote_name(connection.settings_dict["NAME"])
            cursor.execute(f"comment on database {name} is '{note}'")

    def announce(self):
        """Say where to go and as whom."""
        if os.environ.get(RESTARTED):
            self.stdout.write(f"Serving the changed code on {self.address}")
            return
        people = [
            (person["email"], person["name"], ", ".join(person["roles"]).replace("_", " "))
            for person in demonstration_people()
        ]
        lines = ["", self.style.SUCCESS(f"The exchange is on {self.address}"), ""]
        lines += [
            f"  {self.address}/admin/               to write, review, edit",
            f"  {self.address}{reverse('development:mail'):20}  the messages that it would send",
        ]
        if people:
            lines += ["", f"Demonstration accounts, password {PASSWORD}:", *in_columns(people), ""]
            lines += [
                "Who publishes, governs or administers is asked for a code: the page shows it, here only."
            ]
        lines += [
            "",
            "Ctrl-C stops the site and its worker; `make stop` the servers that they leave running.",
            "",
        ]
        self.stdout.write("\n".join(lines))

    def serve(self, server):
        """Serve until interrupted; start again with the new code when a file has changed."""
        for number in (signal.SIGINT, signal.SIGTERM):  # a shell may have left SIGINT ignored
            signal.signal(number, signal.default_int_handler)
        work = BackgroundWork()
        threads = [
            threading.Thread(target=server.serve_forever, name="site", daemon=True),
            threading.Thread(target=work.run, name="worker", daemon=True),
        ]
        if not os.environ.get("DATABASE_URL"):
            threads.append(threading.Thread(target=self.keep_database, name="database", daemon=True))
        for thread in threads:
            thread.start()
        restart = False
        try:
            restart = Watch(self.stderr).until_changed(threads[0])
        except KeyboardInterrupt:
            self.stdout.write("\nStopping …")
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        work.stop()
        server.shutdown()
        server.server_close()
        threads[1].join(timeout=10)
        if restart:
            os.environ[RESTARTED] = "1"
            os.execv(sys.executable, [sys.executable, *sys.argv])

    def keep_database(self):
        """Start the embedded PostgreSQL again when it dies."""
        while True:
            time.sleep(1)
            if embedded.is_answering():
                continue
            try:
                self.stderr.write("PostgreSQL does not answer any more: starting it again …")
                embedded.start()
                self.stderr.write("PostgreSQL is back.")
            except embedded.NoDatabaseError as error:
                self.stderr.write(f"{error}\nTrying again in ten seconds.")
                time.sleep(10)


class MigrationProgress(io.StringIO):
    """Shows on one line how many migrations of `migrate` are done."""

    def __init__(self, terminal, total):
        super().__init__()
        self.terminal, self.total = terminal, total

    def write(self, words):
        written = super().write(words)
        if words.lstrip().startswith("Applying") and self.terminal.isatty():
            done = self.getvalue().count("Applying")
            self.terminal.write(f"\r  Database, {done} of {self.total} migrations … ", ending="")
            self.terminal.flush()
        return written


class Watch(StatReloader):
    """Looks at the project's own files, once a second."""

    def __init__(self, output):
        super().__init__()
        self.output = output

    def watch_dir(self, path, glob):
        if is_ours(Path(path)):
            super().watch_dir(path, glob)

    def watched_files(self, include_globs=True):
        return filter(is_ours, super().watched_files(include_globs))

    def until_changed(self, thread) -> bool:
        """Return when a file has changed and the new code starts."""
        while True:
            try:
                self.run(thread)
            except SystemExit:  # how Django's reloader says that a file has changed
                problem = self.try_new_code()
                if not problem:
                    return True
                self.output.write(
                    f"{problem}\nThe new code does not start: serving the old one until it does."
                )

    def try_new_code(self) -> str:
        """Return what keeps the new code from starting, once nobody is saving any more."""
        while True:
            began = time.time()
            trial = subprocess.run(
                [sys.executable, "manage.py", "check"],
                cwd=settings.BASE_DIR,
                capture_output=True,
                text=True,
                check=False,
            )
            if all(changed_at <= began for _, changed_at in self.snapshot_files()):
                return trial.stderr if trial.returncode else ""


def is_ours(path: Path) -> bool:
    return path.is_relative_to(settings.BASE_DIR) and ".venv" not in path.parts


def in_columns(rows) -> list[str]:
    """Return the rows as lines, each column as wide as its longest cell."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def database_advice(error: Exception) -> str:
    said = str(error).strip().split("\n")[0]
    if os.environ.get("DATABASE_URL"):
        return f"The PostgreSQL of DATABASE_URL does not answer as it should: {said}"
    log = Path(embedded.data_directory()) / "log"
    return f"The embedded PostgreSQL stopped answering: {said}\nIs the disk full? Its journal: {log}. Start again with make run."


def disk_advice(error: OSError) -> str:
    if error.errno == errno.ENOSPC:
        return "The disk is full. Free some space and start again: it goes on from there."
    if error.errno in (errno.EACCES, errno.EROFS):
        return f"No permission to write {error.filename}. Give this account the checkout and start again."
    return str(error)
