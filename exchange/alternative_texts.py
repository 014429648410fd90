"""What stands for a picture in words, for whoever does not see it."""

import re
import unicodedata
from pathlib import PurePath

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

SHORTEST_TEXT = 5
LONGEST_TEXT = 150
TEXT_HELP = _("What the picture shows, in a sentence, for whoever does not see it: 5 to 150 characters.")
# What a storage adds to a name that is taken.
ADDED = re.compile(r"_[A-Za-z0-9]{7}$")
IMAGE_SUFFIX = re.compile(r"\.(jpe?g|png|webp)$")
NO_LETTER = re.compile(r"[\W_]+")


def why_text_is_refused(text: str | None, picture) -> str:
    """Return why a text can not stand for a picture: missing, too short, too long, or the name of its file."""
    text = " ".join((text or "").split())
    if not text:
        return gettext("Say what the picture shows, or that it is decorative.")
    if not SHORTEST_TEXT <= len(text) <= LONGEST_TEXT:
        return gettext("Write 5 to 150 characters; there are %(count)s.") % {"count": len(text)}
    name = PurePath(picture.file.name).stem
    if letters_of(text) in {letters_of(name), letters_of(ADDED.sub("", name))}:
        return gettext("This is the name of the file: say in a sentence what the picture shows.")
    return ""


def people_unknown() -> str:
    return gettext("Open this picture first, and say whether somebody can be recognised in it.")


def letters_of(words: str) -> str:
    plain = unicodedata.normalize("NFKD", IMAGE_SUFFIX.sub("", words.casefold()))
    return NO_LETTER.sub("", "".join(letter for letter in plain if not unicodedata.combining(letter)))
