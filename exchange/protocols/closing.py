"""Why something closed to whoever could read it: its protocol is over."""

from django.utils import timezone

from exchange.audiences import protocol_token
from exchange.models import Protocol, TranslatedPage


def protocol_that_closed(page_pk, viewer) -> Protocol | None:
    """Return the ended protocol by which this body read a page; None for who never could, by a protocol."""
    if viewer.organisation_id is None:
        return None
    tokens = TranslatedPage.objects.filter(pk=page_pk, live=True).values_list("tokens", flat=True).first()
    if not tokens:
        return None
    today = timezone.localdate()
    own = Protocol.objects.concluded().of_party(viewer.organisation_id).select_related("replaced_by")
    ended = (protocol for protocol in own if not protocol.is_open(today))
    return next((protocol for protocol in ended if protocol_token(protocol.pk) in tokens), None)
