"""What will become of the sheets of a body that leaves, or whose protocol ends: dates that nothing has changed yet."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exchange.audiences import MEMBERS, PUBLIC, PUBLISHED_STATES, WIDTH, Audience, State
from exchange.clocks import today_of
from exchange.dates import months_later
from exchange.models import Membership, Protocol
from exchange.models.memberships import REGISTERED_STATES
from practices.models import Departure, Fate, Practice
from practices.models.leaving import Cause, Choice
from practices.rules import missing_translations


class Deed(models.TextChoices):
    """What happens to a sheet in the end, in the words of a preview."""

    STAY = "stay", _("Stays as it is")
    ARCHIVE = "archive", _("Is archived")
    OPEN = "open", _("Is made public")
    REMOVE = "remove", _("Is removed: its reference, title and date stay")
    DELETE = "delete", _("Is deleted")
    DISCARD = "discard", _("Its unpublished version is deleted")


READ_BY_ALL = frozenset({PUBLIC, MEMBERS})
FINAL = frozenset({Deed.REMOVE, Deed.DELETE, Deed.DISCARD})


@dataclass(frozen=True)
class Line:
    """One sheet in a departure: what happens, when, why, and what may be chosen instead."""

    sheet: Practice
    deed: Deed
    on: dt.date | None = None
    why: str | Promise = ""
    choices: tuple[Choice, ...] = ()
    choice: str = ""
    warned_on: dt.date | None = None

    @property
    def tokens(self) -> list[str]:
        """Return what opens this line: what is said of an unpublished version is for the desk."""
        if self.deed == Deed.DISCARD:
            return self.sheet.tokens_in(State.DRAFT, self.sheet.audience)
        return self.sheet.tokens

    @property
    def warns_on(self) -> dt.date | None:
        """Return the day from which its body must be told that it goes."""
        if self.on is None or self.deed not in FINAL:
            return None
        return self.on - dt.timedelta(days=settings.REMOVAL_NOTICE_DAYS)

    def is_due(self, today: dt.date) -> bool:
        return self.on is not None and self.on <= today

    def must_warn(self, today: dt.date) -> bool:
        return self.warned_on is None and self.warns_on is not None and self.warns_on <= today


@dataclass(frozen=True)
class Plan:
    """What becomes of everything that a departure concerns."""

    departure: Departure
    lines: list[Line] = field(default_factory=list)

    def seen_by(self, viewer) -> "Plan":
        """Keep what this viewer may read: a committee decides about what it can see."""
        return replace(self, lines=[line for line in self.lines if viewer.opens(line.tokens)])

    def for_others(self) -> "Plan":
        """Keep what is no secret of the body: no draft, nothing that the parties keep among themselves."""
        return replace(self, lines=[line for line in self.lines if READ_BY_ALL.intersection(line.tokens)])

    @property
    def counts(self) -> list[tuple[Deed, int]]:
        """Return how many sheets each end awaits, in the order of the ends."""
        counted = Counter(line.deed for line in self.lines)
        return [(deed, counted[deed]) for deed in Deed if counted[deed]]

    @property
    def can_choose(self) -> bool:
        return any(line.choices for line in self.lines)


def choose_before(departure: Departure) -> dt.date:
    """Return the last day on which the body chooses for what its members read."""
    return departure.noticed_on + dt.timedelta(days=settings.CONTENT_CHOICE_DAYS)


def settled_on(departure: Departure) -> dt.date:
    """Return the day on which what was chosen is done: the time to choose is over, and the body has left."""
    return max(choose_before(departure) + dt.timedelta(days=1), departure.effective_on)


def supposed(place: Membership, today: dt.date | None = None) -> Departure:
    """Return the departure that a notice given today would open, for whoever wants to know before."""
    today = today or today_of(place.organisation)
    effective = today + dt.timedelta(days=settings.WITHDRAWAL_DAYS)
    return Departure(
        organisation=place.organisation,
        network=place.network,
        cause=Cause.WITHDRAWAL,
        noticed_on=today,
        effective_on=effective,
    )


def supposed_of(organisation, known: Iterable[Departure]) -> list[Departure]:
    """Return what a notice would open in each network that the organisation is not leaving already."""
    left = {departure.network_id for departure in known}
    places = organisation.memberships.filter(state__in=REGISTERED_STATES).exclude(network__in=left - {None})
    return [supposed(place) for place in places.select_related("organisation", "network").order_by("pk")]


def plan_of(departure: Departure, today: dt.date | None = None) -> Plan:
    """Return what becomes of each sheet, in as many queries whatever their number."""
    today = today or today_of(departure.organisation)
    return Plan(departure, list(lines_of(departure, sheets_of(departure), today)))


def sheets_of(departure: Departure):
    """Return the sheets that a departure may concern, with what their plan reads."""
    sheets = Practice.objects.filter(organisation=departure.organisation_id)
    if departure.protocol_id:
        # A co-owner may keep among the parties what its owner shows to more.
        sheets = sheets.filter(
            Q(audience=Audience.PARTIES)
            | Q(co_owners__audience=Audience.PARTIES, co_owners__accepted_at__isnull=False),
            protocol=departure.protocol_id,
        ).distinct()
    else:
        sheets = sheets.filter(network=departure.network_id)
    sheets = sheets.exclude(state=State.WITHDRAWN).select_related("organisation", "network", "protocol")
    known = Fate.objects.select_related("chosen_by")
    fates = known.filter(departure=departure.pk) if departure.pk else known.none()
    return sheets.prefetch_related(
        "co_owners__organisation", models.Prefetch("fates", fates, to_attr="fate_here")
    ).order_by("reference", "pk")


def lines_of(departure: Departure, sheets: Iterable[Practice], today: dt.date) -> Iterator[Line]:
    for sheet in sheets:
        fate = next(iter(sheet.fate_here), None) or Fate(departure=departure)
        if departure.protocol_id:
            found = of_ended_protocol(departure, sheet)
        elif sheet.state == State.FROZEN:
            found = [Line(sheet, Deed.STAY, why=_("Frozen: somebody looks into it first."))]
        elif sheet.state not in PUBLISHED_STATES or not sheet.live:
            found = [of_draft(departure, sheet)]
        else:
            found = [of_published(departure, sheet, fate, today)]
            if sheet.has_unpublished_changes:
                found.append(replace(of_draft(departure, sheet), deed=Deed.DISCARD))
        for line in found:
            yield dated(replace(line, choice=fate.choice, warned_on=fate.warned_on), today)


def dated(line: Line, today: dt.date) -> Line:
    """Let nothing go before its body has been told long enough."""
    if line.on is None or line.deed not in FINAL:
        return line
    told = line.warned_on or today
    return replace(line, on=max(line.on, told + dt.timedelta(days=settings.REMOVAL_NOTICE_DAYS)))


def of_ended_protocol(departure, sheet) -> list[Line]:
    if sheet.effective_audience() != Audience.PARTIES:
        return []
    on = months_later(departure.effective_on, settings.PARTIES_CONTENT_MONTHS)
    why = _(
        "The protocol has ended: only your organisation can read it. Open it to others, or it will be deleted."
    )
    return [Line(sheet, Deed.DELETE, on, why)]


def of_draft(departure, sheet) -> Line:
    on = departure.effective_on + dt.timedelta(days=settings.LEAVERS_DRAFT_DAYS)
    return Line(sheet, Deed.DELETE, on, _("Not published: only your organisation can read it."))


def of_published(departure, sheet, fate, today) -> Line:
    audience = sheet.effective_audience()
    if audience == Audience.PARTIES:
        return Line(sheet, Deed.STAY, why=_("Its protocol decides, until it ends."))
    if audience == Audience.PUBLIC:
        return of_public(departure, sheet, fate)
    return of_members(departure, sheet, fate, today)


def of_public(departure, sheet, fate) -> Line:
    choices = (Choice.KEEP, Choice.REMOVE) if may_remove(sheet) else ()
    if fate.choice == Choice.REMOVE and fate.chosen_on:
        asked = fate.chosen_on + dt.timedelta(days=settings.REMOVAL_NOTICE_DAYS)
        on = max(asked, departure.effective_on)
        return Line(sheet, Deed.REMOVE, on, who_chose(departure, fate), choices)
    if sheet.state == State.ARCHIVED:
        return Line(sheet, Deed.STAY, why=_("Archived already."), choices=choices)
    verified = sheet.review_due_on or months_later(departure.effective_on, settings.VERIFICATION_MONTHS)
    on = max(verified, departure.effective_on)
    return Line(sheet, Deed.ARCHIVE, on, _("Public: it will no longer be verified."), choices)


def who_chose(departure, fate) -> str:
    """Say whose choice a removal is: the committee chooses in the place of whoever it excluded."""
    by_body = fate.chosen_by is None or fate.chosen_by.organisation_id == departure.organisation_id
    if departure.cause == Cause.EXCLUSION or not by_body:
        return _("As the committee chose.")
    return _("At the request of the organisation.")


def of_members(departure, sheet, fate, today) -> Line:
    possible = [Choice.KEEP]
    if may_open(sheet):
        possible.append(Choice.OPEN)
    if may_remove(sheet):
        possible.append(Choice.REMOVE)
    choices = tuple(possible) if len(possible) > 1 and today <= choose_before(departure) else ()
    if fate.choice in possible and fate.choice != Choice.KEEP:
        deed = Deed.OPEN if fate.choice == Choice.OPEN else Deed.REMOVE
        return Line(sheet, deed, settled_on(departure), _("As chosen."), choices)
    if sheet.state == State.ARCHIVED:
        return Line(sheet, Deed.STAY, why=_("Archived already."), choices=choices)
    on = months_later(departure.effective_on, settings.CONTENT_KEPT_MONTHS)
    return Line(sheet, Deed.ARCHIVE, on, _("For members: kept, and no longer changed."), choices)


def may_open(sheet) -> bool:
    """Say whether a sheet may become public: every co-owner accepts it, and it speaks the languages."""
    accepted = [row.audience for row in sheet.co_owners.all() if row.accepted_at]
    if any(WIDTH[audience] < WIDTH[Audience.PUBLIC] for audience in accepted):
        return False
    kept, sheet.audience = sheet.audience, Audience.PUBLIC
    try:
        return not missing_translations(sheet)
    finally:
        sheet.audience = kept


def may_remove(sheet) -> bool:
    """Say whether the owner decides alone: what another body answers for too is not taken from it."""
    return not any(row.accepted_at for row in sheet.co_owners.all())


def closing_day(protocol: Protocol) -> dt.date | None:
    """Return the first day on which a protocol opens nothing any more, as far as its end is known."""
    grace = dt.timedelta(days=settings.PROTOCOL_GRACE_DAYS + 1)
    ends = [protocol.ended_on, protocol.ends_on and protocol.ends_on + grace]
    return min(filter(None, ends), default=None)
