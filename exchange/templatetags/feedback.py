from functools import cache

from django import template
from django.template.loader import render_to_string
from django.utils.translation import get_language

from exchange.feedback import accepts_feedback
from exchange.forms import FeedbackForm

register = template.Library()


@register.inclusion_tag("components/feedback.html", takes_context=True)
def feedback_box(context, page):
    """Show « Votre avis nous intéresse » below a page that somebody answers for."""
    request = context.get("request")
    shown = page.pk and accepts_feedback(page) and not getattr(request, "is_preview", False)
    if not shown:
        return {}
    return {"about": page, "empty_form": empty_form(get_language()), "stamp": FeedbackForm.new_stamp(page)}


@cache
def empty_form(language):
    """Return the fields before anybody wrote in them, the same below every page of a language."""
    return render_to_string("components/feedback_fields.html", {"form": FeedbackForm(page=None)})
