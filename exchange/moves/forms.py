from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from exchange.models import Move, Organisation, RoleName, User
from exchange.models.people import BODY_ROLES


class MoveForm(WagtailAdminModelForm):
    """Who comes over from another organisation, at which address, to do what."""

    present = forms.EmailField(
        label=_("Address with which the person signs in today"),
        help_text=_(
            "The account keeps what belongs to the person; what they wrote stays with the old organisation."
        ),
    )
    roles = forms.MultipleChoiceField(
        label=capfirst(_("roles")),
        choices=[choice for choice in RoleName.choices if choice[0] in BODY_ROLES],
        widget=forms.CheckboxSelectMultiple,
    )

    field_order = ["present", "organisation", "email", "roles"]

    class Meta:
        model = Move
        fields = ["organisation", "email", "roles"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].required = True
        self.fields["email"].help_text = _("The link is sent there: whoever opens it holds the address.")
        user, field = self.for_user, self.fields["organisation"]
        bodies = Organisation.objects.filter(successor=None).order_by("name", "pk")
        if user and not (user.is_superuser or user.has_role(RoleName.ADMINISTRATOR)):
            bodies = bodies.filter(pk=user.organisation_id)
            field.initial = user.organisation_id
        field.queryset = bodies

    def clean_present(self):
        person = User.objects.filter(email__iexact=self.cleaned_data["present"], is_active=True).first()
        if person is None:
            raise forms.ValidationError(_("No open account has this address: invite the person instead."))
        self.person = person
        return person.email
