"""What happened to a sheet, sent once it is certain; the sheet is the sender's `instance`."""

from django.dispatch import Signal

practice_submitted = Signal()
practice_published = Signal()
practice_frozen = Signal()
practice_unfrozen = Signal()
practice_withdrawn = Signal()
practice_archived = Signal()
practice_confirmed = Signal()
practice_review_due = Signal()
adoption_declared = Signal()
