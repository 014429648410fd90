"""Every way out of the exchange, with the probe that holds it against the rule or the reason why none is needed."""

# Public addresses.
SITE = {
    "practices:detail": "views",
    "seminars:talk": "views",
    "seminars:detail": "views",
    "organisation": "views",
    "article": "views",
    "information": "views",
    # What is left of an address without its title leads whoever may read the thing to the whole of it.
    **dict.fromkeys(
        (
            "practices:short",
            "seminars:talk_short",
            "seminars:short",
            "organisation_short",
            "article_short",
            "information_short",
        ),
        "pages",
    ),
    "protocol_short": "lists",
    "practices:list": "search_pages",
    "search:results": "search_pages",
    "search:suggest": "completions",
    "home": "lists",
    "members": "lists",
    "protocols": "lists",
    "protocol": "lists",
    "seminars:list": "lists",
    "feedback": "forms",
    "practices:adoption": "forms",
    "sitemap": "machines",
    "sitemap_part": "machines",
    "robots": "machines",
    "health_live": "machines",
    "health_ready": "machines",
    "health_search": "machines",
    "health_worker": "machines",
    "metrics": "machines",
    "media": "files",
    "seminars:slides": "forms",
    "seminars:progress": "progress",
    "seminars:rewrite": "forms",
    **dict.fromkeys(
        (
            "charter",
            "membership",
            "disputes",
            "duties",
            "report",
            "transfers",
            "own_data",
            "own_archive",
            "body_trail",
            "incidents",
            "practices:leaving",
            "practices:safety",
            "practices:leaving_export",
            "protocol_rules",
            "seminars:ours",
        ),
        "own_pages",
    ),
}
# What says nothing of things, and why.
SITE_SAYS_NOTHING = {
    "charter_": "a text of the network, the same for everybody",
    "membership_": "what a body and the committee tell each other: tests/exchange/memberships",
    "dispute": "a page of two bodies and the committee: tests/exchange/disputes",
    "dispute_raise": "a form",
    "erase_account": "a form about oneself",
    "feedback_sent": "what one has just sent, to whoever holds the signed link: tests/exchange/test_feedback.py",
    "incident": "about persons' data: tests/exchange/traces",
    "incident_report": "a form",
    "incident_change": "a form",
    "transfer_basis": "a form about two countries",
    "report_of_year": "the same page as « report »",
    "report_pdf": "made from the figures of « report »",
    "protocol_pdf": "made from the text that « protocol » shows",
    "practices:leaving_choices": "a form below « practices:leaving », for one's own body",
    "practices:leaving_copies": "a form below « practices:leaving », for one's own body",
    "seminars:propose": "a form about a seminar that everybody reads",
    "security": "a text, the same for everybody",
    "security_text": "the address of the secretariat",
    "change_password": "redirects to the page of one's account",
    "login": "the door",
    "logout": "the door",
    "account": "what one knows of oneself",
    "move": "what is offered to a person, to nobody else: tests/exchange/memberships/test_people_of_mergers.py",
    "invitation": "names the body that invites, to whoever holds the link",
    "wagtail_serve": "redirects to the addresses above after the same check",
}
# Libraries about accounts: they know no page. Which of them sign in or change an account stands in
# tests/exchange/test_one_door.py, with every other address that could.
OF_ACCOUNTS = ("account_", "mfa_", "provider_", "socialaccount_", "usersessions_")

# Letters: what is written outside, and by which test it is held against the rule.
LETTERS = {
    "letter": "the frame of the letters about sheets",
    **dict.fromkeys(
        (
            "account_change",
            "factor_removal",
            "invitation",
            "mail_charter_withdrawn",
            "mail_code",
            "move_done",
            "move_offer",
            "new_administrator",
            "password_reset",
            "unused_account",
        ),
        "about an account",
    ),
    "feedback": "a reader's message, to the body that answers for the page: tests/exchange/test_feedback.py",
    "feedback_subject": "the same",
    "former_member": "about a body",
    **dict.fromkeys(
        ("charter_withdrawn", "head_code", "head_link", "membership_decision", "membership_reminder"),
        "about a body",
    ),
    **dict.fromkeys(
        (
            "talk",
            "talk_changes",
            "talk_declined",
            "talk_published",
            "talk_to_accept",
            "talk_to_confirm",
            "talk_to_release",
            "talk_withdrawn",
        ),
        "names a talk to whoever may read it or decides about it: tests/seminars/test_actions.py",
    ),
    **dict.fromkeys(("protocol_news", "protocol_reminder"), "about a protocol, to its parties"),
    **dict.fromkeys(("dispute", "duty_notice", "incident"), "names a page that asks who is looking"),
    **dict.fromkeys(
        ("_departure", "_departure_foot", "leaving_deletion", "leaving_effective", "leaving_notice"),
        "counts the sheets of the body that gets it",
    ),
}

# What the clock and the queue do.
KEEPS = "changes rows by an action, and sends only letters that are listed"
TASKS = {
    "send_letter": "test_letters",
    **dict.fromkeys(
        (
            "mail_account_change",
            "mail_code",
            "mail_charter_withdrawn",
            "mail_decision",
            "mail_dispute",
            "mail_duty_notice",
            "mail_factor_removal",
            "mail_feedback",
            "mail_former_member",
            "mail_incident",
            "mail_head_code",
            "mail_head_link",
            "mail_invitation",
            "mail_move",
            "mail_move_done",
            "mail_new_administrator",
            "mail_password_reset",
            "mail_protocol_news",
            "mail_protocol_reminder",
            "mail_reminder",
            "mail_unused_account",
            "send_talk_letter",
            "tell_about_decision",
            "tell_charter_withdrawn",
            "ask_for_charter",
            "remind_of_end",
        ),
        "sends a letter that is listed",
    ),
    **dict.fromkeys(
        (
            "keep_deadlines",
            "keep_departures",
            "keep_disputes_moving",
            "mind_memberships",
            "mind_protocols",
            "mind_unused_accounts",
            "publish_scheduled",
            "remind_of_duties",
            "purge_old_data",
        ),
        KEEPS,
    ),
    **dict.fromkeys(
        (
            "clear_expired_sessions",
            "compare_with_ledger",
            "forget_failed_sign_ins",
            "forget_submissions",
            "forget_unanswered",
            "forget_undelivered",
            "prune_finished_tasks",
            "record_things",
        ),
        "keeps the house, and sends nothing",
    ),
}

# What is asked by hand, and what it says on the console.
COMMANDS = {
    "search": "test_command",
    "search_evaluate": "for who keeps the site: names what relevance is judged on",
    **dict.fromkeys(("search_index", "index_entries"), "counts"),
    **dict.fromkeys(
        (
            "close_unused_accounts",
            "keep_deadlines",
            "keep_departures",
            "keep_protocols",
            "mind_memberships",
            "pass_on_disputes",
            "publish_scheduled",
            "purge_drafts",
            "purge_old_data",
            "remind_of_duties",
        ),
        KEEPS,
    ),
    "tasks": "counts, and names of tasks: neither whom they are for nor what they are about",
    **dict.fromkeys(
        (
            "administrators",
            "encrypt_second_factors",
            "load_content",
            "remove_second_factor",
            "run",
            "worker",
        ),
        "for who keeps the site",
    ),
}

# Pages, by the kind of thing that stands for them here.
KINDS_OF_PAGES = {
    "practice": "sheet",
    "talk": "talk",
    "articlepage": "article",
    "informationpage": "information",
    "seminar": "seminar",
    "organisationpage": "face",
}
PAGES_WITHOUT_CONTENT = ("homepage", "practiceindexpage", "seminarindexpage")
