"""The editor of a sheet: what is common, one tab per language, and what belongs to each chapter."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
)

from exchange.editor import LanguageTab, picture_panel, translated_panels
from exchange.languages import LABELS, ORIGINAL_LANGUAGES
from practices.completeness import EXPRESS, open_questions
from practices.forms import PracticeForm
from practices.models import Practice, Remark
from practices.models.choices import Chapter
from practices.models.practice import TRANSFER_AXES
from practices.policies import policy
from practices.rules import ENTRIES, problems_of
from practices.timeline import body_of, standing, timeline
from practices.traces import traces_in

# The fields with which the chapters begin that are written in a language.
FIRST_FIELDS = {
    "heading": Chapter.BRIEF,
    "situation": Chapter.SITUATION,
    "objectives": Chapter.RESPONSE,
    "analysis": Chapter.ANALYSIS,
    "assessment": Chapter.RESULTS,
    "lessons": Chapter.LESSONS,
    "core_components": Chapter.TRANSFER,
}
CHECKBOXES = forms.CheckboxSelectMultiple


def written(names, express: bool):
    """Return the translated fields that are, or are not, needed to submit."""
    return [name for name in names if (name in EXPRESS) == express]


class StandingPanel(Panel):
    """Tells where the sheet stands and what a reader would still ask."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "practices/admin/standing_panel.html"

        def is_shown(self):
            return bool(self.instance.pk)

        def get_context_data(self, parent_context=None):
            sheet = self.instance
            return {
                **super().get_context_data(parent_context),
                "moments": timeline(sheet, self.request.user),
                "standing": standing(sheet),
                "questions": open_questions(sheet),
                "problems": problems_of(sheet),
                "traces": traces_in(sheet),
                "sheet": sheet,
            }


class RemarksPanel(Panel):
    """Shows beside a chapter what was said about it, to whoever may read remarks.

    language: of the tab in which it stands; what is said is said of the original.
    """

    def __init__(self, chapter, language=None, **kwargs):
        super().__init__(**kwargs)
        self.chapter = chapter
        self.language = language

    def clone_kwargs(self):
        return {**super().clone_kwargs(), "chapter": self.chapter, "language": self.language}

    class BoundPanel(Panel.BoundPanel):
        template_name = "practices/admin/remarks_panel.html"

        def is_shown(self):
            return self.panel.language in (None, self.instance.original_language) and bool(self.said())

        def said(self):
            if not self.instance.pk:
                return []
            if not hasattr(self.instance, "_remarks"):
                self.instance._remarks = remarks_for(self.request.user, self.instance)
            return [said for said in self.instance._remarks if said["remark"].chapter == self.panel.chapter]

        def get_context_data(self, parent_context=None):
            return {
                **super().get_context_data(parent_context),
                "remarks": self.said(),
                "chapter": self.panel.chapter.label,
                "sheet": self.instance,
            }


def remarks_for(user, sheet) -> list[dict]:
    if not policy.may_read_remarks(user, sheet):
        return []
    remarks = Remark.objects.on_next_version(sheet, user)
    return [{"remark": remark, "by": body_of(remark.made_by)} for remark in remarks]


class RowsPanel(InlinePanel):
    """The rows of a list, as many as a practice may have; whoever only translates does not meet them."""

    def __init__(self, relation_name, *args, **kwargs):
        kwargs.setdefault("max_num", ENTRIES[relation_name][1])
        super().__init__(relation_name, *args, **kwargs)

    class BoundPanel(InlinePanel.BoundPanel):
        def __init__(self, *, form, **kwargs):
            self.is_closed = form is not None and self.relation_of(kwargs) not in form.formsets
            super().__init__(form=None if self.is_closed else form, **kwargs)

        @staticmethod
        def relation_of(kwargs):
            return kwargs["panel"].relation_name

        def is_shown(self):
            return not self.is_closed and super().is_shown()


def language_tab(language):
    names = Practice.translated_content
    return LanguageTab(
        [
            MultiFieldPanel(
                with_remarks(written(names, express=True), language),
                heading=_("Express sheet: enough to submit"),
            ),
            MultiFieldPanel(
                with_remarks([*written(names, express=False), "start_note"], language),
                heading=_("Full sheet: needed to publish"),
            ),
        ],
        heading=LABELS[language],
        language=language,
    )


