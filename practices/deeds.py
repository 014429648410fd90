"""What may be done on the desk of a sheet: who may, with which form, by which action."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from practices import actions, forms
from practices.corrections import is_correction, was_sent_to_review
from practices.models import AdmissibilityTask, CoOwner, PublicationTask, ReleaseTask, ReviewTask
from practices.models.review import eligible_reviewers
from practices.policies import policy


@dataclass(frozen=True)
class Deed:
    """One thing that may be done on the desk: who may, with which form, by which action."""

    verb: str
    title: str | Promise
    button: str | Promise
    may: Callable
    form: Callable
    do: Callable
    done: str | Promise
    help: str | Promise = ""
    is_main: bool = False
    # Said of what is published, whatever its next version says.
    about_published: bool = False

    def version(self, sheet) -> str:
        """Return the version about which this is done: the form carries it, and brings it back."""
        if self.about_published and sheet.live:
            return str(sheet.live_revision_id or 0)
        saved = sheet.latest_revision_created_at
        return f"{sheet.latest_revision_id or 0}.{saved.timestamp() if saved else 0}"

    @transaction.atomic
    def perform(self, page, user, form, *, seen: str | None) -> None:
        """Do it about the version that the person saw; raise Outdated if another one stands now."""
        page = actions.locked(page)
        if seen != self.version(page):
            raise actions.Outdated
        self.do(page, user, form.cleaned_data, form)


def at(task_class):
    """Return the question whether this person decides at a step of this kind now."""

    def may(user, sheet):
        return isinstance(sheet.current_workflow_task, task_class) and policy.may_decide(user, sheet)

    return may


def may_ask_for_changes(user, sheet):
    # A reviewer asks for changes in the form of the review.
    return policy.may_decide(user, sheet) and not isinstance(sheet.current_workflow_task, ReviewTask)


def may_find_reviewer(user, sheet):
    return asked_step(sheet) is not None and policy.may_reassign(user, sheet)


def asked_step(sheet):
    state = sheet.current_workflow_state
    task = state.current_task_state.task.specific if state and state.current_task_state else None
    return task.step if isinstance(task, ReviewTask) else None


def co_ownership(user, sheet):
    asked = CoOwner.objects.filter(practice=sheet, accepted_at__isnull=True)
    return asked.filter(organisation=user.organisation_id).first() if user.organisation_id else None


def may_share_ownership(user, sheet):
    row = co_ownership(user, sheet)
    return row is not None and policy.may_accept_co_ownership(user, row)


def submit_form(*args, sheet, **kwargs):
    form = forms.SubmitForm(*args, **kwargs)
    if not sheet.live or was_sent_to_review(sheet):
        del form.fields["correction"]
    else:
        form.fields["correction"].initial = is_correction(sheet.current_workflow_state)
    return form


def review_form(*args, sheet, **kwargs):
    proposed = sheet.get_latest_revision_as_object().evidence_level
    return forms.ReviewForm(*args, proposed=proposed, **kwargs)


def reassign_form(*args, sheet, **kwargs):
    return forms.ReassignForm(*args, reviewers=eligible_reviewers(sheet, asked_step(sheet)), **kwargs)


def plain(form_class):
    return lambda *args, sheet, **kwargs: form_class(*args, **kwargs)


def consent(action):
    return lambda sheet, user, data, form: action(sheet, by=user)


DEEDS = (
    Deed(
        "submit",
        _("Submit the practice"),
        _("Submit the practice"),
        policy.may_submit,
        submit_form,
        lambda sheet, user, data, form: actions.submit(
            sheet, by=user, correction=data.get("correction", False)
        ),
        _("The practice has been submitted."),
        _("A practice sheet describes a way of working, never a case. Nobody must be recognisable in it."),
        is_main=True,
    ),
    Deed(
        "release",
        _("Release on behalf of the organisation"),
        _("Release the practice"),
        at(ReleaseTask),
        plain(forms.CommentForm),
        lambda sheet, user, data, form: actions.release(sheet, by=user, comment=data["comment"]),
        _("The practice is released; the secretariat takes over."),
        ReleaseTask.call,
        is_main=True,
    ),
    Deed(
        "admissible",
        _("Admissibility"),
        _("Answer"),
        at(AdmissibilityTask),
        plain(forms.AdmissibilityForm),
        lambda sheet, user, data, form: actions.find_admissible(
            sheet, by=user, answers=form.answers(), reason=data["comment"]
        ),
        _("Your answers are saved."),
        AdmissibilityTask.call,
        is_main=True,
    ),
    Deed(
        "review",
        _("Your review"),
        _("Send this opinion"),
        at(ReviewTask),
        review_form,
        lambda sheet, user, data, form: actions.review(
            sheet,
            by=user,
            verdict=data["verdict"],
            comment=data["comment"],
            evidence_level=data["evidence_level"],
            remarks=form.remarks(),
        ),
        _("Thank you: your opinion is on its way to the author."),
        ReviewTask.call,
        is_main=True,
    ),
    Deed(
        "publish",
        _("Publication"),
        _("Publish the practice"),
        at(PublicationTask),
        plain(forms.ConsentForm),
        consent(actions.publish),
        _("The practice is published."),
        PublicationTask.call,
        is_main=True,
    ),
    Deed(
        "translate",
        _("Publish the translations"),
        _("Publish the translations"),
        policy.may_publish_translations,
        plain(forms.ConsentForm),
        consent(actions.publish_translations),
        _("The translations are published."),
        _(
            "The original stays as its organisation wrote it; the second number of the version goes up by one."
        ),
        is_main=True,
    ),
    Deed(
        "changes",
        _("Ask for changes"),
        _("Send back to the author"),
        may_ask_for_changes,
        plain(forms.ChangesForm),
        lambda sheet, user, data, form: actions.request_changes(
            sheet, by=user, comment=data["comment"], remarks=form.remarks()
        ),
        _("The author has your comments."),
    ),
    Deed(
        "send-to-review",
        _("More than a small correction"),
        _("Send it to review"),
        policy.may_send_to_review,
        plain(forms.ReasonForm),
        lambda sheet, user, data, form: actions.send_to_review(sheet, by=user, **data),
        _("The new version goes to review, and its authors are told."),
        _("The whole way then: admissibility, and a reviewer of each shore. What is published stays."),
    ),
    Deed(
        "appeal",
        _("Appeal against the refusal"),
        _("Send the appeal to the committee"),
        policy.may_appeal,
        plain(forms.AppealForm),
        lambda sheet, user, data, form: actions.appeal(sheet, by=user, **data),
        _("The committee has your appeal. Until it has decided, the practice stays as it is."),
        _("Once for each refusal. You may also change the practice and submit it again."),
    ),
    Deed(
        "decide-appeal",
        _("Decide on the appeal"),
        _("Record the decision"),
        policy.may_decide_appeal,
        plain(forms.AppealDecisionForm),
        lambda sheet, user, data, form: actions.decide_appeal(
            sheet, by=user, is_upheld=data["outcome"] == "upheld", decision=data["decision"]
        ),
        _("The decision is recorded, and the organisation is told."),
        is_main=True,
    ),
    Deed(
        "reassign",
        _("Ask another reviewer"),
        _("Ask this reviewer"),
        may_find_reviewer,
        reassign_form,
        lambda sheet, user, data, form: actions.reassign(sheet, by=user, **data),
        _("The reviewer is asked."),
    ),
    Deed(
        "co-own",
        _("Become co-lead of this practice"),
        _("Accept"),
        may_share_ownership,
        plain(forms.CoOwnershipForm),
        lambda sheet, user, data, form: actions.accept_co_ownership(
            co_ownership(user, sheet), by=user, **data
        ),
        _("Your organisation is now co-lead of this practice."),
        is_main=True,
    ),
    Deed(
        "step-out",
        _("Stop being co-lead of this practice"),
        _("Step down"),
        policy.may_step_out,
        plain(forms.ConsentForm),
        consent(actions.step_out),
        _("Your organisation is not co-lead of this practice."),
        _(
            "The lead organisation carries on without you, and is told. Nobody else can read it who could not before."
        ),
    ),
    Deed(
        "confirm",
        _("The practice is still valid"),
        _("Confirm for two more years"),
        policy.may_confirm,
        plain(forms.ConsentForm),
        consent(actions.confirm),
        _("The practice is confirmed."),
        about_published=True,
    ),
    Deed(
        "take-back",
        _("Withdraw the practice from review"),
        _("Withdraw from review"),
        policy.may_take_back,
        plain(forms.ConsentForm),
        consent(actions.take_back),
        _("The practice is a draft again."),
    ),
    Deed(
        "audience",
        _("Who can read it"),
        _("Change who can read the practice"),
        policy.may_change_audience,
        forms.AudienceForm,
        lambda sheet, user, data, form: actions.change_audience(sheet, by=user, **data),
        _("From now on, those whom you chose can read the practice."),
        _(
            "Fewer readers: at once, everywhere. More readers: only as far as every co-lead organisation accepts."
        ),
        about_published=True,
    ),
    Deed(
        "archive",
        _("Archive"),
        _("Archive the practice"),
        policy.may_archive,
        plain(forms.ConsentForm),
        consent(actions.archive),
        _("The practice is archived."),
        about_published=True,
    ),
    Deed(
        "freeze",
        _("Freeze at once"),
        _("Freeze the practice"),
        policy.may_freeze,
        plain(forms.ReasonForm),
        lambda sheet, user, data, form: actions.freeze(sheet, by=user, **data),
        _("The practice is no longer visible."),
        _(
            "For an emergency: personal data, or an operational secret. A practice of another "
            "organisation becomes visible again after five working days, unless the committee or the "
            "secretariat confirms that it stays hidden."
        ),
        about_published=True,
    ),
    Deed(
        "confirm-freeze",
        _("Confirm that it stays frozen"),
        _("Confirm"),
        policy.may_confirm_freeze,
        plain(forms.ConsentForm),
        consent(actions.confirm_freeze),
        _("The practice stays hidden until somebody unfreezes it."),
        _("Without a confirmation it becomes visible again after five working days."),
        is_main=True,
        about_published=True,
    ),
    Deed(
        "unfreeze",
        _("No longer frozen"),
        _("Unfreeze the practice"),
        policy.may_unfreeze,
        plain(forms.ConsentForm),
        consent(actions.unfreeze),
        _("The practice is back in its previous state."),
        about_published=True,
    ),
    Deed(
        "withdraw",
        _("Withdraw"),
        _("Withdraw the practice"),
        policy.may_withdraw,
        plain(forms.WithdrawForm),
        lambda sheet, user, data, form: actions.withdraw(sheet, by=user, **data),
        _("The practice is withdrawn."),
        _("Its reference, its title, the date and the type of reason remain visible."),
        about_published=True,
    ),
)
