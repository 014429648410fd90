"""What is noted while people search: how often, how quickly, and which words brought nothing."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import connection, models
from django.db.models import Count, Max, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

KEPT = timedelta(days=365)
# A question that never came back is forgotten much sooner; its words were never kept.
UNREPEATED_KEPT = timedelta(days=31)
# Words are kept once they were asked on so many days, or so often.
DAYS, TIMES = 2, 3


class TallyQuerySet(models.QuerySet):
    def add(self, counts: Mapping[str, float]) -> None:
        """Add to what all processes counted; sorted, so that two of them never wait in a ring."""
        series = sorted(counts)
        with connection.cursor() as cursor:
            cursor.execute(
                """
                insert into search_tally as held (series, number)
                select * from unnest(%s::varchar[], %s::float8[])
                on conflict (series) do update set number = held.number + excluded.number
                """,
                [series, [float(counts[name]) for name in series]],
            )


class Tally(models.Model):
    """One series of numbers that only grow, named as Prometheus reads it."""

    series = models.CharField(max_length=200, primary_key=True)
    number = models.FloatField()

    objects = TallyQuerySet.as_manager()

    def __str__(self):
        return f"{self.series} {self.number:g}"


class UnansweredQuerySet(models.QuerySet):
    def note(self, *, digest: str, language: str, words: str) -> None:
        """Count a question without result; its words are kept when it is not the first of its kind.

        Without words it counts, and reveals nothing.
        """
        today = timezone.localdate()
        with connection.cursor() as cursor:
            cursor.execute(
                """
                insert into search_unanswered as held (digest, language, month, last_on, days, count, words)
                values (%(digest)s, %(language)s, %(month)s, %(today)s, 1, 1, '')
                on conflict (digest, month) do update set
                  count = held.count + 1,
                  days = held.days + (held.last_on <> excluded.last_on)::int,
                  last_on = excluded.last_on,
                  words = case
                    when held.words = ''
                      and (held.days + (held.last_on <> excluded.last_on)::int >= %(days)s
                           or held.count + 1 >= %(times)s)
                    then %(words)s else held.words end
                """,
                {
                    "digest": digest,
                    "language": language,
                    "month": today.replace(day=1),
                    "today": today,
                    "words": words,
                    "days": DAYS,
                    "times": TIMES,
                },
            )

    def by_count(self):
        """Return the words that were asked for again and again, with how often and until when."""
        return (
            self.exclude(words="")
            .values("words", "language")
            .annotate(times=Sum("count"), months=Count("month"), last=Max("last_on"))
            .order_by("-times", "-last", "words", "language")
        )

    def outdated(self):
        today = timezone.localdate()
        return self.filter(
            models.Q(last_on__lt=today - KEPT) | models.Q(words="", last_on__lt=today - UNREPEATED_KEPT)
        )


class Unanswered(models.Model):
    """Words that brought nothing, counted by month; nobody who asked stands in it.

    The digest tells two questions apart before their words are kept, and cannot be read back.
    """

    digest = models.CharField(max_length=40)
    language = models.CharField(max_length=10)
    month = models.DateField()
    last_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField()
    words = models.CharField(max_length=80, blank=True)

    objects = UnansweredQuerySet.as_manager()

    class Meta:
        verbose_name = _("search without result")
        verbose_name_plural = _("searches without result")
        constraints = [models.UniqueConstraint(fields=["digest", "month"], name="unanswered_once_a_month")]

    def __str__(self):
        return self.words or self.digest
