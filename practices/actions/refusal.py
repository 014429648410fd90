"""What an action answers when it does not do what was asked, and how it holds a sheet."""

from exchange.refusal import Refused
from practices.models import Practice
from practices.rules import Problem


class NotReady(Exception):
    """The sheet is not ready; `problems` says what is missing and where."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("; ".join(f"{problem.field}: {problem.text}" for problem in problems))


def allow(answer: bool) -> None:
    if not answer:
        raise Refused


def need(value: str, field: str, text: str) -> None:
    if not value.strip():
        raise NotReady([Problem(field, text)])


def locked(practice) -> Practice:
    """Return the sheet as it stands now, held until the end of the transaction."""
    return Practice.objects.select_for_update(of=("self",)).get(pk=practice.pk)
