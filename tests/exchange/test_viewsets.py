"""The stranger's table: each view of the editor, for everybody who could try it."""

import datetime as dt

import pytest
from django.urls import reverse

from exchange.models import (
    VOCABULARIES,
    Abbreviation,
    Antenna,
    Concept,
    Feedback,
    Membership,
    Organisation,
    Protocol,
    Signature,
    Territory,
    Theme,
    User,
)
from tests.factories import (
    AntennaFactory,
    ArticlePageFactory,
    ConceptFactory,
    MembershipFactory,
    OrganisationFactory,
    PracticeFactory,
    ProtocolFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

OFFICES = ("editor", "committee", "administrator")
DESKS = ("reader", "content_lead", "organisation_administrator")


@pytest.fixture
def world():
    """Two member bodies; a thing of each kind that belongs to the first."""
    body, other = OrganisationFactory.create_batch(2)
    membership = MembershipFactory(organisation=body)
    MembershipFactory(organisation=other)
    page = PracticeFactory(organisation=body)
    return {
        "body": body,
        "other": other,
        "organisation": body,
        "membership": membership,
        "protocol": ProtocolFactory(parties=[body, other]),
        "people": UserFactory(organisation=body, roles=["reader"]),
        "territory": Territory.objects.create(name="Schaerbeek", country="BE"),
        "theme": ThemeFactory(),
        "concept": ConceptFactory(terms={"fr-be": ["sans-abri"], "fr-ca": ["itinérance"]}),
        "abbreviation": Abbreviation.objects.create(short="ZP", long="zone de police"),
        "feedback": Feedback.objects.create(page=page, organisation=body, message="Un avis de lecteur."),
    }


def somebody(world, role, place="body"):
    """Return a person with one role: of the platform, or of a body."""
    return UserFactory(roles=[role], organisation=None if role in OFFICES else world[place])


def views_of(name, thing, *, extra=()):
    """Return (method, view, address) for each view of a kind."""
    object_views = ("edit", "delete", "history", "history_results", "inspect", *extra)
    found = [("get", view, reverse(f"{name}:{view}")) for view in ("index", "index_results", "add")]
    found += [("get", view, reverse(f"{name}:{view}", args=[thing.pk])) for view in object_views]
    found += [("post", "add", reverse(f"{name}:add"))]
    found += [
        ("post", view, reverse(f"{name}:{view}", args=[thing.pk])) for view in ("edit", "delete", *extra)
    ]
    return found


def opened(client, world, name, *, extra=()):
    """Return the views that open, as « get edit »; what is refused leads away or does not exist."""
    found = set()
    for method, view, address in views_of(name, world[name], extra=extra):
        if view in extra and method == "get":
            continue
        answer = getattr(client, method)(address)
        assert answer.status_code in (200, 302, 404, 405), (method, view, answer.status_code)
        # Refused: back to the start of the editor, to the door, or (unknown) to the public site.
        refused = answer.status_code == 302 and (answer.url == "/admin/" or answer.url.startswith("/fr/"))
        if answer.status_code in (200, 302) and not refused:
            found.add(f"{method} {view}")
    return found


READ = {"get index", "get index_results", "get inspect"}
HISTORY = {"get history", "get history_results"}
CHANGE = READ | HISTORY | {"get edit", "post edit"}
ADD = {"get add", "post add"}
DELETE = {"get delete", "post delete"}
HANDLE = {"post handle", "post reopen"}

TABLE = {
    "organisation": {
        "editor": READ,
        "committee": READ,
        "administrator": CHANGE | ADD,
        "organisation_administrator": CHANGE,
    },
    "membership": {
        "editor": READ,
        "committee": CHANGE,
        "administrator": CHANGE,
        "organisation_administrator": READ,
    },
    "protocol": {"editor": READ, "committee": CHANGE | ADD, "administrator": CHANGE | ADD},
    "people": {"administrator": CHANGE, "organisation_administrator": CHANGE},
    "territory": dict.fromkeys(("editor", "administrator"), CHANGE | ADD | DELETE),
    "theme": dict.fromkeys(("editor", "administrator"), CHANGE | ADD | DELETE),
    "concept": dict.fromkeys(("editor", "administrator"), CHANGE | ADD | DELETE),
    "abbreviation": dict.fromkeys(("editor", "administrator"), CHANGE | ADD | DELETE),
    "feedback": {
        **dict.fromkeys(("editor", "administrator"), READ | HISTORY | DELETE | HANDLE),
        "organisation_administrator": READ | HANDLE,
    },
}
NAMED = [(name, role) for name in TABLE for role in (*OFFICES, *DESKS)]


class TestEveryView:
    @pytest.mark.parametrize(("name", "role"), NAMED)
    def test_opens_to_the_roles_of_the_table_only(self, client, world, name, role):
        client.force_login(somebody(world, role))
        extra = ("handle", "reopen") if name == "feedback" else ()

        found = opened(client, world, name, extra=extra)

        expected = TABLE[name].get(role, set())
        # What is deleted first is no longer there for the rest of the round.
        assert found - {"post handle", "post reopen"} == expected - {"post handle", "post reopen"}

    @pytest.mark.parametrize("name", TABLE)
    def test_sends_visitors_to_the_door(self, client, world, name):
        assert opened(client, world, name) == set()

    @pytest.mark.parametrize("name", ["organisation", "people", "feedback", "membership"])
    def test_an_administrator_of_another_body_meets_nothing_of_this_one(self, client, world, name):
        client.force_login(somebody(world, "organisation_administrator", "other"))
        extra = ("handle", "reopen") if name == "feedback" else ()

        assert opened(client, world, name, extra=extra) <= {"get index", "get index_results"}
        assert str(world[name]) not in client.get(reverse(f"{name}:index")).text

    @pytest.mark.parametrize("name", ["theme", "concept", "organisation"])
    def test_offers_neither_copy_nor_usage(self, client, world, name):
        client.force_login(somebody(world, "administrator"))

        for view in ("copy", "usage"):
            address = reverse(f"{name}:edit", args=[world[name].pk]).replace("/edit/", f"/{view}/")
            assert client.get(address, follow=True).status_code == 404

    @pytest.mark.parametrize("model", VOCABULARIES)
    def test_lists_each_vocabulary(self, client, world, model):
        client.force_login(somebody(world, "editor"))

        assert client.get(reverse(f"{model._meta.model_name}:index")).status_code == 200
        assert client.get(reverse(f"{model._meta.model_name}:add")).status_code == 200


def form_of(client, address):
    """Return what a browser would send back of the form at an address, unchanged."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    form = answer.context["form"]
    return collect(form)


def collect(form):
    data = {}
    for bound in form:
        value = bound.value()
        if value is None or value is False:
            continue
        if isinstance(value, list):
            is_lines = hasattr(bound.field, "delimiter")
            data[bound.html_name] = bound.field.delimiter.join(map(str, value)) if is_lines else value
        elif isinstance(value, dt.date):
            data[bound.html_name] = value.isoformat()
        else:
            data[bound.html_name] = "on" if value is True else value
    for formset in getattr(form, "formsets", {}).values():
        for hidden in formset.management_form:
            data[hidden.html_name] = hidden.value()
        for child in formset.forms:
            data |= collect(child)
    return data


class TestOrganisation:
    def test_an_administrator_of_the_body_changes_its_antennas_and_nothing_else(self, client, world):
        body = world["body"]
        antenna = AntennaFactory(organisation=body, name_fr="Antenne Nord")
        client.force_login(somebody(world, "organisation_administrator"))
        address = reverse("organisation:edit", args=[body.pk])
        data = form_of(client, address)
        assert "antennas-0-email" in data

        answer = client.post(
            address,
            data
            | {
                "antennas-0-email": "accueil@zone.example",
                "name_fr": "Un autre nom",
                "reference_code": "0000",
                "codes": "zone 5",
            },
        )

        assert answer.status_code == 302
        body.refresh_from_db()
        antenna.refresh_from_db()
        assert antenna.email == "accueil@zone.example"
        assert body.name_fr != "Un autre nom"
        assert body.codes == []
        assert body.reference_code != "0000"

    def test_an_administrator_changes_names_codes_and_aliases(self, client, world):
        client.force_login(somebody(world, "administrator"))
        address = reverse("organisation:edit", args=[world["body"].pk])

        answer = client.post(
            address,
            form_of(client, address)
            | {"name_nl": "Politiezone", "codes": "5344\n\n zone 5 ", "aliases": "Schaerbeek, Evere"},
        )

        assert answer.status_code == 302, answer.context["form"].errors
        body = Organisation.objects.get(pk=world["body"].pk)
        assert (body.name_nl, body.codes, body.aliases) == (
            "Politiezone",
            ["5344", "zone 5"],
            ["Schaerbeek, Evere"],
        )

    def test_a_name_is_needed_in_one_language(self, client, world):
        client.force_login(somebody(world, "administrator"))
        address = reverse("organisation:edit", args=[world["body"].pk])

        answer = client.post(address, form_of(client, address) | {"name_fr": ""})

        assert "name_fr" in answer.context["form"].errors

    def test_a_body_never_succeeds_itself(self, client, world):
        client.force_login(somebody(world, "administrator"))
        Organisation.objects.filter(pk=world["other"].pk).update(successor=world["body"])
        address = reverse("organisation:edit", args=[world["body"].pk])

        answer = client.post(address, form_of(client, address) | {"successor": world["other"].pk})

        assert "successor" in answer.context["form"].errors

    def test_a_row_of_another_body_can_not_be_taken(self, client, world):
        own = AntennaFactory(organisation=world["body"], name_fr="La nôtre")
        foreign = AntennaFactory(organisation=world["other"], name_fr="La leur")
        client.force_login(somebody(world, "organisation_administrator"))
        address = reverse("organisation:edit", args=[world["body"].pk])
        data = form_of(client, address)

        client.post(address, data | {"antennas-0-id": foreign.pk, "antennas-0-name_fr": "Prise"})

        foreign.refresh_from_db()
        assert (foreign.name_fr, foreign.organisation_id) == ("La leur", world["other"].pk)
        assert Antenna.objects.filter(pk=own.pk).exists()


class TestMembership:
    def test_its_state_does_not_change_by_a_form(self, client, world):
        client.force_login(somebody(world, "committee"))
        address = reverse("membership:edit", args=[world["membership"].pk])

        answer = client.post(
            address,
            form_of(client, address)
            | {"state": "excluded", "organisation": world["other"].pk, "note": "Vu."},
        )

        assert answer.status_code == 302
        membership = Membership.objects.get(pk=world["membership"].pk)
        assert (membership.state, membership.organisation, membership.note) == (
            "active",
            world["body"],
            "Vu.",
        )


class TestProtocol:
    def test_signatures_keep_capacities_with_commas(self, client, world):
        protocol = world["protocol"]
        client.force_login(somebody(world, "committee"))
        address = reverse("protocol:edit", args=[protocol.pk])
        data = form_of(client, address)
        prefix = "parties-0-signatures"
        data |= {
            f"{prefix}-TOTAL_FORMS": 1,
            f"{prefix}-0-name": "Une signataire",
            f"{prefix}-0-capacities": "Présidente du Collège de police, Schaerbeek\r\nBourgmestre",
            f"{prefix}-0-ORDER": 1,
            "state": "denounced",
        }

        answer = client.post(address, data)

        assert answer.status_code == 302, answer.context["form"].errors
        assert Signature.objects.get().capacities == [
            "Présidente du Collège de police, Schaerbeek",
            "Bourgmestre",
        ]
        assert Protocol.objects.get().state == protocol.state

    def test_it_does_not_end_before_it_is_signed(self, client, world):
        client.force_login(somebody(world, "committee"))
        address = reverse("protocol:edit", args=[world["protocol"].pk])

        answer = client.post(address, form_of(client, address) | {"ends_on": "2001-01-01"})

        assert answer.status_code == 200
        assert answer.context["form"].errors


class TestPeople:
    def edit(self, client, person, **changes):
        address = reverse("people:edit", args=[person.pk])
        data = {"name": person.name, "language": "", "is_active": "on", "role_names": ["reader"]}
        data |= {name: value for name, value in changes.items() if value is not None}
        for name in [name for name, value in changes.items() if value is None]:
            del data[name]
        return client.post(address, data)

    def test_an_administrator_of_the_body_gives_roles_of_the_body(self, client, world):
        client.force_login(somebody(world, "organisation_administrator"))

        self.edit(client, world["people"], role_names=["author", "reviewer"], language="nl")

        person = User.objects.get(pk=world["people"].pk)
        assert set(person.roles.values_list("name", flat=True)) == {"author", "reviewer"}
        assert person.language == "nl"

    @pytest.mark.parametrize("role", OFFICES)
    def test_and_no_role_of_the_platform(self, client, world, role):
        client.force_login(somebody(world, "organisation_administrator"))

        answer = self.edit(client, world["people"], role_names=["reader", role])

        assert answer.status_code == 200
        assert not world["people"].roles.filter(name=role).exists()

    def test_nor_another_body_or_address(self, client, world):
        client.force_login(somebody(world, "organisation_administrator"))

        self.edit(
            client, world["people"], organisation=world["other"].pk, email="x@y.example", is_superuser="on"
        )

        person = User.objects.get(pk=world["people"].pk)
        assert (person.organisation, person.is_superuser) == (world["body"], False)
        assert person.email == world["people"].email

    def test_keeps_away_from_people_who_also_work_for_the_platform(self, client, world):
        editor = UserFactory(organisation=world["body"], roles=["editor", "reader"])
        client.force_login(somebody(world, "organisation_administrator"))

        self.edit(client, editor, role_names=["reader"], is_active=None)

        editor.refresh_from_db()
        assert editor.is_active
        assert editor.roles.count() == 2

    def test_a_closed_account_is_out_at_once(self, client, world):
        from django.test import Client

        victim = Client()
        victim.force_login(world["people"])
        assert not victim.get("/fr/").wsgi_request.viewer.is_visitor
        client.force_login(somebody(world, "organisation_administrator"))

        self.edit(client, world["people"], is_active=None)

        assert victim.get("/fr/").wsgi_request.viewer.is_visitor

    def test_nobody_locks_themselves_out(self, client, world):
        me = somebody(world, "administrator")
        client.force_login(me)

        assert self.edit(client, me, role_names=["administrator"], is_active=None).status_code == 200
        assert self.edit(client, me, role_names=["editor"]).status_code == 200
        me.refresh_from_db()
        assert me.is_active
        assert me.roles.filter(name="administrator").exists()

    def test_the_change_of_a_right_is_in_the_history(self, client, world):
        client.force_login(somebody(world, "administrator"))

        self.edit(client, world["people"], role_names=["author"])

        from wagtail.models import ModelLogEntry

        entry = ModelLogEntry.objects.get()
        assert (entry.data["roles_before"], entry.data["roles"]) == (["reader"], ["author"])

    def test_nobody_opens_an_account_here(self, client, world):
        client.force_login(somebody(world, "administrator"))
        count = User.objects.count()

        client.post(reverse("people:add"), {"name": "X", "email": "x@y.example"})

        assert User.objects.count() == count


class TestWords:
    def test_a_word_in_use_is_retired_and_not_deleted(self, client, world):
        theme = ThemeFactory()
        PracticeFactory(main_theme=theme)
        client.force_login(somebody(world, "editor"))

        assert client.post(reverse("theme:delete", args=[theme.pk])).status_code == 302
        assert Theme.objects.filter(pk=theme.pk).exists()

        address = reverse("theme:edit", args=[theme.pk])
        client.post(address, form_of(client, address) | {"retired": "on", "code": "autre"})
        theme.refresh_from_db()
        assert theme.retired
        assert theme.code != "autre"

    def test_words_are_reordered_by_editors_only(self, client, world):
        first, second = ThemeFactory(position=10), ThemeFactory(position=20)
        address = reverse("theme:reorder", args=[second.pk]) + "?position=0"
        client.force_login(somebody(world, "content_lead"))
        client.post(address)
        second.refresh_from_db()
        assert second.position == 20

        client.force_login(somebody(world, "editor"))
        client.post(address)

        order = list(Theme.objects.filter(pk__in=[first.pk, second.pk]))
        assert order == [second, first]

    def test_the_concordance_is_searched_by_word_and_filtered_by_relation(self, client, world):
        ConceptFactory(code="g-commune", relation="F", terms={"fr-be": ["commune"]})
        client.force_login(somebody(world, "editor"))

        by_word = client.get(reverse("concept:index"), {"q": "itinérance"}).text
        by_relation = client.get(reverse("concept:index"), {"relation": "F"}).text

        assert "sans-abri" in by_word
        assert "commune" not in by_word
        assert "commune" in by_relation
        assert "sans-abri" not in by_relation

    def test_a_notion_is_saved_with_its_words(self, client, world):
        concept = world["concept"]
        client.force_login(somebody(world, "editor"))
        address = reverse("concept:edit", args=[concept.pk])

        answer = client.post(
            address, form_of(client, address) | {"terms-0-text": "sans abri", "definition_nl": "Dakloos."}
        )

        assert answer.status_code == 302, answer.context["form"].errors
        concept = Concept.objects.get(pk=concept.pk)
        assert concept.definition_nl == "Dakloos."
        assert concept.terms.filter(text="sans abri").exists()
        assert concept.terms.count() == 2


class TestFeedback:
    def test_an_editor_notes_that_it_is_taken_care_of(self, client, world):
        client.force_login(somebody(world, "editor"))

        client.post(reverse("feedback:handle", args=[world["feedback"].pk]))

        assert Feedback.objects.get().handled_at
        waiting = client.get(reverse("feedback:index"), {"handled_at__isnull": "true"}).text
        assert "Un avis de lecteur." not in waiting

        client.post(reverse("feedback:reopen", args=[world["feedback"].pk]))
        assert Feedback.objects.get().handled_at is None

    def test_a_link_handles_nothing(self, client, world):
        client.force_login(somebody(world, "editor"))

        assert client.get(reverse("feedback:handle", args=[world["feedback"].pk])).status_code == 405

    def test_hostile_text_is_text(self, client, world):
        Feedback.objects.create(page=ArticlePageFactory(), message="<script>alert(1)</script>")
        client.force_login(somebody(world, "editor"))

        assert "<script>alert(1)" not in client.get(reverse("feedback:index")).text
