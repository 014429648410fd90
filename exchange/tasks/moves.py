"""E-mails about people who go over to another organisation."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django_tasks import task

from exchange.languages import language_to_write_in
from exchange.models import Move, RoleName, User

from .letters import send_letter


def find(move_id: int) -> Move | None:
    moves = Move.objects.select_related("person", "organisation", "former")
    return moves.filter(pk=move_id).first()


@task(queue_name="mail")
def mail_move(move_id: int) -> None:
    """Offer a person to go over; the link is made here, and kept nowhere."""
    move = find(move_id)
    if move is None or not move.is_open or not move.person.is_active:
        return
    with translation.override(language_to_write_in(move.person.language, move.organisation)):
        link = settings.WAGTAILADMIN_BASE_URL + reverse("move", kwargs={"token": move.token})
        roles = [str(RoleName(name).label) for name in move.roles]
        send_letter("move_offer", move.address, {"move": move, "roles": roles, "link": link})


@task(queue_name="mail")
def mail_move_done(move_id: int, former_email: str) -> None:
    """Tell the old address that the account has gone over, and the administrators of both organisations."""
    move = find(move_id)
    if move is None or move.confirmed_at is None:
        return
    administrators = User.objects.filter(
        is_active=True,
        organisation__in=(move.former_id, move.organisation_id),
        roles__name=RoleName.ORGANISATION_ADMINISTRATOR,
    ).distinct()
    written = {person.email: person for person in administrators if person.pk != move.person_id}
    for email, person in {former_email: move.person, **written}.items():
        with translation.override(language_to_write_in(person.language, person.organisation)):
            # Who leaves is named to the two organisations that know them, as far as names may travel.
            context = {"move": move, "who": move.person.shown_to(person), "is_own": email == former_email}
            send_letter("move_done", email, context)
