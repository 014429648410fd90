"""Fields that behave under translation and drafts."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from modeltranslation.translator import translator
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField, StreamField
from wagtail.rich_text.rewriters import FIND_A_TAG, extract_attrs
from wagtail.search import index

from exchange.dates import (
    display_partial_date,
    read_partial_date,
    unreadable_date,
    validate_partial_date,
)

LONGEST_WRITTEN_DATE = 40
# What a number of a page or a file is, so that no other ever reaches the database.
NUMBER = re.compile(r"[1-9][0-9]{0,8}")
EMPTY_PARAGRAPHS = re.compile(r"^(\s|<p[^>]*>(\s|&nbsp;|<br/?>)*</p>)*$")


class Body(StreamField):
    """A StreamField that keeps its blocks out of migrations: four languages would repeat them five times."""

    def deconstruct(self):
        name, _path, _args, kwargs = super().deconstruct()
        kwargs["block_lookup"] = {}
        return name, "wagtail.fields.StreamField", [[]], kwargs

    def formfield(self, **kwargs):
        # The editor is loaded after the models.
        from exchange.editor_input import Blocks

        return super().formfield(**{"widget": Blocks(self.stream_block), **kwargs})


class PartialDateFormField(forms.CharField):
    """A date as people write it, of which the year is enough; shown in the reader's words."""

    def __init__(self, *, max_length=None, **kwargs):
        super().__init__(max_length=LONGEST_WRITTEN_DATE, **kwargs)

    def to_python(self, value):
        text = super().to_python(value)
        if text in self.empty_values:
            return text
        try:
            return read_partial_date(text)
        except ValueError:
            raise unreadable_date(text) from None

    def prepare_value(self, value):
        return display_partial_date(value) or value


class PartialDateField(models.CharField):
    """A date of which only the year, or the year and the month, may be known: 2023, 2023-03 or 2023-03-13."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", len("2023-03-13"))
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)
        if validate_partial_date not in self._validators:
            self._validators.append(validate_partial_date)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": PartialDateFormField, **kwargs})


def number_of(written: str | None) -> int | None:
    """Return the number of a row that an address or a text names, if it is one that a database can hold."""
    return int(written) if NUMBER.fullmatch(written or "") else None


def number_in(attrs) -> int | None:
    """Return the number of the page or file that a link in a text leads to, if it is one."""
    return number_of(attrs.get("id"))


def refuse_links_to_nothing(html: str) -> None:
    """Raise ValidationError where a link names its page or file by what is no number."""
    for tag in FIND_A_TAG.findall(html or ""):
        attrs = extract_attrs(tag)
        if "linktype" in attrs and number_in(attrs) is None:
            raise ValidationError(
                _("A link in this text leads to no page: remove it, or choose its page again."), code="link"
            )


class Prose(RichTextField):
    """Text with links, which lead to pages that have a number."""

    default_validators = [refuse_links_to_nothing]

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "wagtail.fields.RichTextField", args, kwargs


class EmptyNotNone:
    """Empty translations are NULL, and the database search would index the word « None »."""

    def get_value(self, obj):
        if getattr(obj, self.field_name, None) is None:
            return ""
        return super().get_value(obj)


class TranslatedSearchField(EmptyNotNone, index.SearchField):
    pass


class TranslatedAutocompleteField(EmptyNotNone, index.AutocompleteField):
    pass


def prepare_translated_fields() -> None:
    """Teach modeltranslation what is empty in Wagtail's rich fields, and leave no link recorded twice."""
    for model in translator.get_registered_models(abstract=False):
        for name in translator.get_options_for_model(model).local_fields:
            field = model._meta.get_field(name)
            if not isinstance(field, StreamField | RichTextField):
                continue
            descriptor = model.__dict__.get(name)
            if descriptor is not None:
                descriptor.meaningful_value = meaningful(descriptor)
            # The bare column mirrors the language of the last save.
            field.extract_references = lambda value: ()


def meaningful(descriptor):
    usual = descriptor.meaningful_value

    def meaningful_value(value, undefined):
        if isinstance(value, StreamValue):
            return len(value) > 0
        if isinstance(value, str) and EMPTY_PARAGRAPHS.match(value):
            return False
        return usual(value, undefined)

    return meaningful_value
