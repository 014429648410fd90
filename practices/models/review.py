"""The life of a sheet: Wagtail tasks in series, each with its own rule of who decides."""

import datetime as dt

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Task, TaskState

from exchange.audiences import State
from exchange.clocks import today_of
from exchange.models import Assignment, Category, Membership, ReviewStep, RoleName, User, Verdict
from exchange.models.memberships import participation_of
from exchange.models.people import SECRETARIAT
from exchange.policies import participation
from exchange.viewers import once_in_a_look

from .release import is_released_by_secretariat, leads_who_may_release


def move(practice, state) -> None:
    """Put a sheet into a state; what is published stays published while its next version is reviewed."""
    if not practice.live:
        practice.state = state
        practice.save(update_fields=["state", "tokens"], clean=False)


def tasks_of(task_class):
    """Return the keys of the steps of a kind."""
    return task_class.objects.values_list("task_ptr", flat=True)


def owner_contributes(practice) -> bool:
    """Say whether the owning organisation may offer anything new today in the network of the practice."""
    return participation_of(practice.organisation_id).may_offer(practice)


def sheet_of(workflow_state):
    return workflow_state.content_object.specific


def is_secretariat_of_another(practice, user) -> bool:
    """Say whether this is an editor who does not belong to a body that answers for the sheet."""
    return user.is_active and user.has_role(*SECRETARIAT) and user.organisation_id not in practice.owner_ids()


def current_verdict(practice, step) -> str:
    """Return what the reviewer of a step said in the review that is under way."""
    workflow_state = practice.current_workflow_state
    return verdict_in(practice, step, workflow_state) if workflow_state else ""


def verdict_in(practice, step, workflow_state) -> str:
    # A reviewer who asked for changes is asked again: what counts is when they answered.
    said = practice.assignments.filter(step=step, closed_at__gte=workflow_state.created_at)
    last = said.exclude(verdict="").order_by("-closed_at", "-pk").first()
    return last.verdict if last else ""


def eligible_reviewers(practice, step):
    """Return who may review a sheet at this step, the best choice first.

    Never of an owning body, never the author; home and far review stand on the two shores; members
    come before associates, then those with the fewest open reviews. Nobody reviews what belongs to a
    network in which their own organisation is suspended, or that it has left.
    """
    member = Membership.objects.contributing().filter(organisation=OuterRef("organisation"))
    shut = Membership.objects.shut().filter(
        organisation=OuterRef("organisation"), network__in=practice.network_ids()
    )
    people = User.objects.who_review().filter(~Exists(shut))
    apart = [
        person.pk for person in people.select_related("organisation") if stands_apart(practice, step, person)
    ]
    return (
        people.filter(pk__in=apart)
        .annotate(
            is_member=Exists(member.filter(category=Category.MEMBER)),
            open_reviews=Count("assignments", filter=Q(assignments__closed_at__isnull=True), distinct=True),
        )
        .order_by("-is_member", "open_reviews", "pk")
    )


def stands_apart(practice, step, person) -> bool:
    """Say whether a reviewer is no party to a sheet, and of the shore that this step asks for."""
    if person.organisation_id in practice.owner_ids() or person.pk == practice.owner_id:
        return False
    if step == ReviewStep.THIRD:
        others = {asked.reviewer_id for asked in practice.assignments.all() if asked.step != step}
        return person.pk not in others
    is_of_home_shore = person.organisation.shore == practice.organisation.shore
    return is_of_home_shore == (step == ReviewStep.HOME)


def may_review(practice, step, user) -> bool:
    """Say whether this person, once asked, gives the opinion of a step."""
    may_take_part = may_be_asked(user) and participation(user).may_take_part(practice)
    return may_take_part and stands_apart(practice, step, user)


@once_in_a_look
def may_be_asked(user) -> bool:
    """Say whether somebody may be asked to review today, and may open what they were asked about."""
    return User.objects.who_review().filter(pk=user.pk).exists()


def owes_opinion(practice, user) -> bool:
    """Say whether somebody was asked for an opinion and has not given it: what others said waits as long."""
    return any(
        asked.reviewer_id == user.pk and asked.closed_at is None for asked in practice.assignments.all()
    )


def asked_before(practice, step) -> User | None:
    """Return who gave the last opinion of a step, if they may give the next one."""
    closed = practice.assignments.exclude(verdict="").filter(step=step, closed_at__isnull=False)
    last = closed.order_by("-closed_at", "-pk").first()
    return last and eligible_reviewers(practice, step).filter(pk=last.reviewer_id).first()


def assign(practice, step, reviewer=None) -> Assignment | None:
    """Ask a reviewer for an opinion, by default the best choice; None if there is nobody to ask."""
    reviewer = reviewer or eligible_reviewers(practice, step).first()
    if reviewer is None:
        return None
    return Assignment.objects.create(
        page_id=practice.pk, reviewer=reviewer, step=step, due_on=due_date(reviewer)
    )


def due_date(reviewer) -> dt.date:
    return today_of(reviewer.organisation) + dt.timedelta(days=settings.REVIEW_DAYS)


