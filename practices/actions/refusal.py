"""What an action answers when it does not do what was asked, and how it holds a sheet."""

from django.utils.translation import gettext as _

from exchange.refusal import Refused
from practices.rules import Problem


class NotReady(Exception):
    """The sheet is not ready; `problems` says what is missing and where."""

    def __init__(self, problems: list[Problem]):
        self.problems = problems
        super().__init__("; ".join(f"{problem.field}: {problem.text}" for problem in problems))


class Outdated(NotReady):
    """The sheet was changed after the person who decides had opened it."""

    def __init__(self):
        text = _(
            "The text was changed after you opened this page. Read what changed below, then decide again."
        )
        super().__init__([Problem("", text)])


def allow(answer: bool, why: str = "") -> None:
    if not answer:
        raise Refused(*([why] if why else []))


def need(value: str, field: str, text: str) -> None:
    if not value.strip():
        raise NotReady([Problem(field, text)])


def locked(page):
    """Return a practice or a talk as it stands now, locked until the end of the transaction."""
    return type(page).objects.select_for_update(of=("self",)).get(pk=page.pk)
