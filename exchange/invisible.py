"""Characters that nobody sees and that come with pasted text: they are left out when something is saved.

A word that holds one is not found, breaks where it should not, or turns the direction of a line. What joins an emoji
(U+200D) and the spaces that do not break stay.
"""

import json
import re

from django.db import models
from wagtail.fields import StreamField
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

# Control characters but tab and line ends; soft hyphen; spaces and joiners of no width; marks of direction; notes within a line.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
ENDS_OF_LINE = re.compile("[\u2028\u2029]")
# The bullets of Word, which exist in its own fonts only.
BULLETS = re.compile("[\uf0a7\uf0b7]")
# How JSON writes some of them: what has none of these is not read.
IN_JSON = re.compile(r"\\u(?:00[0189]|00ad|061c|180e|20[0236]|f0[ab]7|feff|fff)", re.IGNORECASE)
# What other apps save is theirs, but for the drafts and the log of our pages.
OWN = frozenset({"exchange", "practices", "seminars"})
OF_OTHERS = (Revision, ModelLogEntry, PageLogEntry)


def cleaned(value):
    """Return text, or JSON with text in it, without characters that nobody sees."""
    if isinstance(value, str):
        if value[:1] in ("[", "{") and IN_JSON.search(value):
            return cleaned_json(value)
        return BULLETS.sub("•", ENDS_OF_LINE.sub("\n", UNSEEN.sub("", value)))
    if isinstance(value, list):
        return [cleaned(part) for part in value]
    if isinstance(value, dict):
        return {key: cleaned(part) for key, part in value.items()}
    return value


def cleaned_json(text: str) -> str:
    """Return the text of a stream, as a row or a draft keeps it; what only looks like one stays as it is."""
    try:
        return json.dumps(cleaned(json.loads(text)))
    except ValueError:
        return text


def clean_before_save(sender, instance, raw=False, **kwargs) -> None:
    """Clean every text of a thing of ours, whoever saves it: a form, an import, an action, a draft."""
    if not raw and (sender._meta.app_label in OWN or sender in OF_OTHERS):
        without_unseen(instance)


def without_unseen(instance):
    """Return a thing whose texts are clean; for rows that are saved together, which send no signal."""
    for field in instance._meta.concrete_fields:
        # Not by getattr: that of a translated field is in the reader's language, and may load what is deferred.
        value = vars(instance).get(field.attname)
        if isinstance(field, StreamField):
            clean_stream(instance, field, value)
        elif isinstance(value, str | list | dict) and not isinstance(field, models.FileField):
            clean = cleaned(value)
            if clean != value:
                setattr(instance, field.attname, clean)
    return instance


def clean_stream(instance, field, value) -> None:
    written = field.get_prep_value(value) if value else None
    clean = cleaned(written)
    if clean != written:
        setattr(
            instance, field.attname, field.to_python(clean if isinstance(clean, str) else json.dumps(clean))
        )
