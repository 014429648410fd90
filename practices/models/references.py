"""References of sheets: BE-5344-0001."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from .practice import Practice


class ReferenceCounter(models.Model):
    """The last number given to a sheet of a body: numbers are never used again."""

    organisation = models.OneToOneField(
        "exchange.Organisation", on_delete=models.CASCADE, related_name="reference_counter"
    )
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("counter of references")

    def __str__(self):
        return f"{reference_prefix(self.organisation)}-{self.last:04d}"


def reference_prefix(organisation) -> str:
    """Return BE-5344 or QC-SPVM: the country, or Québec by its own name, and the code of the body."""
    place = "QC" if organisation.region == "CA-QC" else organisation.country
    return f"{place}-{organisation.reference_code}"


@transaction.atomic
def next_reference(organisation) -> str:
    """Return the next reference of a body; a second caller waits until the first one is through."""
    ReferenceCounter.objects.get_or_create(organisation=organisation)
    counter = ReferenceCounter.objects.select_for_update().get(organisation=organisation)
    prefix = reference_prefix(organisation)
    # Imported sheets bring their references with them.
    known = Practice.objects.filter(reference__startswith=f"{prefix}-").values_list("reference", flat=True)
    numbers = [int(tail) for tail in (name.rpartition("-")[2] for name in known) if tail.isdigit()]
    counter.last = max([counter.last, *numbers]) + 1
    counter.save(update_fields=["last"])
    return f"{prefix}-{counter.last:04d}"
