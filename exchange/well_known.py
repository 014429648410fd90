"""What programs and researchers look for at an address that is the same everywhere."""

import datetime as dt

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

LIFE = dt.timedelta(days=180)


@require_safe
def security_text(request):
    """Say where a weakness is reported (RFC 9116); the date moves on by itself, one day at a time."""
    site = settings.WAGTAILADMIN_BASE_URL
    with override(settings.LANGUAGE_CODE):
        policy = site + reverse("security")
    expires = timezone.now().astimezone(dt.UTC).replace(hour=0, minute=0, second=0, microsecond=0) + LIFE
    lines = [
        f"Contact: mailto:{settings.SECRETARIAT_EMAIL}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, nl, en",
        f"Canonical: {site}{reverse('security_text')}",
        f"Policy: {policy}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def change_password(request):
    """Lead password managers to the one page that changes a password."""
    return redirect("account_change_password")


class SecurityView(TemplateView):
    """How to report a weakness, for whoever found one."""

    template_name = "exchange/security.html"
