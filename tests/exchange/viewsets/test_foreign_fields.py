"""What a form does not ask does not arrive, whoever sends it: held against the same form sent honestly."""

from typing import NamedTuple

import pytest
import time_machine
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.viewsets import viewsets
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import get_page_models

from exchange.models import VOCABULARIES, User
from tests.clients import WatchfulClient
from tests.exchange.viewsets.foreign import (
    MARK,
    Database,
    beside_own,
    complete,
    every_list,
    foreign,
    in_the_place_of_own,
    kept_in_revision,
    row_of_another,
    sent,
    taken_out,
    values_of,
)
from tests.exchange.viewsets.things import make

pytestmark = pytest.mark.django_db

CHANGED = "Changé à bon droit"
# Wagtail's own forms for accounts and groups open to nobody.
CLOSED = {"wagtailusers_users", "wagtailusers_groups"}


class Case(NamedTuple):
    """A form, who opens it, and what they change."""

    form: str
    person: str
    thing: str
    changes: dict  # first what the case is about


def words(name, field="name_fr", **more):
    """Return the two forms of a kind of word, which editors keep."""
    return [
        Case(f"{name}:add", "editor", "", {field: CHANGED, **more}),
        Case(f"{name}:edit", "editor", name, {field: CHANGED}),
    ]


CASES = [
    Case("organisation:add", "administrator", "", {"name_fr": CHANGED, "country": "BE"}),
    Case("organisation:edit", "spokesperson", "organisation", {"antennas-0-name_fr": CHANGED}),
    Case("organisation:edit", "administrator", "organisation", {"name_fr": CHANGED}),
    Case("membership:edit", "committee", "membership", {"note": CHANGED}),
    Case("seats:add", "committee", "", {"function": CHANGED}),
    Case("seats:edit", "committee", "seat", {"function": CHANGED}),
    Case(
        "charter_versions:add",
        "committee",
        "",
        {
            "text_fr": CHANGED,
            "major": "9",
            "confirmed": "1",
            **{f"{name}_{code}": CHANGED for name in ("text", "changes") for code in ("nl", "en")},
        },
    ),
    Case("protocol:add", "committee", "", {"title_fr": CHANGED}),
    Case("protocol:edit", "committee", "project", {"title_fr": CHANGED}),
    Case("amendments:add", "committee", "", {"title_fr": CHANGED}),
    Case("amendments:edit", "committee", "amendment", {"title_fr": CHANGED}),
    Case("people:edit", "spokesperson", "author", {"name": CHANGED}),
    Case("people:edit", "administrator", "author", {"name": CHANGED}),
    Case("invitation:add", "spokesperson", "", {"email": "change@zone.example", "roles": ["reader"]}),
    Case("invitation:add", "administrator", "", {"email": "change@zone.example", "roles": ["editor"]}),
    Case(
        "move:add",
        "spokesperson",
        "",
        {"email": "change@zone.example", "present": "arrive@ailleurs.example", "roles": ["author"]},
    ),
    Case("signinprovider:add", "administrator", "", {"provider_id": "a-free-one"}),
    Case("wagtailsites:add", "administrator", "", {"hostname": "change.example", "port": "80"}),
    Case("wagtailsites:edit", "administrator", "site", {"hostname": "change.example"}),
    *words("territory", country="BE"),
    *words("concept", "definition_fr", code="mot"),
    *words("abbreviation", "long"),
    *(case for model in VOCABULARIES for case in words(model._meta.model_name)),
    Case("practice:add", "author", "face", {"heading_fr": CHANGED}),
    Case("practice:edit", "author", "draft", {"heading_fr": CHANGED}),
    Case("practice:edit", "lead", "published", {"heading_fr": CHANGED}),
    Case("practice:edit", "editor", "in_review", {"heading_nl": CHANGED}),
    Case("practice:edit", "administrator", "published", {"heading_nl": CHANGED}),
    Case("talk:add", "own_editor", "seminar", {"heading_fr": CHANGED}),
    Case("talk:edit", "own_editor", "talk", {"heading_fr": CHANGED}),
    Case("talk:edit", "editor", "talk", {"heading_fr": CHANGED}),
    Case("seminar:add", "own_editor", "seminars", {"heading_fr": CHANGED}),
    Case("seminar:edit", "editor", "seminar", {"heading_fr": CHANGED}),
    Case("seminarindexpage:edit", "editor", "seminars", {"heading_fr": CHANGED}),
    Case("organisationpage:add", "editor", "practices", {"heading_fr": CHANGED}),
    Case("organisationpage:edit", "spokesperson", "face", {"heading_fr": CHANGED}),
    Case("organisationpage:edit", "editor", "face", {"heading_fr": CHANGED}),
    Case("practiceindexpage:edit", "editor", "practices", {"heading_fr": CHANGED}),
    Case("homepage:edit", "editor", "home", {"heading_fr": CHANGED}),
    *(
        case
        for name in ("articlepage", "informationpage")
        for case in (
            Case(f"{name}:add", "own_editor", "home", {"heading_fr": CHANGED}),
            Case(f"{name}:edit", "editor", name, {"heading_fr": CHANGED}),
            Case(f"{name}:edit", "own_editor", name, {"heading_fr": CHANGED}),
        )
    ),
]


