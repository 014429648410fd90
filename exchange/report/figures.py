"""What the yearly report counts: numbers of things and of bodies, never people by name.

What only the parties to a protocol read is not counted: a number too can tell that something exists.
Nor is what was invented for the demonstration.
"""

import datetime as dt

from django.db.models import Count, Q, Sum
from django.db.models.functions import Coalesce

from exchange.audiences import Audience, State
from exchange.languages import ORIGINAL_LANGUAGES, localized
from exchange.models import Membership, Organisation, Protocol, Shore
from exchange.models.organisations import AMERICAN_COUNTRIES
from practices.models import Adoption, Practice
from practices.models.choices import AdoptionStatus
from seminars.models import Seminar, SeminarAttendance, Talk

TOLD = (Audience.PUBLIC, Audience.MEMBERS)


def figures_of(year: int) -> dict:
    """Return the figures of a year, ready to be kept as JSON; `bodies` is for members alone.

    {"shores": {"europe": {"members": 9, …}, "america": …}, "languages": {"fr": {"sheets": 12, "summary": 12, "text": 9}, …},
     "protocols": 2, "seminars": [{"heading": {"fr": …}, "bodies": 5, "people": 40}], "bodies": [{"name": …}, …]}
    """
    rows = by_body(year)
    return {
        "shores": {shore.value: total_of(rows, shore) for shore in Shore},
        "languages": gaps(),
        "protocols": Protocol.objects.open(dt.date(year, 12, 31)).concluded().count(),
        "seminars": [meeting(seminar) for seminar in meetings(year)],
        "bodies": rows,
    }


def by_body(year: int) -> list[dict]:
    """Return one row of numbers for each body that takes part or has something published."""
    sheets, talks = (model.objects.published().filter(audience__in=TOLD) for model in (Practice, Talk))
    across = adoptions_across()
    numbers = {
        "sheets": of_body(sheets),
        "new_sheets": of_body(sheets.filter(first_published_at__year=year)),
        "talks": of_body(talks),
        "new_talks": of_body(talks.filter(first_published_at__year=year)),
        "overdue": of_body(sheets.filter(state=State.REVIEW_DUE)),
        "taken_across": of_body(across),
        "given_across": of_body(across, "practice__organisation"),
        "seminars": of_body(SeminarAttendance.objects.filter(seminar__in=meetings(year), people__gt=0)),
    }
    members = set(Membership.objects.active().values_list("organisation", flat=True))
    new = set(
        Membership.objects.active().filter(accession_on__year=year).values_list("organisation", flat=True)
    )
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


def adoptions_across():
    """Return what a body of one shore took over from the other."""
    american = Q(organisation__country__in=AMERICAN_COUNTRIES)
    from_america = Q(practice__organisation__country__in=AMERICAN_COUNTRIES)
    crossing = (american & ~from_america) | (~american & from_america)
    told = Adoption.objects.filter(crossing, practice__live=True, practice__audience__in=TOLD)
    return told.filter(status__in=(AdoptionStatus.ADAPTING, AdoptionStatus.IN_USE))


def total_of(rows, shore) -> dict[str, int]:
    names = ("sheets", "new_sheets", "talks", "new_talks", "overdue", "taken_across", "given_across")
    here = [row for row in rows if row["shore"] == shore]
    return {
        "members": sum(row["member"] for row in here),
        "new_members": sum(row["new_member"] for row in here),
        "attended": sum(bool(row["seminars"]) for row in here),
        **{name: sum(row[name] for row in here) for name in names},
    }


def gaps() -> dict[str, dict[str, int]]:
    """Return for each language how many sheets can be read in it: their summary, and their whole text."""
    sheets = Practice.objects.published().filter(audience__in=TOLD)
    return {
        code: {
            "sheets": sheets.count(),
            **sheets.aggregate(
                summary=Count("pk", filter=Q(**{f"{localized('summary', code)}__gt": ""})),
                text=Count("pk", filter=Q(**{f"{localized('response', code)}__gt": ""})),
            ),
        }
        for code, _label in ORIGINAL_LANGUAGES
    }


def meetings(year: int):
    return Seminar.objects.held_in([year]).order_by("starts_on", "pk")


def meeting(seminar) -> dict:
    there = seminar.attendance.filter(people__gt=0)
    return {
        "heading": {
            code: getattr(seminar, localized("heading", code)) for code, _label in ORIGINAL_LANGUAGES
        },
        **there.aggregate(bodies=Count("pk"), people=Coalesce(Sum("people"), 0)),
    }
