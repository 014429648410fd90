"""Choices that code knows by name; what editors may change is a vocabulary."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Density(models.TextChoices):
    METROPOLITAN = "metropolitan", _("Metropolitan")
    URBAN = "urban", _("Urban")
    SUBURBAN = "suburban", _("Suburban")
    RURAL = "rural", _("Rural")
    REMOTE_NORTHERN = "remote_northern", _("Remote or northern")
    INDIGENOUS_COMMUNITY = "indigenous_community", _("Indigenous community")


class Involvement(models.TextChoices):
    NONE = "none", _("None")
    INFORMED = "informed", _("Informed")
    CONSULTED = "consulted", _("Consulted")
    INVOLVED = "involved", _("Involved")
    CO_DECIDES = "co_decides", _("Co-deciding")


class Evaluation(models.TextChoices):
    NONE = "none", _("None")
    MONITORING = "monitoring", _("Monitoring")
    INTERNAL = "internal", _("Internal evaluation")
    EXTERNAL = "external", _("External evaluation")
    EXTERNAL_COMPARISON = "external_comparison", _("External evaluation with comparison")
    MULTIPLE = "multiple", _("Several evaluations")


EXTERNAL_EVALUATIONS = frozenset({Evaluation.EXTERNAL, Evaluation.EXTERNAL_COMPARISON, Evaluation.MULTIPLE})


class Direction(models.TextChoices):
    POSITIVE = "positive", _("Encouraging")
    MIXED = "mixed", _("Mixed")
    NO_EFFECT = "no_effect", _("No effect seen")
    NEGATIVE = "negative", _("Unfavourable")
    UNKNOWN = "unknown", _("Not yet known")


class Currency(models.TextChoices):
    EUR = "EUR", _("euros")
    CAD = "CAD", _("Canadian dollars")


class Funding(models.TextChoices):
    OWN = "own", _("Own budget")
    MUNICIPAL = "municipal", _("Municipal")
    REGIONAL = "regional", _("Regional")
    FEDERAL_PROVINCIAL = "federal_provincial", _("Federal or provincial")
    EUROPEAN = "european", _("European")
    FOUNDATION = "foundation", _("Foundation")
    IN_KIND = "in_kind", _("In kind")


class DataProcessing(models.TextChoices):
    NO = "no", _("No")
    ADMINISTRATIVE = "yes_admin", _("Yes, administrative")
    OPERATIONAL = "yes_operational", _("Yes, operational")


class Transfer(models.IntegerChoices):
    LOCAL = 0, _("Particular to the place")
    STRONG = 1, _("Strong adaptation")
    LIGHT = 2, _("Light adaptation")
    AS_IS = 3, _("Can be adopted as it is")


class Jurisdiction(models.TextChoices):
    BE = "be", _("Belgium")
    QC = "qc", _("Québec")
    EU = "eu", _("European Union")
    CA = "ca", _("Canada")


class AdoptionStatus(models.TextChoices):
    INTEREST = "interest", _("Interested")
    ADAPTING = "adapting", _("Adapting it")
    IN_USE = "in_use", _("In use")
    GIVEN_UP = "given_up", _("Given up")


class RelationKind(models.TextChoices):
    PART_OF = "part_of", _("Part of")
    ANALOGUE = "analogue", _("Analogous to")
    RELATED = "related", _("Related to")


class FileKind(models.TextChoices):
    TOOL = "tool", _("Reusable tool")
    REPORT = "report", _("Report or evaluation")
    POSTER = "poster", _("Poster or leaflet")
    OTHER = "other", _("Other")


class WithdrawalReason(models.TextChoices):
    """The class of reason that a tombstone shows."""

    OWNER = "owner", _("At the request of the organisation")
    PRIVACY = "privacy", _("To protect people")
    RIGHTS = "rights", _("Because there are no rights to its content")
    OUTDATED = "outdated", _("Because it is no longer valid")
    DEPARTURE = "departure", _("Because the organisation left the network")


class Chapter(models.TextChoices):
    """The chapters of a sheet by the names that readers see: remarks are made on one of them."""

    BRIEF = "brief", _("In short")
    SITUATION = "situation", _("Situation")
    ANALYSIS = "analysis", _("Analysis")
    RESPONSE = "response", _("Response")
    PARTNERS = "partners", _("With whom")
    MEANS = "means", _("What it takes")
    RESULTS = "results", _("Results")
    LESSONS = "lessons", _("What we would do again, and what we would not")
    TRANSFER = "transfer", _("Core, and what may change")
    LAW = "law", _("Law, privacy, ethics")
    PRACTICAL = "practical", _("Practical information")
