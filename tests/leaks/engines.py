"""What search says of things: hits, totals, counts of facets, words put right, words finished, what else to read."""

import io
import json
from collections import Counter

from django.core.management import call_command

from search.find import find, related, suggest
from search.queries import LARGEST_PAGE, SearchQuery
from tests.leaks.marks import COMMON, marks_in, plural, singular
from tests.leaks.matrix import BY_NUMBER, closed_to, opened_to

KINDS = {
    "sheet": "practice",
    "talk": "talk",
    "article": "article",
    "information": "information",
    "seminar": "seminar",
    "face": "organisation",
}
# More words than that are cut off.
MOST_WORDS = 24


def said(results) -> set:
    """Return the marks in everything that an answer says, whoever draws it on a page."""
    told = [results.suggestion or "", str(results.second_pass), *map(str, results.also_found)]
    for hit in results.hits:
        told += [hit.heading, str(hit.highlight), hit.url, str(hit.reasons), hit.reference or ""]
    told += [str(value) for values in results.facets.values() for value in values]
    return marks_in(*told)


def answers(world, matrix, persona, engine):
    """Hold hits, totals and counts against the rule: each tells how many things there are."""
    channel, viewer = f"search ({engine})", world.viewers[persona.name]
    listed = opened_to(persona, listed=True)
    results = find(SearchQuery(COMMON, size=LARGEST_PAGE), viewer, engine=engine)
    matrix.hold(channel, persona, said(results), must=listed)
    kinds = Counter(KINDS[BY_NUMBER[number].kind] for number in listed)
    counted = {value.value: value.count for value in results.facets["kind"] if value.count}
    sheets = opened_to(persona, "sheet", listed=True)
    bodies = Counter(
        str(world.bodies[key].pk)
        for number in opened_to(persona, "sheet", "talk", listed=True)
        for key in BY_NUMBER[number].owners
    )
    known = {str(body.pk) for body in world.bodies.values()}
    told = {value.value: value.count for value in results.facets["organisation"] if value.value in known}
    themes = {value.value: value.count for value in results.facets["theme"]}
    for what, found, expected in (
        ("total", results.total, len(listed)),
        ("kinds", counted, dict(kinds)),
        ("themes", themes.get(world.theme.code, 0), len(sheets)),
        ("bodies", told, dict(bodies)),
    ):
        if found != expected:
            matrix.problems[channel].append(f"{persona.name} is told {what} of {found}, not {expected}")


def closed_words(world, matrix, persona, engine):
    """Ask for words that only closed things say: nothing is found, and nothing suggested that is closed."""
    channel, viewer = f"words ({engine})", world.viewers[persona.name]
    closed = sorted(closed_to(persona))
    for begin in range(0, len(closed), MOST_WORDS):
        asked = closed[begin : begin + MOST_WORDS]
        words = " OR ".join(world.heading(number) for number in asked)
        results = find(SearchQuery(words, strict=True), viewer, engine=engine)
        matrix.hold(channel, persona, said(results), about=asked)
        for number in asked if results.total else ():
            matrix.judge(channel, persona, number, came_out=True, may=False, where="a total")
    for number in closed[:: max(1, len(closed) // 3)]:
        results = find(SearchQuery(world.heading(number)[:-1] + "k"), viewer, engine=engine)
        matrix.hold(channel, persona, said(results), about=[number])
        # Nearer to the form that is closed than to the one that everybody reads.
        results = find(SearchQuery(f"{plural(number)}s"), viewer, engine=engine)
        if not results.second_pass:
            matrix.problems[channel].append(f"{persona.name}: « {plural(number)}s » is not put right")
        matrix.hold(channel, persona, said(results), about=[number])


def completions(world, matrix, persona):
    """Begin what only closed things say, and read beside the sheet that is tied to all of them."""
    viewer = world.viewers[persona.name]
    closed = sorted(closed_to(persona))
    for number in closed[:: max(1, len(closed) // 15)]:
        begun = world.heading(number)
        texts = [f"{found.text} {found.url}" for found in suggest(begun[:7], viewer, "fr")]
        matrix.hold("autocomplete", persona, marks_in(*texts), about=[number])
        texts = [found.text for found in suggest(singular(number), viewer, "fr")]
        matrix.hold("autocomplete", persona, marks_in(*texts), about=[number])
    listed = sorted(opened_to(persona, listed=True))
    for number in listed[:: max(1, len(listed) // 5)]:
        texts = [found.text for found in suggest(singular(number), viewer, "fr")]
        came_out = plural(number) in texts
        matrix.judge("autocomplete", persona, number, came_out=came_out, may=True, where="a form")
    hits = related(world.public, viewer, "fr", limit=50)
    matrix.hold("see also", persona, marks_in(*(f"{hit.heading} {hit.url}" for hit in hits)))


def command(world, matrix, persona):
    """Ask on the command line as this person."""
    out = io.StringIO()
    user = world.people.get(persona.name)
    if user is None or persona.active:
        options = {"email": user.email} if user else {}
        call_command("search", COMMON, language="fr", json=True, limit=LARGEST_PAGE, stdout=out, **options)
        listed = opened_to(persona, listed=True)
        matrix.hold("command", persona, marks_in(out.getvalue()), must=listed)
        if json.loads(out.getvalue())["total"] != len(listed):
            matrix.problems["command"].append(f"{persona.name} is told another total than what is theirs")
