"""The steps that the committee takes at the desk of a membership or of a protocol."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from exchange.models.people import GOVERNORS


@dataclass(frozen=True)
class Deed:
    """One step: when it may be taken, by whom, with which form, by which action.

    `when` is asked with what the desk is about; `do` is called with that, the valid form and who decides.
    """

    verb: str
    title: str | Promise
    form: type
    when: Callable
    do: Callable
    help: str | Promise = ""
    roles: tuple = GOVERNORS
    is_main: bool = False

    def may(self, user, subject) -> bool:
        return (user.is_superuser or user.has_role(*self.roles)) and self.when(subject)
