import json
import logging
import re
from copy import copy
from http import HTTPStatus
from zoneinfo import ZoneInfo

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponseRedirect, JsonResponse
from django.urls import is_valid_path, reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.encoding import iri_to_uri
from django.utils.functional import SimpleLazyObject
from django.utils.http import escape_leading_slashes
from django.views.defaults import bad_request, page_not_found
from wagtail.users.models import UserProfile

from exchange.clocks import zone_of
from exchange.readable import LONGEST_PATH, LONGEST_QUERY, are_readable, is_in_bounds
from exchange.traces.refusals import note_refusal
from exchange.viewers import looking, viewer_kept_with

logger = logging.getLogger(__name__)

DRAFT_KEY = re.compile(r"[0-9a-f-]{36}")
DRAFT_SAVED_SECONDS = 3600
# What stands around an address in a sentence, and is taken for a part of it.
AFTER_AN_ADDRESS = re.compile(r"[\s.,;:!?)\]}>«»“”„\"'’‘›…*_]+$")


class ContentPolicyMiddleware(CSPMiddleware):
    """Say to browsers what a page may load and do; the editor's own policy is a little wider."""

    def process_response(self, request, response):
        response.headers.setdefault("Permissions-Policy", settings.PERMISSIONS_POLICY)
        return super().process_response(request, response)

    def get_policy_parts(self, request, response, report_only=False):
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path.startswith(reverse("wagtailadmin_home")):
            parts.config = settings.EDITOR_POLICY
        return parts


class ClockMiddleware:
    """Show days and hours by the clock of the reader's body; visitors see those of the exchange."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with timezone.override(clock_of(request)):
            return self.get_response(request)


def clock_of(request) -> ZoneInfo:
    user = request.user if settings.SESSION_COOKIE_NAME in request.COOKIES else None
    if user is None or not user.is_authenticated:
        return zone_of(None)
    zone = zone_of(user.organisation)
    if request.path.startswith(reverse("wagtailadmin_home")):
        # The editor asks a profile, and has one clock for whoever has not made any.
        profile = UserProfile.objects.filter(user=user).first() or UserProfile(user=user)
        profile.current_time_zone = zone.key
        user.wagtail_userprofile = profile
    return zone


class ViewerMiddleware:
    """Give each request its viewer, resolved at the first question about visibility.

    What is answered to a reader with a session is nobody else's, whichever memory it passes on its way.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.viewer = SimpleLazyObject(lambda: viewer_kept_with(request.user))
        with looking(request.viewer):
            response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True)
        return response

    def process_exception(self, request, error):
        note_refusal(request, error)


class ReadableMiddleware:
    """Answer what could not be kept anywhere with 400, and an address that no key can have with 404.

    One place for every view, also those of Wagtail and allauth: a NUL would reach PostgreSQL, which refuses
    it, and each of them would have to know.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        named = [name for name in request.META if name.startswith("HTTP_")]
        sent = [request.path, *request.COOKIES.values(), *(request.META[name] for name in named)]
        if len(request.META.get("QUERY_STRING", "")) > LONGEST_QUERY or not are_readable(sent):
            return self.refuse(request)
        if len(request.path) > LONGEST_PATH:
            return page_not_found(request, Http404())
        # Read only now: its length is known.
        if not are_readable(part for name, values in request.GET.lists() for part in (name, *values)):
            return self.refuse(request)
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not all(map(is_in_bounds, (*args, *kwargs.values()))):
            return page_not_found(request, Http404())
        if request.method == "POST" and not are_readable(
            part for name, values in request.POST.lists() for part in (name, *values)
        ):
            return self.refuse(request)
        return None

    def refuse(self, request):
        logger.warning("%s %.200r could not be read.", request.method, request.path)
        return bad_request(request, BadRequest())


class PastedAddressMiddleware:
    """Lead from an address that took the punctuation around it along, as in « (…/practices/28-x/). », to its page.

    Only where that page exists and is open to whoever asks: it is asked for before it is named.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.status_code == 404 and request.method in ("GET", "HEAD"):
            return self.lead_to_page(request) or response
        return response

    def lead_to_page(self, request):
        path = AFTER_AN_ADDRESS.sub("", request.path)
        if path == request.path or path.startswith(reverse("wagtailadmin_home")):
            return None
        for address in (path, f"{path}/"):
            if is_valid_path(address) and (target := self.page_at(request, address)):
                query = request.META.get("QUERY_STRING", "")
                return HttpResponseRedirect(f"{target}?{query}" if query else target)
        return None

    def page_at(self, request, address: str) -> str:
        """Return where the page stands that an address leads to and the reader may open; nothing without one."""
        asked: HttpRequest = copy(request)
        asked.path = asked.path_info = address
        asked.resolver_match = None
        response = self.get_response(asked)
        if file := getattr(response, "file_to_stream", None):
            file.close()
        if response.status_code == 301:  # the same page under its present name
            address = response.url
        elif response.status_code != 200:
            return ""
        return escape_leading_slashes(iri_to_uri(address)) if address.startswith("/") else ""


class DraftMiddleware:
    """Tell the script of the editor (autosave.js) what became of a form.

    A redirect to the sign-in page would reach a save in the background as a page that it cannot read: it gets 401.
    So does a form that another person had opened in this window, who has signed out since: it is not theirs who
    are signed in now.
    A save in the background names the answers that could not be saved.
    A whole save that was kept is confirmed by a short-lived cookie named after the form.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if not request.path.startswith(reverse("wagtailadmin_home")):
            return response
        leads_on = response.status_code == HTTPStatus.FOUND
        if leads_on and not request.accepts("text/html") and leads_to_sign_in(response):
            return session_ended()
        if answers := getattr(request, "unsaved_answers", None):
            response = JsonResponse({**json.loads(response.content), "unsaved_answers": answers})
        if getattr(request, "is_draft_saved", False) and DRAFT_KEY.fullmatch(
            key := request.POST.get("draft_key", "")
        ):
            response.set_cookie(
                f"draft_saved_{key}",
                "1",
                max_age=DRAFT_SAVED_SECONDS,
                path=reverse("wagtailadmin_home"),
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response

    def process_view(self, request, view, args, kwargs):
        if not request.path.startswith(reverse("wagtailadmin_home")) or not is_form_of_another(request):
            return None
        if request.accepts("text/html"):
            return HttpResponseRedirect(escape_leading_slashes(request.path))
        return session_ended()


def is_form_of_another(request) -> bool:
    person = request.POST.get("draft_person") if request.method == "POST" else None
    return bool(person) and request.user.is_authenticated and person != str(request.user.pk)


def session_ended() -> JsonResponse:
    return JsonResponse({"success": False, "error_code": "session_ended"}, status=HTTPStatus.UNAUTHORIZED)


def leads_to_sign_in(response) -> bool:
    return response.url.partition("?")[0] == reverse("login")
