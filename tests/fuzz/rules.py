"""Who may write what, said once more and without the product."""

import re

from django.db import connection

from tests.fuzz.world import VISITOR

# A visitor may try to sign in, ask for a new password, and send a message about a page.
BY_VISITORS = {
    "exchange_failedsignin",
    "exchange_feedback",
    "account_emailaddress",
    "django_tasks_database_dbtaskresult",
}
# What a reader does for themselves: their account, their second factor, their trace in the log.
BY_READERS = BY_VISITORS | {
    "exchange_user",
    "mfa_authenticator",
    "wagtailcore_modellogentry",
    "wagtailusers_userprofile",
    "wagtailadmin_editingsession",
    "exchange_role",
}
# Looking that is written down: a body takes its sheets with it, a person their data.
EXPORTS = re.compile(r"/(quitter/export|compte/donnees/fichier|compte/data/file)/")
IN_THE_LOG = {"wagtailcore_modellogentry", "wagtailcore_pagelogentry"}
LOOKING = ("GET", "HEAD", "OPTIONS")


def may_write(request, tables: set) -> bool:
    """Say whether a request may write in these tables at all; whose rows they are is watched apart."""
    if request.method in LOOKING:
        return bool(EXPORTS.search(request.path)) and tables <= IN_THE_LOG
    if request.person == VISITOR:
        return tables <= BY_VISITORS
    if request.person == "reader":
        return tables <= BY_READERS
    return True


# What belongs to a body that none of those who ask works for, except the administrator.
THEIRS = """
select md5(string_agg(row, '|' order by row)) from (
    select p::text as row from practices_practice p where p.organisation_id = %(body)s
    union all
    select t::text from exchange_translatedpage t join practices_practice p on p.translatedpage_ptr_id = t.id where p.organisation_id = %(body)s
    union all
    select o::text from exchange_organisation o where o.id = %(body)s
    union all
    select m::text from exchange_membership m where m.organisation_id = %(body)s
    union all
    select u::text from exchange_user u where u.organisation_id = %(body)s
) rows
"""


def watched(world) -> str:
    with connection.cursor() as cursor:
        cursor.execute(THEIRS, {"body": world.foreign.pk})
        return cursor.fetchone()[0]
