"""Why something closed to whoever could read it, or takes nothing new: its protocol is over."""

from django.utils import timezone
from django.utils.translation import gettext as _

from exchange.audiences import protocol_token
from exchange.models import Protocol, ProtocolState, TranslatedPage


def protocol_that_closed(page_pk, viewer) -> Protocol | None:
    """Return the ended protocol by which this body read a page; None for who never could, by a protocol."""
    if viewer.organisation_id is None:
        return None
    tokens = TranslatedPage.objects.filter(pk=page_pk, live=True).values_list("tokens", flat=True).first()
    if not tokens:
        return None
    today = timezone.localdate()
    own = Protocol.objects.concluded().of_party(viewer.organisation_id).select_related("replaced_by")
    # What is signed and not in force yet has opened nothing, so it closed nothing.
    begun = own.exclude(state=ProtocolState.SIGNED)
    ended = (protocol for protocol in begun if not protocol.is_open(today))
    return next((protocol for protocol in ended if protocol_token(protocol.pk) in tokens), None)


def why_nothing_is_added(protocol, organisation_id: int) -> str:
    """Say why this party adds nothing for the others today, and what is left to do; nothing while it may."""
    today = protocol.today(organisation_id)
    if protocol.is_writable(today):
        return ""
    if protocol.is_in_grace(today):
        return _(
            "This protocol is in its period of grace: its parties can read what they shared, but add or "
            "change nothing. Wait for its renewal, or choose another audience."
        )
    return _("This protocol is not in force: choose another one, or another audience.")
