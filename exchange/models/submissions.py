"""The last form that each person sent to each address."""

from django.db import models


class SubmissionQuerySet(models.QuerySet):
    def before(self, moment):
        return self.filter(sent_at__lt=moment)


class Submission(models.Model):
    """What was sent last to one address by one person, as a digest, and what it was answered with."""

    place = models.CharField(max_length=64, unique=True, help_text="Digest of who sent it, and where to.")
    key = models.CharField(max_length=64, help_text="Digest of the key of the form and of what was written.")
    answer = models.TextField(help_text="Where it led to.")
    sent_at = models.DateTimeField(auto_now=True, db_index=True)

    objects = SubmissionQuerySet.as_manager()

    def __str__(self):
        return self.answer
