"""The letters of the kernel: each is written when it is sent, in the language of who gets it."""

import re
from datetime import timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django_tasks import task

from exchange.clocks import zone_of
from exchange.languages import language_to_write_in
from exchange.models import FactorRemoval, Feedback, Invitation, Organisation, User
from exchange.placement import lapse_of
from exchange.typography import typographic


@task(queue_name="mail")
def mail_feedback(feedback_id: int, to: str) -> None:
    """Pass a reader's message on, in the first language of the body that gets it."""
    feedback = Feedback.objects.select_related("page", "organisation").filter(pk=feedback_id).first()
    if feedback is None:
        return
    page = feedback.page.specific
    with translation.override(language_to_write_in("", feedback.organisation)):
        context = {
            "feedback": feedback,
            "page": page,
            "address": page.get_full_url() or "",
            "list_address": settings.WAGTAILADMIN_BASE_URL + reverse("feedback:index"),
        }
        subject = in_one_line(written("emails/feedback_subject.txt", context))
        body = written("emails/feedback.txt", context)
    EmailMessage(subject, body, to=[to], reply_to=[feedback.email] if feedback.email else None).send()


@task(queue_name="mail")
def mail_invitation(invitation_id: int) -> None:
    """Write to a person that their body invites, in their language; the link is made here, and kept nowhere."""
    invitation = (
        Invitation.objects.select_related("organisation", "invited_by").filter(pk=invitation_id).first()
    )
    if invitation is None or not invitation.is_open or lapse_of(invitation):
        # The link would open nothing.
        return
    with translation.override(language_to_write_in(invitation.language, invitation.organisation)):
        link = settings.WAGTAILADMIN_BASE_URL + reverse("invitation", kwargs={"token": invitation.token})
        send_letter("invitation", invitation.email, {"invitation": invitation, "link": link})


@task(queue_name="mail")
def mail_password_reset(user_id: int) -> None:
    """Send a person the link to choose another password; made here, and kept nowhere."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    with translation.override(language_to_write_in(user.language, user.organisation)):
        address = reverse(
            "account_reset_password_from_key",
            kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
        )
        send_letter("password_reset", user.email, {"link": settings.WAGTAILADMIN_BASE_URL + address})


def code_for(user: User, nonce: str) -> str:
    """Return eight digits that only the exchange can make of what the session and the queue know."""
    digest = salted_hmac("exchange.mail_code", f"{user.pk}.{nonce}", algorithm="sha256").digest()
    return f"{int.from_bytes(digest) % 10**8:08}"


@task(queue_name="mail")
def mail_code(user_id: int, nonce: str) -> None:
    """Send a person the code that shows that the address is theirs; made here, and kept nowhere."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    with translation.override(language_to_write_in(user.language, user.organisation)):
        send_letter("mail_code", user.email, {"code": code_for(user, nonce)})


@task(queue_name="mail")
def mail_unused_account(user_id: int) -> None:
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        return
    with translation.override(language_to_write_in(user.language, user.organisation)):
        send_letter(
            "unused_account",
            user.email,
            {"user": user, "link": settings.WAGTAILADMIN_BASE_URL + reverse("login")},
        )


@task(queue_name="mail")
def mail_former_member(user_id: int) -> None:
    """Tell a person whose body left until when the account is open, or that it is closed."""
    user = User.objects.filter(pk=user_id).select_related("organisation").first()
    if user is None or user.organisation is None:
        return
    left_on = user.organisation.memberships.aggregate(day=Max("left_on"))["day"]
    if left_on is None:
        return
    with translation.override(language_to_write_in(user.language, user.organisation)):
        send_letter(
            "former_member",
            user.email,
            {
                "user": user,
                "closes_on": left_on + timedelta(days=settings.LEAVERS_ACCOUNT_DAYS),
                "link": settings.WAGTAILADMIN_BASE_URL + reverse("account"),
            },
        )


@task(queue_name="mail")
def mail_factor_removal(removal_id: int, is_done: bool) -> None:
    """Tell a person that their second factor is about to be taken away, or gone."""
    removal = FactorRemoval.objects.select_related("person__organisation").filter(pk=removal_id).first()
    if removal is None:
        return
    user = removal.person
    with translation.override(language_to_write_in(user.language, user.organisation)):
        send_letter(
            "factor_removal",
            user.email,
            {
                "is_done": is_done,
                "link": settings.WAGTAILADMIN_BASE_URL + reverse("login"),
                "secretariat": settings.SECRETARIAT_EMAIL,
            },
        )


def written(template: str, context: dict) -> str:
    """Return the text of a letter with the signs of the language that it is written in."""
    return typographic(render_to_string(template, context), get_language())


def in_one_line(text: str) -> str:
    """Return a subject without the line breaks that people's words may hold; its other spaces stay."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


def send_letter(name: str, to: str, context: dict) -> None:
    context = {"site_name": settings.SITE_NAME, **context}
    reader = Organisation.objects.filter(people__email=to).first()
    with timezone.override(zone_of(reader)):
        subject, _blank, body = written(f"emails/{name}.txt", context).strip().partition("\n")
    EmailMessage(in_one_line(subject), body.strip() + "\n", to=[to]).send()
