"""The chapters of a sheet, in the order in which a colleague reads them."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from practices.models.choices import DataProcessing, Funding, Involvement, Jurisdiction, Transfer
from practices.models.practice import TRANSFER_AXES
from practices.presentation.reading import Reading
from practices.presentation.wording import amount_in_words, figure_in_words, hours_in_words, staff_in_words


@dataclass(frozen=True)
class Part:
    """One block of a chapter, and the fragment that shows it."""

    kind: str
    value: object
    label: str = ""
    foreign: str = ""
    illustrative: bool = False

    @property
    def template(self) -> str:
        return f"practices/parts/{self.kind}.html"


@dataclass(frozen=True)
class Fact:
    label: str
    value: object
    foreign: str = ""
    illustrative: bool = False


@dataclass
class Section:
    anchor: str
    title: str
    parts: list[Part] = field(default_factory=list)


@dataclass(frozen=True)
class TransferAxis:
    """One of the five questions of transfer; marks draw what the words say."""

    label: str
    words: str
    score: int

    @property
    def marks(self) -> list[bool]:
        return [position <= self.score for position in range(1, 4)]


class Chapters:
    """Builds the chapters of one sheet for the language of the moment."""

    def __init__(self, practice, reading: Reading):
        self.practice = practice
        self.reading = reading
        self.examples = frozenset(practice.illustrative_fields)

    def all(self) -> list[Section]:
        chapters = [
            Section("situation", _("Situation"), self.texts("rich", situation="")),
            Section("analysis", _("Analysis"), self.texts("rich", analysis="")),
            Section("response", _("Response"), self.response()),
            Section("partners", _("With whom"), self.partners()),
            Section("means", _("What it takes"), self.means()),
            Section("results", _("Results"), self.results()),
            Section(
                "lessons", _("What we would do again, and what we would not"), self.texts("prose", lessons="")
            ),
            Section("transfer", _("Core, and what may change"), self.transfer()),
            Section("law", _("Law, privacy, ethics"), self.law()),
        ]
        for chapter in chapters:
            chapter.parts = [part for part in chapter.parts if part.value]
        return chapters

    def part(self, kind, name, value, label="", foreign=""):
        self.reading.borrowed |= bool(foreign and value)
        return Part(kind, value, label, foreign, illustrative=name in self.examples)

    def texts(self, kind, **labels) -> list[Part]:
        found = []
        for name, label in labels.items():
            text = self.reading.text(name)
            found.append(self.part(kind, name, text.value, label, text.foreign))
        return found

    def fact(self, name, label, value, foreign="") -> Fact:
        self.reading.borrowed |= bool(foreign and value)
        return Fact(label, value, foreign, illustrative=name in self.examples)

    def facts(self, facts) -> Part:
        return Part("facts", [fact for fact in facts if fact.value])

    def response(self):
        return [
            *self.texts("sentences", objectives=_("Objectives")),
            *self.texts("rich", response=_("What is done")),
            *self.texts("steps", steps=_("Steps")),
            *self.texts(
                "prose",
                mechanism=_("Why it should work"),
                moderators=_("For whom, where, under which conditions"),
            ),
        ]

    def partners(self):
        practice = self.practice
        rows = list(practice.partners.all())
        involvement = practice.community_involvement
        return [
            self.part("partners", "partners", rows, foreign=self.reading.foreign_original),
            Part("remark", _("Done without any partner.") if practice.no_partner and not rows else ""),
            self.facts(
                [
                    self.fact(
                        "community_involvement",
                        _("Role of citizens"),
                        Involvement(involvement).label if involvement else "",
                    )
                ]
            ),
        ]

    def means(self):
        practice = self.practice
        profiles = [f"{row.profile} ({figure_in_words(row.fte)})" for row in practice.staff_profiles.all()]
        sources = [str(Funding(code).label) for code in practice.funding_sources]
        staff = staff_in_words(practice.staff_fte) if practice.staff_fte is not None else ""
        if not staff and practice.staff_unknown:
            staff = _("not known")
        return [
            self.facts(
                [
                    self.fact("staff_fte", _("Staff"), staff),
                    self.fact(
                        "staff_profile", _("Profiles"), "; ".join(profiles), self.reading.foreign_original
                    ),
                    self.fact("budget_setup", _("Set-up cost"), self.cost(practice.budget_setup)),
                    self.fact("budget_annual", _("Annual cost"), self.cost(practice.budget_annual)),
                    self.fact("funding_sources", _("Funding"), ", ".join(sources)),
                    self.fact(
                        "training_hours",
                        _("Length of training"),
                        hours_in_words(practice.training_hours) if practice.training_hours else "",
                    ),
                ]
            ),
            *self.texts(
                "prose",
                budget_note=_("About the costs"),
                training_required=_("Training"),
                equipment=_("Equipment"),
            ),
        ]

    def cost(self, amount) -> str:
        if amount is None:
            return ""
        words = amount_in_words(amount, self.practice.budget_currency)
        if year := self.practice.budget_year:
            return _("%(amount)s, prices of %(year)s") % {"amount": words, "year": year}
        return words

    def results(self):
        practice = self.practice
        seen = self.texts("prose", unintended_effects=_("Unintended effects"))
        if not seen[0].value and practice.no_unintended_effects:
            seen = [self.part("remark", "unintended_effects", _("No unintended effect seen."))]
        kind = practice.get_evaluation_type_display() if practice.evaluation_type else ""
        return [
            self.facts(
                [
                    self.fact("evaluation_type", _("Evaluation"), kind),
                    self.fact("evaluator", _("Evaluator"), practice.evaluator, self.reading.foreign_original),
                ]
            ),
            *self.texts("rich", assessment=""),
            self.part(
                "indicators",
                "indicators",
                list(practice.indicators.all()),
                _("Indicators"),
                self.reading.foreign_original,
            ),
            *seen,
            *self.texts("prose", citizen_feedback=_("What citizens say")),
        ]

    def transfer(self):
        return [
            *self.texts("sentences", core_components=_("Core"), adaptable_components=_("What may change")),
            Part(
                "transfer",
                self.axes(),
                _("Could it work elsewhere?"),
                illustrative="transferability" in self.examples
                or not self.examples.isdisjoint(TRANSFER_AXES),
            ),
            *self.texts("prose", transatlantic_note=_("What changes on the other shore")),
        ]

    def axes(self) -> list[TransferAxis]:
        labels = (_("Law"), _("Organisation"), _("Culture and language"), _("Money"), _("Partners"))
        scores = [
            (label, getattr(self.practice, name)) for label, name in zip(labels, TRANSFER_AXES, strict=True)
        ]
        return [
            TransferAxis(label, Transfer(score).label, score) for label, score in scores if score is not None
        ]

    def law(self):
        practice = self.practice
        by_place = {}
        for row in practice.legal_bases.all():
            by_place.setdefault(Jurisdiction(row.jurisdiction), []).append(row)
        places = [(place.label, by_place[place]) for place in Jurisdiction if place in by_place]
        processing = practice.processes_personal_data
        return [
            self.part("legal_bases", "legal_bases", places, _("Legal bases"), self.reading.foreign_original),
            Part("remark", _("No particular legal basis.") if practice.no_legal_basis and not places else ""),
            self.facts(
                [
                    self.fact(
                        "processes_personal_data",
                        _("Does the practice process personal data?"),
                        DataProcessing(processing).label if processing else "",
                    )
                ]
            ),
            *self.texts("prose", privacy_note=_("Privacy safeguards"), ethics_note=_("Ethical points")),
        ]