def with_remarks(names, language):
    """Return the panels of translated fields, each chapter begun by what was said about it."""
    panels = []
    for name in names:
        if chapter := FIRST_FIELDS.get(name):
            panels.append(RemarksPanel(chapter, language=language))
        panels += translated_panels(Practice, [name], language)
    return panels


def edit_handler():
    """Return the tabs of the editor of a sheet."""
    return TabbedInterface(
        [
            ObjectList(
                [
                    StandingPanel(heading=_("Progress of this practice")),
                    FieldPanel("original_language"),
                    FieldPanel("short_name"),
                    FieldRowPanel([FieldPanel("practice_type"), FieldPanel("lifecycle")]),
                    FieldPanel("themes", widget=CHECKBOXES, help_text=_("One to three.")),
                    FieldPanel("main_theme"),
                    FieldPanel("pillars", widget=CHECKBOXES, help_text=_("One to three.")),
                    FieldPanel("keywords"),
                    FieldRowPanel([FieldPanel("start_date"), FieldPanel("end_date")]),
                    FieldPanel("territories"),
                    FieldPanel("new_territories"),
                    FieldRowPanel([FieldPanel("density"), FieldPanel("population_served")]),
                    FieldPanel("settings", widget=CHECKBOXES, help_text=_("One to four.")),
                    FieldPanel("target_groups", widget=CHECKBOXES, help_text=_("One to five.")),
                    RemarksPanel(Chapter.PARTNERS),
                    RowsPanel("partners", heading=_("Partners"), label=_("Partner")),
                    FieldPanel("no_partner"),
                    FieldPanel("community_involvement"),
                ],
                heading=_("Common"),
            ),
            *(language_tab(language) for language, _name in ORIGINAL_LANGUAGES),
            ObjectList(
                [
                    RemarksPanel(Chapter.MEANS),
                    FieldRowPanel([FieldPanel("staff_fte"), FieldPanel("staff_unknown")]),
                    RowsPanel("staff_profiles", heading=_("Staff profiles"), label=_("Staff profile")),
                    FieldRowPanel([FieldPanel("budget_setup"), FieldPanel("budget_annual")]),
                    FieldRowPanel([FieldPanel("budget_currency"), FieldPanel("budget_year")]),
                    FieldPanel("funding_sources"),
                    FieldPanel("training_hours"),
                    FieldPanel("evaluation_type"),
                    FieldPanel("evaluator"),
                    FieldRowPanel([FieldPanel("evidence_level"), FieldPanel("result_direction")]),
                    RowsPanel("indicators", heading=_("Indicators"), label=_("Indicator")),
                    FieldPanel("no_unintended_effects"),
                    MultiFieldPanel(
                        [FieldPanel(name) for name in TRANSFER_AXES],
                        heading=_("Could it be adopted elsewhere?"),
                    ),
                    FieldPanel("inspired_by"),
                    FieldPanel("inspired_by_note"),
                    RowsPanel("relations", heading=_("Related practices"), label=_("Related practice")),
                ],
                heading=_("Resources and evidence"),
            ),
            ObjectList(
                [
                    RemarksPanel(Chapter.LAW),
                    RowsPanel("legal_bases", heading=_("Legal bases"), label=_("Legal basis")),
                    FieldPanel("no_legal_basis"),
                    FieldPanel("processes_personal_data"),
                    FieldPanel("no_personal_data"),
                    RemarksPanel(Chapter.PRACTICAL),
                    FieldPanel("contact_antenna"),
                    picture_panel(),
                    FieldPanel("image_rights"),
                    RowsPanel("files", heading=_("Attached files"), label=_("File")),
                    RowsPanel("links", heading=_("Links"), label=_("Link")),
                    FieldPanel("audience"),
                    FieldPanel("network"),
                    FieldPanel("protocol"),
                    FieldPanel("embargo_until"),
                    FieldPanel("licence"),
                    FieldPanel("attribution"),
                    FieldPanel("source_note"),
                    RowsPanel(
                        "co_owners",
                        panels=[FieldPanel("organisation")],
                        heading=_("Co-lead organisations"),
                        label=_("Co-lead organisation"),
                        help_text=_("Each one is asked, and becomes co-lead once it has accepted."),
                    ),
                ],
                heading=_("Law, contact, audience"),
            ),
            # Last: it holds only the words that differ for readers in Québec.
            language_tab("fr-ca"),
        ],
        base_form_class=PracticeForm,
    )
