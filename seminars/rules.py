"""What a talk needs before anybody decides about it."""

from django.utils.translation import gettext as _

from exchange.audiences import Audience
from exchange.languages import localized
from practices.rules import Problem

# Fewest and most characters, in the original language.
LENGTHS = {"heading": (10, 120), "summary": (200, 1500)}


def problems_of(talk) -> list[Problem]:
    """Return what keeps a version of a talk from being sent, field by field."""
    found = []
    for name, (least, most) in LENGTHS.items():
        text = (getattr(talk, localized(name, talk.original_language)) or "").strip()
        if not text:
            found.append(Problem(name, _("This is missing.")))
        elif not least <= len(text) <= most:
            words = _("%(least)s to %(most)s characters; there are %(count)s.")
            found.append(Problem(name, words % {"least": least, "most": most, "count": len(text)}))
    if not talk.speaker_function.strip():
        found.append(Problem("speaker_function", _("This is missing.")))
    if talk.audience == Audience.PARTIES and not (talk.protocol and talk.protocol.secretariat_mandated):
        text = _("The parties have not let the secretariat read what they share: it could not publish this.")
        found.append(Problem("audience", text))
    return found
