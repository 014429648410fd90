"""Letters about memberships, and the calendar that ends suspensions, notices and times as observer."""

from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation
from django_tasks import task

from exchange.languages import language_to_write_in
from exchange.models import (
    Membership,
    MembershipApplication,
    MembershipDecision,
    MembershipEvent,
    Organisation,
    RoleName,
    User,
)
from exchange.schedule import every
from exchange.tasks.letters import send_letter


@every(days=1)
@task()
def mind_memberships() -> None:
    """Do what the calendar brings to memberships."""
    call_command("mind_memberships", verbosity=0)


@task()
def tell_about_decision(decision_id: int) -> None:
    """Write to those whom a step concerns: the body, the committee, whoever is asked to answer for it."""
    decision = MembershipDecision.objects.select_related("membership").filter(pk=decision_id).first()
    if decision is None:
        return
    membership = decision.membership
    letters = dict.fromkeys(committee(), "desk") | dict.fromkeys(heads_of(membership), "membership")
    if decision.event == MembershipEvent.APPLY:
        letters |= dict.fromkeys(sponsors_of(membership), "sponsoring")
    for (address, language), place in letters.items():
        mail_decision.enqueue(decision.pk, address, language, place)


def committee() -> list[tuple[str, str]]:
    """Return the address and language of everybody who sits in the committee."""
    people = User.objects.filter(is_active=True, roles__name=RoleName.COMMITTEE).distinct()
    return [(person.email, person.language) for person in people]


def administrators_of(organisation_id: int) -> list[tuple[str, str]]:
    people = User.objects.filter(is_active=True, organisation=organisation_id)
    administrators = people.filter(roles__name=RoleName.ORGANISATION_ADMINISTRATOR).distinct()
    return [(person.email, person.language) for person in administrators]


def heads_of(membership) -> list[tuple[str, str]]:
    """Return where a body is written to: its administrators, and the address of its head."""
    found = dict(administrators_of(membership.organisation_id))
    if membership.head_email:
        found.setdefault(membership.head_email, "")
    return list(found.items())


def sponsors_of(membership) -> list[tuple[str, str]]:
    asked = MembershipApplication.objects.submitted().of_place(membership)
    sponsor = asked.values_list("sponsor", flat=True).first()
    return administrators_of(sponsor) if sponsor else []


@task(queue_name="mail")
def mail_decision(decision_id: int, to: str, language: str, place: str) -> None:
    """Send one letter about one step; it holds no more than the register says."""
    decisions = MembershipDecision.objects.select_related("membership__organisation", "membership__network")
    decision = decisions.filter(pk=decision_id).first()
    if decision is None:
        return
    membership = decision.membership
    reader = Organisation.objects.filter(people__email=to).first() or membership.organisation
    with translation.override(language_to_write_in(language, reader)):
        context = {"decision": decision, "membership": membership, "place": place}
        send_letter("membership_decision", to, context | {"link": link_to(membership, place)})


def link_to(membership, place: str) -> str:
    address = (
        reverse("membership:inspect", args=[membership.pk]) if place == "desk" else reverse("membership")
    )
    return settings.WAGTAILADMIN_BASE_URL + address


@task()
def ask_for_charter(membership_id: int) -> None:
    """Ask a body to accept the new charter."""
    remind_of_end.call(membership_id, "charter_due_on")


@task()
def remind_of_end(membership_id: int, name: str) -> None:
    """Write to a body, and to the committee where it decides, before an end that comes by itself."""
    membership = Membership.objects.filter(pk=membership_id).first()
    if membership is None or getattr(membership, name) is None:
        return
    letters = dict.fromkeys(committee(), "desk") if name != "charter_due_on" else {}
    letters |= dict.fromkeys(heads_of(membership), "membership")
    for (address, language), place in letters.items():
        mail_reminder.enqueue(membership_id, name, address, language, place)


@task(queue_name="mail")
def mail_reminder(membership_id: int, name: str, to: str, language: str, place: str) -> None:
    memberships = Membership.objects.select_related("organisation", "network")
    membership = memberships.filter(pk=membership_id).first()
    day = membership and getattr(membership, name)
    if day is None:
        return
    with translation.override(language_to_write_in(language, membership.organisation)):
        context = {"membership": membership, "what": name, "day": day, "link": link_to(membership, place)}
        send_letter("membership_reminder", to, context)
