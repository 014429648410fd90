from django import template

from exchange.feedback import accepts_feedback
from exchange.forms import FeedbackForm

register = template.Library()


@register.inclusion_tag("components/feedback.html", takes_context=True)
def feedback_box(context, page):
    """Show « Votre avis nous intéresse » below a page that somebody answers for."""
    request = context.get("request")
    shown = page.pk and accepts_feedback(page) and not getattr(request, "is_preview", False)
    return {"about": page, "form": FeedbackForm(page=page)} if shown else {}
