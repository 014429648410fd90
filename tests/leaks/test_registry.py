"""A way out, a state, a role, a letter or a task that nobody listed fails here, with its name."""

from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import get_commands
from django.urls import get_resolver
from django_tasks.base import Task
from wagtail.blocks import RichTextBlock
from wagtail.fields import RichTextField, StreamField

from exchange.audiences import Audience, State
from exchange.models import Category, MembershipState, ProtocolState, RoleName, SharedPage, TranslatedPage
from practices.notifications import SUBJECTS
from search.find import ENGINES
from search.indexes import registry
from tests.leaks import editor_ways, oracle, signposts, ways
from tests.leaks.cast import THINGS
from tests.leaks.engines import KINDS

OURS = ("exchange", "practices", "seminars", "search")


def addresses(resolver=None, namespace="") -> set[str]:
    """Return the name of every address of the site, the editor's too."""
    names = set()
    for entry in (resolver or get_resolver()).url_patterns:
        space = ":".join(filter(None, (namespace, getattr(entry, "namespace", None))))
        if hasattr(entry, "url_patterns"):
            names |= addresses(entry, space)
        elif entry.name:
            names.add(f"{space}:{entry.name}" if space else entry.name)
    return names


def is_covered(name: str) -> bool:
    probed = {
        **ways.SITE,
        **editor_ways.EDITOR_LISTS,
        **editor_ways.EDITOR_THINGS,
        **editor_ways.EDITOR_FILES,
    }
    reasons = {**ways.SITE_SAYS_NOTHING, **editor_ways.EDITOR_SAYS_NOTHING}
    families = tuple(reason for reason in reasons if reason.endswith((":", "_")))
    return name in probed or name in reasons or name.startswith((*families, *ways.OF_ACCOUNTS))


def holds_links(field) -> bool:
    """Say whether a field has text whose links name pages and files by their numbers."""
    if isinstance(field, StreamField):
        return any(isinstance(block, RichTextBlock) for block in blocks_below(field.stream_block))
    return isinstance(field, RichTextField)


def blocks_below(block):
    yield block
    for child in getattr(block, "child_blocks", {}).values():
        yield from blocks_below(child)
    if child := getattr(block, "child_block", None):
        yield from blocks_below(child)


def tasks() -> set[str]:
    """Return every task that the exchange declares."""
    found = set()
    for app in OURS:
        package = import_module(app)
        for module in walk_packages(package.__path__, f"{app}."):
            if ".tasks" in module.name:
                held = vars(import_module(module.name)).values()
                found |= {thing.name for thing in held if isinstance(thing, Task)}
    return found


class TestWaysOut:
    def test_every_address_is_listed(self):
        missing = {name for name in addresses() if not is_covered(name)}

        assert not missing, (
            f"say in tests/leaks/ways.py (or editor_ways.py) what these show of things: {sorted(missing)}"
        )

    def test_what_is_listed_exists(self):
        named = {*ways.SITE, *editor_ways.EDITOR_LISTS, *editor_ways.EDITOR_THINGS, *editor_ways.EDITOR_FILES}

        assert named <= addresses()

    def test_every_probe_exists(self):
        from tests.leaks import site

        assert all(callable(getattr(site, probe, None)) for probe in ways.SITE.values())

    def test_every_kind_of_text_with_links_is_put_up(self):
        there = {
            model._meta.model_name
            for model in apps.get_models()
            for field in model._meta.local_fields
            if holds_links(field)
        }

        assert there == set(signposts.KINDS), "say in tests/leaks/signposts.py how texts of these are shown"

    def test_every_letter_is_listed(self):
        letters = {path.stem for path in (Path(settings.BASE_DIR) / "templates/emails").glob("*.txt")}

        missing = letters - set(ways.LETTERS) - set(SUBJECTS)
        assert not missing, f"say in tests/leaks/ways.py what these letters tell: {sorted(missing)}"

    def test_every_task_is_listed(self):
        missing = tasks() - set(ways.TASKS)

        assert not missing, f"say in tests/leaks/ways.py what these tasks send out: {sorted(missing)}"

    def test_every_command_is_listed(self):
        own = {name for name, app in get_commands().items() if app in OURS}

        missing = own - set(ways.COMMANDS)
        assert not missing, f"say in tests/leaks/ways.py what these commands print: {sorted(missing)}"


class TestWorld:
    """What the rule speaks of is what there is."""

    @pytest.mark.parametrize(
        ("there", "known"),
        [
            (State, oracle.STATES),
            (Audience, oracle.AUDIENCES),
            (MembershipState, oracle.ACTIVE | oracle.INACTIVE),
            (Category, oracle.CATEGORIES),
            (ProtocolState, oracle.RUNNING | oracle.OVER),
            (RoleName, oracle.AT_THE_DESK | oracle.AWAY_FROM_THE_DESK | set(oracle.PLATFORM)),
            (ENGINES, {"postgres", "elasticsearch"}),
        ],
        ids=["states", "audiences", "memberships", "categories", "protocols", "roles", "engines"],
    )
    def test_knows_every(self, there, known):
        assert set(there) == set(known)

    def test_holds_a_thing_of_every_kind(self):
        pages = {
            model._meta.model_name
            for model in apps.get_models()
            if issubclass(model, TranslatedPage) and model is not TranslatedPage
        }

        assert pages == {*ways.KINDS_OF_PAGES, *ways.PAGES_WITHOUT_CONTENT}
        assert {thing.kind for thing in THINGS} == set(ways.KINDS_OF_PAGES.values())
        assert set(registry.kinds) == set(KINDS.values())

    def test_shares_things_of_every_kind_that_bodies_share(self):
        shared = {model._meta.model_name for model in apps.get_models() if issubclass(model, SharedPage)}

        assert {ways.KINDS_OF_PAGES[name] for name in shared} == {"sheet", "talk"}
