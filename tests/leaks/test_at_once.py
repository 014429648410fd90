"""A change of rights holds at the next request of somebody who is signed in already, by every way out."""

import io
import json

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from exchange.models import Attachment, Membership, Protocol, Role
from exchange.viewers import VISITOR
from practices.models import PracticeFile
from search.find import find, suggest
from search.queries import SearchQuery
from tests.clients import Client
from tests.factories import (
    AssignmentFactory,
    MembershipFactory,
    OrganisationFactory,
    PracticeFactory,
    ProtocolFactory,
    UserFactory,
)
from tests.files import pdf_bytes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wagtail_indexes")]

WORD = "zyfoguqhaix"


class Reader:
    """Somebody with a session, and everything that may show them one sheet."""

    def __init__(self, user, sheet):
        self.user, self.sheet = user, sheet
        self.client = Client()
        self.client.force_login(user)
        self.file = sheet.files.first()

    def french(self, name, **query):
        with translation.override("fr"):
            return self.client.get(reverse(name), query)

    def ways_that_show(self, engine="postgres") -> set[str]:
        """Return the names of the ways out by which the sheet can be met now."""
        self.user = type(self.user).objects.get(pk=self.user.pk)
        with translation.override("fr"):
            page = self.client.get(self.sheet.get_url())
        viewer = page.wsgi_request.viewer
        found = find(SearchQuery(WORD), viewer, engine=engine)
        out = io.StringIO()
        if self.user.is_active:
            asked = {"email": self.user.email, "engine": engine}
            call_command("search", WORD, language="fr", json=True, stdout=out, **asked)
        api = self.client.get(reverse("wagtailadmin_api:pages:listing"), {"search": WORD})
        told = {
            "page": page.status_code == 200,
            "list": WORD in self.french("practices:list").text,
            "search": bool(found.total) or any(value.count for value in found.facets["kind"]),
            "completion": any(WORD in item.text for item in suggest(WORD[:6], viewer, "fr")),
            "command": bool(out.getvalue()) and json.loads(out.getvalue())["total"] > 0,
            "file": self.client.get(self.file.file.url).status_code == 200,
            "chooser": WORD in self.client.get(reverse("wagtailadmin_choose_page_search"), {"q": WORD}).text,
            "API": WORD in api.text,
        }
        return {name for name, shown in told.items() if shown}


READING = {"page", "list", "search", "completion", "command", "file"}
WORKING = READING | {"chooser", "API"}


@pytest.fixture
def owner():
    body = OrganisationFactory()
    MembershipFactory(organisation=body)
    return body


@pytest.fixture
def write(owner):
    """Return a function that gives the owner a sheet with a file, found by one word."""

    def sheet(**fields):
        page = PracticeFactory(**{"organisation": owner, "heading_fr": WORD, "pitch_fr": "", **fields})
        file = Attachment.objects.create(title="Plan", file=ContentFile(pdf_bytes(), name="plan.pdf"))
        PracticeFile.objects.create(practice=page, file=file, title="Plan", audience=page.audience)
        page = type(page).objects.get(pk=page.pk)
        page.save()
        return page

    return sheet


@pytest.fixture(params=["postgres", "elasticsearch"])
def engine(request):
    return request.param


@pytest.fixture
def index(engine, request):
    """Bring the index up to date before the change, and never after it: the reader loses, not the entry."""
    if engine == "elasticsearch":
        request.getfixturevalue("deliver")()


def member(**fields):
    body = OrganisationFactory()
    return UserFactory(organisation=body, **fields), MembershipFactory(organisation=body)


class TestMembership:
    @pytest.mark.parametrize("state", ["suspended", "excluded", "withdrawn"])
    def test_closes_what_members_share(self, write, request, engine, state):
        user, place = member(roles=["author"])
        reader = Reader(user, write(members=True))
        request.getfixturevalue("index")
        assert reader.ways_that_show(engine) >= READING

        Membership.objects.filter(pk=place.pk).update(state=state)

        assert reader.ways_that_show(engine) == set()

    def test_opens_it_again(self, write, request, engine):
        user, place = member(roles=["author"])
        Membership.objects.filter(pk=place.pk).update(state="suspended")
        reader = Reader(user, write(members=True))
        request.getfixturevalue("index")
        assert reader.ways_that_show(engine) == set()

        Membership.objects.filter(pk=place.pk).update(state="active")

        assert reader.ways_that_show(engine) >= READING


