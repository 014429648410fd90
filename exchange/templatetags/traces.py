"""Ways to what the exchange says about personal data."""

from django import template

from exchange.models import InformationPage
from exchange.models.people import PLATFORM_ROLES
from exchange.traces.incidents import REPORTERS
from exchange.traces.transfers import may_set_basis
from exchange.traces.views import administers_body
from exchange.viewers import viewer_in

register = template.Library()

# As the content of the exchange names it; its heading and its text are the secretariat's affair.
PRIVACY_NOTICE = "I-PRIVACY"


@register.simple_tag
def privacy_notice():
    """Return the page that says what is kept about people, if there is one."""
    return InformationPage.objects.live().filter(external_id=PRIVACY_NOTICE).first()


@register.simple_tag(takes_context=True)
def guards_data(context) -> bool:
    """Say whether incidents concern whoever looks."""
    return viewer_in(context).has_role(*REPORTERS)


@register.simple_tag(takes_context=True)
def keeps_register(context) -> bool:
    return viewer_in(context).has_role(*PLATFORM_ROLES)


@register.filter
def may_say_basis(user, organisation) -> bool:
    return may_set_basis(user, organisation)


register.filter("administers_body", administers_body)
