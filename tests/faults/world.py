"""A small exchange with everything that runs in it: database, Elasticsearch, worker, readers."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings
from django.urls import reverse
from django.utils.translation import override
from elasticsearch import Elasticsearch, helpers

from exchange.viewers import VISITOR
from search import concordance, embedded, find
from search.breaker import breaker
from search.models import Entry, Generation, GenerationState, Ledger, Outbox
from search.queries import SearchQuery
from tests import databases
from tests.clients import Client
from tests.faults.proxy import Proxy

READY = "The worker waits for tasks."
PATIENCE = 120  # seconds; machines that are busy with other tests are slow


def wait_for(condition, what: str, seconds: float = PATIENCE):
    """Return what the condition gives as soon as it gives something."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"It never happened: {what}"
        time.sleep(0.1)
    return found


@dataclass
class World:
    """What a fault test breaks, and what it looks at afterwards."""

    servers: list[embedded.Server]
    proxy: Proxy | None  # between site and server, where there is one
    database: str
    prefix: str
    folder: Path
    workers: list[subprocess.Popen] = field(default_factory=list)

    @property
    def server(self) -> embedded.Server:
        return self.servers[0]

    @property
    def url(self) -> str:
        """Return where the site looks for Elasticsearch."""
        return self.proxy.url if self.proxy else ",".join(server.url for server in self.servers)

    def start_worker(self) -> subprocess.Popen:
        """Start the background in a process of its own."""
        worker = self.manage("worker", "--interval", "0.2")
        self.workers.append(worker)
        return worker

    @contextmanager
    def another_worker(self):
        """Let a second worker help the first."""
        before = self.words().count(READY)
        worker = self.start_worker()
        try:
            wait_for(lambda: self.words().count(READY) > before, "the second worker is ready")
            yield
        finally:
            self.workers.remove(worker)
            worker.terminate()
            worker.wait(timeout=60)

    def end_workers(self, number: int = signal.SIGTERM) -> None:
        for worker in self.workers:
            worker.send_signal(number)
        for worker in self.workers:
            worker.wait(timeout=60)
        self.workers.clear()

    def words(self) -> str:
        """Return what worker and commands wrote, for whoever wonders why a test failed."""
        return (self.folder / "commands").read_text()

    def manage(self, *words: str) -> subprocess.Popen:
        """Start a command of the site in a process of its own."""
        with (self.folder / "commands").open("a") as log:
            return subprocess.Popen(
                [sys.executable, "manage.py", *words],
                cwd=settings.BASE_DIR,
                env=self.environment(),
                stdout=log,
                stderr=log,
            )

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "exchange.settings.development",
            "DATABASE_URL": databases.address(self.database),
            "PYTHONUNBUFFERED": "1",
            "ELASTICSEARCH_URL": self.url,
            "ELASTICSEARCH_PREFIX": self.prefix,
            "MAIL_ROOT": str(self.folder / "mail"),
        }

    def command(self, *words: str) -> dict:
        """Return what `search_index … --json` says."""
        said = StringIO()
        call_command("search_index", *words, "--json", stdout=said)
        return json.loads(said.getvalue())

    def client(self) -> Elasticsearch:
        """Return a client that goes straight to the server, past the proxy."""
        return Elasticsearch(
            [server.url for server in self.servers], request_timeout=30, max_retries=3, retry_on_timeout=True
        )

    def live(self) -> Generation | None:
        return Generation.objects.live().first()

    def building(self) -> Generation | None:
        return Generation.objects.filter(state=GenerationState.BUILDING).first()

    def indexed(self) -> dict[tuple[str, int], int]:
        """Return the revision of everything that readers would find in the index."""
        alias = f"{self.prefix}-entries"
        with self.client() as client:
            client.indices.refresh(index=alias)
            found = helpers.scan(client, index=alias, query={"_source": ["kind", "object_id", "rev"]})
            return {
                (hit["_source"]["kind"], hit["_source"]["object_id"]): hit["_source"]["rev"] for hit in found
            }

    def rest(self, *, poison: int = 0) -> None:
        """Wait until nothing is left to do, then compare index, ledger and database."""
        wait_for(
            lambda: (live := self.live()) and not live.in_doubt and not Outbox.objects.waiting().exists(),
            "an index that answers and has been told everything",
        )
        assert Outbox.objects.poisoned().count() == poison
        entries = {(kind, pk): rev for kind, pk, rev in Entry.objects.values_list("kind", "object_id", "rev")}
        ledger = Ledger.objects.filter(deleted=False).values_list("kind", "object_id", "rev")
        assert entries == {(kind, pk): rev for kind, pk, rev in ledger}
        if not poison:
            assert self.indexed() == entries

    def finds(self, words: str) -> bool:
        """Say whether Elasticsearch itself, asked for these words, answers with something."""
        return find.find(SearchQuery(words), VISITOR, engine="elasticsearch").total > 0

    @contextmanager
    def readers(self, number: int = 2):
        """Let people search without a pause; what they were answered is counted."""
        answers, stopping = Counter(), threading.Event()

        def read(name: int):
            client = Client(raise_request_exception=False)
            with override("fr"):
                address = reverse("search:results")
            count = 0
            while not stopping.is_set():
                count += 1
                began = time.monotonic()
                answer = client.get(address, {"q": f"titre -lecteur{name}x{count}"})
                slow = " slow" if time.monotonic() - began > 10 else ""
                answers[f"{answer.status_code}{slow}"] += 1
                stopping.wait(0.2)
            connections.close_all()

        threads = [threading.Thread(target=read, args=[name], daemon=True) for name in range(number)]
        for thread in threads:
            thread.start()
        try:
            yield answers
        finally:
            stopping.set()
            for thread in threads:
                thread.join(timeout=60)
        assert set(answers) == {"200"}, answers

    def engine_of_readers(self) -> str:
        """Return which engine answers a reader now."""
        return find.find(SearchQuery(f"titre -jamais{time.monotonic_ns()}"), VISITOR).engine

    def read_once(self) -> str:
        """Return the search page as a visitor gets it now."""
        with override("fr"):
            answer = Client(raise_request_exception=False).get(
                reverse("search:results"), {"q": f"titre -jamais{time.monotonic_ns()}"}
            )
        assert answer.status_code == 200
        return answer.content.decode()


@contextmanager
def inside(world: World):
    """Let this process work on the database and the index of a world, which other processes see."""
    main = connection.settings_dict
    mine = main["NAME"]
    connections.close_all()
    main["NAME"] = world.database
    forget()
    try:
        with override_settings(ELASTICSEARCH_URL=world.url, ELASTICSEARCH_PREFIX=world.prefix):
            yield
    finally:
        connections.close_all()
        main["NAME"] = mine
        forget()


def forget() -> None:
    """Empty what this process remembers of a database: there it stands for something else."""
    cache.clear()
    breaker.answered()
    concordance._remembered.kept.clear()
    find._names.kept.clear()


@contextmanager
def copy_of_the_migrated_database(name: str):
    with closing(databases.administration()) as administration:
        databases.create(administration, name, template=databases.migrated())
    try:
        yield name
    finally:
        with closing(databases.administration()) as administration:
            databases.drop(administration, name)
