"""What can be asked of the editor: lists, choosers, search, reports, the API, and the pages about one thing."""

from django.urls import reverse
from django.utils import translation

from tests.leaks.cast import BODIES, THINGS
from tests.leaks.editor_ways import EDITOR_FILES, EDITOR_LISTS, EDITOR_THINGS
from tests.leaks.marks import COMMON
from tests.leaks.matrix import BY_NUMBER, closed_to, opened_to
from tests.leaks.oracle import ACTIVE, PLATFORM
from tests.leaks.site import came_out

# Names of people stand in the lists of people and bodies and in the log of who did what, whatever they wrote.
PEOPLE = ("people:", "organisation:", "wagtailadmin_reports:site_history", "exchange_log")
# Of the ways out about one thing, the share that each person tries on each closed thing.
SHARES = 72
OF_REVISIONS = tuple(
    f"wagtailadmin_pages:revisions_{what}" for what in ("view", "revert", "unschedule", "compare")
)


def may_enter(persona) -> bool:
    """Say whether the editor opens at all: to who works for the platform, or in a body that contributes."""
    if not (persona.signed_in and persona.active):
        return False
    if set(PLATFORM) & set(persona.roles):
        return True
    desk = {"author", "content_lead", "organisation_administrator", "reviewer"}
    state, category = BODIES[persona.body].membership or ("", "")
    return bool(desk & set(persona.roles)) and state in ACTIVE and category != "observer"


def address(name, **kwargs) -> str:
    with translation.override("fr"):
        return reverse(name, kwargs=kwargs)


def hold(matrix, channel, persona, response, where, **options):
    seen = came_out(response)
    if where.startswith(PEOPLE):
        seen = {(number, part) for number, part in seen if part != "author"}
    matrix.hold(channel, persona, seen, inside=True, where=where, **options)


def lists(world, matrix, persona, client, turn):
    """Open half of what lists in the editor; of who may not enter, a smaller share is enough."""
    share = 2 if may_enter(persona) else 12
    for place, (name, asked) in enumerate(EDITOR_LISTS.items()):
        if (place + turn) % share:
            continue
        kwargs, queries = asked(world)
        for query in queries:
            hold(matrix, "editor's list", persona, client.get(address(name, **kwargs), query), name)


def found(world, matrix, persona, client):
    """Find in the explorer, choosers, search and API what is one's own to work with."""
    own = own_sheets(persona)
    face = world.faces.get(persona.body)
    if not own or face is None or not may_enter(persona):
        return
    asked = (
        ("wagtailadmin_explore", {"parent_page_id": face.pk}, {}),
        ("wagtailadmin_choose_page_child", {"parent_page_id": face.pk}, {}),
        ("wagtailadmin_pages:search_results", {}, {"q": "zy"}),
        (
            "wagtailadmin_api:pages:listing",
            {},
            {"search": COMMON, "limit": 100, "type": "practices.Practice"},
        ),
    )
    for name, kwargs, query in asked:
        seen = set()
        for page in range(1, 6):
            turned = {"p": page} if "api" not in name else {"offset": (page - 1) * 20, "limit": 20}
            response = client.get(address(name, **kwargs), {**query, **turned})
            new = came_out(response)
            if not new - seen:
                break
            seen |= new
        matrix.hold("editor's search", persona, seen, inside=True, must=own, where=name)


def own_sheets(persona) -> set[int]:
    """Return the sheets below the page of one's own body that its writers work on."""
    if not {"author", "content_lead"} & set(persona.roles):
        return set()
    return {number for number in opened_to(persona, "sheet") if BY_NUMBER[number].owners[0] == persona.body}


def pages(world, matrix, persona, client, turn):
    """Ask what the editor has about closed things, and about some of those that open."""
    things = sorted(closed_to(persona))
    if not may_enter(persona):
        things = things[:1]
    ways = list(EDITOR_THINGS.items())
    for place, number in enumerate(things):
        # Each person meets every other closed thing, and each way out closed things of every state.
        for name, (method, kwargs) in ways[(turn + place) % SHARES :: SHARES]:
            ask(world, matrix, persona, client, number, name, method, kwargs)
    readable = [n for n in sorted(opened_to(persona, "sheet")) if may_enter(persona)]
    for place, (name, (method, kwargs)) in enumerate(ways):
        if readable and (turn + place) % 4 == 0 and method == "get":
            ask(
                world,
                matrix,
                persona,
                client,
                readable[(turn * 7 + place) % len(readable)],
                name,
                method,
                kwargs,
            )


def ask(world, matrix, persona, client, number, name, method, kwargs):
    page = world.pages[number]
    revision = world.revisions.get(page.pk)
    if name in OF_REVISIONS and revision is None:
        return
    data = kwargs(page, revision)
    response = getattr(client, method)(address(name, **data), {"mode": "fr"})
    closed = number in closed_to(persona)
    about = [number] if closed else None
    hold(matrix, "editor's page", persona, response, name, about=about)
    if closed and response.status_code == 200:
        matrix.tell("editor's page", persona, "opens", BY_NUMBER[number], name)


def files(world, matrix, persona, client, turn):
    """Ask what the editor has about files that came from another desk."""
    things = [thing for thing in THINGS if thing.owners and thing.owners[0] != persona.body]
    share = 12 if may_enter(persona) else 60
    for place, thing in enumerate(things[turn % share :: share]):
        stored = {"image": world.pictures.get(thing.number), "document": world.files.get(thing.number)}
        for name, (method, kind, kwargs) in EDITOR_FILES.items():
            if stored[kind] is None or (place + turn) % 2:
                continue
            response = getattr(client, method)(address(name, **kwargs(stored[kind])))
            hold(matrix, "editor's file", persona, response, name, about=[thing.number])
