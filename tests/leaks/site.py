"""What readers and machines can ask of the public site."""

from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import translation

from tests.leaks.cast import BODIES, ORACLE, THINGS
from tests.leaks.marks import COMMON, marks_in
from tests.leaks.matrix import BY_NUMBER, closed_to, opened_to
from tests.leaks.ways import SITE

SHARED = ("sheet", "talk")
# A page of results holds twenty.
MOST_PAGES = 6


def came_out(response) -> set:
    """Return the marks in an answer: what it shows, and what its headers say."""
    headers = " ".join(f"{name}: {value}" for name, value in response.items())
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return marks_in(content, headers)


def french(name, **kwargs) -> str:
    with translation.override("fr"):
        return reverse(name, kwargs=kwargs or None)


def expected_of(thing, persona) -> tuple[int, ...]:
    """Return what a request for a thing may answer: only who may read it is sent to the right address."""
    if ORACLE.tells_why(persona, thing):
        return (403,)
    if thing.number not in opened_to(persona) or thing.situation == "unpublished":
        return (404,)
    return (410,) if thing.situation == "withdrawn" else (200, 301)


def hold_page(matrix, channel, persona, thing, response):
    expected = expected_of(thing, persona)
    if response.status_code not in expected:
        matrix.tell(channel, persona, f"meets {response.status_code} instead of {expected} for", thing, "")
    must = {thing.number} & opened_to(persona) if expected != (404,) else frozenset()
    matrix.hold(channel, persona, came_out(response), about=[thing.number], must=must)


def views(world, matrix, persona, turn):
    """Ask the view of each thing, without what stands before and after every view.

    Of talks, of what tries one protocol each, and of all for those who differ in their protocol only, a
    share; but all that concerns the person's own body.
    """
    factory = RequestFactory()
    user, viewer = world.user(persona), world.viewers[persona.name]
    bound = BODIES[persona.body].bound_by if persona.body else ()
    differs_in_its_protocol = persona.name.startswith("party: ")
    for thing in THINGS:
        is_shared = thing.kind == "talk" or thing.also == "tried" or differs_in_its_protocol
        if is_shared and thing.agreement not in bound and (turn + thing.number) % 5:
            continue
        path = world.address(thing.number)
        request = factory.get(path)
        request.user, request.viewer, request.session = user, viewer, {}
        request.LANGUAGE_CODE = "fr"
        view, args, kwargs = resolve(path)
        try:
            response = view(request, *args, **kwargs)
        except Http404:
            response = HttpResponse(status=404)
        if hasattr(response, "render"):
            response.render()
        hold_page(matrix, "view", persona, thing, response)


def pages(world, matrix, persona, client, turn):
    """Ask for things at their addresses as a browser does; who is refused meets the same page everywhere."""
    for thing in THINGS[turn % 12 :: 12]:
        address = world.address(thing.number)
        hold_page(matrix, "page", persona, thing, client.get(address))
        hold_page(matrix, "short address", persona, thing, client.get(f"{address.partition('-')[0]}/"))


def whole_pages(world, matrix, persona, client, turn):
    """Read some of what opens to this person from the first line to the last, with all that it leads to."""
    readable = sorted(
        n for n in opened_to(persona) if BY_NUMBER[n].situation not in ("withdrawn", "unpublished")
    )
    for number in [*readable[turn % 7 :: 7], *([] if turn % 3 else [THINGS[0].number])]:
        response = client.get(world.address(number), follow=True)
        matrix.hold("whole page", persona, came_out(response), where=BY_NUMBER[number].label)
    response = client.get(world.public.get_url(), follow=True)
    matrix.hold("whole page", persona, came_out(response), where="the sheet that names all others")


def lists(world, matrix, persona, client, turn):
    """Open the pages that name things: all kinds of them, and those of some body and protocol each."""
    faces, protocols = list(world.faces.values()), list(world.protocols.values())
    protocol = protocols[turn % len(protocols)]
    addresses = [
        french("home"),
        french("members"),
        french("protocols"),
        french("seminars:list"),
        world.address_of(world.seminar),
        world.address_of(world.faces["owner"]),
        world.address_of(faces[turn % len(faces)]),
        french("protocol", pk=protocol.pk, slug=protocol.slug),
        french("protocol_short", pk=protocol.pk),
    ]
    seen = set()
    for address in addresses:
        seen |= came_out(client.get(address))
    own = {number for number in opened_to(persona, *SHARED, listed=True) if BY_NUMBER[number].kind == "talk"}
    matrix.hold("list", persona, seen, must=own)


def own_pages(world, matrix, persona, client, turn):
    """Open half of what a person has for themselves and their body: it names what they may read anyhow."""
    seen = set()
    for place, (name, probe) in enumerate(SITE.items()):
        if probe == "own_pages" and (place + turn) % 2 == 0:
            try:
                seen |= came_out(client.get(french(name)))
            except NoReverseMatch:
                matrix.problems["own page"].append(f"{name} asks for more than a name")
    matrix.hold("own page", persona, seen, inside=True)


