"""Where the head of an organisation replies to the committee or accepts the charter, without an account."""

from allauth.core import ratelimit
from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from exchange.heads import Codes, Purpose, open_link
from exchange.memberships import actions
from exchange.memberships.forms import AcceptCharterForm, ReplyForm
from exchange.refusal import Refused
from exchange.tasks.memberships import mail_head_code, mail_head_link


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code from the e-mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class HeadReplyForm(ReplyForm, CodeForm):
    """The code is asked for last: nobody types while it grows old."""

    field_order = ("text", "code")


class HeadCharterForm(AcceptCharterForm, CodeForm):
    field_order = ("head", "accepts", "code")


@method_decorator(never_cache, name="dispatch")
class HeadView(FormView):
    """Show what a link is for, send a code to the address that the link went to, and act once it comes back."""

    template_name = "exchange/memberships/head.html"

    def dispatch(self, request, *args, token, **kwargs):
        self.link = open_link(token)
        if self.link is None or not self.link.is_open:
            return self.close(is_void=True)
        if self.link.is_expired:
            return self.renew() if request.method == "POST" else self.close(may_renew=True)
        self.codes = Codes(request.session, self.link)
        return super().dispatch(request, *args, **kwargs)

    def close(self, *, status=410, **context):
        return render(self.request, "exchange/memberships/head_closed.html", context, status=status)

    def renew(self):
        """Send a fresh link to the same address, for which this one was."""
        if self.consume():
            mail_head_link.enqueue(self.link.membership.pk, str(self.link.purpose), self.link.thing.pk)
        return self.close(is_renewed=True, status=200)

    def consume(self) -> bool:
        return bool(
            ratelimit.consume(self.request, action="head_code", key=f"head {self.link.membership.pk}")
        )

    def get_form_class(self):
        return HeadReplyForm if self.link.purpose == Purpose.REPLY else HeadCharterForm

    def get_initial(self):
        if self.link.purpose == Purpose.REPLY:
            return {}
        return {"version": self.link.thing.version, "head": self.link.membership.head}

    def get_context_data(self, **kwargs):
        name, _at, domain = self.link.membership.head_email.partition("@")
        return super().get_context_data(
            link=self.link,
            membership=self.link.membership,
            is_reply=self.link.purpose == Purpose.REPLY,
            is_sent=self.codes.held is not None,
            address=f"{name[:1]}…@{domain}",
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        if "send" in request.POST:
            return self.send()
        return super().post(request, *args, **kwargs)

    def send(self):
        """Send a code; what was typed meanwhile stays."""
        is_sent = self.consume()
        if is_sent:
            nonce = self.codes.begin()
            membership, thing = self.link.membership, self.link.thing
            mail_head_code.enqueue(membership.pk, str(self.link.purpose), thing.pk, nonce)
        written = {name: self.request.POST[name] for name in ("text", "head") if name in self.request.POST}
        form = self.get_form_class()(initial=self.get_initial() | written)
        context = self.get_context_data(form=form, was_sent=is_sent, are_too_many=not is_sent)
        return self.render_to_response(context, status=200 if is_sent else 429)

    def form_valid(self, form):
        data = form.cleaned_data
        if not self.codes.is_right(data["code"]):
            form.add_error(
                "code", _("This is not the code that was sent last, or it is too old. Ask for another one.")
            )
            return self.form_invalid(form)
        try:
            self.act(data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        self.codes.end()
        messages.success(
            self.request, _("Thank you: it is noted in the register, and those concerned receive an e-mail.")
        )
        return redirect("home")

    def act(self, data) -> None:
        if self.link.purpose == Purpose.REPLY:
            actions.reply(self.link.thing, text=data["text"], by_head=True, by=None)
        else:
            actions.accept_charter(
                self.link.membership, version=data["version"], head=data["head"], by_head=True, by=None
            )
