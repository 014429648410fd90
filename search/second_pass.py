"""What is asked when the reader's words, all of them, find little: words put right, then most of them."""

from dataclasses import dataclass, replace

from search import analysis, spelling
from search.answers import Answer, Question
from search.queries import Phrase, Tree, Word, parse
from search.results import SecondPass

# With fewer results than this, the reader may have meant something else.
FEW = 3
# Below this many words, one of them less says something else.
FEWEST_WORDS = 3
# What a second pass reads of a long question.
MOST_WORDS = 12


@dataclass(frozen=True)
class Reached:
    """The question that was answered in the end, by whom, and what was done to it."""

    question: Question
    search: object
    answer: Answer
    second_pass: SecondPass | None = None


def reach(question: Question, engine) -> Reached:
    """Ask for all the words; where they find little, ask once more, in a number of questions that is fixed.

    Filters, exclusions, quoted phrases and the viewer's tokens stay as they are in every question. What the
    reader ticked decides nothing: the same words are read in the same way with and without filters.
    """
    strict = _ask(question, engine)
    if question.query.strict or _matched(strict) >= FEW or not question.tree.must:
        return strict
    reached, text = strict, question.query.text
    if better := spelling.corrected(question):
        put_right = _ask(question.saying(better), engine)
        if _matched(put_right) > _matched(strict):
            reached, text = put_right, better
    for loosened in _loosened(reached.question, found=_matched(reached)):
        most = _ask(loosened, engine)
        if _matched(most) > _matched(reached):
            how = SecondPass(text, corrected=reached is not strict, loosened=True, strictly=_matched(strict))
            return replace(most, second_pass=how)
    if reached is not strict:
        how = SecondPass(text, corrected=True, loosened=False, strictly=_matched(strict))
        return replace(reached, second_pass=how)
    return strict


def _ask(question: Question, engine) -> Reached:
    search = engine(question)
    return Reached(question, search, search.answer())


def _matched(reached: Reached) -> int:
    answer = reached.answer
    return answer.total if answer.matched is None else answer.matched


def _loosened(question: Question, found: int):
    """Yield the question with most of its words, then, where they find nothing, with any of them."""
    language, notions = question.query.language, question.concordance
    tree = notions.expand(parse(question.query.text), language, joined=False).tree
    quoted = tuple(node for node in tree.must if isinstance(node, Phrase) and not node.hyphenated)
    words = [node for node in tree.must if node not in quoted]
    # Whoever types a question may do so in any of the languages.
    telling = [node for node in words if not _connects(node)] or words
    telling = tuple(telling[:MOST_WORDS])
    if len(telling) < (FEWEST_WORDS if found else 2):
        return
    most = len(telling) * 3 // 4
    for needed in [most] if found else sorted({most, 1}, reverse=True):
        loosened = Tree(
            must=quoted, without=tree.without, some=telling, needed=needed, truncated=tree.truncated
        )
        yield replace(question, expanded=replace(question.expanded, tree=loosened))


def _connects(node) -> bool:
    return isinstance(node, Word) and any(
        analysis.is_stop_word(node.text, language) for language in analysis.STOP_WORDS
    )
