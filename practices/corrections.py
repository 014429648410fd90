"""What a small correction may change; whatever is more goes to review like any next version."""

import json
import re
from collections import Counter
from difflib import SequenceMatcher

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from wagtail.models import Revision, WorkflowState

from exchange.languages import LANGUAGES, localized
from practices.comparison import (
    NOT_REVIEWED,
    changed_fields,
    changed_since,
    translated_names,
    translations_of,
)
from practices.models import HomeReviewTask, Practice
from practices.models.review import tasks_of
from practices.rules import Problem

# Title, problem, response and results: what readers decide by. Only typing mistakes are put right there.
ESSENTIAL = (
    "heading",
    "pitch",
    "summary",
    "situation",
    "objectives",
    "response",
    "assessment",
    "unintended_effects",
    "citizen_feedback",
)
# What points to more and says nothing by itself.
FREE = frozenset({"contact_antenna", "keyword_items", "links", *NOT_REVIEWED})
# Words of the original that exist once, whatever the languages.
UNTRANSLATED_TEXTS = frozenset({"attribution", "inspired_by_note"})
WORD = re.compile(r"\w+|[^\w\s]")
NUMBER = re.compile(r"\d+")
LINK = re.compile(r"""<a\s[^>]*?(?:href|id)=["']?([^"'\s>]+)[^>]*>""")
# A word of four letters is another word as soon as two of them change.
SHORT_WORD = 4


def is_correction(workflow_state: WorkflowState | None) -> bool:
    """Say whether what is under way goes past the reviewers."""
    if workflow_state is None:
        return False
    return not workflow_state.workflow.workflow_tasks.filter(task__in=tasks_of(HomeReviewTask)).exists()


def why_not_small(practice, draft) -> list[Problem]:
    """Return why the next version of a published sheet is more than a small correction of it."""
    if was_sent_to_review(practice):
        text = _("This version was sent to review once: submit it without “small correction”.")
        return [Problem("", text)]
    published = Practice.objects.get(pk=practice.pk).serializable_data()
    after = draft.serializable_data()
    changed = names_changed(practice, published, after)
    found = too_large(published, after, changed)
    if not found and (reviewed := reviewed_version(practice)):
        # Ten small corrections are no small one: together they stay as near to what was reviewed.
        own = changed - translations_of(draft.original_language)
        found = too_large(reviewed.content, after, own & texts_of(draft.original_language))
    if not found:
        return []
    hint = _("This is more than a small correction: submit it without that mark, so that it is reviewed.")
    return [Problem("", hint), *found]


def names_changed(practice, published: dict, after: dict) -> frozenset[str]:
    """Return what the organisation changed since the publication."""
    changed = changed_fields(published, after)
    return changed & changed_since(practice, practice.live_revision) if practice.live_revision else changed


def was_sent_to_review(practice) -> bool:
    """Say whether the next version was under review, or was called more than a small correction."""
    states = practice.workflow_states
    published = states.filter(status=WorkflowState.STATUS_APPROVED).order_by("-pk").first()
    since = states.filter(pk__gt=published.pk if published else 0)
    return since.filter(workflow__workflow_tasks__task__in=tasks_of(HomeReviewTask)).exists()


def reviewed_version(practice) -> Revision | None:
    """Return the last version that was published after a review."""
    states = practice.workflow_states.filter(
        status=WorkflowState.STATUS_APPROVED, workflow__workflow_tasks__task__in=tasks_of(HomeReviewTask)
    )
    state = states.order_by("-pk").first()
    last = state and state.task_states.filter(revision__isnull=False).order_by("-pk").first()
    return last.revision if last else None


def texts_of(language: str) -> frozenset[str]:
    return frozenset({*(localized(name, language) for name in translated_names()), *UNTRANSLATED_TEXTS})


def too_large(before: dict, after: dict, names) -> list[Problem]:
    """Return the fields, among those that changed, in which more changed than a small correction may."""
    base = {localized(name, code): name for name in translated_names() for code in LANGUAGES}
    translations = translations_of(after["original_language"])
    found = []
    for name in sorted(names - FREE):
        if name not in base and name not in UNTRANSLATED_TEXTS:
            found.append(Problem(name, _("What changes here is reviewed.")))
            continue
        old, new = before.get(name), after.get(name)
        if name in translations and not plain(old).strip():
            # A translation that is added: lead and secretariat read it, and the original prevails.
            continue
        if is_typing(plain(old), plain(new)):
            continue
        if base.get(name) in ESSENTIAL:
            text = _("Only typing mistakes are put right here without a review.")
        elif numbers(old) != numbers(new):
            text = _("A number changed: that is reviewed.")
        elif share_changed(plain(old), plain(new)) > settings.CORRECTION_SHARE:
            text = _("More than %(share)s %% of the text changed: that is reviewed.")
            text %= {"share": settings.CORRECTION_SHARE}
        else:
            continue
        found.append(Problem(name, text))
    return found


def plain(value) -> str:
    """Return the words of a field, with the addresses to which they lead."""
    text = str(value or "")
    if text.startswith("[{"):
        text = "\n".join(strings(json.loads(text)))
    return strip_tags(LINK.sub(r" \1 ", text.replace("</p>", "</p>\n").replace("<br/>", "\n")))


def strings(value):
    """Yield the words of a list of blocks, without the keys under which they are kept."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, dict):
        inside = value["value"] if value.keys() >= {"type", "value"} else list(value.values())
        yield from strings(inside)


def numbers(value) -> Counter:
    return Counter(NUMBER.findall(plain(value)))


def replaced(before: str, after: str):
    """Yield the words that were put in the place of others."""
    old, new = WORD.findall(before), WORD.findall(after)
    for kind, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield "".join(old[start:end]), "".join(new[first:last])


def is_typing(before: str, after: str) -> bool:
    """Say whether two texts differ by typing mistakes only: letters and signs within words, no number."""
    changes = list(replaced(before, after))
    return len(changes) <= settings.CORRECTION_MISTAKES and all(is_mistake(*change) for change in changes)


def is_mistake(old: str, new: str) -> bool:
    if NUMBER.findall(old) != NUMBER.findall(new):
        return False
    has_words = [any(letter.isalnum() for letter in text) for text in (old, new)]
    if has_words[0] != has_words[1]:
        # A word more or less is no typing mistake; a comma is.
        return False
    return distance(old, new) <= (1 if min(len(old), len(new)) <= SHORT_WORD and all(has_words) else 2)


def distance(old: str, new: str) -> int:
    """Return how many letters are added, taken or replaced between two words."""
    row = list(range(len(new) + 1))
    for place, letter in enumerate(old, 1):
        above, row[0] = row[0], place
        for column, other in enumerate(new, 1):
            above, row[column] = (
                row[column],
                min(row[column] + 1, row[column - 1] + 1, above + (letter != other)),
            )
    return row[-1]


def share_changed(before: str, after: str) -> int:
    """Return how much of a text changed, in hundredths of its characters, rounded up."""
    changed = sum(max(len(old), len(new)) for old, new in replaced(before, after))
    length = max(sum(map(len, WORD.findall(before))), 1)
    return -(-100 * changed // length)
