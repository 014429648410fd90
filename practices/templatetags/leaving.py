"""Sheets of bodies that leave, and the fields in which their end is chosen."""

from django import template

from practices.leaving.forms import ChoicesForm
from practices.leaving.policies import policy

register = template.Library()


@register.filter
def lines_with_fields(shown) -> list[tuple]:
    """Return each line of a plan with the field of its choice; nothing where there is no choice."""
    form = shown["form"]
    return [(line, field_of(form, line)) for line in shown["plan"].lines]


def field_of(form, line):
    # A published sheet may stand here twice; its unpublished version has no choice of its own.
    if form is None or not line.choices:
        return None
    return form[ChoicesForm.name_of(line.sheet.pk)]


@register.filter
def leads_body(user) -> bool:
    """Say whether this person answers for a body: they see what happens to its sheets."""
    return user.is_authenticated and policy.may_export(user, user.organisation_id)
