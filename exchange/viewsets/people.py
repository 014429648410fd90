"""People, and how they come in."""

from allauth.account.decorators import reauthentication_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views import generic
from wagtail.admin.widgets.button import Button

from exchange.admin_forms import InvitationForm, PersonForm
from exchange.invitations import invite, withdraw_invitation
from exchange.models import Invitation, Move, RoleName, User
from exchange.moves.actions import offer_move, withdraw_move
from exchange.moves.forms import MoveForm
from exchange.people import update_person
from exchange.placement import lapse_of
from exchange.refusal import Refused

from .policy import PolicyDeleteView, PolicyEditView, PolicyViewSet


class RefusableMixin:
    """Show beside the form why an action refused; nothing that was typed is lost."""

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()
            return self.form_invalid(form)


# Whoever gives rights says again who they are: an open screen is not enough.
rights_are_given = method_decorator(reauthentication_required, name="dispatch")


@rights_are_given
class PersonEditView(RefusableMixin, PolicyEditView):
    """Change a person through the action that knows who may give which role."""

    @cached_property
    def header_more_buttons(self):
        buttons = super().header_more_buttons
        user = self.request.user
        is_administrator = user.is_superuser or user.has_role(RoleName.ADMINISTRATOR)
        if is_administrator and self.object.pk != user.pk:
            address = reverse("factor_removal_ask", args=[self.object.pk])
            buttons.append(Button(_("Lost second factor"), url=address, icon_name="key", priority=60))
        return buttons

    def save_instance(self):
        form = self.form
        data = form.cleaned_data
        offered = {name for name, _label in form.fields["role_names"].choices}
        return update_person(
            self.object,
            name=data["name"],
            language=data["language"],
            roles=(form.held - offered) | set(data["role_names"]),
            is_active=data["is_active"],
            by=self.request.user,
        )


def names_of_roles(person):
    return ", ".join(role.get_name_display() for role in person.roles.all())


class PersonViewSet(PolicyViewSet):
    """People with an account: what they are called and may do. Accounts are opened by invitation."""

    model = User
    name = "people"
    icon = "user"
    edit_view_class = PersonEditView
    list_display = [
        "name",
        "email",
        "organisation",
        Column("roles", label=_("Roles"), accessor=names_of_roles),
        BooleanColumn("is_active", label=_("Active"), sort_key="is_active"),
        DateColumn("last_login", label=_("Last sign-in")),
    ]
    list_filter = ["organisation", "is_active"]
    search_fields = ["name", "email"]
    search_backend_name = None
    ordering = "name"
    inspect_view_fields = ["name", "email", "organisation", "language", "roles", "is_active", "joined_at"]

    def get_edit_handler(self):
        return None

    def get_form_class(self, for_update=False):
        return PersonForm

    def get_index_view_kwargs(self, **kwargs):
        people = User.objects.select_related("organisation").prefetch_related("roles")
        return super().get_index_view_kwargs(**{"queryset": people, **kwargs})


@rights_are_given
class InvitationCreateView(RefusableMixin, generic.CreateView):
    """Invite through the action that knows whom a person may invite, and at which address."""

    def save_instance(self):
        data = self.form.cleaned_data
        return invite(
            data["email"],
            organisation=data["organisation"],
            roles=data["roles"],
            language=data["language"],
            by=self.request.user,
        )


class WithdrawView(PolicyDeleteView):
    """Make a link void; the row stays, as the trace of who was written to."""

    withdraw = None  # the action

    def delete_action(self):
        type(self).withdraw(self.object, by=self.request.user)

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except Refused as refusal:
            messages.error(self.request, str(refusal))
            return redirect(self.get_success_url())


class InvitationWithdrawView(WithdrawView):
    withdraw = withdraw_invitation


def roles_promised(invitation):
    return ", ".join(str(RoleName(name).label) for name in invitation.roles)


def state_of_invitation(invitation):
    if invitation.accepted_at:
        return _("Accepted")
    if invitation.withdrawn_at:
        return _("Withdrawn")
    if not invitation.is_open:
        return _("Too old")
    lapse = lapse_of(invitation)
    return lapse.label if lapse else _("Open")


class InvitationViewSet(PolicyViewSet):
    """Invitations sent, and those still open: inviting an address again makes the first link void."""

    model = Invitation
    icon = "mail"
    add_view_class = InvitationCreateView
    delete_view_class = InvitationWithdrawView
    list_display = [
        "email",
        "organisation",
        Column("roles", label=_("Roles"), accessor=roles_promised),
        DateColumn("sent_at", label=_("Sent"), sort_key="sent_at"),
        Column("state", label=_("State"), accessor=state_of_invitation),
    ]
    list_filter = ["organisation"]
    search_fields = ["email"]
    search_backend_name = None
    ordering = "-sent_at"
    inspect_view_fields = [
        "email",
        "organisation",
        "roles",
        "language",
        "invited_by",
        "sent_at",
        "accepted_at",
    ]

    def get_edit_handler(self):
        return None

    def get_index_view_kwargs(self, **kwargs):
        invitations = Invitation.objects.select_related("organisation", "invited_by")
        return super().get_index_view_kwargs(**{"queryset": invitations, **kwargs})

    def get_form_class(self, for_update=False):
        return InvitationForm


@rights_are_given
class MoveCreateView(RefusableMixin, generic.CreateView):
    """Offer a move through the action that knows who may take whom in."""

    def save_instance(self):
        data = self.form.cleaned_data
        return offer_move(
            self.form.person,
            organisation=data["organisation"],
            roles=data["roles"],
            email=data["email"],
            by=self.request.user,
        )


class MoveWithdrawView(WithdrawView):
    withdraw = withdraw_move


def state_of_move(move):
    for moment, word in (
        (move.confirmed_at, _("Confirmed")),
        (move.declined_at, _("Declined")),
        (move.withdrawn_at, _("Withdrawn")),
    ):
        if moment:
            return word
    return _("Open") if move.is_open else _("Too old")


class MoveViewSet(PolicyViewSet):
    """People who go over to another organisation: offered here, confirmed by themselves."""

    model = Move
    icon = "redirect"
    add_view_class = MoveCreateView
    delete_view_class = MoveWithdrawView
    list_display = [
        Column("who", label=_("Person"), accessor=lambda move: move.person.get_full_name()),
        "former",
        "organisation",
        Column("roles", label=_("Roles"), accessor=roles_promised),
        DateColumn("offered_at", label=_("Offered"), sort_key="offered_at"),
        DateColumn("answer_until", label=_("Answer until"), sort_key="answer_until"),
        Column("state", label=_("State"), accessor=state_of_move),
    ]
    list_filter = ["organisation", "is_succession"]
    search_fields = ["person__email", "email"]
    search_backend_name = None
    ordering = "-offered_at"
    inspect_view_fields = [
        "person",
        "former",
        "organisation",
        "roles",
        "offered_by",
        "offered_at",
        "answer_until",
    ]

    def get_edit_handler(self):
        return None

    def get_index_view_kwargs(self, **kwargs):
        moves = Move.objects.select_related("person__organisation", "former", "organisation")
        return super().get_index_view_kwargs(**{"queryset": moves, **kwargs})

    def get_form_class(self, for_update=False):
        return MoveForm
