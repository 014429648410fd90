"""How far each member is with what members owe each other: to share, to keep up to date, to take part."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count
from django.utils.translation import get_language

from exchange.audiences import State
from exchange.languages import in_language
from exchange.models import Category, Duty, DutyNotice, Membership, Organisation
from practices.models import Practice
from seminars.models import Seminar, SeminarAttendance, Talk


@dataclass(frozen=True)
class Standing:
    """One body in one year; every figure is a number of things."""

    organisation: Organisation
    year: int
    # Whether the body was a member on the first of January: nobody owes a whole year for a part of it.
    whole_year: bool
    shared: int = 0
    overdue: int = 0
    # Seminars in the years that count, and those of them where somebody of the body was.
    seminars: int = 0
    attended: int = 0
    steps: tuple[DutyNotice, ...] = field(default=())

    def met(self) -> dict[Duty, bool]:
        return {
            Duty.SHARE: self.shared >= settings.DUTY_SHARES_PER_YEAR or not self.whole_year,
            Duty.VERIFY: not self.overdue,
            Duty.ATTEND: bool(self.attended) or not self.seminars or not self.whole_year,
        }

    def unmet(self) -> list[Duty]:
        return [duty for duty, is_met in self.met().items() if not is_met]


def standings(year: int, *, organisation=None) -> list[Standing]:
    """Return how the members of a network stand, or one of them; as many queries for one as for all.

    Whose membership is only an example owes nothing: nobody promised it.
    """
    places = Membership.objects.active().filter(category=Category.MEMBER, illustrative=False)
    bodies = Organisation.objects.filter(memberships__in=places).distinct()
    if organisation is not None:
        bodies = bodies.filter(pk=organisation.pk)
    joined = first_accessions(places)
    talks = Talk.objects.standing_for_bodies()
    shared = [published_in(year, things) for things in (Practice.objects, talks)]
    overdue = counted(Practice.objects.live().filter(state=State.REVIEW_DUE))
    years = range(year - settings.DUTY_SEMINAR_YEARS + 1, year + 1)
    held = Seminar.objects.held_in(years)
    sent = counted(SeminarAttendance.objects.filter(seminar__in=held, people__gt=0))
    meetings = held.count()
    steps = defaultdict(list)
    for notice in DutyNotice.objects.of_year(year).select_related("by"):
        steps[notice.organisation_id].append(notice)
    return [
        Standing(
            organisation=body,
            year=year,
            whole_year=joined.get(body.pk) is None or joined[body.pk].year < year,
            shared=sum(number.get(body.pk, 0) for number in shared),
            overdue=overdue.get(body.pk, 0),
            seminars=meetings,
            attended=sent.get(body.pk, 0),
            steps=tuple(steps[body.pk]),
        )
        for body in bodies.order_by("fictitious", in_language("name", get_language()), "pk")
    ]


def first_accessions(places) -> dict[int, dt.date]:
    """Return since when each body is a member of anything; None where nobody told."""
    found: dict[int, dt.date] = {}
    for body, day in places.order_by("accession_on").values_list("organisation", "accession_on"):
        found.setdefault(body, day)
    return found


def published_in(year: int, things) -> dict[int, int]:
    return counted(things.published().filter(first_published_at__year=year))


def counted(things) -> dict[int, int]:
    return dict(things.order_by().values_list("organisation").annotate(number=Count("pk")))
