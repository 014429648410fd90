"""The stranger's table: each view of the editor, for everybody who could try it."""

import pytest
from django.urls import reverse

from exchange.models import VOCABULARIES
from tests.exchange.viewsets.world import DESKS, OFFICES, somebody

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wagtail_indexes")]


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
    "amendments": {
        "editor": {"get index", "get index_results"},
        "committee": CHANGE | ADD | DELETE,
        "administrator": CHANGE | ADD | DELETE,
    },
    "people": {"administrator": CHANGE, "organisation_administrator": CHANGE},
    "invitation": dict.fromkeys(
        ("administrator", "organisation_administrator"), READ | HISTORY | ADD | DELETE
    ),
    "move": dict.fromkeys(("administrator", "organisation_administrator"), READ | HISTORY | ADD | DELETE),
    "signinprovider": {"administrator": READ | HISTORY | ADD | DELETE},
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
