"""The desk of a sheet: where it stands, and what whoever is looking may do with it now."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin import messages

from exchange.languages import LABELS, LANGUAGES
from exchange.models.people import SECRETARIAT
from exchange.viewers import viewer_of
from practices import actions, forms
from practices.completeness import open_questions
from practices.deeds import DEEDS
from practices.differences import decided_before, differences, version_seen
from practices.models import Practice, Remark
from practices.models.choices import Chapter
from practices.models.freezes import open_freeze
from practices.models.review import owes_opinion
from practices.policies import policy, why_not_release
from practices.rules import Problem
from practices.timeline import body_of, standing, timeline
from practices.traces import traces_in

LANGUAGES_ON_A_PAGE = 50
TRANSLATION_STATUSES = {
    "missing": _("missing"),
    "outdated": _("outdated"),
    "draft": _("not read again yet"),
}


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
        problems, status = [], 422
        if form.is_valid():
            try:
                deed.perform(self.sheet, request.user, form, seen=request.POST.get("seen"))
            except actions.Outdated as refusal:
                problems, status = refusal.problems, 409
                self.sheet = Practice.objects.get(pk=self.sheet.pk)
            except actions.NotReady as refusal:
                problems = refusal.problems
            else:
                return self.where_next(deed.done)
        context = self.get_context_data(bound={verb: form}, problems=problems)
        return self.render_to_response(context, status=status)

    def where_next(self, done):
        sheet = Practice.objects.get(pk=self.sheet.pk)
        is_read = sheet.is_published and viewer_of(self.request.user).opens(sheet.tokens)
        buttons = [messages.button(sheet.get_url(), _("View the page"))] if is_read else None
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
            moments=timeline(sheet, user) if reads else [],
            standing=standing(sheet),
            questions=open_questions(draft) if reads else [],
            problems=[*problems, *self.problems_ahead(offered, problems)],
            traces=traces_in(draft) if reads else [],
            note=why_not_release(user, sheet) or why_frozen(user, sheet) or why_compared(user, sheet),
            differences=self.differences() if reads else [],
            chapters=self.chapters(answers or {}) if policy.may_read_remarks(user, sheet) else [],
            adoptions=sheet.adoptions.select_related("organisation", "antenna") if reads else [],
            deeds=[
                {
                    "deed": deed,
                    "form": bound.get(deed.verb) or deed.form(sheet=sheet, prefix=deed.verb),
                    "seen": deed.version(sheet),
                }
                for deed in offered
            ],
            **kwargs,
        )

    def differences(self) -> list:
        """Return what changed since this person saw the text, or since it was decided about before."""
        user = self.request.user
        before = version_seen(self.sheet, user, self.request.POST.get("seen", ""))
        if before is None and policy.may_send_to_review(user, self.sheet):
            # Of a small correction everything counts that readers would meet changed.
            before = self.sheet.live_revision
        elif before is None and policy.may_decide(user, self.sheet):
            before = decided_before(self.sheet, user)
        return differences(self.sheet, before, self.request) if before else []

    def chapters(self, bound) -> list[dict]:
        """Return the chapters about which something was said, in the order of the sheet."""
        answers = policy.may_answer_remarks(self.request.user, self.sheet)
        found = {chapter: [] for chapter in Chapter}
        for remark in Remark.objects.on_next_version(self.sheet, self.request.user):
            form = (bound.get(remark.pk) or answer_form(remark)) if answers else None
            found[remark.chapter].append({"remark": remark, "by": body_of(remark.made_by), "form": form})
        return [{"label": chapter.label, "remarks": said} for chapter, said in found.items() if said]

    def problems_ahead(self, offered, known) -> list[Problem]:
        """Return what would be answered to the button at hand, before it is pressed."""
        verbs = {deed.verb for deed in offered}
        ahead = []
        if "submit" in verbs:
            ahead = [
                *actions.why_not_submit(actions.prepared(self.sheet)),
                *actions.why_not_again(self.sheet),
            ]
        elif "publish" in verbs:
            ahead = actions.why_not_publish(self.sheet.get_latest_revision_as_object())
        return [problem for problem in ahead if problem not in known]


def why_compared(user, sheet) -> str:
    """Return what whoever decides about a small correction is asked to look at."""
    if not policy.may_send_to_review(user, sheet):
        return ""
    return _(
        "Submitted as a small correction: nobody reviews it. Compare it with what is published; "
        "if it changes what the practice says, send it to review."
    )


def why_frozen(user, sheet) -> str:
    """Return what whoever confirms a freeze has to know: who froze it, why, and until when it holds."""
    if not policy.may_confirm_freeze(user, sheet):
        return ""
    made = open_freeze(sheet)
    return _("Frozen by %(who)s until %(date)s unless it is confirmed: “%(reason)s”") % {
        "who": made.organisation or _("the secretariat"),
        "date": date_format(made.lapses_on, "DATE_FORMAT"),
        "reason": made.reason,
    }


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
        messages.success(request, _("Your answer is saved."))
        return redirect(f"{reverse('sheet_desk', args=[self.sheet.pk])}#remark-{remark.pk}")


class ReadView(View):
    """The latest version of a sheet as a reader would see it, in one language."""

    def get(self, request, pk, language):
        sheet = sheet_on_desk(request.user, pk)
        if language not in LABELS or not policy.may_read(request.user, sheet):
            raise Http404
        draft = sheet.get_latest_revision_as_object()
        if owes_opinion(sheet, request.user):
            # What another reviewer made of the level is part of their opinion.
            draft.evidence_level_confirmed = None
        return draft.make_preview_request(request, language)


class LanguagesView(TemplateView):
    """The translations of what is published that are missing or outdated, for whoever translates."""

    template_name = "practices/admin/languages.html"

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_role(*SECRETARIAT):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        user = self.request.user
        sheets = Practice.objects.visible_to(viewer_of(user)).current().select_related("organisation")
        found = [
            (sheet, wanting)
            for sheet in sheets.exclude(organisation=user.organisation_id).order_by("last_published_at", "pk")
            if (wanting := translations_wanting(sheet))
        ]
        page = Paginator(found, LANGUAGES_ON_A_PAGE).get_page(self.request.GET.get("p"))
        rows = [
            {"sheet": sheet, "wanting": wanting, "can_edit": sheet.permissions_for_user(user).can_edit()}
            for sheet, wanting in page
        ]
        return super().get_context_data(rows=rows, page_obj=page, **kwargs)


def translations_wanting(sheet) -> list[tuple[str, str]]:
    """Return the languages in which a sheet is missing, outdated or unread, with which of them it is."""
    codes = [code for code in LANGUAGES if code not in (sheet.original_language, "fr-ca")]
    found = [(LABELS[code], TRANSLATION_STATUSES.get(sheet.translation_status(code))) for code in codes]
    return [(label, status) for label, status in found if status]
