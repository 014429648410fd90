"""What the yearly report counts: numbers of things and of bodies, never people by name.

A year is counted as it was when its last day was over; the year that goes on, as it is. Every table counts the
same things. What only the parties to a protocol read is not counted: a number too can tell that something exists.
Nor is what was invented for the demonstration.
"""

import datetime as dt
from collections import Counter

from django.db.models import Count, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from exchange.audiences import State
from exchange.clocks import end_of
from exchange.languages import ORIGINAL_LANGUAGES, localized
from exchange.models import Membership, Organisation, Shore
from exchange.report import as_of
from practices.models import Practice
from seminars.models import Seminar, SeminarAttendance, Talk


def figures_of(year: int) -> dict:
    """Return the figures of a year, ready to be kept as JSON; `bodies` is for members alone.

    {"shores": {"europe": {"members": 9, …}, "america": …}, "languages": {"fr": {"sheets": 12, "summary": 12, "text": 9}, …},
     "seminars": [{"heading": {"fr": …}, "bodies": 5, "people": 40}], "bodies": [{"name": …}, …]}
    """
    day = dt.date(year, 12, 31)
    # Of a year that goes on, nothing is noted yet that would have to be undone.
    moment = end_of(day)
    practices = as_of.practices_at(moment)
    rows = by_body(year, day, moment, practices)
    return {
        "shores": {shore.value: total_of(rows, shore) for shore in Shore},
        "languages": texts_of(practices, moment),
        "seminars": [meeting(seminar) for seminar in meetings(year)],
        "bodies": rows,
    }


def by_body(year: int, day: dt.date, moment: dt.datetime, practices: dict[int, str]) -> list[dict]:
    """Return one row of numbers for each body that takes part or has something published."""
    sheets = Practice.objects.filter(pk__in=practices)
    overdue = [pk for pk, state in practices.items() if state == State.REVIEW_DUE]
    talks = Talk.objects.filter(pk__in=as_of.talks_at(moment))
    taken, given = across(as_of.adoptions_at(practices, moment, year))
    numbers = {
        "sheets": of_body(sheets),
        "new_sheets": of_body(sheets.filter(first_published_at__year=year)),
        "talks": of_body(talks),
        "new_talks": of_body(talks.filter(first_published_at__year=year)),
        "overdue": of_body(sheets.filter(pk__in=overdue)),
        "taken_across": taken,
        "given_across": given,
        "seminars": of_body(attendance(year)),
    }
    members = as_of.members_at(moment, min(day, timezone.localdate()))
    joined = Membership.objects.filter(organisation__in=members, accession_on__year=year)
    new = set(joined.values_list("organisation", flat=True))
    concerned = members.union(*numbers.values())
    return [
        {
            "organisation": body.pk,
            "names": {code: getattr(body, localized("name", code)) for code, _label in ORIGINAL_LANGUAGES},
            "shore": str(body.shore),
            "member": body.pk in members,
            "new_member": body.pk in new,
            **{name: found.get(body.pk, 0) for name, found in numbers.items()},
        }
        for body in Organisation.objects.filter(pk__in=concerned, fictitious=False).order_by("name_fr", "pk")
    ]


def of_body(things, path="organisation") -> dict[int, int]:
    return dict(things.order_by().values_list(path).annotate(number=Count("pk")))


def across(adoptions) -> tuple[Counter, Counter]:
    """Return how much each body took over from the other shore, and gave to it: the same adoptions, twice."""
    owners = dict(
        Practice.objects.filter(pk__in={page for page, _body in adoptions}).values_list("pk", "organisation")
    )
    bodies = Organisation.objects.in_bulk({*owners.values(), *(body for _page, body in adoptions)})
    crossing = [
        (body, owners[page]) for page, body in adoptions if bodies[body].shore != bodies[owners[page]].shore
    ]
    return Counter(taker for taker, _giver in crossing), Counter(giver for _taker, giver in crossing)


def total_of(rows, shore) -> dict[str, int]:
    names = ("sheets", "new_sheets", "talks", "new_talks", "overdue", "taken_across", "given_across")
    here = [row for row in rows if row["shore"] == shore]
    return {
        "members": sum(row["member"] for row in here),
        "new_members": sum(row["new_member"] for row in here),
        "attended": sum(bool(row["seminars"]) for row in here),
        **{name: sum(row[name] for row in here) for name in names},
    }


def texts_of(practices, moment: dt.datetime) -> dict[str, dict[str, int]]:
    """Return for each language how many sheets could be read in it: their summary, and their whole text."""
    contents = [content_at(sheet, moment) for sheet in Practice.objects.filter(pk__in=practices)]
    return {
        code: {
            "sheets": len(contents),
            "summary": sum(bool(content.get(localized("summary", code))) for content in contents),
            "text": sum(bool(content.get(localized("response", code))) for content in contents),
        }
        for code, _label in ORIGINAL_LANGUAGES
    }


def content_at(sheet, moment: dt.datetime) -> dict:
    """Return the published text of a sheet as it was: of what was published anew since, the version before."""
    if sheet.last_published_at is None or sheet.last_published_at < moment:
        return vars(sheet)
    lines = as_of.entries(["wagtail.publish"], [sheet.pk]).filter(timestamp__lt=moment)
    last = lines.filter(revision__isnull=False).select_related("revision").last()
    return last.revision.content if last else vars(sheet)


def attendance(year: int):
    """Return who was at the seminars of a year; what is invented was nowhere."""
    rows = SeminarAttendance.objects.filter(seminar__in=meetings(year), people__gt=0)
    return rows.filter(organisation__fictitious=False)


def meetings(year: int):
    return Seminar.objects.held_in([year]).order_by("starts_on", "pk")


def meeting(seminar) -> dict:
    there = seminar.attendance.filter(people__gt=0, organisation__fictitious=False)
    return {
        "heading": {
            code: getattr(seminar, localized("heading", code)) for code, _label in ORIGINAL_LANGUAGES
        },
        **there.aggregate(bodies=Count("pk"), people=Coalesce(Sum("people"), 0)),
    }