class LifeTask(Task):
    """One step of the life of a sheet, with one decision.

    The editor's own buttons are not used: `get_actions` stays empty, and `practices.actions` decides.
    """

    # The state of a sheet that waits here, and the one to which it goes back for changes.
    state = State.DRAFT
    returns_to = State.CHANGES_REQUESTED
    # What whoever decides here is asked to do.
    call = ""

    class Meta:
        abstract = True

    def start(self, workflow_state, user=None):
        task_state = super().start(workflow_state, user=user)
        move(sheet_of(workflow_state), self.state)
        return task_state

    def may_act(self, practice, user) -> bool:
        """Say whether this person decides at this step."""
        return is_secretariat_of_another(practice, user)

    def deciders(self, practice):
        """Return the people who may decide here: they are told by e-mail."""
        people = User.objects.filter(is_active=True, roles__name=RoleName.EDITOR).distinct()
        return people.exclude(organisation__in=practice.owner_ids())

    def locked_for_user(self, obj, user):
        # The secretariat corrects language and format while it has the sheet; nobody else writes.
        return not is_secretariat_of_another(obj.specific, user)


class ReleaseTask(LifeTask):
    """The body's content lead lets the sheet go out in its name."""

    state = State.SUBMITTED
    returns_to = State.DRAFT
    call = _("Release the practice on behalf of your organisation, or ask for changes.")

    class Meta:
        verbose_name = _("release by the organisation")

    def may_act(self, practice, user):
        if user in leads_who_may_release(practice):
            return participation(user).may_offer(practice)
        return is_released_by_secretariat(practice) and is_secretariat_of_another(practice, user)

    def deciders(self, practice):
        return leads_who_may_release(practice) or super().deciders(practice)

    def locked_for_user(self, obj, user):
        # Whoever changed it could not release it; what is read is what goes out.
        return True


class AdmissibilityTask(LifeTask):
    """The secretariat answers five questions; one no sends the sheet back."""

    state = State.RELEASED
    call = _("Answer the five questions of admissibility.")

    class Meta:
        verbose_name = _("admissibility")


class CompletionTask(LifeTask):
    """The body completes what was found admissible as a proposal; what it adds is released, then reviewed."""

    state = State.TO_COMPLETE

    class Meta:
        verbose_name = _("completion by the author")

    def may_act(self, practice, user):
        # Nobody decides here: the body submits again.
        return False

    def deciders(self, practice):
        return User.objects.none()

    def locked_for_user(self, obj, user):
        return user.organisation_id != obj.specific.organisation_id


class ReviewTask(LifeTask):
    """A colleague of another body reads the sheet and says what would make it better."""

    step = None
    call = _("Read the practice, and approve it, ask for changes, or decline it with a reason.")

    class Meta:
        abstract = True

    def start(self, workflow_state, user=None):
        task_state = super().start(workflow_state, user=user)
        practice = sheet_of(workflow_state)
        # Who read an earlier text knows it, and reads what changed.
        open_one = practice.assignments.open().filter(step=self.step).first()
        asked = open_one or assign(practice, self.step, asked_before(practice, self.step))
        if asked is None:
            move(practice, State.ADMISSIBLE)
        elif open_one:
            # The clock stood still while the author wrote.
            asked.due_on = due_date(asked.reviewer)
            asked.save(update_fields=["due_on"])
        return task_state

    def assignment(self, practice) -> Assignment | None:
        asked = (row for row in practice.assignments.all() if row.step == self.step)
        return next((row for row in asked if row.closed_at is None), None)

    def may_act(self, practice, user):
        asked = self.assignment(practice)
        return asked is not None and asked.reviewer_id == user.pk and may_review(practice, self.step, user)

    def deciders(self, practice):
        asked = self.assignment(practice)
        return User.objects.filter(pk=asked.reviewer_id) if asked else User.objects.none()


class HomeReviewTask(ReviewTask):
    state = State.HOME_REVIEW
    step = ReviewStep.HOME

    class Meta:
        verbose_name = _("review on the home shore")


class FarReviewTask(ReviewTask):
    state = State.FAR_REVIEW
    step = ReviewStep.FAR

    class Meta:
        verbose_name = _("review on the other shore")


class ThirdReviewTask(ReviewTask):
    """A third reviewer decides when one approves what the other declines; otherwise it passes by itself."""

    state = State.THIRD_REVIEW
    step = ReviewStep.THIRD

    class Meta:
        verbose_name = _("third opinion")

    def start(self, workflow_state, user=None):
        practice = sheet_of(workflow_state)
        verdicts = {current_verdict(practice, step) for step in (ReviewStep.HOME, ReviewStep.FAR)}
        if verdicts == {Verdict.APPROVE, Verdict.DECLINE}:
            return super().start(workflow_state, user=user)
        return TaskState.objects.create(
            workflow_state=workflow_state,
            revision=practice.get_latest_revision(),
            task=self.task_ptr,
            status=TaskState.STATUS_SKIPPED,
            finished_at=timezone.now(),
        )


class PublicationTask(LifeTask):
    """The secretariat completes the languages and publishes."""

    state = State.APPROVED
    call = _("Complete the languages and publish.")

    class Meta:
        verbose_name = _("publication")