class TestProtocol:
    @pytest.fixture
    def bound(self, owner):
        return ProtocolFactory(parties=[owner])

    @pytest.mark.parametrize("change", [{"state": "expired"}, {"state": "ended"}, {"ends_on": "2020-01-01"}])
    def test_closes_what_parties_share(self, write, bound, request, engine, change):
        user, _place = member()
        bound.parties.model.objects.create(protocol=bound, organisation=user.organisation)
        reader = Reader(user, write(parties=True, protocol=bound))
        request.getfixturevalue("index")
        assert reader.ways_that_show(engine) >= READING

        Protocol.objects.filter(pk=bound.pk).update(**change)

        assert reader.ways_that_show(engine) == set()

    def test_closes_it_to_a_party_that_goes(self, write, bound, request, engine):
        user, _place = member()
        row = bound.parties.model.objects.create(protocol=bound, organisation=user.organisation)
        reader = Reader(user, write(parties=True, protocol=bound))
        request.getfixturevalue("index")
        assert reader.ways_that_show(engine) >= READING

        row.delete()

        assert reader.ways_that_show(engine) == set()


class TestPerson:
    def test_a_role_that_is_taken_closes_the_editor_s_lists(self, write):
        user = UserFactory(roles=["editor"])
        reader = Reader(user, write(members=True))
        assert reader.ways_that_show() == WORKING

        Role.objects.filter(user=user).delete()

        assert reader.ways_that_show() == set()

    def test_a_closed_account_is_out(self, write):
        user, _place = member()
        reader = Reader(user, write(members=True))
        assert reader.ways_that_show() >= READING

        type(user).objects.filter(pk=user.pk).update(is_active=False)

        assert reader.ways_that_show() == set()

    def test_a_closed_review_closes_the_sheet(self, write):
        user, _place = member(roles=["reviewer"])
        sheet = write(members=True, state="home_review", live=False)
        asked = AssignmentFactory(page=sheet, reviewer=user)
        reader = Reader(user, sheet)
        assert reader.ways_that_show() >= {"page"}

        asked.closed_at = timezone.now()
        asked.save()

        assert reader.ways_that_show() == set()


class TestAudience:
    """What is narrowed closes before the index is told."""

    def test_a_restriction_on_its_way_is_held(self, write, owner, request, engine):
        sheet = write()
        write(heading_fr="Une autre fiche")
        request.getfixturevalue("index")
        assert self.told(engine) == (2, 2, True)

        sheet.audience = "members"
        sheet.save()

        assert self.told(engine) == (1, 1, False)

    def told(self, engine):
        """Return what a visitor is told: a total, a count, and whether the word is found or suggested."""
        everything = find(SearchQuery("", kinds=("practice",)), VISITOR, engine=engine)
        kinds = {value.value: value.count for value in everything.facets["kind"]}
        asked = find(SearchQuery(WORD), VISITOR, engine=engine)
        shown = [*everything.hits, *asked.hits]
        found = any(WORD in f"{hit.heading} {hit.highlight}" for hit in shown)
        return everything.total, kinds["practice"], found or bool(asked.total)

    def test_pages_that_visitors_had_open_close(self, write):
        sheet, visitor = write(), Client()
        with translation.override("fr"):
            addresses = [sheet.get_url(), reverse("home"), reverse("practices:list")]
            face = sheet.get_parent().specific.get_url()
        assert all(visitor.get(address).status_code == 200 for address in addresses)

        sheet.audience = "members"
        sheet.save()

        assert visitor.get(addresses[0]).status_code == 404
        for address in (*addresses[1:], face):
            assert WORD not in visitor.get(address, follow=True).text, address


class TestQueries:
    """To know who is looking costs two queries at most, and none where nobody is signed in."""

    def asked_for_rights(self, client):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get("/robots.txt")
            before = len(queries)
            _tokens = response.wsgi_request.viewer.tokens
        return [query["sql"] for query in list(queries)[before:] if "django_session" not in query["sql"]]

    def test_none_for_a_visitor(self):
        assert self.asked_for_rights(Client()) == []

    @pytest.mark.parametrize("role", ["reader", "author", "reviewer", "editor", "administrator"])
    def test_two_for_a_person(self, role):
        user, _place = member(roles=[role])
        AssignmentFactory(reviewer=user)
        ProtocolFactory(parties=[user.organisation])
        client = Client()
        client.force_login(user)

        assert len(self.asked_for_rights(client)) <= 2
