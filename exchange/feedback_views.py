"""Where a reader's message arrives, and the form on a page of its own when something is wrong with it."""

from django.conf import settings
from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import FormView, TemplateView

from exchange.feedback import TooManyMessages, accepts_feedback, send_feedback
from exchange.forms import FeedbackForm
from exchange.models import Feedback, TranslatedPage
from exchange.senders import client_address, daily_digest

SENT = "exchange.feedback.sent"
SECONDS_SHOWN = 60 * 60


# Pages with the form stay without a cookie, so they may be cached. Nothing is lost by it: anybody may
# write, the session cookie does not travel from another site, and the signed stamp belongs to one page.
@method_decorator(csrf_exempt, name="dispatch")
class FeedbackView(FormView):
    """Take a reader's message about a page that they may read."""

    form_class = FeedbackForm
    template_name = "exchange/feedback_form.html"

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        pages = TranslatedPage.objects.visible_to(request.viewer).live()
        self.page = get_object_or_404(pages, pk=kwargs["pk"]).specific
        if not accepts_feedback(self.page):
            raise Http404

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "page": self.page}

    def get_context_data(self, **kwargs):
        return super().get_context_data(about=self.page, **kwargs)

    def form_valid(self, form):
        digest = daily_digest("feedback", client_address(self.request))
        try:
            self.sent = send_feedback(
                self.page,
                message=form.cleaned_data["message"],
                email=form.cleaned_data["email"],
                digest=digest,
            )
        except TooManyMessages:
            form.add_error(
                None,
                _("Many messages came from your network within the hour. Keep your text and send it later."),
            )
            response = self.form_invalid(form)
            response.status_code = 429
            return response
        return super().form_valid(form)

    def get_success_url(self):
        return reverse("feedback_sent", args=[signing.dumps(self.sent.pk, salt=SENT)]) + "#avis"


@method_decorator(never_cache, name="dispatch")
class FeedbackSentView(TemplateView):
    """Show whoever sent a message what they sent, and when to expect an answer; to nobody else, and not for long."""

    template_name = "exchange/feedback_sent.html"

    def get_context_data(self, token, **kwargs):
        try:
            pk = signing.loads(token, salt=SENT, max_age=SECONDS_SHOWN)
        except signing.BadSignature:
            raise Http404 from None
        pages = TranslatedPage.objects.visible_to(self.request.viewer).live()
        sent = get_object_or_404(Feedback.objects.filter(page__in=pages), pk=pk)
        return super().get_context_data(
            sent=sent, about=sent.page.specific, days=settings.FEEDBACK_ANSWER_DAYS, **kwargs
        )
