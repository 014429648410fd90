"""Letters about memberships, and the calendar that ends suspensions, notices and times as observer."""

from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation
from django_tasks import task

from exchange.heads import HeadLink, Purpose, charter_link, link_for
from exchange.languages import language_to_write_in
from exchange.models import (
    Charter,
    Measure,
    Membership,
    MembershipApplication,
    MembershipDecision,
    MembershipEvent,
    MembershipState,
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
    letters = dict.fromkeys(committee(), "desk") | places_of(membership)
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


def places_of(membership) -> dict[tuple[str, str], str]:
    """Return where a body is written to, its administrators and the address of its head, and where each is led."""
    found = dict(administrators_of(membership.organisation_id))
    places = dict.fromkeys(found.items(), "membership")
    head = membership.head_email
    if head and head not in found:
        person = User.objects.filter(email__iexact=head, is_active=True).first()
        places[head, person.language if person else ""] = "membership" if person else "head"
    return places


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
        context = {
            "decision": decision,
            "membership": membership,
            "place": place,
            "secretariat": settings.SECRETARIAT_EMAIL,
            "measure": open_measure(decision) if place != "desk" else None,
            "may_accept": place == "head" and membership.state == MembershipState.ADMITTED,
        }
        link = link_to(membership, place, is_reply=context["measure"] is not None)
        send_letter("membership_decision", to, context | {"link": link})


NOTICES = (
    MembershipEvent.NOTICE_OF_WARNING,
    MembershipEvent.NOTICE_OF_SUSPENSION,
    MembershipEvent.NOTICE_OF_EXCLUSION,
)


def open_measure(decision) -> Measure | None:
    """Return the measure that a notice is about, while the body may reply."""
    if decision.event not in NOTICES:
        return None
    return decision.membership.measures.open().filter(replied_at=None).first()


def link_to(membership, place: str, *, is_reply=False) -> str:
    """Return where a letter leads; a head without an account is led by a link of its own."""
    if place == "desk":
        address = reverse("membership:inspect", args=[membership.pk])
    elif place == "head" and (link := head_link(membership, is_reply=is_reply)):
        address = reverse("membership_head", kwargs={"token": link.token})
    elif is_reply:
        address = reverse("membership_reply", args=[membership.pk])
    else:
        address = reverse("membership")
    return settings.WAGTAILADMIN_BASE_URL + address


def head_link(membership, *, is_reply):
    if is_reply:
        return link_for(membership, Purpose.REPLY, membership.measures.open().first())
    link = charter_link(membership)
    return link if link and link.is_open else None


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
    letters |= places_of(membership)
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
        context = {
            "membership": membership,
            "what": name,
            "day": day,
            "place": place,
            "link": link_to(membership, place),
        }
        send_letter("membership_reminder", to, context)


@task()
def tell_charter_withdrawn(membership_id: int, charter_id: int) -> None:
    """Tell a body that it need not accept a version that was taken back."""
    membership = Membership.objects.filter(pk=membership_id).first()
    if membership is None:
        return
    for address, language in places_of(membership):
        mail_charter_withdrawn.enqueue(membership_id, charter_id, address, language)


@task(queue_name="mail")
def mail_charter_withdrawn(membership_id: int, charter_id: int, to: str, language: str) -> None:
    membership = Membership.objects.select_related("organisation").filter(pk=membership_id).first()
    charter = Charter.objects.filter(pk=charter_id).first()
    if membership is None or charter is None:
        return
    with translation.override(language_to_write_in(language, membership.organisation)):
        send_letter("charter_withdrawn", to, {"membership": membership, "charter": charter})


@task(queue_name="mail")
def mail_head_code(membership_id: int, purpose: str, thing_id: int, nonce: str) -> None:
    """Send the head of a body the code that shows that the address is theirs; made here, and kept nowhere."""
    link = head_link_again(membership_id, purpose, thing_id)
    if link is None:
        return
    body = link.membership.organisation
    with translation.override(language_to_write_in("", body)):
        context = {"membership": link.membership, "code": link.code(nonce)}
        send_letter("head_code", link.membership.head_email, context)


@task(queue_name="mail")
def mail_head_link(membership_id: int, purpose: str, thing_id: int) -> None:
    """Send the head of a body a fresh link in the place of one that was too old."""
    link = head_link_again(membership_id, purpose, thing_id)
    if link is None:
        return
    with translation.override(language_to_write_in("", link.membership.organisation)):
        address = settings.WAGTAILADMIN_BASE_URL + reverse("membership_head", kwargs={"token": link.token})
        send_letter("head_link", link.membership.head_email, {"membership": link.membership, "link": address})


def head_link_again(membership_id: int, purpose: str, thing_id: int):
    memberships = Membership.objects.select_related("organisation")
    membership = memberships.filter(pk=membership_id).exclude(head_email="").first()
    if membership is None:
        return None
    things = Charter.objects if purpose == Purpose.CHARTER else membership.measures
    thing = things.filter(pk=thing_id).first()
    link = HeadLink(Purpose(purpose), membership, thing) if thing else None
    return link if link and link.is_open else None
