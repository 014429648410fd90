"""The life of a talk: released by its organisation, then accepted by the hosts of its seminar."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exchange.audiences import State, host_token
from exchange.models import RoleName, User
from exchange.models.people import SPEAKERS
from exchange.policies import contributes
from exchange.viewers import viewer_of
from practices.models import LifeTask
from practices.models.release import (
    is_released_by_secretariat,
    leads_who_may_release,
    people_of_owner,
    writers_of,
)
from practices.models.review import is_secretariat_of_another


def is_entered_for_its_body(talk) -> bool:
    """Say whether somebody else sent this talk in the name of its organisation."""
    state = talk.current_workflow_state
    by = state.requested_by if state else None
    return by is not None and by.organisation_id != talk.organisation_id


def who_may_confirm(talk) -> list[User]:
    """Return who may agree to what somebody else entered in the name of their organisation."""
    writers = writers_of(talk)
    return [
        person for person in people_of_owner(talk) if person.pk not in writers and person.has_role(*SPEAKERS)
    ]


class TalkReleaseTask(LifeTask):
    """The organisation lets a talk go out in its name.

    What its own people wrote is released as a practice is; what the secretariat entered, nobody else confirms.
    """

    state = State.SUBMITTED
    returns_to = State.DRAFT
    call = _("Release the talk in the name of your organisation, or ask for changes.")

    class Meta:
        verbose_name = _("release of a talk by its organisation")

    def may_act(self, practice, user):
        if is_entered_for_its_body(practice):
            return user in who_may_confirm(practice) and contributes(user)
        if user in leads_who_may_release(practice):
            return True
        return is_released_by_secretariat(practice) and is_secretariat_of_another(practice, user)

    def deciders(self, practice):
        if is_entered_for_its_body(practice):
            return who_may_confirm(practice)
        return leads_who_may_release(practice) or super().deciders(practice)

    def locked_for_user(self, obj, user):
        # What is read is what goes out.
        return True


class HostsTask(LifeTask):
    """The hosts of the seminar, or the secretariat, accept a talk or decline it; none decides about its own."""

    state = State.RELEASED
    returns_to = State.DRAFT
    call = _("Accept the talk, ask for changes, or decline it with a reason.")

    class Meta:
        verbose_name = _("decision of the hosts about a talk")

    def may_act(self, practice, user):
        if not user.is_active or user.organisation_id in practice.owner_ids():
            return False
        if is_secretariat_of_another(practice, user):
            return True
        hosts = {host_token(pk) for pk in practice.host_ids()}
        return user.has_role(*SPEAKERS) and viewer_of(user).opens(hosts)

    def deciders(self, practice):
        people = User.objects.filter(is_active=True).exclude(organisation__in=practice.owner_ids())
        hosts = Q(organisation__in=practice.host_ids(), roles__name__in=SPEAKERS)
        asked = people.filter(hosts | Q(roles__name=RoleName.EDITOR)).distinct()
        return [person for person in asked if self.may_act(practice, person)]

    def locked_for_user(self, obj, user):
        return True
