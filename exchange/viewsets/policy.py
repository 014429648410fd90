"""Views that ask about the very thing, and not only about its kind.

Wagtail's generic views ask whether somebody may edit organisations at all; these ask about this one.
"""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin.panels import InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.views.generic import history
from wagtail.admin.viewsets.model import ModelViewSet

from exchange.admin_forms import TranslatedRowForm
from exchange.deletion.forms import NamedRowsFormSet
from exchange.deletion.views import UsedThingMixin
from exchange.editor import translated_panels
from exchange.languages import LABELS, LANGUAGES
from exchange.models import User

ANY_ACTION = ("view", "add", "change", "delete")


class ObjectPolicyMixin:
    """A thing that somebody may not meet does not exist for them."""

    def get_object(self, *args, **kwargs):
        thing = super().get_object(*args, **kwargs)
        user, policy = self.request.user, self.permission_policy
        if not policy.user_has_any_permission_for_instance(user, ANY_ACTION, thing):
            raise Http404
        wanted = self.any_permission_required or [self.permission_required]
        if not policy.user_has_any_permission_for_instance(user, wanted, thing):
            raise PermissionDenied
        return thing


class ButtonPolicyMixin:
    """Offer only what will not be refused."""

    def get_edit_url(self, instance=None):
        return self.offered("change", super().get_edit_url, instance)

    def get_delete_url(self, instance=None):
        return self.offered("delete", super().get_delete_url, instance)

    def offered(self, action, address_of, instance):
        thing = instance or self.object
        if not self.permission_policy.user_has_permission_for_instance(self.request.user, action, thing):
            return None
        return address_of(instance) if instance else address_of()


class PolicyIndexView(ButtonPolicyMixin, generic.IndexView):
    def get_base_queryset(self):
        allowed = self.permission_policy.instances_user_has_any_permission_for(self.request.user, ANY_ACTION)
        return super().get_base_queryset().filter(pk__in=allowed.values("pk"))


class PolicyEditView(ObjectPolicyMixin, generic.EditView):
    pass


class PolicyDeleteView(ObjectPolicyMixin, UsedThingMixin, generic.DeleteView):
    pass


class PolicyInspectView(ObjectPolicyMixin, ButtonPolicyMixin, generic.InspectView):
    def get_field_display_value(self, field_name, field):
        value = super().get_field_display_value(field_name, field)
        if value is None or value == "" or value == []:
            return "–"
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, User):
            return value.shown_to(self.request.user)
        return " · ".join(map(str, value)) if isinstance(value, list) else value


class PolicyHistoryView(ObjectPolicyMixin, history.HistoryView):
    pass


class PolicyReorderView(generic.ReorderView):
    """Only what the person may change moves."""

    def get_queryset(self):
        return self.permission_policy.instances_user_has_permission_for(self.request.user, "change").order_by(
            self.sort_order_field, "pk"
        )


class PolicyViewSet(ModelViewSet):
    """A kind of thing in the editor: listed, read and changed as its policy says."""

    index_view_class = PolicyIndexView
    edit_view_class = PolicyEditView
    delete_view_class = PolicyDeleteView
    history_view_class = PolicyHistoryView
    inspect_view_class = PolicyInspectView
    reorder_view_class = PolicyReorderView
    inspect_view_enabled = True
    copy_view_enabled = False
    add_to_reference_index = False
    list_per_page = 50

    def get_common_view_kwargs(self, **kwargs):
        # The page of usages names pages that the person may not read.
        return {**super().get_common_view_kwargs(**kwargs), "usage_url_name": None}

    def get_urlpatterns(self):
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "usage"]


class DayColumn(Column):
    """A date as it is written; Wagtail's own column says how long ago, which an end of term is not."""

    def get_value(self, instance):
        day = super().get_value(instance)
        return date_format(day, "SHORT_DATE_FORMAT") if day else ""


class RowsPanel(InlinePanel):
    """Rows of a thing, each checked by a form of ours."""

    def __init__(self, *args, form=TranslatedRowForm, **kwargs):
        self.row_form = form
        super().__init__(*args, **kwargs)

    def clone_kwargs(self):
        return {**super().clone_kwargs(), "form": self.row_form}

    def get_form_options(self):
        options = super().get_form_options()
        options["formsets"][self.relation_name] |= {
            "form": self.row_form,
            "formset": NamedRowsFormSet,
            "inherit_kwargs": ["for_user"],
        }
        return options


def in_each_language(model, *names):
    """Return a panel per language; the first one is open."""
    return [
        MultiFieldPanel(
            translated_panels(model, names, language),
            heading=LABELS[language],
            classname="" if language == LANGUAGES[0] else "collapsed",
        )
        for language in LANGUAGES
    ]


def editor_of(panels, form=TranslatedRowForm) -> ObjectList:
    return ObjectList(panels, base_form_class=form)
