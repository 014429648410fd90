"""A form that is sent twice acts once: the second one is answered as the first was.

Django draws a new token for every form that it shows (the secret is masked anew each time), so the token
is the key of the form; the box for readers' messages, which carries none, has a signed stamp.
"""

import json
from functools import wraps
from hashlib import sha256

from django.contrib import messages
from django.db import connection, transaction
from django.http import HttpResponseRedirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from exchange.models import Submission
from exchange.senders import client_address, daily_digest

TOKEN = "csrfmiddlewaretoken"  # noqa: S105
STAMP = "stamp"

# Addresses whose forms are not looked at, and why: by name, or by how it begins where it ends with a stroke.
EXEMPT = {
    **dict.fromkeys(
        ("login", "logout", "account_", "mfa_", "openid_connect_", "socialaccount_", "usersessions_"),
        "of the library of accounts: they count tries, also those that fail",
    ),
    "invitation": "opens an account once by itself, for somebody who has none yet",
}


def answered_once(view):
    """Let a view act once on each form, and wholly or not at all."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.method != "POST" or is_exempt(request):
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return respond_once(request, lambda: view(request, *args, **kwargs))

    guarded.acts_once = True
    return guarded


def is_exempt(request) -> bool:
    name = request.resolver_match.view_name or ""
    return name in EXEMPT or name.startswith(tuple(start for start in EXEMPT if start.endswith("_")))


def respond_once(request, respond):
    """Return what `respond` answers, or where the same form led to a moment ago."""
    key = key_of(request)
    if not key:
        return respond()
    place = place_of(request)
    # Two at the same moment come one after the other.
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [place])
    last = Submission.objects.filter(place=place).first()
    if last and last.key == key:
        messages.info(request, _("This was sent twice; it was done once."))
        return HttpResponseRedirect(last.answer)
    response = respond()
    # What comes back to be mended may be sent again, even unchanged.
    if isinstance(response, HttpResponseRedirect):
        Submission.objects.update_or_create(place=place, defaults={"key": key, "answer": response.url})
    return response


def key_of(request) -> str:
    """Return the digest of a form with all that was written in it; of none that carries no key."""
    # What saves itself sends the same form again and again, and the same words may come back on purpose.
    saves_itself = request.headers.get("Accept", "").startswith("application/json")
    if saves_itself or not (request.POST.get(TOKEN) or request.POST.get(STAMP)):
        return ""
    written = sorted((name, values) for name, values in request.POST.lists())
    files = sorted((name, digest_of(file)) for name, held in request.FILES.lists() for file in held)
    text = json.dumps([request.META.get("QUERY_STRING", ""), written, files])
    return salted_hmac("exchange.submissions", text, algorithm="sha256").hexdigest()


def digest_of(file) -> str:
    digest = sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def place_of(request) -> str:
    """Return the digest of who sends a form, and where to."""
    who = request.user.pk if request.user.is_authenticated else daily_digest("form", client_address(request))
    return salted_hmac("exchange.submissions", f"{who} {request.path}", algorithm="sha256").hexdigest()