# One for each form that holds rows.
WITH_ROWS = [
    case
    for case in CASES
    if (case.form, case.thing, case.person)
    in {
        ("organisation:edit", "organisation", "spokesperson"),
        ("protocol:edit", "project", "committee"),
        ("amendments:edit", "amendment", "committee"),
        ("concept:edit", "concept", "editor"),
        ("practice:edit", "draft", "author"),
        ("talk:edit", "talk", "editor"),
        ("seminar:edit", "seminar", "editor"),
        ("articlepage:edit", "articlepage", "editor"),
        ("informationpage:edit", "informationpage", "editor"),
    }
]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Make people and a thing of each kind once; each test changes them for itself."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def at_one_moment(settings):
    """Let no clock tell one try from the other, and let a provider of sign-in be free."""
    settings.OIDC_PROVIDERS = [{"provider_id": "a-free-one", "name": "Zone", "settings": {}}]
    with time_machine.travel(timezone.now(), tick=False):
        yield


@pytest.fixture(scope="module")
def database(world):
    return Database()


def address_of(case, world) -> str:
    name, view = case.form.split(":")
    thing = getattr(world, case.thing, None)
    kind = next((model for model in get_page_models() if model._meta.model_name == name), None)
    if kind is None:
        return reverse(case.form, args=[thing.pk] if thing else [])
    if view == "edit":
        return reverse("wagtailadmin_pages:edit", args=[thing.pk])
    return reverse("wagtailadmin_pages:add", args=[kind._meta.app_label, name, thing.pk])


def opened(case, world):
    """Return the browser of the person of a case, the address of the form, and the form as it is shown."""
    client = WatchfulClient()
    client.force_login(getattr(world, case.person))
    address = address_of(case, world)
    answer = client.get(address)
    assert answer.status_code == 200, (answer.status_code, answer.get("location"))
    return client, address, answer


def forms_that_open() -> set[str]:
    """Return the forms of the editor that somebody may open, as the names of their cases."""
    reverse("wagtailadmin_home")
    somebody = User(is_superuser=True)
    found = set()
    for viewset in viewsets.viewsets:
        if not isinstance(viewset, ModelViewSet) or viewset.url_namespace in CLOSED:
            continue
        allowed = viewset.permission_policy.user_has_permission
        for view, action in (("add", "add"), ("edit", "change")):
            if allowed(somebody, action):
                found.add(f"{viewset.url_namespace}:{view}")
    for model in get_page_models():
        if not model.is_creatable:
            continue
        found.add(f"{model._meta.model_name}:edit")
        if model.max_count != 1:
            found.add(f"{model._meta.model_name}:add")
    return found


def tried(database, client, address, data):
    """Return the answer to a form, and all that is written down then; as if it had not been sent."""
    counts = database.counts()
    with transaction.atomic():
        answer = client.post(address, data)
        rows = database.rows()
        transaction.set_rollback(True)
    database.count_from(counts)
    return answer, rows


def errors_of(answer):
    form = (answer.context or {}).get("form")
    rows = {name: rows.errors for name, rows in getattr(form, "formsets", {}).items() if not rows.is_valid()}
    return getattr(form, "errors", None), rows


def named(case):
    return f"{case.form} {case.thing} {case.person}"


# With these the whole form is refused, which is tried where the steps are.
REFUSED_WHOLE = {
    "practice:add": (
        "action-publish",
        "action-unpublish",
        "action-submit",
        "action-restart-workflow",
        "action-cancel-workflow",
    ),
    "practice:edit": ("action-cancel-workflow",),
    "talk:edit": ("action-cancel-workflow",),
}


class TestEveryForm:
    def test_has_a_case(self):
        assert forms_that_open() == {case.form for case in CASES}

    @pytest.mark.parametrize("case", CASES, ids=named)
    def test_writes_nothing_that_it_does_not_ask(self, world, database, case):
        client, address, shown = opened(case, world)
        form = shown.context["form"]
        honest = complete(form, case.changes)
        added = foreign(form, shown.text)
        for name in REFUSED_WHOLE.get(case.form, ()):
            del added[name]

        answer, expected = tried(database, client, address, honest)
        assert answer.status_code == 302, errors_of(answer)
        answer, written = tried(database, client, address, honest | added)
        assert answer.status_code == 302, errors_of(answer)

        assert not [row for row in expected if row.startswith("exchange_unsavedinput ")]
        change = next(iter(case.changes.values()))
        assert any(change in row for row in expected)
        assert written - expected == set()
        assert expected - written == set()
        assert not any(MARK in row for row in written)

    def test_is_held_against_all_that_is_written(self, world, database):
        case = next(case for case in CASES if case.form == "abbreviation:edit")
        client, address, shown = opened(case, world)
        honest = complete(shown.context["form"], case.changes)

        written = [tried(database, client, address, honest | more)[1] for more in ({}, {}, {"short": "PZ"})]

        assert written[0] == written[1] != written[2]

    @pytest.mark.parametrize("case", WITH_ROWS, ids=named)
    def test_takes_no_row_of_another_thing(self, world, case):
        client, address, shown = opened(case, world)
        form = shown.context["form"]
        honest = sent(form) | case.changes
        lists = [rows for rows in every_list(form) if rows.initial_form_count()]
        theirs = {rows.prefix: row_of_another(rows) for rows in lists}
        before = {row: values_of(row) for row in theirs.values()}
        assert lists

        for taken in (in_the_place_of_own, beside_own, taken_out):
            with transaction.atomic():
                client.post(address, honest | taken(lists, theirs))
                assert {row: values_of(row) for row in before} == before
                assert not kept_in_revision(form.instance) & {(name, row.pk) for name, row in theirs.items()}
                transaction.set_rollback(True)

    def test_of_wagtail_for_accounts_opens_to_nobody_with_a_role(self, world):
        client = WatchfulClient()
        client.force_login(world.administrator)
        addresses = [
            reverse(f"{name}:{view}", args=[world.author.pk] if view == "edit" else [])
            for name in CLOSED
            for view in ("add", "edit")
        ]

        answers = {address: client.get(address).status_code for address in addresses}

        assert set(answers.values()) <= {302, 404}, answers
