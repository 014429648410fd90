"""What is kept beside the texts: the words to propose, and the marks of what processes remember."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models


class Vocable(models.Model):
    """A word that stands in some text: what did-you-mean and completion choose from.

    It says nothing about who may read that text; whoever proposes a word first finds it for the viewer.
    """

    word = models.CharField(max_length=40)
    folded = models.CharField(max_length=40)
    language = models.CharField(max_length=10)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "language"], name="vocable_once")]
        indexes = [
            GinIndex(OpClass("folded", name="gin_trgm_ops"), name="vocable_alike"),
            models.Index(fields=["folded"], name="vocable_prefix", opclasses=["varchar_pattern_ops"]),
        ]

    def __str__(self):
        return self.word


class Mark(models.Model):
    """A number that changes with what a process keeps in memory."""

    name = models.CharField(max_length=40, primary_key=True)
    version = models.BigIntegerField()

    def __str__(self):
        return f"{self.name} · {self.version}"
