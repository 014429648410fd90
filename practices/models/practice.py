"""The sheet."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalManyToManyField

from exchange.dates import parse_partial_date
from exchange.fields import Body, PartialDateField, Prose
from exchange.models import SharedPage
from exchange.models.illustrated import Illustrated
from practices.blocks import SentenceBlocks, StepBlocks

from .choices import (
    Currency,
    DataProcessing,
    Density,
    Direction,
    Evaluation,
    Funding,
    Involvement,
    Transfer,
    WithdrawalReason,
)

RICH_TEXT_FEATURES = ["bold", "italic", "ul", "ol", "link"]


def rich_text(label, help_text=""):
    return Prose(label, blank=True, features=RICH_TEXT_FEATURES, help_text=help_text)


def text(label, help_text=""):
    return models.TextField(label, blank=True, help_text=help_text)


# The five questions of whether a practice would work elsewhere.
TRANSFER_AXES = (
    "transfer_legal",
    "transfer_organisational",
    "transfer_cultural_linguistic",
    "transfer_financial",
    "transfer_partners",
)


def transfer_score(label):
    return models.PositiveSmallIntegerField(label, choices=Transfer.choices, null=True, blank=True)


class Practice(Illustrated, SharedPage):
    """A way of working that one organisation offers to the others."""

    # Identity
    short_name = models.CharField(
        _("short name or acronym"),
        max_length=30,
        blank=True,
        help_text=_("For example: ÉMRII, Teamschool. Search does not need the accents."),
    )
    pitch = models.CharField(
        _("in one sentence"),
        max_length=200,
        blank=True,
        help_text=_("Who does what, for whom, with which expected effect. Shown in the list of results."),
    )
    practice_type = models.ForeignKey(
        "exchange.PracticeType",
        verbose_name=_("type of practice"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="practices",
    )
    lifecycle = models.ForeignKey(
        "exchange.LifecycleStage",
        verbose_name=_("where the practice stands"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="practices",
        help_text=_(
            "A practice that was stopped deserves a sheet too: it saves others from the same detour."
        ),
    )
    main_theme = models.ForeignKey(
        "exchange.Theme",
        verbose_name=_("main theme"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="main_practices",
    )
    themes = ParentalManyToManyField(
        "exchange.Theme", verbose_name=_("themes"), blank=True, related_name="practices"
    )
    pillars = ParentalManyToManyField(
        "exchange.Pillar", verbose_name=_("pillars"), blank=True, related_name="practices"
    )
    keywords = ClusterTaggableManager(
        through="practices.PracticeKeyword",
        verbose_name=_("free keywords"),
        blank=True,
        help_text=_("The words of your region: the other shore finds them through the concordance."),
    )

    # Where, when, for whom
    start_date = PartialDateField(_("start"), help_text=_("The year is enough."))
    start_note = models.CharField(_("note on the start"), max_length=200, blank=True)
    end_date = PartialDateField(_("end"), help_text=_("Leave empty while the practice goes on."))
    territories = ParentalManyToManyField(
        "exchange.Territory", verbose_name=_("territory covered"), blank=True, related_name="practices"
    )
    density = models.CharField(_("type of area"), max_length=24, choices=Density.choices, blank=True)
    population_served = models.PositiveIntegerField(
        _("population served"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(20_000_000)],
        help_text=_("An order of magnitude."),
    )
    settings = ParentalManyToManyField(
        "exchange.Setting", verbose_name=_("settings"), blank=True, related_name="practices"
    )
    target_groups = ParentalManyToManyField(
        "exchange.TargetGroup", verbose_name=_("target groups"), blank=True, related_name="practices"
    )

    # Problem and response
    situation = rich_text(
        _("situation"), _("Which recurring problem? Who is affected, where, since when? How did you notice?")
    )
    analysis = rich_text(
        _("analysis"), _("Extent, causes, sources, who is involved; what had been tried before.")
    )
    objectives = Body(SentenceBlocks(), verbose_name=_("objectives"), blank=True)
    response = rich_text(
        _("response"), _("What you really do, week after week. Not the words of a press release.")
    )
    steps = Body(StepBlocks(), verbose_name=_("steps"), blank=True)
    mechanism = text(_("why it should work"), _("How does the response act on the cause, step by step?"))
    moderators = text(
        _("for whom, where, under which conditions"), _("What in your context helps or limits the effect.")
    )
    no_partner = models.BooleanField(_("no partner"), default=False)
    community_involvement = models.CharField(
        _("role of citizens"), max_length=12, choices=Involvement.choices, blank=True
    )

    # Resources
    staff_fte = models.DecimalField(
        _("staff (FTE)"),
        max_digits=6,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(999)],
        help_text=_("Officers and civilians together."),
    )
    staff_unknown = models.BooleanField(_("staff not known"), default=False)
    budget_setup = models.DecimalField(
        _("set-up cost"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    budget_annual = models.DecimalField(
        _("annual cost"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    budget_currency = models.CharField(_("currency"), max_length=3, choices=Currency.choices, blank=True)
    budget_year = models.PositiveSmallIntegerField(
        _("price year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1970), MaxValueValidator(2100)],
        help_text=_("Without a year an amount cannot be compared."),
    )
    budget_note = text(_("note on costs"), _("Included or not, subsidies, gifts."))
    funding_sources = ArrayField(
        models.CharField(max_length=20, choices=Funding.choices),
        verbose_name=_("funding"),
        default=list,
        blank=True,
    )
    training_required = text(_("training"), _("Who trains, with which material?"))
    training_hours = models.PositiveSmallIntegerField(
        _("hours of training"), null=True, blank=True, validators=[MaxValueValidator(999)]
    )
    equipment = text(_("equipment"), _("Describe neither tactics nor sensitive equipment."))

    # Results and evidence
    assessment = rich_text(_("assessment"), _("What changed, how you know it, and what you do not know."))
    evaluation_type = models.CharField(
        _("type of evaluation"),
        max_length=20,
        choices=Evaluation.choices,
        blank=True,
        help_text=_("Be modest: “none” is a good answer."),
    )
    evaluator = models.CharField(
        _("evaluator"),
        max_length=150,
        blank=True,
        help_text=_("The name of the organisation, not of the person."),
    )
    evidence_level = models.ForeignKey(
        "exchange.EvidenceLevel",
        verbose_name=_("evidence level (proposed)"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("How much is known, not how good it is."),
    )
    evidence_level_confirmed = models.ForeignKey(
        "exchange.EvidenceLevel",
        verbose_name=_("evidence level (confirmed)"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    result_direction = models.CharField(
        _("direction of results"), max_length=10, choices=Direction.choices, blank=True
    )
    unintended_effects = text(_("unintended effects"), _("Displacement, an overloaded partner, mistrust…"))
    no_unintended_effects = models.BooleanField(_("none seen"), default=False)
    citizen_feedback = text(
        _("what citizens say"), _("A summary; no words by which somebody could be recognised.")
    )

    # Transfer
    lessons = text(_("what we would do again, and what we would not"), _("What colleagues read first."))
    core_components = Body(SentenceBlocks(), verbose_name=_("core"), blank=True)
    adaptable_components = Body(SentenceBlocks(), verbose_name=_("what may change"), blank=True)
    transfer_legal = transfer_score(_("transfer: law"))
    transfer_organisational = transfer_score(_("transfer: organisation"))
    transfer_cultural_linguistic = transfer_score(_("transfer: culture and language"))
    transfer_financial = transfer_score(_("transfer: money"))
    transfer_partners = transfer_score(_("transfer: partners"))
    transatlantic_note = text(
        _("what changes on the other shore"), _("Laws, functions, equivalent partners.")
    )
    inspired_by = models.ForeignKey(
        "self",
        verbose_name=_("inspired by"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="inspired",
    )
    inspired_by_note = models.CharField(_("inspired by (in words)"), max_length=200, blank=True)

    # Law, privacy, ethics
    no_legal_basis = models.BooleanField(_("no particular legal basis"), default=False)
    processes_personal_data = models.CharField(
        _("does the practice process personal data?"),
        max_length=16,
        choices=DataProcessing.choices,
        blank=True,
    )
    privacy_note = text(_("privacy safeguards"), _("Who sees what? For how long?"))
    no_personal_data = models.BooleanField(
        _("I certify: no citizen's personal data in this sheet or in its files"), default=False
    )
    image_rights = models.BooleanField(
        _("image rights obtained"),
        default=False,
        help_text=_(
            "Of people who can be recognised in the files; a picture is asked about when it is added."
        ),
    )
    ethics_note = text(_("ethical points"))

    # Contact and dissemination (audience, protocol, embargo, licence: SharedPage)
    contact_antenna = models.ForeignKey(
        "exchange.Antenna",
        verbose_name=_("contact antenna"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="practices",
        help_text=_("A service and a functional address, not a person."),
    )
    attribution = models.CharField(_("source to cite"), max_length=200, blank=True)

    # Kept by the system
    reference = models.CharField(
        _("reference"), max_length=40, unique=True, null=True, blank=True, editable=False
    )
    version_major = models.PositiveSmallIntegerField(default=1, editable=False)
    version_minor = models.PositiveSmallIntegerField(default=0, editable=False)
    last_verified_on = models.DateField(_("last verified"), null=True, blank=True, editable=False)
    review_due_on = models.DateField(_("to be verified before"), null=True, blank=True, editable=False)
    # What a tombstone says beside reference and title.
    withdrawn_on = models.DateField(null=True, blank=True, editable=False)
    withdrawal_reason = models.CharField(
        max_length=10, choices=WithdrawalReason.choices, blank=True, editable=False
    )

    class Meta(SharedPage.Meta):
        verbose_name = _("practice")
        verbose_name_plural = _("practices")

    url_name = "practices:detail"
    parent_page_types = ["exchange.OrganisationPage"]
    subpage_types = []
    translated_content = (
        *SharedPage.translated_content,
        "pitch",
        "situation",
        "analysis",
        "objectives",
        "response",
        "steps",
        "mechanism",
        "moderators",
        "budget_note",
        "training_required",
        "equipment",
        "assessment",
        "unintended_effects",
        "citizen_feedback",
        "lessons",
        "core_components",
        "adaptable_components",
        "transatlantic_note",
        "privacy_note",
        "ethics_note",
    )
    required_in_original = ("heading", "pitch", "summary", "situation", "objectives", "response")
    system_fields = (
        *SharedPage.system_fields,
        "evidence_level_confirmed_id",
        "reference",
        "version_major",
        "version_minor",
        "last_verified_on",
        "review_due_on",
        "withdrawn_on",
        "withdrawal_reason",
    )

    token_relations = (*SharedPage.token_relations, "co_owners")

    def with_content_json(self, content):
        practice = super().with_content_json(content)
        if rows := practice.co_owners.all():
            # Who agreed to answer for it belongs to the page as a whole, not to a version of its text.
            kept = {row.organisation_id: row for row in type(rows[0]).objects.filter(practice=self.pk)}
            for row in rows:
                row.agree_as(kept.get(row.organisation_id))
        return practice

    def save_revision(self, *args, overwrite_revision=None, **kwargs):
        # Autosave writes over the last version: never over one about which somebody decides or decided.
        if self.current_workflow_state:
            overwrite_revision = None
        return super().save_revision(*args, overwrite_revision=overwrite_revision, **kwargs)

    @property
    def status_string(self):
        """Return where the sheet stands, for Wagtail's own lists."""
        return self.get_state_display().lower()

    @property
    def version(self) -> str:
        return f"{self.version_major}.{self.version_minor}"

    @property
    def start_year(self) -> int | None:
        return parse_partial_date(self.start_date).year if self.start_date else None

    @property
    def shown_evidence_level(self):
        """The confirmed level once a reviewer has fixed it, the proposed one before."""
        return self.evidence_level_confirmed or self.evidence_level

    def owner_ids(self):
        accepted = [row.organisation_id for row in self.co_owners.all() if row.accepted_at]
        return [*super().owner_ids(), *accepted]

    def audience_choices(self):
        return [self.audience, *(row.audience for row in self.co_owners.all() if row.accepted_at)]
