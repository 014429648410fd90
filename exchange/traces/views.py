"""What readers may know and ask: the register of transfers, their own data, incidents that concern them."""

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import DetailView, FormView, ListView, TemplateView, UpdateView, View

from exchange.languages import LABELS, LANGUAGES
from exchange.models import Incident, Organisation, RoleName, TransferBasis
from exchange.models.people import PLATFORM_ROLES
from exchange.refusal import Refused
from exchange.tasks.traces import letter_about, privacy_contacts
from exchange.traces import incidents
from exchange.traces.erasure import erase_own_account, what_holds
from exchange.traces.forms import BasisForm, FarewellForm, IncidentForm
from exchange.traces.own import archive_of
from exchange.traces.trail import in_words, lines
from exchange.traces.transfers import bodies_of_register, may_set_basis, set_basis

# What one asks about oneself, and what changes an account, is asked of oneself: an open screen is not enough.
of_oneself = [never_cache, login_required, reauthentication_required]


class TransfersView(ListView):
    """The register of transfers: bodies and bases, no person."""

    template_name = "exchange/traces/transfers.html"
    context_object_name = "bodies"

    def get_queryset(self):
        return bodies_of_register()

    def get_context_data(self, **kwargs):
        may_change = self.request.viewer.has_role(RoleName.ADMINISTRATOR, RoleName.PRIVACY_DELEGATE)
        return super().get_context_data(may_change=may_change, **kwargs)


@method_decorator(never_cache, name="dispatch")
class BasisView(LoginRequiredMixin, UpdateView):
    """Say on which basis the names of a body's people may cross the ocean."""

    form_class = BasisForm
    template_name = "exchange/traces/basis.html"

    def get_object(self, queryset=None):
        organisation = get_object_or_404(Organisation, pk=self.kwargs["pk"])
        if not may_set_basis(self.request.user, organisation):
            raise PermissionDenied
        return TransferBasis.objects.filter(organisation=organisation).first() or TransferBasis(
            organisation=organisation
        )

    def form_valid(self, form):
        set_basis(self.object.organisation, **form.cleaned_data, by=self.request.user)
        messages.success(self.request, _("The register shows this from now on."))
        return redirect("transfers")


@method_decorator(of_oneself, name="dispatch")
class OwnDataView(TemplateView):
    """What one may do about one's own data."""

    template_name = "exchange/traces/own.html"


@method_decorator(of_oneself, name="dispatch")
class OwnArchiveView(View):
    """Everything that is kept about oneself, in one file."""

    def post(self, request):
        name = f"{timezone.localdate():%Y-%m-%d}-account-{request.user.pk}.zip"
        response = FileResponse(archive_of(request.user), as_attachment=True, filename=name)
        patch_cache_control(response, private=True, no_store=True)
        return response


@method_decorator(of_oneself, name="dispatch")
class EraseView(FormView):
    """Erase one's own account, after reading what follows from it."""

    form_class = FarewellForm
    template_name = "exchange/traces/erase.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "person": self.request.user}

    def get_context_data(self, **kwargs):
        return super().get_context_data(held_by=what_holds(self.request.user), **kwargs)

    def form_valid(self, form):
        try:
            erase_own_account(self.request.user)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        logout(self.request)
        messages.success(self.request, _("Your account is erased. Thank you for what you shared."))
        return redirect("home")


class BodyTrailView(LoginRequiredMixin, ListView):
    """What the people of one's body did, for whoever administers the body."""

    template_name = "exchange/traces/trail.html"
    context_object_name = "rows"
    paginate_by = 50

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not administers_body(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self):
        body = self.request.user.organisation_id
        return lines(lambda log: log.filter(user__organisation=body))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        page = context["page_obj"]
        page.elided = list(page.paginator.get_elided_page_range(page.number))
        return {**context, "traces": in_words(context["rows"], reader=self.request.user)}


def administers_body(user) -> bool:
    return bool(user.organisation_id) and user.has_role(RoleName.ORGANISATION_ADMINISTRATOR)


class IncidentReaderMixin(LoginRequiredMixin):
    """Incidents are for whoever guards personal data: here, or in a body that is concerned."""

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and not request.viewer.has_role(*incidents.REPORTERS):
            raise PermissionDenied
        return never_cache(super().dispatch)(request, *args, **kwargs)

    def get_queryset(self):
        return Incident.objects.readable_by(self.request.viewer).distinct()

    @property
    def keeps_register(self) -> bool:
        return self.request.viewer.has_role(*PLATFORM_ROLES)


class IncidentListView(IncidentReaderMixin, ListView):
    """The register of incidents, as far as it concerns the reader."""

    template_name = "exchange/traces/incidents.html"
    context_object_name = "incidents"
    paginate_by = 25

    def get_queryset(self):
        return (
            super().get_queryset().prefetch_related("notices__organisation").order_by("-discovered_at", "-pk")
        )


class IncidentView(IncidentReaderMixin, DetailView):
    """One incident: what is known, who was told when, which clocks run, and the letter."""

    template_name = "exchange/traces/incident.html"
    context_object_name = "incident"

    def get_context_data(self, **kwargs):
        notices = list(self.object.notices.select_related("organisation").order_by("pk"))
        if not self.keeps_register:
            own = self.request.user.organisation_id
            notices = [notice for notice in notices if notice.organisation_id == own]
        for notice in notices:
            notice.has_contact = bool(privacy_contacts(notice.organisation))
        return super().get_context_data(
            notices=notices,
            letters=letters_about(notices[0]) if notices else [],
            keeps_register=self.keeps_register,
            now=timezone.now(),
            **kwargs,
        )

    def post(self, request, pk):
        incident = get_object_or_404(self.get_queryset(), pk=pk)
        try:
            incidents.close_incident(incident, by=request.user)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The incident is closed; it stays in the register."))
        return redirect(incident)


def letters_about(notice) -> list[dict]:
    """Return the letter in each language, for whoever has to send it on by other means."""
    found = []
    for language in LANGUAGES:
        with override(language):
            link = settings.WAGTAILADMIN_BASE_URL + notice.incident.get_absolute_url()
            words = render_to_string(
                "emails/incident.txt", {"site_name": settings.SITE_NAME, **letter_about(notice, link)}
            )
        found.append({"language": language, "label": LABELS[language], "words": words.strip()})
    return sorted(found, key=lambda letter: letter["language"] != get_language())


class IncidentFormView(IncidentReaderMixin, FormView):
    form_class = IncidentForm
    template_name = "exchange/traces/incident_form.html"

    def form_valid(self, form):
        try:
            incident = self.act({name: form.cleaned_data[name] for name in form.fields})
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(
            self.request, _("It is in the register; the organisations concerned are being told now.")
        )
        return redirect(incident)


class ReportView(IncidentFormView):
    """Write down a breach, and tell the bodies that it concerns."""

    def get_initial(self):
        body = self.request.user.organisation_id
        return {"discovered_at": timezone.localtime(), "organisations": [body] if body else []}

    def act(self, data):
        return incidents.report_incident(**data, by=self.request.user)


class IncidentChangeView(IncidentFormView):
    """Complete what is known of an incident."""

    def get_form_kwargs(self):
        self.incident = get_object_or_404(self.get_queryset(), pk=self.kwargs["pk"])
        if not self.keeps_register or self.incident.closed_at:
            raise PermissionDenied
        return {**super().get_form_kwargs(), "instance": self.incident}

    def get_context_data(self, **kwargs):
        return super().get_context_data(incident=self.incident, **kwargs)

    def act(self, data):
        return incidents.change_incident(self.incident, **data, by=self.request.user)
