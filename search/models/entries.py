"""What search holds: for each thing an entry, and its texts by language."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Func, Q

FRENCH = ["fr", "fr-ca"]


class Entry(models.Model):
    """What search holds about one practice, talk or page, whatever the language."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    rev = models.BigIntegerField()
    # Who may find it: see exchange.audiences.
    tokens = ArrayField(models.CharField(max_length=40))
    # "theme:homelessness", "organisation:12": codes and ids, never labels.
    facets = ArrayField(models.CharField(max_length=80), default=list)
    concepts = ArrayField(models.CharField(max_length=20), default=list)
    archived = models.BooleanField(default=False)
    dated = models.DateTimeField(null=True)
    evidence = models.SmallIntegerField(null=True)
    reference = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="entry_once_per_thing")]
        indexes = [
            GinIndex(fields=["tokens"], name="entry_tokens"),
            GinIndex(fields=["facets"], name="entry_facets"),
            GinIndex(fields=["concepts"], name="entry_concepts"),
            models.Index(F("dated").desc(nulls_last=True), "id", name="entry_newest"),
        ]

    def __str__(self):
        return f"{self.kind} {self.object_id}"


class EntryText(models.Model):
    """The plain text of an entry in one language in which it really exists."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10)
    title = models.TextField()
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    # Names of themes, bodies, places; acronyms and codes; what analysis adds.
    labels = models.TextField(blank=True)
    names = models.TextField(blank=True)
    additions = models.TextField(blank=True)
    # Notions, as lexemes that no text can produce ("~g59"), and the words that named them.
    concepts = ArrayField(models.CharField(max_length=20), default=list)
    terms = ArrayField(models.CharField(max_length=160), default=list)
    title_key = models.CharField(max_length=300)
    # The words that may be proposed because they stand here, in this very form: a stem says too little.
    forms = ArrayField(models.CharField(max_length=40), default=list)
    vector = models.GeneratedField(
        expression=Func(
            "language",
            "title",
            "summary",
            "body",
            "labels",
            "names",
            "additions",
            "concepts",
            function="search_vector",
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    # Title, names and summary only: ranking every hit on the long vector costs four times more.
    short_vector = models.GeneratedField(
        expression=Func("language", "title", "summary", "names", function="search_short_vector"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "language"], name="text_once_per_language")]
        indexes = [
            GinIndex(fields=["vector"], condition=Q(language__in=FRENCH), name="text_french"),
            GinIndex(fields=["vector"], condition=Q(language="nl"), name="text_dutch"),
            GinIndex(fields=["vector"], condition=Q(language="en"), name="text_english"),
            GinIndex(OpClass("title_key", name="gin_trgm_ops"), name="text_title_key"),
            GinIndex(fields=["forms"], name="text_forms"),
        ]

    def __str__(self):
        return f"{self.entry_id} · {self.language}"
