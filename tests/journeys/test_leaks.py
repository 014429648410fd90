"""Nobody sees what they may not: every kind of viewer, every audience and state, every way out.

The rule itself is tested in tests/exchange/test_audiences.py and test_viewers.py; here each way out of
the system is held against it. A way out that is not listed fails `test_every_address_is_listed`.
"""

import datetime as dt
import io
import itertools
import json

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from wagtail.log_actions import log

from exchange.audiences import Audience, State
from exchange.models import Membership, TranslatedPage
from exchange.viewers import VISITOR, viewer_of
from practices.models import Practice, Relation, Remark
from search import documents
from search.breaker import breaker
from search.elasticsearch import client as cluster
from search.elasticsearch import indices
from search.find import find, related, suggest
from search.models import Generation, GenerationState, Outbox
from search.moment import fingerprint
from search.queries import SearchQuery
from seminars.models import Talk, TalkPractice
from tests.factories import (
    AssignmentFactory,
    MembershipFactory,
    OrganisationFactory,
    OrganisationPageFactory,
    PracticeFactory,
    ProtocolFactory,
    SeminarFactory,
    TalkFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

EMBARGO = "embargo"
STATES = (State.DRAFT, State.FAR_REVIEW, State.PUBLISHED, EMBARGO, State.ARCHIVED, State.FROZEN)
TALK_STATES = (State.DRAFT, State.PUBLISHED, EMBARGO)
# Stands in every thing: one search brings all that a viewer may find.
COMMON = "zephyrin"
LIVE = frozenset({State.PUBLISHED, EMBARGO, State.ARCHIVED, State.FROZEN})
LETTERS = "bcdfghjklmnpqrstvwxz"


def word(number: int) -> str:
    """Return a word that stands in one thing only, and is close to no other."""
    first, second = divmod(number, len(LETTERS))
    return f"zy{LETTERS[first]}o{LETTERS[second]}uq{LETTERS[first]}a{LETTERS[second]}ix"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Build the world once; each test undoes what it did to it, and the end undoes the world."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(params=["postgres", "elasticsearch"])
def engine(request, world, monkeypatch):
    """Let each engine in turn answer readers; the index holds the whole world."""
    if request.param == "elasticsearch":
        request.getfixturevalue("elasticsearch")
        # A machine that runs many tests may be slow: nothing is said about that here.
        monkeypatch.setattr(cluster, "INTERACTIVE_SECONDS", 30)
        name = f"{indices.alias()}-gleaks"
        indices.delete(name)
        indices.create(name, building=False)
        indices.swap(indices.alias(), add=name)
        last = 0
        while batch := documents.after(last):
            last = batch[-1].entry
            sent = [indices.Delivery(document.id, document.rev, document.source) for document in batch]
            indices.put([name], sent, refresh=True)
        Generation.objects.create(name=name, state=GenerationState.LIVE, fingerprint=fingerprint())
        Outbox.objects.all().delete()
        breaker.answered()
    assert find(SearchQuery(text=COMMON), VISITOR).engine == request.param
    return request.param


class World:
    """Bodies, people in every situation, and one sheet and one talk per audience and state."""

    def __init__(self):
        self.owner = OrganisationFactory(name_fr="Propriétaire")
        self.partner = OrganisationFactory(name_fr="Partenaire", quebec=True)
        self.protocol = ProtocolFactory(parties=[self.owner, self.partner])
        self.theme = ThemeFactory(code="public_space")
        self.seminar = SeminarFactory()
        MembershipFactory(organisation=self.owner)
        network = Membership.objects.get().network
        self.things = {}
        OrganisationPageFactory(organisation=self.owner)
        for audience, state in itertools.product(Audience, STATES):
            self.add(PracticeFactory, audience, state)
        for audience, state in itertools.product(Audience, TALK_STATES):
            self.add(TalkFactory, audience, state, parent=self.seminar)
        practices = [thing for thing in self.things.values() if isinstance(thing, Practice)]
        self.public = next(
            thing for thing in practices if thing.audience == "public" and thing.state == "published"
        )
        for practice in practices:
            if practice != self.public:
                Relation.objects.create(practice=self.public, target=practice)
        for talk in (thing for thing in self.things.values() if isinstance(thing, Talk)):
            TalkPractice.objects.create(talk=talk, practice=self.public)
        self.viewers = self.people(network, practices)

    def add(self, factory, audience, state, **extra):
        heading = word(len(self.things))
        thing = factory(
            organisation=self.owner,
            heading_fr=heading,
            summary_fr=f"Un résumé {COMMON}.",
            audience=audience,
            protocol=self.protocol if audience == Audience.PARTIES else None,
            state=State.PUBLISHED if state == EMBARGO else state,
            embargo_until=timezone.localdate() + dt.timedelta(days=9) if state == EMBARGO else None,
            live=state in LIVE,
            **extra,
        )
        thing.situation = state
        self.things[heading] = thing
        if isinstance(thing, Practice):
            thing.themes.add(self.theme)
            thing.save()

    def people(self, network, practices):
        def person(*roles, body=None, state=None, category="member"):
            body = body or OrganisationFactory()
            if state:
                MembershipFactory(organisation=body, network=network, state=state, category=category)
            return UserFactory(organisation=body, roles=roles or ["reader"])

        other = OrganisationFactory()
        ProtocolFactory(parties=[other, OrganisationFactory()])
        former = OrganisationFactory()
        ProtocolFactory(parties=[former, self.owner], expired=True)
        assigned = person("reviewer", state="active")
        for practice in practices:
            if practice.situation == State.FAR_REVIEW:
                AssignmentFactory(page=practice, reviewer=assigned)
        return {
            "visitor": None,
            "candidate": person(state="candidate"),
            "observer": person(state="active", category="observer"),
            "associate": person("author", state="active", category="associate"),
            "member": person("author", "content_lead", state="active"),
            "suspended": person("author", state="suspended"),
            "withdrawn": person("author", state="withdrawn"),
            "party": person(body=self.partner, state="active"),
            "party of another protocol": person(body=other, state="active"),
            "party of an expired protocol": person(body=former, state="active"),
            "reviewer": assigned,
            "reviewer not asked": person("reviewer", state="active"),
            "reader of the owner": UserFactory(organisation=self.owner, roles=["reader"]),
            "author of the owner": UserFactory(organisation=self.owner, roles=["author"]),
            "editor": UserFactory(roles=["editor"]),
            "committee": UserFactory(roles=["committee"]),
            "administrator": UserFactory(roles=["administrator"]),
            "closed account": UserFactory(organisation=self.owner, roles=["author"], is_active=False),
        }

    def opened_to(self, viewer, *, listed=False) -> set[str]:
        """Return the words of what this viewer may read; listed: of what lists show."""
        shown = {State.PUBLISHED, EMBARGO} if listed else set(STATES)
        tokens = dict(TranslatedPage.objects.values_list("pk", "tokens"))
        return {
            heading
            for heading, thing in self.things.items()
            if thing.situation in shown and viewer.opens(tokens[thing.pk])
        }

    def words_in(self, text: str) -> set[str]:
        return {heading for heading in self.things if heading in text}

    def each(self):
        """Yield (name, viewer, signed-in client) for every kind of viewer."""
        for name, user in self.viewers.items():
            client = Client()
            if user:
                client.force_login(user)
            yield name, viewer_of(user) if user else VISITOR, client


def count(results, facet, value) -> int:
    return {found.value: found.count for found in results.facets[facet]}.get(value, 0)


def assert_no_leak(name, shown, allowed, *, expected=frozenset()):
    assert not shown - allowed, f"{name} sees what they may not"
    assert not expected - shown, f"{name} does not see what is theirs"


def address(thing) -> str:
    with translation.override("fr"):
        return thing.get_url()


class TestWaysOut:
    def test_page(self, world):
        # Another slug: the page that refuses may repeat the address it was asked for.
        addresses = {heading: address(thing).replace(heading, "x") for heading, thing in world.things.items()}

        for name, viewer, client in world.each():
            shown = set()
            for heading, path in addresses.items():
                response = client.get(path)
                assert response.status_code in (200, 301, 404), (name, path)
                # Only who may read it is sent to the right address.
                if response.status_code != 404:
                    shown.add(heading)
                else:
                    assert heading not in response.content.decode(), f"{name}: the 404 names what it hides"
            allowed = world.opened_to(viewer)
            assert_no_leak(name, shown, allowed, expected=allowed)

    def test_what_a_page_relates_to(self, world):
        for name, viewer, client in world.each():
            text = client.get(address(world.public)).content.decode()
            assert_no_leak(name, world.words_in(text), world.opened_to(viewer))

    def test_browse(self, world, engine):
        with translation.override("fr"):
            path = reverse("practices:list")

        for name, viewer, client in world.each():
            listed = {
                h for h in world.opened_to(viewer, listed=True) if isinstance(world.things[h], Practice)
            }
            response = client.get(path)
            assert_no_leak(name, world.words_in(response.content.decode()), listed, expected=listed)

    def test_search_page(self, world, engine):
        with translation.override("fr"):
            path = reverse("search:results")

        for name, viewer, client in world.each():
            listed = world.opened_to(viewer, listed=True)
            shown = set()
            for page in (1, 2, 3):
                response = client.get(path, {"q": COMMON, "page": page})
                shown |= world.words_in(response.content.decode())
            assert_no_leak(name, shown, listed, expected=listed)

    def test_pages_that_list(self, world):
        with translation.override("fr"):
            paths = [
                reverse("home"),
                reverse("members"),
                reverse("protocols"),
                reverse("seminars:list"),
                address(world.seminar),
                address(world.owner.page),
                reverse("protocol", kwargs={"pk": world.protocol.pk, "slug": "p"}),
            ]

        for name, viewer, client in world.each():
            for path in paths:
                response = client.get(path, follow=True)
                assert response.status_code == 200, path
                shown = world.words_in(response.content.decode())
                assert_no_leak(f"{name} at {path}", shown, world.opened_to(viewer))

    def test_suggestions_page(self, world, engine):
        with translation.override("fr"):
            path = reverse("search:suggest")

        for name, viewer, client in world.each():
            allowed = world.opened_to(viewer)
            for heading in set(world.things) - allowed:
                text = client.get(path, {"q": heading[:6]}).content.decode()
                assert_no_leak(name, world.words_in(text), allowed)

    def test_sitemap(self, world):
        opened = world.opened_to(VISITOR)
        for name, _viewer, client in world.each():
            text = client.get("/sitemap.xml").content.decode() + client.get("/sitemap-1.xml").content.decode()
            for heading, thing in world.things.items():
                assert heading in opened or f"/{thing.pk}-" not in text, (name, heading)

    def test_what_machines_read(self, world):
        paths = ("/health/live", "/health/ready", "/health/search", "/metrics")
        for name, viewer, client in world.each():
            find(SearchQuery(text=COMMON, language="fr"), viewer)
            for path in paths:
                response = client.get(path, follow=True)
                assert response.status_code == (
                    404 if path == "/metrics" and name != "administrator" else 200
                )
                assert not world.words_in(response.content.decode()), (name, path)

    def test_feedback(self, world):
        for name, viewer, client in world.each():
            for heading in set(world.things) - world.opened_to(viewer):
                with translation.override("fr"):
                    path = reverse("feedback", kwargs={"pk": world.things[heading].pk})
                response = client.post(path, {"message": "Bonjour à tous"})
                assert response.status_code == 404, (name, path)
                assert heading not in response.content.decode(), name

    def test_adoption(self, world):
        for name, viewer, client in world.each():
            for heading in set(world.things) - world.opened_to(viewer):
                with translation.override("fr"):
                    path = reverse("practices:adoption", kwargs={"pk": world.things[heading].pk})
                for response in (client.get(path), client.post(path, {"status": "in_use"})):
                    # A visitor is sent to sign in, whatever stands there or not.
                    assert response.status_code == (302 if viewer.is_visitor else 404), (name, path)
                    assert heading not in response.content.decode(), name

    def test_what_reviewers_and_bodies_say_about_a_sheet_stays_on_its_desk(self, world):
        sheets = [thing for thing in world.things.values() if isinstance(thing, Practice)]
        Remark.objects.bulk_create(Remark(practice=s, chapter="law", text="zyremarquix") for s in sheets)
        for sheet in sheets:
            log(sheet, "practices.appeal", data={"reason": "zyrecourix"})
        with translation.override("fr"):
            paths = [reverse("home"), reverse("practices:list"), address(world.owner.page)]
            search = reverse("search:results")

        for name, _viewer, client in world.each():
            pages = [client.get(path, follow=True) for path in (*paths, *map(address, sheets))]
            pages += [client.get(search, {"q": word}) for word in ("zyremarquix", "zyrecourix")]
            text = "".join(page.content.decode() for page in pages[:-2])
            assert "zyremarquix" not in text and "zyrecourix" not in text, name
            assert not any(world.words_in(page.content.decode()) for page in pages[-2:]), name


class TestEngine:
    def test_totals_and_facets_count_only_what_opens(self, world, engine):
        for name, viewer, _client in world.each():
            results = find(SearchQuery(text="", language="fr", kinds=("practice",)), viewer)
            listed = {
                h for h in world.opened_to(viewer, listed=True) if isinstance(world.things[h], Practice)
            }
            themes = {value.value: value.count for value in results.facets.get("theme", [])}
            assert results.total == len(listed), name
            assert themes.get("public_space", 0) == len(listed), name

    def test_spelling_never_reveals_a_word(self, world, engine):
        for name, viewer, _client in world.each():
            allowed = world.opened_to(viewer, listed=True)
            for heading in set(world.things) - allowed:
                results = find(SearchQuery(text=heading[:-1] + "k", language="fr"), viewer)
                assert_no_leak(name, world.words_in(results.suggestion or ""), allowed)

    def test_highlights_and_words_told_say_nothing_of_what_is_closed(self, world, engine):
        for name, viewer, _client in world.each():
            allowed = world.opened_to(viewer, listed=True)
            for heading in sorted(set(world.things) - allowed)[:4]:
                results = find(SearchQuery(text=f"{heading} {COMMON}", language="fr"), viewer)
                texts = [str(hit.highlight) for hit in results.hits]
                told = [term.term for term in results.also_found]
                assert_no_leak(name, world.words_in(" ".join(texts + told)), allowed)

    def test_a_restriction_on_its_way_is_held_at_once(self, world, engine):
        """The index still says that the sheet is public: hits, totals, facets and words close all the same."""
        heading = world.public.heading
        before = find(SearchQuery(text="", language="fr", kinds=("practice",)), VISITOR)
        narrowed = Practice.objects.get(pk=world.public.pk)
        narrowed.audience = Audience.MEMBERS
        narrowed.save()

        after = find(SearchQuery(text="", language="fr", kinds=("practice",)), VISITOR)
        asked = find(SearchQuery(text=heading, language="fr"), VISITOR)

        assert after.engine == asked.engine == engine
        assert after.total == before.total - 1
        for facet, value in (("kind", "practice"), ("theme", "public_space")):
            assert count(after, facet, value) == count(before, facet, value) - 1
        assert heading not in {hit.heading for hit in (*after.hits, *asked.hits)}
        assert not world.words_in(" ".join(str(hit.highlight) for hit in asked.hits)) & {heading}

    def test_autocomplete_and_neighbours(self, world):
        for name, viewer, _client in world.each():
            allowed = world.opened_to(viewer)
            for heading in set(world.things) - allowed:
                texts = " ".join(found.text for found in suggest(heading[:5], viewer, "fr"))
                assert_no_leak(name, world.words_in(texts), allowed)
            hits = related(Practice.objects.get(pk=world.public.pk), viewer, "fr", limit=50)
            assert_no_leak(name, {hit.heading for hit in hits}, allowed)

    def test_command(self, world):
        heading = next(
            h for h, t in world.things.items() if t.audience == "members" and t.situation == "published"
        )
        for email, found in ((None, False), (world.viewers["member"].email, True)):
            out = io.StringIO()
            options = {"as": email} if email else {}
            call_command("search", heading, language="fr", json=True, stdout=out, **options)
            assert (json.loads(out.getvalue())["total"] == 1) == found


class TestAtOnce:
    def test_a_suspension_closes_at_the_next_request(self, world):
        heading = next(
            h for h, t in world.things.items() if t.audience == "members" and t.situation == "published"
        )
        member = world.viewers["member"]
        client = Client()
        client.force_login(member)
        path = address(world.things[heading])
        assert client.get(path).status_code == 200

        Membership.objects.filter(organisation=member.organisation).update(state="suspended")

        assert client.get(path).status_code == 404

    def test_a_narrowed_audience_closes_pages_that_visitors_had_cached(self, world):
        path = address(world.public)
        client = Client()
        assert client.get(path).status_code == 200

        narrowed = Practice.objects.get(pk=world.public.pk)
        narrowed.audience = Audience.MEMBERS
        narrowed.save()

        assert client.get(path).status_code == 404
        with translation.override("fr"):
            for listing in (reverse("home"), reverse("practices:list"), address(world.owner.page)):
                assert world.public.heading not in client.get(listing).content.decode(), listing
