"""Seminars and talks in templates, their own and those of others."""

from django import template
from django.utils.translation import gettext as _

from exchange.audiences import EDITORIAL, desk_token
from exchange.viewers import viewer_in
from seminars.forms import ProposalForm
from seminars.models import Seminar, Talk
from seminars.policies import policy
from seminars.presentation import dates_in_words, languages_in_words
from seminars.presentation import programme as read_programme
from seminars.presentation import talk_page as read_talk

register = template.Library()

register.filter("seminar_dates", dates_in_words)
register.filter("spoken_languages", languages_in_words)


@register.filter
def talk_label(name: str) -> str:
    """Return the name that the form of a talk gives to a field."""
    field = ProposalForm.base_fields.get(name)
    return field.label if field else _("Seminar")


@register.filter
def follows_talks(user) -> bool:
    """Say whether there is a list of talks for this person."""
    return policy.follows_talks(user)


@register.simple_tag(takes_context=True)
def works_on(context, talk) -> bool:
    """Say whether the viewer has the page where a talk stands: its organisation does, and the secretariat."""
    viewer = viewer_in(context)
    return viewer.opens([*(desk_token(pk) for pk in talk.owner_ids()), EDITORIAL])


@register.simple_tag(takes_context=True)
def programme(context, seminar):
    """Return the talks of a seminar that the viewer may read."""
    return read_programme(seminar, viewer_in(context))


@register.simple_tag(takes_context=True)
def talk_page(context, talk):
    """Return what the page of a talk shows; it stays with the page, since blocks share no variable."""
    if not hasattr(talk, "read_talk"):
        talk.read_talk = read_talk(talk, viewer_in(context))
    return talk.read_talk


@register.inclusion_tag("seminars/_latest.html", takes_context=True)
def latest_seminar(context):
    """Show the seminar that comes last in time, whether it is to come or over."""
    seminars = Seminar.objects.live().visible_to(viewer_in(context)).exclude(starts_on="")
    return {"seminar": seminars.prefetch_related("hosts__organisation").order_by("-starts_on", "-pk").first()}


@register.simple_tag
def talks_with_slides(organisation):
    """Return the talks of a body whose slides it may take back."""
    talks = Talk.objects.of_organisation(organisation).filter(slides__isnull=False)
    return list(talks.select_related("slides").order_by("-first_published_at", "pk"))
