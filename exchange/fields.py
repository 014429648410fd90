"""Fields that behave under translation and drafts."""

import re

from modeltranslation.translator import translator
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField, StreamField
from wagtail.search import index

EMPTY_PARAGRAPHS = re.compile(r"^(\s|<p[^>]*>(\s|&nbsp;|<br/?>)*</p>)*$")


class Body(StreamField):
    """A StreamField that keeps its blocks out of migrations: four languages would repeat them five times."""

    def deconstruct(self):
        name, _path, _args, kwargs = super().deconstruct()
        kwargs["block_lookup"] = {}
        return name, "wagtail.fields.StreamField", [[]], kwargs


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
