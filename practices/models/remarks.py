"""What reviewers say about the chapters of a sheet, and what its body answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .choices import Chapter
from .review import owes_opinion


class RemarkQuerySet(models.QuerySet):
    def on_next_version(self, practice, reader=None):
        """Return what was said of the version that comes next, and what was left open before.

        Whoever owes an opinion reads what other reviewers said once they gave their own.
        """
        remarks = self.filter(practice=practice.pk).order_by("made_at", "pk")
        if reader is not None and owes_opinion(practice, reader):
            others = {asked.reviewer_id for asked in practice.assignments.all()} - {reader.pk}
            remarks = remarks.exclude(made_by__in=others)
        if practice.last_published_at:
            remarks = remarks.filter(Q(made_at__gt=practice.last_published_at) | Q(settled_at__isnull=True))
        return remarks.select_related("made_by__organisation")


class Remark(models.Model):
    """What somebody who read a sheet before its publication says about one of its chapters."""

    practice = models.ForeignKey("practices.Practice", on_delete=models.CASCADE, related_name="remarks")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    chapter = models.CharField(_("chapter"), max_length=12, choices=Chapter.choices)
    text = models.TextField(_("remark"))
    made_at = models.DateTimeField(auto_now_add=True)
    answer = models.TextField(_("answer"), blank=True)
    settled_at = models.DateTimeField(_("dealt with"), null=True, blank=True)

    objects = RemarkQuerySet.as_manager()
    own_words = {"made_by": ("text",)}

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")

    def __str__(self):
        return f"{self.get_chapter_display()} · {self.practice}"