def browse(world, matrix, persona, client, channel, path, query, must):
    """Turn the pages of results until they end."""
    seen = set()
    for page in range(1, MOST_PAGES + 1):
        found = came_out(client.get(path, {**query, "page": page}))
        if not found - seen and page > 1:
            break
        seen |= found
    matrix.hold(channel, persona, seen, must=must)


def search_pages(world, matrix, persona, client, channel):
    listed = opened_to(persona, *SHARED, listed=True)
    browse(world, matrix, persona, client, channel, french("search:results"), {"q": COMMON}, listed)
    sheets = opened_to(persona, "sheet", listed=True)
    path = french("practices:list")
    browse(world, matrix, persona, client, channel, path, {"sort": "title"}, sheets)


def completions(world, matrix, persona, client):
    """Begin words as the field of search does; nothing but what is open finishes them."""
    seen = set()
    for begun in ("zy", "zybo", "zydo", "zyfo", "zygo", "xybo", "xyco", "xydo"):
        seen |= came_out(client.get(french("search:suggest"), {"q": begun}))
    matrix.hold("autocomplete", persona, seen)


def forms(world, matrix, persona, client, turn):
    """Answer the forms beneath closed things: they are not there."""
    for number in sorted(closed_to(persona))[turn % 24 :: 24]:
        pk = world.pages[number].pk
        answers = [
            (client.post(french("feedback", pk=pk), {"message": "Bonjour à tous"}), (404,)),
            (client.get(french("practices:adoption", pk=pk)), (404, 302)),
            (client.post(french("practices:adoption", pk=pk), {"status": "in_use"}), (404, 302)),
            (client.post(french("seminars:slides", pk=pk)), (404, 302)),
            (client.post(french("seminars:rewrite", pk=pk), {"heading": "Autre"}), (404, 302)),
        ]
        for response, expected in answers:
            came = response.status_code not in expected
            matrix.judge("form", persona, number, came_out=came, may=False, where=str(response.status_code))
            matrix.hold("form", persona, came_out(response), about=[number])


def progress(world, matrix, persona, client, turn):
    """Open the page where a talk stands: a share of them for each person."""
    for thing in THINGS:
        if thing.kind != "talk" or (turn + thing.number) % 6:
            continue
        response = client.get(french("seminars:progress", pk=world.pages[thing.number].pk))
        matrix.hold("progress", persona, came_out(response), about=[thing.number], inside=True)
        unread = thing.number in closed_to(persona) and response.status_code not in (302, 404)
        matrix.judge(
            "progress", persona, thing.number, came_out=unread, may=False, where=str(response.status_code)
        )


def kept_pages(world, matrix, persona, client, turn):
    """Open what is kept in memory, which others have opened before and will open after."""
    addresses = [
        french("home"),
        french("practices:list"),
        world.address_of(world.public),
        world.address_of(world.faces["owner"]),
        f"{french('search:results')}?q={COMMON}",
    ]
    for address in addresses:
        response = client.get(address)
        matrix.hold("kept page", persona, came_out(response), where=address)
        if "Cookie" not in response.get("Vary", ""):
            matrix.problems["kept page"].append(f"{address} does not say that it varies with who asks")
        if persona.signed_in and "private" not in response.get("Cache-Control", ""):
            matrix.problems["kept page"].append(f"{address} may be kept on the way for {persona.name}")


def machines(world, matrix, persona, client):
    """Read what robots and watchers read."""
    seen = set()
    for path in (
        "/robots.txt",
        "/sitemap.xml",
        "/sitemap-1.xml",
        "/health/live",
        "/health/ready",
        "/metrics",
    ):
        seen |= came_out(client.get(path))
    for path in ("/health/search", "/health/worker"):
        seen |= came_out(client.get(path))
    # A sitemap is for search engines, whoever asks: it names what visitors read.
    visitors = {
        t.number
        for t in THINGS
        if t.situation in ("published", "review_due", "archived", "live")
        and not t.widest
        and t.audience == "public"
    }
    matrix.hold("machine", persona, seen, must=visitors)
    for number, part in seen:
        if number not in visitors:
            matrix.tell("machine", persona, f"reads {part} of", BY_NUMBER[number], "")


def files(world, matrix, persona, client, turn):
    """Open pictures, renditions and files by their private addresses: a share for each, all of them for some."""
    for thing in THINGS[turn % 8 :: 8]:
        kinds = {
            "file": world.files.get(thing.number),
            "narrow": world.narrow.get(thing.number),
            "picture": world.pictures.get(thing.number),
            "rendition": world.renditions.get(thing.number),
        }
        kinds = {name: stored for name, stored in kinds.items() if stored is not None}
        if not kinds:
            continue
        name = sorted(kinds)[(turn // 8 + thing.number) % len(kinds)]
        part = "picture" if name == "rendition" else name
        may = world.may_open_file(persona, thing, part)
        response = client.get(kinds[name].file.url)
        matrix.judge("file", persona, thing.number, came_out=response.status_code == 200, may=may, where=name)
        if response.streaming:
            b"".join(response.streaming_content)
        if (
            may
            and response.get("Cache-Control", "").startswith("public")
            and not world.may_open_file(None, thing, part)
        ):
            matrix.tell("file", persona, "could leave in a shared cache", thing, name)
