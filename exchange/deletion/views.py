"""What is shown in the place of « are you sure? » where something else names the thing that is to go."""

from functools import wraps

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views import generic
from wagtail.permissions import policy_registry

from exchange.deletion.actions import replace_everywhere
from exchange.deletion.forms import ReplacementForm, replacements
from exchange.deletion.uses import uses_of
from exchange.models import VOCABULARIES, Antenna, Attachment, Organisation, Picture, TranslatedPage

TEMPLATE = "exchange/admin/used.html"
CONFLICT = 409


def used_page(request, thing) -> TemplateResponse | None:
    """Return the page that lists what names this thing, or None where it may go.

    A post that says what takes its place does that first; then the thing may go.
    """
    uses = uses_of(thing, request.user)
    if not uses:
        return None
    choices = replacements(thing)
    form = None
    if choices is not None and choices.exists():
        form = ReplacementForm(request.POST if "replacement" in request.POST else None, choices=choices)
        if form.is_valid():
            replace_everywhere(thing, by=form.cleaned_data["replacement"], user=request.user)
            return None
    context = {"thing": thing, "uses": uses, "form": form, "advice": advice(thing), "page_title": _("Delete")}
    return TemplateResponse(request, TEMPLATE, context, status=CONFLICT if request.method == "POST" else 200)


def advice(thing) -> str:
    """Say what may be done instead of deleting."""
    if isinstance(thing, tuple(VOCABULARIES)):
        return _("You can retire it instead: it stays where it is used, and is no longer offered to authors.")
    if isinstance(thing, TranslatedPage):
        return _("You can take it out of publication instead; pages that link to it are not changed.")
    if isinstance(thing, Picture | Attachment):
        return _(
            "You can upload another file, and choose that one in what is listed here; then this one can go."
        )
    return _("Change what is listed here first; then it can go.")


class UsedThingMixin:
    """A view that deletes, once nothing names the thing any more."""

    @transaction.atomic
    def dispatch(self, request, *args, **kwargs):
        return used_page(request, self.object) or super().dispatch(request, *args, **kwargs)


def unless_used(model, key):
    """Return a decorator for a view of Wagtail's that deletes: what is named is not deleted by it."""

    def decorate(view):
        @wraps(view)
        @transaction.atomic
        def guarded(request, *args, **kwargs):
            thing = model._default_manager.filter(pk=kwargs[key]).first()
            may = thing and policy_registry.get_by_type(model).user_has_permission_for_instance(
                request.user, "delete", thing
            )
            return (may and used_page(request, thing)) or view(request, *args, **kwargs)

        return guarded

    return decorate


class AntennaDeleteView(UsedThingMixin, generic.DeleteView):
    """Take an antenna away from an organisation, once another stands where it was named."""

    model = Antenna
    permission_policy = None
    header_icon = "site"
    page_title = gettext_lazy("Delete an antenna")

    def get_object(self, queryset=None):
        antenna = get_object_or_404(Antenna, pk=self.kwargs["pk"])
        allowed = policy_registry.get_by_type(Organisation).instances_user_has_permission_for(
            self.request.user, "change"
        )
        get_object_or_404(allowed, pk=antenna.organisation_id)
        return antenna

    def get_success_url(self):
        return reverse("organisation:edit", args=[self.object.organisation_id])

    def get_delete_url(self):
        return reverse("delete_antenna", args=[self.object.pk])
