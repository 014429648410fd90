"""Tell the same sender from another for one day, without keeping who it was."""

import ipaddress

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

# Whoever has one address of this width usually has all of them.
IPV6_PREFIX = 64


def client_address(request) -> str:
    """Return where a request comes from, behind as many proxies as the settings trust."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
        if len(hops) >= settings.TRUSTED_PROXIES:
            address = hops[-settings.TRUSTED_PROXIES]
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6:
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, IPV6_PREFIX), strict=False).network_address)
    return str(parsed)


def daily_digest(purpose: str, value: str) -> str:
    """Return a digest that nobody can turn back, and that another day gives another one."""
    return salted_hmac(
        f"exchange.{purpose}", f"{timezone.localdate()} {value}", algorithm="sha256"
    ).hexdigest()
