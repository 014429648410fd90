from django.conf import settings


def exchange(request):
    """Give every template the name of the site, who answers for it, and whoever is looking."""
    return {
        "site_name": settings.SITE_NAME,
        "secretariat": settings.SECRETARIAT_EMAIL,
        "viewer": getattr(request, "viewer", None),
    }
