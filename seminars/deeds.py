"""What may be done about a talk where it stands: who may, with which form, by which action."""

from django.utils.translation import gettext_lazy as _

from practices.comparison import translations_of
from practices.deeds import Deed
from seminars import actions, forms
from seminars.actions.decisions import changed_by_secretariat
from seminars.models import HostsTask, Talk, TalkReleaseTask
from seminars.policies import policy


def at(*task_classes):
    """Return the question whether this person decides at a step of these kinds now."""

    def may(user, talk):
        return isinstance(talk.current_workflow_task, task_classes) and policy.may_decide(user, talk)

    return may


def only_translates(talk) -> bool:
    changed = changed_by_secretariat(talk)
    return bool(changed) and not changed - translations_of(talk.original_language, Talk)


def may_send(user, talk):
    if not policy.may_submit(user, talk):
        return False
    return not talk.live or (talk.has_unpublished_changes and not may_translate(user, talk))


def may_translate(user, talk):
    return policy.may_publish_translations(user, talk) and only_translates(talk)


def plain(form_class):
    return lambda *args, **kwargs: form_class(*args, **kwargs)


def consent(action):
    return lambda talk, user, data, form: action(talk, by=user)


def told(action):
    return lambda talk, user, data, form: action(talk, by=user, **data)


DEEDS = (
    Deed(
        "submit",
        _("Send it"),
        _("Send it for release"),
        may_send,
        plain(forms.ConsentForm),
        consent(actions.submit),
        _("It is on its way."),
        _(
            "A content lead who did not write it releases it in the name of the organisation; then it goes to the "
            "hosts. A talk is about a way of working: nobody must be recognisable in it."
        ),
        is_main=True,
    ),
    Deed(
        "release",
        _("Release in the name of the organisation"),
        _("Release the talk"),
        at(TalkReleaseTask),
        plain(forms.CommentForm),
        told(actions.release),
        _("The talk is released; it is with the hosts of the seminar."),
        is_main=True,
    ),
    Deed(
        "accept",
        _("Take it into the programme"),
        _("Accept and publish"),
        at(HostsTask),
        plain(forms.CommentForm),
        told(actions.accept),
        _("The talk is in the programme, and its authors are told."),
        is_main=True,
    ),
    Deed(
        "translate",
        _("Publish the translations"),
        _("Publish the translations"),
        may_translate,
        plain(forms.ConsentForm),
        consent(actions.publish_translations),
        _("The translations are published."),
        is_main=True,
    ),
    Deed(
        "changes",
        _("Ask for changes"),
        _("Send back to the author"),
        at(TalkReleaseTask, HostsTask),
        plain(forms.ChangesForm),
        told(actions.request_changes),
        _("The author has your comments."),
    ),
    Deed(
        "decline",
        _("Decline"),
        _("Decline the talk"),
        at(HostsTask),
        plain(forms.DeclineForm),
        told(actions.decline),
        _("The talk is declined, and its authors are told why."),
    ),
    Deed(
        "take-back",
        _("Take it back"),
        _("Take it back"),
        policy.may_take_back,
        plain(forms.ConsentForm),
        consent(actions.take_back),
        _("The talk is a draft again."),
    ),
    Deed(
        "withdraw",
        _("Withdraw from the programme"),
        _("Withdraw the talk"),
        policy.may_withdraw,
        plain(forms.WithdrawForm),
        told(actions.withdraw),
        _("The talk is withdrawn."),
        _("Its title, the date and the class of reason stay."),
        about_published=True,
    ),
    Deed(
        "discard",
        _("Delete the draft"),
        _("Delete this draft"),
        policy.may_discard,
        plain(forms.ConsentForm),
        consent(actions.discard),
        _("The draft is deleted."),
        _("Nobody can bring it back."),
    ),
)
