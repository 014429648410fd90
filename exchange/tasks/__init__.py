"""What is done outside a request: letters, and what comes back at intervals."""

from .accounts import mail_account_change, mail_new_administrator
from .disputes import keep_disputes_moving, mail_dispute
from .duties import mail_duty_notice, remind_of_duties
from .letters import (
    mail_code,
    mail_factor_removal,
    mail_feedback,
    mail_former_member,
    mail_invitation,
    mail_password_reset,
    mail_unused_account,
    send_letter,
)
from .memberships import mind_memberships, tell_about_decision
from .moves import mail_move, mail_move_done
from .protocols import mail_protocol_news, mail_protocol_reminder, mind_protocols
from .publication import publish_scheduled
from .traces import mail_incident, purge_old_data
from .upkeep import clear_expired_sessions, forget_failed_sign_ins, mind_unused_accounts, prune_finished_tasks

__all__ = [
    "clear_expired_sessions",
    "forget_failed_sign_ins",
    "keep_disputes_moving",
    "mail_account_change",
    "mail_code",
    "mail_dispute",
    "mail_duty_notice",
    "mail_factor_removal",
    "mail_feedback",
    "mail_former_member",
    "mail_incident",
    "mail_invitation",
    "mail_move",
    "mail_move_done",
    "mail_new_administrator",
    "mail_password_reset",
    "mail_protocol_news",
    "mail_protocol_reminder",
    "mail_unused_account",
    "mind_memberships",
    "mind_protocols",
    "mind_unused_accounts",
    "prune_finished_tasks",
    "publish_scheduled",
    "purge_old_data",
    "remind_of_duties",
    "send_letter",
    "tell_about_decision",
]
