"""What the kernel announces when it is done and committed; apps above listen.

Each is sent with `by` (the person, or None for the platform itself) and what its line names.
"""

from django.dispatch import Signal

# membership, before: the state that it had (None when it is new)
membership_changed = Signal()
# protocol, before: the state that it had
protocol_changed = Signal()
# organisation, successor
organisation_succeeded = Signal()
