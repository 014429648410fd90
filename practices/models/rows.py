"""The lists of a sheet that readers filter, compare or compute on."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.documents import get_document_model_string
from wagtail.models import Orderable

from exchange.audiences import Audience
from exchange.fields import PartialDateField
from exchange.languages import ORIGINAL_LANGUAGES

from .choices import AdoptionStatus, FileKind, Jurisdiction, RelationKind


class CoOwner(Orderable):
    """A body that answers for the sheet with its owner, once it has accepted."""

    practice = ParentalKey("practices.Practice", on_delete=models.CASCADE, related_name="co_owners")
    organisation = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="co_owned",
    )
    audience = models.CharField(
        _("widest audience accepted"), max_length=10, choices=Audience.choices, default=Audience.MEMBERS
    )
    accepted_at = models.DateTimeField(null=True, blank=True, editable=False)
    # Who accepted: the row cannot be pointed at another organisation and keep that.
    accepted_for = models.ForeignKey(
        "exchange.Organisation",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    class Meta(Orderable.Meta):
        verbose_name = _("co-lead organisation")
        constraints = [
            models.UniqueConstraint(fields=["practice", "organisation"], name="unique_co_owner"),
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True, accepted_for__isnull=True)
                | models.Q(accepted_at__isnull=False, accepted_for=models.F("organisation")),
                name="co_owner_accepts_for_itself",
            ),
        ]

    def __str__(self):
        return str(self.organisation)

    def clean(self):
        super().clean()
        if self.accepted_for_id and self.organisation_id not in (None, self.accepted_for_id):
            text = _(
                "%(organisation)s has accepted this: remove its row, and name the other one in a new row."
            )
            raise ValidationError({"organisation": text % {"organisation": self.accepted_for}})

    def agree_as(self, kept) -> None:
        """Take over what was agreed, or not, by this organisation; a version never says it itself."""
        self.accepted_at = kept.accepted_at if kept else None
        self.accepted_for_id = kept.accepted_for_id if kept else None
        self.audience = kept.audience if kept else Audience.MEMBERS


class Partner(Orderable):
    """A body or a service with which the practice is done; never a person."""

    practice = ParentalKey("practices.Practice", on_delete=models.CASCADE, related_name="partners")
    name = models.CharField(_("name"), max_length=120, help_text=_("Name organisations, never people."))
    type = models.ForeignKey(
        "exchange.OrganisationType",
        verbose_name=_("type"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    role = models.CharField(_("role"), max_length=200, blank=True)
    formal_agreement = models.BooleanField(_("formal agreement"), default=False)

    class Meta(Orderable.Meta):
        verbose_name = _("partner")

    def __str__(self):
        return self.name


class StaffProfile(Orderable):
    practice = ParentalKey("practices.Practice", on_delete=models.CASCADE, related_name="staff_profiles")
    profile = models.CharField(_("profile"), max_length=120)
    fte = models.DecimalField(_("FTE"), max_digits=6, decimal_places=2, validators=[MinValueValidator(0)])

    class Meta(Orderable.Meta):
        verbose_name = _("staff profile")

    def __str__(self):
        return self.profile


class Indicator(Orderable):
    """A measured figure: what, before, after, and where it comes from."""

    practice = ParentalKey("practices.Practice", on_delete=models.CASCADE, related_name="indicators")
    name = models.CharField(_("indicator"), max_length=120)
    unit = models.CharField(_("unit"), max_length=40, blank=True)
    counts_people = models.BooleanField(_("counts people"), default=False)
    baseline = models.CharField(_("before"), max_length=40, blank=True)
    baseline_date = PartialDateField(_("date before"))
    follow_up = models.CharField(_("after, or change"), max_length=40, blank=True)
    follow_up_date = PartialDateField(_("date after"))
    source = models.CharField(_("source"), max_length=150, blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("indicator")

    def __str__(self):
        return self.name


class LegalBasis(Orderable):
    practice = ParentalKey("practices.Practice", on_delete=models.CASCADE, related_name="legal_bases")
    jurisdiction = models.CharField(_("jurisdiction"), max_length=2, choices=Jurisdiction.choices)
    instrument = models.CharField(_("law or circular"), max_length=150)
    article = models.CharField(_("article"), max_length=40, blank=True)
    url = models.URLField(_("address"), blank=True)

    class Meta(Orderable.Meta):
        verbose_name = _("legal basis")
        verbose_name_plural = _("legal bases")

    def __str__(self):
        return self.instrument


class Link(Orderable):
    practice = ParentalKey("practices.Practice", on_delete=models.CASCADE, related_name="links")
    label = models.CharField(_("label"), max_length=100)
    url = models.URLField(_("address"))

    class Meta(Orderable.Meta):
        verbose_name = _("link")

    def __str__(self):
        return self.label


class PracticeFile(Orderable):
    """A file that colleagues may take over; it never has a wider audience than its sheet."""

    practice = ParentalKey("practices.Practice", on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(
        get_document_model_string(),
        verbose_name=_("file"),
        on_delete=models.PROTECT,
        related_name="practice_files",
    )
    kind = models.CharField(_("kind"), max_length=10, choices=FileKind.choices, default=FileKind.TOOL)
    title = models.CharField(_("title"), max_length=100)
    language = models.CharField(_("language"), max_length=10, blank=True)
    audience = models.CharField(
        _("audience"), max_length=10, choices=Audience.choices, default=Audience.MEMBERS
    )

    class Meta(Orderable.Meta):
        verbose_name = _("attached file")
        constraints = [models.UniqueConstraint(fields=["practice", "file"], name="unique_practice_file")]

    def __str__(self):
        return self.title


class Adoption(models.Model):
    """« We use it too », told by the body that took the practice over."""

    practice = models.ForeignKey("practices.Practice", on_delete=models.CASCADE, related_name="adoptions")
    organisation = models.ForeignKey(
        "exchange.Organisation",
        verbose_name=_("organisation"),
        on_delete=models.PROTECT,
        related_name="adoptions",
    )
    year = models.PositiveSmallIntegerField(
        _("year"), null=True, blank=True, validators=[MinValueValidator(1970), MaxValueValidator(2100)]
    )
    status = models.CharField(_("status"), max_length=10, choices=AdoptionStatus.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    # In which the note was written: it is shown to readers of all languages.
    language = models.CharField(max_length=10, choices=ORIGINAL_LANGUAGES, default="fr", editable=False)
    antenna = models.ForeignKey(
        "exchange.Antenna",
        verbose_name=_("contact antenna"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        constraints = [models.UniqueConstraint(fields=["practice", "organisation"], name="unique_adoption")]

    def __str__(self):
        return f"{self.organisation} · {self.get_status_display()}"


class Relation(Orderable):
    """How this sheet relates to another one."""

    practice = ParentalKey("practices.Practice", on_delete=models.CASCADE, related_name="relations")
    target = models.ForeignKey(
        "practices.Practice",
        verbose_name=_("practice"),
        on_delete=models.CASCADE,
        related_name="related_from",
    )
    kind = models.CharField(
        _("relation"), max_length=10, choices=RelationKind.choices, default=RelationKind.RELATED
    )

    class Meta(Orderable.Meta):
        verbose_name = _("related practice")
        constraints = [
            models.UniqueConstraint(fields=["practice", "target"], name="unique_relation"),
            models.CheckConstraint(
                condition=~models.Q(practice=models.F("target")), name="relation_to_another_sheet"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.target}"
