"""What is done outside a request: letters, and what comes back at intervals."""

from .letters import mail_feedback, mail_invitation, mail_password_reset, mail_unused_account, send_letter
from .memberships import mind_memberships, tell_about_decision
from .upkeep import clear_expired_sessions, forget_failed_sign_ins, mind_unused_accounts, prune_finished_tasks

__all__ = [
    "clear_expired_sessions",
    "forget_failed_sign_ins",
    "mail_feedback",
    "mail_invitation",
    "mail_password_reset",
    "mail_unused_account",
    "mind_memberships",
    "mind_unused_accounts",
    "prune_finished_tasks",
    "send_letter",
    "tell_about_decision",
]
