"""What a line of the log means: its words, its kind, and how long a line of that kind is kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import registry

# What is done to rights, people and data; each name is written by one action only.
ACTIONS = {
    "exchange.membership.join": _("Membership of a network recorded"),
    "exchange.membership.change": _("State of a membership changed"),
    "exchange.membership.propose": _("Exclusion recorded, to be confirmed by a second account"),
    "exchange.membership.discard": _("Recorded exclusion dropped"),
    "exchange.protocol.record": _("Protocol recorded"),
    "exchange.protocol.change": _("State of a protocol changed"),
    "exchange.protocol.note": _("Note added to a protocol"),
    "exchange.protocol.amend": _("Protocol amended"),
    "exchange.charter.publish": _("Version of the charter published"),
    "exchange.charter.withdraw": _("Version of the charter taken back"),
    "exchange.organisation.succeed": _("Organisation succeeded by another"),
    "exchange.organisation.bind_provider": _("Sign-in provider connected to the organisation"),
    "exchange.organisation.unbind_provider": _("Sign-in provider disconnected from the organisation"),
    "exchange.person.place": _("Account opened, or moved to an organisation"),
    "exchange.role.change": _("Roles changed"),
    "exchange.invitation.send": _("Invitation sent"),
    "exchange.invitation.withdraw": _("Invitation withdrawn"),
    "exchange.invitation.accept": _("Invitation accepted"),
    "exchange.move.offer": _("Move to another organisation offered"),
    "exchange.move.confirm": _("Moved to another organisation"),
    "exchange.move.decline": _("Move to another organisation declined"),
    "exchange.move.withdraw": _("Offer to move taken back"),
    "exchange.account.close": _("Account closed"),
    "exchange.account.reopen": _("Account opened again"),
    "exchange.account.sign_in": _("Signed in"),
    "exchange.account.guesses": _("Sign-in blocked after repeated wrong attempts"),
    "exchange.account.password": _("Password changed"),
    "exchange.account.add_factor": _("Second factor added"),
    "exchange.account.remove_factor": _("Second factor removed"),
    "exchange.account.renew_codes": _("Recovery codes renewed"),
    "exchange.account.ask_removal": _("Removal of a lost second factor requested"),
    "exchange.account.drop_removal": _("Request about a lost second factor withdrawn"),
    "exchange.account.lose_factor": _("Lost second factor removed by two administrators"),
    "exchange.account.end_sessions": _("Other sessions closed"),
    "exchange.account.connect_provider": _("Sign-in of the organisation connected"),
    "exchange.account.disconnect_provider": _("Sign-in of the organisation disconnected"),
    "exchange.account.provider_refused": _("Sign-in of an organisation refused"),
    "exchange.account.refused": _("Request refused"),
    "exchange.publication.hold": _("Scheduled publication put on hold"),
    "exchange.replace": _("Used in place of another"),
    "exchange.task.retry": _("Background task run again"),
    "exchange.task.forget": _("Background task forgotten"),
    "exchange.duty.step": _("Step taken about a duty"),
    "exchange.dispute.raise": _("Dispute raised"),
    "exchange.dispute.write": _("Dispute answered"),
    "exchange.dispute.freeze": _("Practice frozen in a dispute"),
    "exchange.dispute.pass_on": _("Dispute moved to the next step"),
    "exchange.dispute.end": _("Dispute closed"),
    "exchange.report.publish": _("Yearly report published"),
    "exchange.data.export_log": _("Log exported"),
    "exchange.data.export_own": _("Own data exported"),
    "exchange.data.erase": _("Account erased"),
    "exchange.data.purge": _("Old data deleted"),
    "exchange.data.transfer": _("Basis of transfers changed"),
    "exchange.data.report_incident": _("Incident reported"),
    "exchange.data.change_incident": _("Incident changed"),
    "exchange.data.tell_incident": _("Organisations told of an incident"),
    "exchange.data.close_incident": _("Incident closed"),
}


# Why the provider of an organisation opened nothing: exchange/accounts/providers/refusals.py tells the person.
REFUSALS = {
    "state": _("a return from a sign-in that nobody had started"),
    "answer": _("an answer that could not be verified"),
    "organisation": _("an organisation that is excluded or replaced"),
    "unverified": _("an address that was not verified"),
    "domain": _("an address that is not one of the organisation's"),
    "unknown": _("a person to whom no account is connected"),
    "closed": _("a closed account"),
    "elsewhere": _("an account of another organisation"),
    "platform": _("an account that works for the platform"),
    "address": _("a different address from that of the account"),
    "taken": _("a connection that exists already"),
    "invitation": _("a closed invitation"),
}


class Kind(models.TextChoices):
    RIGHTS = "rights", _("Rights and memberships")
    DECISIONS = "decisions", _("Decisions")
    VISIBILITY = "visibility", _("Publication and visibility")
    ACCOUNTS = "accounts", _("Accounts and sign-in")
    DATA = "data", _("Personal data")
    TEXTS = "texts", _("Work on texts")


# Governance records; the rest goes after a year.
KEPT_LONG = frozenset({Kind.RIGHTS, Kind.DECISIONS, Kind.VISIBILITY})

# The longest beginning that fits decides; what fits none is a decision: rather kept than lost.
KINDS = {
    "exchange.account.": Kind.ACCOUNTS,
    "exchange.charter.": Kind.RIGHTS,
    "exchange.data.": Kind.DATA,
    "exchange.feedback.": Kind.TEXTS,
    "exchange.invitation.": Kind.RIGHTS,
    "exchange.membership.": Kind.RIGHTS,
    "exchange.move.": Kind.RIGHTS,
    "exchange.organisation.": Kind.RIGHTS,
    "exchange.person.": Kind.RIGHTS,
    "exchange.protocol.": Kind.RIGHTS,
    "exchange.publication.": Kind.VISIBILITY,
    "exchange.replace": Kind.TEXTS,
    "exchange.role.": Kind.RIGHTS,
    "practices.answer_remark": Kind.TEXTS,
    "practices.archive": Kind.VISIBILITY,
    "practices.confirm_freeze": Kind.VISIBILITY,
    "practices.freeze": Kind.VISIBILITY,
    "practices.lapse_freeze": Kind.VISIBILITY,
    "practices.narrow": Kind.VISIBILITY,
    "practices.publish": Kind.VISIBILITY,
    "practices.translate": Kind.VISIBILITY,
    "practices.unfreeze": Kind.VISIBILITY,
    "practices.widen": Kind.VISIBILITY,
    "practices.withdraw": Kind.VISIBILITY,
    "practices.withdraw_adoption": Kind.DECISIONS,
    "wagtail.": Kind.TEXTS,
    "wagtail.publish": Kind.VISIBILITY,
    "wagtail.unpublish": Kind.VISIBILITY,
}


def kind_of(action: str) -> Kind:
    fitting = [beginning for beginning in KINDS if action.startswith(beginning)]
    return KINDS[max(fitting, key=len)] if fitting else Kind.DECISIONS


def actions_of(*kinds) -> list[str]:
    """Return every action that the log knows, of these kinds."""
    return sorted(action for action, _label in registry.get_choices() if kind_of(action) in kinds)


def register_actions(registry) -> None:
    """Tell Wagtail's log the words of the kernel's own actions."""
    for action, words in ACTIONS.items():
        registry.register_action(action, words, words)
