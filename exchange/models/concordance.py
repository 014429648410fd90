"""Two shores, four varieties, one notion."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel


class Relation(models.TextChoices):
    EQUIVALENT = "E", _("Equivalent")
    ANALOGUE = "A", _("Analogue")
    FALSE_FRIEND = "F", _("False friend")
    NARROWER = "N", _("Narrower")


class Variety(models.TextChoices):
    FR_BE = "fr-be", _("French, Belgium")
    FR_CA = "fr-ca", _("French, Québec")
    NL = "nl", _("Dutch")
    EN = "en", _("English")


class Concept(ClusterableModel):
    """One row of the Belgium–Québec–Dutch–English concordance."""

    code = models.SlugField(_("code"), max_length=20, unique=True)
    relation = models.CharField(_("relation"), max_length=1, choices=Relation.choices)
    definition = models.TextField(_("definition"), blank=True)
    note = models.TextField(_("note"), blank=True)
    broader = models.ForeignKey(
        "self",
        verbose_name=_("broader concept"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="narrower",
        help_text=_("The broader concept that includes this narrower one."),
    )
    weight = models.FloatField(
        _("weight"),
        default=1,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
        help_text=_("From 0 to 1. A word found in nearly every text says little: 0.1."),
    )

    class Meta:
        verbose_name = _("concept")
        verbose_name_plural = _("concepts")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(broader__isnull=True) | models.Q(relation=Relation.NARROWER),
                name="only_narrower_notions_have_a_broader_one",
            ),
            models.CheckConstraint(
                condition=models.Q(broader__isnull=True) | ~models.Q(broader=models.F("pk")),
                name="notion_is_not_broader_than_itself",
            ),
            models.CheckConstraint(
                condition=models.Q(weight__gte=0, weight__lte=1), name="weight_from_0_to_1"
            ),
        ]

    def __str__(self):
        return self.code

    def words(self, variety) -> str:
        """Return the words that this notion has in one variety, in their order."""
        found = [term for term in self.terms.all() if term.variety == variety]
        return " · ".join(term.text for term in sorted(found, key=lambda term: term.position))


class ConceptTerm(models.Model):
    """A word for a notion in one variety."""

    concept = ParentalKey(Concept, on_delete=models.CASCADE, related_name="terms")
    variety = models.CharField(_("variety"), max_length=6, choices=Variety.choices)
    text = models.CharField(_("word"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    expands = models.BooleanField(
        _("finds the others"),
        default=True,
        help_text=_("A search for this word also finds the other words."),
    )
    reached = models.BooleanField(
        _("is found by the others"),
        default=True,
        help_text=_("A search for the other words also finds this one."),
    )

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        constraints = [
            models.UniqueConstraint(fields=["concept", "variety", "text"], name="unique_concept_term")
        ]

    def __str__(self):
        return self.text


class Abbreviation(models.Model):
    """A short form that also finds its long form, never the reverse."""

    short = models.CharField(_("short form"), max_length=40, unique=True)
    long = models.CharField(_("long form"), max_length=150)
    language = models.CharField(_("language"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("abbreviation")
        verbose_name_plural = _("abbreviations")

    def __str__(self):
        return self.short
