"""Nobody sees what they may not, by any way out: every person, every thing, both directions."""

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from exchange import caching
from practices import notifications
from search.breaker import breaker
from search.elasticsearch import client as cluster
from search.elasticsearch import indices
from search.models import Generation, GenerationState, Outbox
from search.moment import fingerprint
from tests.leaks import editor, engines, signposts, site
from tests.leaks.cast import ORACLE, PERSONAS, THINGS
from tests.leaks.marks import marks_in
from tests.leaks.matrix import opened_to
from tests.leaks.world import World
from tests.search.indexing import fill

pytestmark = [
    pytest.mark.django_db,
    # One worker builds the world, once.
    pytest.mark.xdist_group("leaks"),
    # Wagtail leaves the temporary file of a new rendition to the collector.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.timeout(1200),
]


ABOUT_THE_END = {"party: in grace", "party: past its grace", "party: signed", "party: expired"}


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Build the world once; each test undoes what it did to it, and the end undoes the world."""
    noon = timezone.localtime().replace(hour=12)
    # No day of grace ends while the matrix is filled.
    with time_machine.travel(noon), django_db_blocker.unblock(), transaction.atomic():
        world = World()
        world.signposts = signposts.Signposts(world)
        yield world
        transaction.set_rollback(True)


@pytest.fixture
def each(world):
    """Return everybody who looks: their turn, who they are, and their browser."""
    return [(turn, persona, world.clients[persona.name]) for turn, persona in enumerate(PERSONAS)]


@pytest.fixture
def fewer(each):
    """Return nearly everybody: of parties that differ in their protocol alone, those about its end."""
    return [
        (turn, persona, client)
        for turn, persona, client in each
        if not persona.name.startswith("party: ") or persona.name in ABOUT_THE_END
    ]


@pytest.fixture(autouse=True)
def logs(caplog):
    """Let no log say what things hold."""
    yield
    assert not marks_in(caplog.text)


@pytest.fixture(params=["postgres", "elasticsearch"])
def engine(request, world, monkeypatch):
    """Let each engine in turn answer readers; the index holds the whole world."""
    if request.param == "elasticsearch":
        request.getfixturevalue("elasticsearch")
        # A machine that runs many tests may be slow: nothing is said about that here.
        monkeypatch.setattr(cluster, "INTERACTIVE_SECONDS", 30)
        name = f"{indices.alias()}-gmatrix"
        fill(name)
        Generation.objects.create(name=name, state=GenerationState.LIVE, fingerprint=fingerprint())
        Outbox.objects.all().delete()
        breaker.answered()
    return request.param


class TestSite:
    def test_views(self, world, matrix, each):
        for turn, persona, _client in each:
            site.views(world, matrix, persona, turn)
        matrix.check("view")

    def test_pages(self, world, matrix, fewer):
        for turn, persona, client in fewer:
            site.pages(world, matrix, persona, client, turn)
        matrix.check("page")

    def test_whole_pages(self, world, matrix, fewer):
        for turn, persona, client in fewer:
            site.whole_pages(world, matrix, persona, client, turn)
        matrix.check("whole page")

    def test_lists(self, world, matrix, fewer):
        for turn, persona, client in fewer:
            site.lists(world, matrix, persona, client, turn)
        matrix.check("list")

    def test_own_pages(self, world, matrix, fewer):
        for turn, persona, client in fewer:
            site.own_pages(world, matrix, persona, client, turn)
        matrix.check("own page")

    def test_forms(self, world, matrix, fewer):
        for turn, persona, client in fewer:
            site.forms(world, matrix, persona, client, turn)
        matrix.check("form")

    def test_progress_of_talks(self, world, matrix, fewer):
        for turn, persona, client in fewer:
            site.progress(world, matrix, persona, client, turn)
        matrix.check("progress")

    def test_machines(self, world, matrix, each):
        for _turn, persona, client in each:
            site.machines(world, matrix, persona, client)
        matrix.check("machine")

    def test_files(self, world, matrix, fewer):
        for turn, persona, client in fewer:
            site.files(world, matrix, persona, client, turn)
        matrix.check("file")

    def test_kept_pages(self, world, matrix, fewer, monkeypatch):
        """What is kept for some is never given to others: as if everything were committed and at rest."""
        cache.clear()
        monkeypatch.setattr(caching, "is_in_transaction", lambda: False)
        for turn, persona, client in [*fewer, *reversed(fewer)]:
            site.kept_pages(world, matrix, persona, client, turn)
        cache.clear()
        matrix.check("kept page")


class TestSearch:
    def test_answers(self, world, matrix, each, engine):
        for _turn, persona, _client in each:
            engines.answers(world, matrix, persona, engine)
        matrix.check(f"search ({engine})")

    def test_words(self, world, matrix, each, engine):
        for _turn, persona, _client in each:
            engines.closed_words(world, matrix, persona, engine)
        matrix.check(f"words ({engine})")

    def test_pages_of_results(self, world, matrix, each, engine):
        for turn, persona, client in each:
            if engine == "postgres" or turn % 3 == 0:
                site.search_pages(world, matrix, persona, client, f"results ({engine})")
        matrix.check(f"results ({engine})")

    def test_completions(self, world, matrix, each):
        for _turn, persona, client in each:
            engines.completions(world, matrix, persona)
            site.completions(world, matrix, persona, client)
        matrix.check("autocomplete", "see also")

    def test_command(self, world, matrix, each):
        for _turn, persona, _client in each:
            engines.command(world, matrix, persona)
        matrix.check("command")


class TestEditor:
    def test_lists(self, world, matrix, fewer):
        for turn, persona, client in fewer:
            editor.lists(world, matrix, persona, client, turn)
        matrix.check("editor's list")

    def test_search(self, world, matrix, fewer):
        for _turn, persona, client in fewer:
            editor.found(world, matrix, persona, client)
        matrix.check("editor's search")

    def test_pages(self, world, matrix, fewer):
        for turn, persona, client in fewer:
            editor.pages(world, matrix, persona, client, turn)
        matrix.check("editor's page")

    def test_files(self, world, matrix, fewer):
        for turn, persona, client in fewer:
            editor.files(world, matrix, persona, client, turn)
        matrix.check("editor's file")


class TestLinks:
    """A text names pages and files by their numbers: whoever reads it is told of those that are theirs."""

    def test_shown(self, world, matrix, fewer):
        for turn, persona, client in fewer:
            signposts.shown(world, matrix, persona, client, turn)
        matrix.check("link")

    def test_edited(self, world, matrix):
        for persona in signposts.AUTHORS.values():
            signposts.edited(world, matrix, persona, world.clients[persona.name])
        matrix.check("editor's link")

    def test_exported(self, world, matrix):
        signposts.exported(world, matrix)
        matrix.check("exported link")

    def test_indexed(self, world):
        found = signposts.indexed(world)

        assert len(found) == len(signposts.KINDS)
        assert not any(found.values()), found

    def test_mailed(self, world):
        assert not signposts.mailed(world)
        assert len(mail.outbox) == len(notifications.SUBJECTS) + 1


class TestLetters:
    def test_letters(self, world, matrix, each):
        """A letter names a sheet and tells nothing of it; of what is for the parties not even that."""
        sheets = [thing for thing in THINGS if thing.kind == "sheet" and thing.audience == "parties"]
        events = sorted(notifications.SUBJECTS)
        for turn, persona, _client in each:
            if not persona.signed_in:
                continue
            for place, thing in enumerate(sheets[turn % 4 :: 4]):
                mail.outbox.clear()
                event = events[(turn + place) % len(events)]
                notifications.deliver(event, world.pages[thing.number], world.people[persona.name])
                written = [str(letter.message()) for letter in mail.outbox]
                seen = marks_in(*written)
                matrix.hold("letter", persona, seen, about=[thing.number], where=event)
                assert {part for _number, part in seen} <= {"heading"}, event
        matrix.check("letter")


def test_the_rule_opens_something_to_everybody():
    assert all(opened_to(persona) for persona in PERSONAS)
    assert not any(ORACLE.at_desk(persona, thing) for persona in PERSONAS[:1] for thing in THINGS)
