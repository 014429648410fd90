from csp.middleware import CSPMiddleware
from django.conf import settings
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.functional import SimpleLazyObject

from exchange.traces.refusals import note_refusal
from exchange.viewers import viewer_kept_with


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


class ViewerMiddleware:
    """Give each request its viewer, resolved at the first question about visibility.

    What is answered to a reader with a session is nobody else's, whichever memory it passes on its way.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.viewer = SimpleLazyObject(lambda: viewer_kept_with(request.user))
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True)
        return response

    def process_exception(self, request, error):
        note_refusal(request, error)
