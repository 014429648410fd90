from django.conf import settings


def exchange(request):
    """Give every template the name of the site and whoever is looking."""
    return {"site_name": settings.SITE_NAME, "viewer": getattr(request, "viewer", None)}
