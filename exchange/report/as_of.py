"""How things stood when a day was over, by the register of decisions and the log.

What was said since then is undone; where nothing was noted, things are taken to have been as they are.
"""

import datetime as dt
from collections import defaultdict

from django.db.models import Q
from wagtail.models import PageLogEntry

from exchange.audiences import Audience, State
from exchange.models import Membership, MembershipDecision, Organisation
from exchange.models.memberships import OPEN_STATES
from practices.models import Adoption, Practice
from practices.models.choices import AdoptionStatus
from seminars.models import Talk

TOLD = (Audience.PUBLIC, Audience.MEMBERS)
# What a line of the log made of a practice.
BECAME = {
    "practices.publish": State.PUBLISHED,
    "practices.confirm": State.PUBLISHED,
    "practices.review_due": State.REVIEW_DUE,
    "practices.archive": State.ARCHIVED,
    "practices.withdraw": State.WITHDRAWN,
    "practices.freeze": State.FROZEN,
}
THAWED = frozenset({"practices.unfreeze", "practices.unfreeze_settled", "practices.lapse_freeze"})
COUNTED = frozenset({State.PUBLISHED, State.REVIEW_DUE})


def practices_at(moment: dt.datetime) -> dict[int, str]:
    """Return the practices that more than their parties could read then, each with its state."""
    sheets = Practice.objects.filter(there_by(moment), organisation__fictitious=False)
    sheets = {sheet.pk: sheet for sheet in sheets.prefetch_related("co_owners")}
    lines = defaultdict(list)
    for entry in entries([*BECAME, *THAWED], sheets):
        lines[entry.page_id].append(entry)
    audiences = audiences_at(sheets, moment)
    found = {pk: state_at(sheet, lines[pk], moment) for pk, sheet in sheets.items()}
    return {pk: state for pk, state in found.items() if state in COUNTED and audiences[pk] in TOLD}


def there_by(moment: dt.datetime) -> Q:
    """Keep what was published before a moment; of what has no such date, it is not known that it was not."""
    return Q(first_published_at__lt=moment) | Q(first_published_at__isnull=True, live=True)


def entries(actions, pages):
    found = PageLogEntry.objects.filter(action__in=actions, page__in=pages)
    return found.order_by("timestamp", "pk")


def state_at(practice, lines, moment: dt.datetime) -> str:
    """Return the state of a practice at a moment, by the lines of its log in their order."""
    if not any(line.timestamp >= moment for line in lines):
        return practice.state if practice.live else State.DRAFT
    state = before = State.PUBLISHED
    for line in lines:
        if line.timestamp >= moment:
            break
        if line.action in THAWED:
            state = before
        else:
            # A next version of what is frozen, or due, is none of these.
            before, state = (state if line.action == "practices.freeze" else before), BECAME[line.action]
    return state


def audiences_at(sheets, moment: dt.datetime) -> dict[int, str]:
    """Return who could read each practice: what was widened or narrowed since is undone."""
    audiences = {pk: sheet.effective_audience() for pk, sheet in sheets.items()}
    since = entries(["practices.widen", "practices.narrow"], sheets).filter(timestamp__gte=moment)
    for entry in since.reverse():
        audiences[entry.page_id] = entry.data.get("before") or audiences[entry.page_id]
    return audiences


def talks_at(moment: dt.datetime) -> set[int]:
    """Return the talks that more than their parties could read then."""
    talks = Talk.objects.filter(there_by(moment), audience__in=TOLD, organisation__fictitious=False)
    gone = entries(["wagtail.unpublish"], talks.values("pk")).filter(timestamp__gte=moment)
    closed = set(gone.values_list("page", flat=True))
    published = set(Talk.objects.published().filter(pk__in=talks.values("pk")).values_list("pk", flat=True))
    return published | (closed & set(talks.values_list("pk", flat=True)))


def members_at(moment: dt.datetime, day: dt.date) -> set[int]:
    """Return the organisations that had the rights of members when the day was over."""
    places = Membership.objects.filter(organisation__fictitious=False).exclude(accession_on__gt=day)
    places = {place.pk: place for place in places}
    states = {pk: place.state for pk, place in places.items()}
    since = MembershipDecision.objects.filter(membership__in=places, decided_at__gte=moment)
    # The first decision of later years tells what was before it.
    for decision in since.order_by("-decided_at", "-pk"):
        states[decision.membership_id] = decision.before
    return {
        place.organisation_id
        for pk, place in places.items()
        if states[pk] in OPEN_STATES and not has_ended(place, day)
    }


def has_ended(place, day: dt.date) -> bool:
    """Say whether a date had ended a place by then, whoever was late to write it down."""
    lasts = (place.observes_until, place.provisional_until)
    left = place.leaves_on or place.left_on
    return (left is not None and left <= day) or any(last is not None and last < day for last in lasts)


def adoptions_at(practices, moment: dt.datetime, year: int) -> set[tuple[int, int]]:
    """Return which of these practices which organisations had taken over by then: pairs of keys."""
    rows = Adoption.objects.filter(practice__in=practices).exclude(year__gt=year)
    said = {(row.practice_id, row.organisation_id): row.status for row in rows}
    lines = list(entries(["practices.adopt", "practices.withdraw_adoption"], practices))
    for entry in lines:
        # What was declared or taken back since is undone; then what had been said before holds.
        if entry.timestamp >= moment:
            said.pop((entry.page_id, entry.data.get("organisation")), None)
    for entry in lines:
        if entry.timestamp < moment:
            key = (entry.page_id, entry.data.get("organisation"))
            said[key] = entry.data.get("status", "")
    real = set(
        Organisation.objects.filter(pk__in={body for _page, body in said}, fictitious=False).values_list(
            "pk", flat=True
        )
    )
    counted = (AdoptionStatus.ADAPTING, AdoptionStatus.IN_USE)
    return {key for key, status in said.items() if status in counted and key[1] in real}
