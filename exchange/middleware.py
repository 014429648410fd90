from django.utils.functional import SimpleLazyObject

from exchange.viewers import viewer_of


class ViewerMiddleware:
    """Give each request its viewer, resolved at the first question about visibility."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.viewer = SimpleLazyObject(lambda: viewer_of(request.user))
        return self.get_response(request)
