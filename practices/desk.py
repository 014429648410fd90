"""The desk of a sheet: where it stands, and what whoever is looking may do with it now."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages

from exchange.languages import LABELS
from exchange.viewers import viewer_of
from practices import actions, forms
from practices.completeness import open_questions
from practices.deeds import DEEDS
from practices.models import Practice, Remark
from practices.models.choices import Chapter
from practices.policies import policy
from practices.rules import Problem
from practices.timeline import body_of, timeline
from practices.traces import traces_in


def answer_form(remark, data=None):
    kept = {"answer": remark.answer, "is_settled": remark.settled_at is not None}
    return forms.RemarkAnswerForm(data, initial=kept, prefix=f"remark-{remark.pk}")


def sheet_on_desk(user, pk) -> Practice:
    """Return a sheet if this person reads its latest version or may do something with it; else there is none."""
    sheet = get_object_or_404(Practice, pk=pk)
    if policy.may_read(user, sheet) or any(deed.may(user, sheet) for deed in DEEDS):
        return sheet
    raise Http404


class DeskView(TemplateView):
    """Where the sheet stands, and the forms of what may be done now."""

    template_name = "practices/admin/desk.html"

    def dispatch(self, request, *args, **kwargs):
        self.sheet = sheet_on_desk(request.user, kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def post(self, request, *args, verb, **kwargs):
        deed = next((deed for deed in DEEDS if deed.verb == verb), None)
        if deed is None or not deed.may(request.user, self.sheet):
            raise Http404
        form = deed.form(request.POST, sheet=self.sheet, prefix=verb)
        problems = []
        if form.is_valid():
            try:
                deed.do(self.sheet, request.user, form.cleaned_data, form)
            except actions.NotReady as refusal:
                problems = refusal.problems
            else:
                return self.where_next(deed.done)
        context = self.get_context_data(bound={verb: form}, problems=problems)
        return self.render_to_response(context, status=422)

    def where_next(self, done):
        sheet = Practice.objects.get(pk=self.sheet.pk)
        is_read = sheet.is_published and viewer_of(self.request.user).opens(sheet.tokens)
        buttons = [messages.button(sheet.get_url(), _("See the page"))] if is_read else None
        messages.success(self.request, done, buttons=buttons)
        if policy.may_read(self.request.user, sheet):
            return redirect("sheet_desk", sheet.pk)
        return redirect("wagtailadmin_home")

    def get_context_data(self, bound=None, problems=(), answers=None, **kwargs):
        user, sheet = self.request.user, self.sheet
        reads = policy.may_read(user, sheet)
        draft = sheet.get_latest_revision_as_object() if reads else sheet
        rights = sheet.permissions_for_user(user)
        offered = [deed for deed in DEEDS if deed.may(user, sheet)]
        bound = bound or {}
        return super().get_context_data(
            sheet=sheet,
            draft=draft,
            reads=reads,
            can_edit=rights.can_edit() and not rights.page_locked(),
            languages=[(code, LABELS[code]) for code in draft.available_languages],
            moments=timeline(sheet) if reads else [],
            questions=open_questions(draft) if reads else [],
            problems=[*problems, *self.problems_ahead(offered, problems)],
            traces=traces_in(draft) if reads else [],
            chapters=self.chapters(answers or {}) if policy.may_read_remarks(user, sheet) else [],
            adoptions=sheet.adoptions.select_related("organisation", "antenna") if reads else [],
            deeds=[
                {"deed": deed, "form": bound.get(deed.verb) or deed.form(sheet=sheet, prefix=deed.verb)}
                for deed in offered
            ],
            **kwargs,
        )

    def chapters(self, bound) -> list[dict]:
        """Return the chapters about which something was said, in the order of the sheet."""
        answers = policy.may_answer_remarks(self.request.user, self.sheet)
        found = {chapter: [] for chapter in Chapter}
        for remark in Remark.objects.on_next_version(self.sheet):
            form = (bound.get(remark.pk) or answer_form(remark)) if answers else None
            found[remark.chapter].append({"remark": remark, "by": body_of(remark.made_by), "form": form})
        return [{"label": chapter.label, "remarks": said} for chapter, said in found.items() if said]

    def problems_ahead(self, offered, known) -> list[Problem]:
        """Return what would be answered to the button at hand, before it is pressed."""
        verbs = {deed.verb for deed in offered}
        ahead = []
        if "submit" in verbs:
            ahead = actions.why_not_submit(actions.prepared(self.sheet))
        elif "publish" in verbs:
            ahead = actions.why_not_publish(self.sheet.get_latest_revision_as_object())
        return [problem for problem in ahead if problem not in known]


class RemarkView(DeskView):
    """Takes the answer of the body to one remark."""

    def post(self, request, *args, remark, **kwargs):
        if not policy.may_answer_remarks(request.user, self.sheet):
            raise Http404
        remark = get_object_or_404(self.sheet.remarks, pk=remark)
        form = answer_form(remark, request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(answers={remark.pk: form}), status=422)
        actions.answer_remark(remark, by=request.user, **form.cleaned_data)
        messages.success(request, _("Your answer is kept."))
        return redirect(f"{reverse('sheet_desk', args=[self.sheet.pk])}#remark-{remark.pk}")


class ReadView(View):
    """The latest version of a sheet as a reader would see it, in one language."""

    def get(self, request, pk, language):
        sheet = sheet_on_desk(request.user, pk)
        if language not in LABELS or not policy.may_read(request.user, sheet):
            raise Http404
        draft = sheet.get_latest_revision_as_object()
        return draft.make_preview_request(request, language)
