"""Forms whose drafts save what can be saved, and keep the rest as it was typed."""

from django.core.exceptions import NON_FIELD_ERRORS
from django.http import QueryDict
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks import BlockField


class DraftForm(WagtailAdminPageForm):
    """A form of a page: one answer that can not be read does not keep the others from being saved.

    `set_aside` holds the fields with what is wrong with each, and `rows_set_aside` the lists of rows, that the draft keeps as they were before.
    What was typed there comes back with its errors through `page.unsaved_input` (see exchange.drafts.actions).
    """

    def __init__(self, data=None, files=None, *args, **kwargs):
        self.set_aside = {}
        self.rows_set_aside = []
        typed = getattr(kwargs.get("instance"), "unsaved_input", None) if data is None else None
        super().__init__(QueryDict(typed) if typed else data, files, *args, **kwargs)
        if typed:
            self.defer_required_fields()

    def is_valid(self):
        if super().is_valid():
            return True
        if not self.is_deferred_validation or not all(map(self.can_be_put_back, self.errors)):
            return False
        for name in list(self.errors):
            self.put_back(name)
        self.rows_set_aside = [name for name, rows in self.formsets.items() if not rows.is_valid()]
        return True

    def can_be_put_back(self, name) -> bool:
        """Say whether the page can do without this answer: not without what the database asks for."""
        if name == NON_FIELD_ERRORS:
            return False
        field = self.concrete_field(name)
        return field is None or field.null or self.earlier_value(field) is not None

    def concrete_field(self, name):
        return next((field for field in self.instance._meta.concrete_fields if field.name == name), None)

    def earlier_value(self, field):
        return self.initial.get(field.name, field.get_default())

    def put_back(self, name) -> None:
        """Give the page its earlier value of a field that can not be read, and forget the error."""
        if field := self.concrete_field(name):
            setattr(self.instance, field.attname, self.earlier_value(field))
        self.set_aside[name] = self.errors.pop(name)

    def unsaved_answers(self) -> list[dict]:
        """Return the answers that were not saved: where each stands, its label and what is wrong with it."""
        own = [answer_of(self[name], errors) for name, errors in self.set_aside.items()]
        forms = [form for name in self.rows_set_aside for form in self.formsets[name].forms]
        rows = [
            answer_of(form[name], errors)
            for form in forms
            for name, errors in form.errors.items()
            if name != NON_FIELD_ERRORS
        ]
        # What holds of a row or of a list as a whole stands at its first field.
        wholes = [
            answer_of(form[next(iter(form.fields))], form.non_field_errors())
            for form in forms
            if form.non_field_errors()
        ]
        return own + rows + wholes

    def save(self, commit=True):
        with_all_rows = self.formsets
        self.formsets = {
            name: rows for name, rows in with_all_rows.items() if name not in self.rows_set_aside
        }
        try:
            page = super().save(commit)
        finally:
            self.formsets = with_all_rows
        page.draft_form = self
        return page

    def get_field_updates_for_resave(self):
        updates = super().get_field_updates_for_resave()
        unsaved = tuple(f"{self.formsets[name].prefix}-" for name in self.rows_set_aside)
        return [(name, value) for name, value in updates if not unsaved or not name.startswith(unsaved)]


def answer_of(bound, errors) -> dict:
    """Return what a page needs to show an error beside its field and to lead there."""
    # What is wrong within blocks is written in them; it has no words of its own.
    is_text = not isinstance(bound.field, BlockField)
    return {
        "id": bound.id_for_label or bound.auto_id,
        "path": bound.name,
        "label": str(bound.label),
        "error": " ".join(map(str, errors)) if is_text else "",
    }
