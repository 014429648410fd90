"""The words in which sheets are described; editors keep them."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class TermQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(retired=False)


class Term(models.Model):
    """A word of a vocabulary: its code never changes, its name may."""

    code = models.SlugField(_("code"), max_length=50, unique=True)
    name = models.CharField(_("name"), max_length=150)
    description = models.TextField(_("description"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    retired = models.BooleanField(_("no longer offered"), default=False)

    objects = TermQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self):
        return self.name or self.code


class Theme(Term):
    class Meta(Term.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")


class Pillar(Term):
    """A pillar of community policing, with where each shore has it from."""

    belgian_source = models.CharField(_("Belgian source"), max_length=120, blank=True)
    quebec_source = models.CharField(_("Québec source"), max_length=120, blank=True)

    class Meta(Term.Meta):
        verbose_name = _("pillar")
        verbose_name_plural = _("pillars")


class TargetGroup(Term):
    class Meta(Term.Meta):
        verbose_name = _("target group")
        verbose_name_plural = _("target groups")


class Setting(Term):
    class Meta(Term.Meta):
        verbose_name = _("setting")
        verbose_name_plural = _("settings")


class PracticeType(Term):
    class Meta(Term.Meta):
        verbose_name = _("type of practice")
        verbose_name_plural = _("types of practice")


class LifecycleStage(Term):
    class Meta(Term.Meta):
        verbose_name = _("lifecycle stage")
        verbose_name_plural = _("lifecycle stages")


class EvidenceLevel(Term):
    """How much is known, from 0 to 5; never how good it is."""

    level = models.PositiveSmallIntegerField(_("level"), unique=True, validators=[MaxValueValidator(5)])

    class Meta(Term.Meta):
        verbose_name = _("evidence level")
        verbose_name_plural = _("evidence levels")
        constraints = [
            models.CheckConstraint(condition=models.Q(level__lte=5), name="evidence_level_is_5_at_most")
        ]


class Licence(Term):
    default_for = models.CharField(_("default for the audience"), max_length=10, blank=True)

    class Meta(Term.Meta):
        verbose_name = _("licence")
        verbose_name_plural = _("licences")


class OrganisationType(Term):
    class Meta(Term.Meta):
        verbose_name = _("type of organisation")
        verbose_name_plural = _("types of organisation")


VOCABULARIES = (
    Theme,
    Pillar,
    TargetGroup,
    Setting,
    PracticeType,
    LifecycleStage,
    EvidenceLevel,
    Licence,
    OrganisationType,
)
