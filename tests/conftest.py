import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

import psutil
import pytest
from django.conf import settings as project
from django.db import connection as django_connection
from django.db import transaction
from django.urls import reverse
from django.utils.translation import activate, override
from elasticsearch import Elasticsearch

from search import afterwards, embedded
from search.elasticsearch import client, indices
from search.models import Outbox
from tests import databases
from tests.clients import Client
from tests.content import CONTENT, load
from tests.search.indexing import batches, lead_readers_to
from tests.tasks import AtOnce

PASSWORD = "demo-exchange"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Give all browser tests to one worker: they share one running site. Before pytest-xdist reads the groups."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(autouse=True)
def in_french():
    """Begin each test in the language of the site: the last request of another left its own."""
    activate(project.LANGUAGE_CODE)


@pytest.fixture(name="client")
def signed_in_client():
    """Give the browser of somebody who, once signed in by force, has shown their second factor."""
    return Client()


@pytest.fixture(autouse=True)
def nothing_waiting():
    """Let no search of one test write its figures at the end of another's request."""
    yield
    afterwards.waiting.writes = {}


def pytest_collection_finish(session):
    """Refuse to run apart what shares a server or a world: versions of pytest and its plugins may not fit."""
    grouped = [item for item in session.items if item.get_closest_marker("xdist_group")]
    if getattr(session.config.option, "loadgroup", False) and any("@" not in one.nodeid for one in grouped):
        pytest.exit("pytest-xdist does not see the groups of tests.", returncode=3)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, django_db_keepdb):
    """Copy a migrated database instead of running every migration for every worker."""
    if not django_db_keepdb:
        django_connection.settings_dict["TEST"]["TEMPLATE"] = databases.migrated()


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker, tmp_path_factory):
    """Load the small content once; each test changes it for itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        load(tmp_path_factory.mktemp("content"), CONTENT)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def wagtail_indexes(monkeypatch):
    """Let Wagtail note what its search finds and who refers to what: files open by it, too."""
    monkeypatch.setattr(AtOnce, "keeps_indexes", True)


@pytest.fixture
def queue(settings):
    """Keep tasks in the database, as in production, instead of running them at once."""
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail"]},
    }


@pytest.fixture(scope="session")
def elasticsearch_url():
    """Start or join the Elasticsearch of the tests, for those who ask for it."""
    try:
        address = embedded.start()
    except embedded.NoElasticsearchError as error:
        pytest.fail(str(error), pytrace=False)
    remove_indices(address, of_this_process=False)
    yield address
    remove_indices(address, of_this_process=True)


@pytest.fixture
def elasticsearch(elasticsearch_url, settings):
    """Let Elasticsearch answer in this test, with indexes that no other process touches."""
    settings.ELASTICSEARCH_URL = elasticsearch_url
    settings.ELASTICSEARCH_PREFIX = f"test-{os.getpid()}"
    return settings


@pytest.fixture(scope="session")
def delivered():
    """Return what the index of this process holds: one index for all tests, emptied of what they undid.

    One fixture for all folders of tests: a second one would not know what the first has put there.
    """
    return {}


@pytest.fixture
def deliver(elasticsearch, delivered, monkeypatch):
    """Return a function that brings the index up to what the test has written, and lets it be found."""
    # Many tests share this machine with a small server: that one is slow says nothing here.
    monkeypatch.setattr(client, "INTERACTIVE_SECONDS", 30)
    name = indices.alias() + "-gtests"
    # A test about the life of indices may have led the alias elsewhere.
    if not delivered or indices.alias_target() != name:
        delivered.clear()
        lead_readers_to(name)
        delivered[""] = ""

    def bring():
        present = {document.id: document for batch in batches() for document in batch}
        changed = [
            indices.Delivery(document.id, document.rev, document.source)
            for document in present.values()
            if delivered.get(document.id) != document.source
        ]
        gone = [indices.Delivery(key, 10**9) for key in delivered if key and key not in present]
        if changed or gone:
            outcomes = indices.put([name], [*changed, *gone], refresh=True)
            assert {outcome.state for outcome in outcomes} == {indices.State.DONE}, outcomes
            for delivery in gone:
                del delivered[delivery.id]
            delivered.update({delivery.id: delivery.document for delivery in changed})
        Outbox.objects.all().delete()

    return bring


def remove_indices(address: str, *, of_this_process: bool) -> None:
    """Remove the indexes of this process, or those that killed ones have left behind."""
    with Elasticsearch(address) as server:
        for name in server.indices.get(index="test-*", features="aliases"):
            owner = int(name.split("-")[1])
            if owner == os.getpid() if of_this_process else not psutil.pid_exists(owner):
                server.indices.delete(index=name, ignore_unavailable=True)


@dataclass(frozen=True)
class Site:
    """The exchange as `make run` serves it, on a database of its own."""

    url: str
    mail: Path
    database: str


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Run the whole exchange with its demonstration content in a process of its own."""
    folder = tmp_path_factory.mktemp("site")
    name = f"journeys_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}_{os.getpid()}"
    port = free_port()
    with databases.administration() as connection:
        databases.create(connection, name, template=databases.migrated())
    log = folder / "log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run", "--port", str(port)],
            cwd=project.BASE_DIR,
            env={
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "exchange.settings.development",
                "DATABASE_URL": databases.address(name),
                "ELASTICSEARCH_URL": "",
                "MEDIA_ROOT": str(folder / "media"),
                "MAIL_ROOT": str(folder / "mail"),
                "BASE_URL": f"http://localhost:{port}",
            },
            stdout=output,
            stderr=output,
        )
    try:
        wait_for_site(f"http://localhost:{port}/fr/", process, log)
        yield Site(f"http://localhost:{port}", folder / "mail", name)
    finally:
        process.terminate()
        process.wait(timeout=30)
        with databases.administration() as connection:
            databases.drop(connection, name)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]


def wait_for_site(address, process, log, seconds=180):
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=20).close()
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    pytest.fail(f"The site did not come up:\n{log.read_text()[-4000:]}")


@pytest.fixture(scope="module")
def chromium():
    """Drive Debian's Chromium; one per module, for its loop must not outlive the browser tests."""
    from playwright.sync_api import sync_playwright

    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert path, "Chromium is missing: `make doctor` says how to get it."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, site):
    """Open a window of a French-speaking visitor, whose addresses start at the site."""
    context = chromium.new_context(base_url=site.url, locale="fr-BE", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def sign_in(page, site):
    """Return a function that signs a demonstration person in through the forms, with the code that is shown."""

    def as_person(email: str):
        page.context.clear_cookies()
        with override("fr"):
            page.goto(reverse("login"))
        page.locator("input[name=login]").fill(email)
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form:has(input[name=password]) [type=submit]").click()
        page.wait_for_load_state()
        if page.locator("#demonstration_code").count():
            # The same person may come twice within half a minute, for which a code is good once.
            databases.forget_used_codes(site.database)
            page.locator("input[name=code]").fill(page.locator("#demonstration_code").inner_text())
            page.locator("form:has(input[name=code]) [type=submit]").click()
            page.wait_for_load_state()
        return page

    return as_person
