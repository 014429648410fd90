"""What the committee and the secretariat can do with a membership now."""

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exchange.deeds import Deed
from exchange.memberships import actions
from exchange.memberships import committee_forms as forms
from exchange.memberships.rules import is_possible, rung
from exchange.models import Category, Measure, Membership, MembershipState, SponsorAnswer
from exchange.models import MembershipEvent as Event
from exchange.models.decisions import MeasureKind
from exchange.models.people import GOVERNORS, SECRETARIAT

NOTICE_TITLES = {
    MeasureKind.WARNING: _("Consider a warning"),
    MeasureKind.SUSPENSION: _("Consider a suspension"),
    MeasureKind.EXCLUSION: _("Consider an exclusion"),
}


def at(event):
    return lambda membership: is_possible(membership.state, event)


def may_admit(membership) -> bool:
    is_observer = membership.category == Category.OBSERVER
    return is_possible(membership.state, Event.ADMIT) and (
        membership.state != MembershipState.ACTIVE or is_observer
    )


def may_examine(membership) -> bool:
    application = actions.sent_application(membership)
    answered = application is not None and application.sponsor_answer == SponsorAnswer.YES
    return answered and is_possible(membership.state, Event.EXAMINE)


def open_measure(membership) -> Measure | None:
    return membership.measures.open().first()


def voted(action):
    """Return how a form with votes and a reason is handed to its action."""

    def do(membership, form, user, **options):
        data = form.cleaned_data
        return action(
            membership, votes=form.votes(), reason=data["reason"], by=user, seen=data["seen"], **options
        )

    return do


def admit(membership, form, user):
    return voted(actions.admit)(membership, form, user, category=form.cleaned_data["category"])


def observe(membership, form, user):
    return voted(actions.observe)(membership, form, user, months=form.cleaned_data["months"])


def examine(membership, form, user):
    data = form.cleaned_data
    return actions.examine(membership, reason=data["reason"], by=user, seen=data["seen"])


def notice(membership, form, user):
    data = form.cleaned_data
    return actions.give_notice_of_measure(
        membership, kind=rung(membership), reason=data["reason"], by=user, seen=data["seen"]
    )


def decide(membership, form, user):
    data = form.cleaned_data
    return actions.decide_measure(
        open_measure(membership),
        applies=data["applies"],
        until=data.get("until"),
        votes=form.votes(),
        reason=data["reason"],
        by=user,
        seen=data["seen"],
    )


def confirm_exclusion(membership, form, user):
    return actions.confirm_exclusion(open_measure(membership), by=user, seen=form.cleaned_data["seen"])


def discard_proposal(membership, form, user):
    return actions.discard_proposal(open_measure(membership), by=user, seen=form.cleaned_data["seen"])


def is_recorded(membership) -> bool:
    """Say whether an exclusion waits for a second account."""
    measure = open_measure(membership)
    return measure is not None and measure.proposal is not None


def record_letter(membership, form, user):
    data = form.cleaned_data
    return actions.notify_withdrawal(
        membership, head=data["head"], reason=data["reason"], by=user, seen=data["seen"]
    )


def record_retraction(membership, form, user):
    data = form.cleaned_data
    return actions.retract_withdrawal(
        membership, head=data["head"], reason=data["reason"], by=user, seen=data["seen"]
    )


DEEDS = (
    Deed(
        "examine",
        _("Start examining the application"),
        forms.ExamineForm,
        may_examine,
        examine,
        roles=(*SECRETARIAT, *GOVERNORS),
        is_main=True,
    ),
    Deed(
        "admit",
        _("Admit"),
        forms.AdmitForm,
        may_admit,
        admit,
        _("More in favour than against, half of those who may vote taking part."),
        is_main=True,
    ),
    Deed(
        "observe",
        _("Admit as observer"),
        forms.ObserveForm,
        at(Event.OBSERVE),
        observe,
        _("Its people can read, but not publish; it ends automatically."),
    ),
    Deed("refuse", _("Refuse"), forms.VoteForm, at(Event.REFUSE), voted(actions.refuse)),
    Deed(
        "decide",
        _("Decide on the measure"),
        forms.MeasureForm,
        lambda membership: open_measure(membership) is not None and not is_recorded(membership),
        decide,
        _(
            "An exclusion needs two thirds of all who may vote, and a second account that confirms it; other"
            " measures more in favour than against."
        ),
        is_main=True,
    ),
    Deed(
        "confirm-exclusion",
        _("Confirm the exclusion"),
        forms.ConfirmForm,
        is_recorded,
        confirm_exclusion,
        _("By another account than the one that recorded it."),
        is_main=True,
    ),
    Deed(
        "discard",
        _("Drop what was recorded"),
        forms.ConfirmForm,
        is_recorded,
        discard_proposal,
        _("The votes are counted and recorded anew."),
    ),
    Deed(
        "confirm",
        _("Confirm the succession"),
        forms.VoteForm,
        lambda membership: bool(membership.provisional_until),
        voted(actions.confirm_succession),
        is_main=True,
    ),
    Deed(
        "notice",
        _("Consider a measure"),
        forms.ReasonForm,
        lambda membership: rung(membership) is not None and open_measure(membership) is None,
        notice,
        _("The organisation is told the reason, and has time to reply before anything is decided."),
    ),
    Deed(
        "lift",
        _("Lift the measure"),
        forms.VoteForm,
        lambda membership: is_possible(membership.state, Event.LIFT) and open_measure(membership) is None,
        voted(actions.lift),
    ),
    Deed(
        "letter",
        _("Record the letter by which it leaves"),
        forms.LetterForm,
        lambda membership: (
            is_possible(membership.state, Event.NOTIFY_WITHDRAWAL) and not membership.leaves_on
        ),
        record_letter,
        roles=(*SECRETARIAT, *GOVERNORS),
    ),
    Deed(
        "retract",
        _("Record the letter by which it stays"),
        forms.LetterForm,
        lambda membership: (
            is_possible(membership.state, Event.RETRACT_WITHDRAWAL) and bool(membership.leaves_on)
        ),
        record_retraction,
        _("A withdrawal can be cancelled until it takes effect."),
        roles=(*SECRETARIAT, *GOVERNORS),
    ),
)


def title_of(deed, membership):
    """Return the title of a deed; a measure is called by its name."""
    if deed.verb == "notice":
        return NOTICE_TITLES[rung(membership)]
    return deed.title


def waiting():
    """Return the memberships about which somebody can decide now."""
    asked = Q(
        state=MembershipState.CANDIDATE,
        organisation__applications__network=F("network"),
        organisation__applications__closed_at__isnull=True,
        organisation__applications__submitted_at__isnull=False,
        organisation__applications__sponsor_answer=SponsorAnswer.YES,
    )
    ripe = Q(pk__in=Measure.objects.ripe().values("membership"))
    provisional = Q(provisional_until__isnull=False)
    found = Membership.objects.filter(asked | ripe | provisional | Q(state=MembershipState.EXAMINED))
    return Membership.objects.filter(pk__in=found.values("pk"))
