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

    @property
    def found(self) -> int:
        """Return how many things there are, whatever the reader ticked."""
        answer = self.answer
        return answer.total if answer.matched is None else answer.matched


def reach(question: Question, engine) -> Reached:
    """Ask for all the words; where they find little, ask again, in a number of questions that is fixed.

    Filters, exclusions, quoted phrases and the viewer's tokens stay as they are in every question. What the
    reader ticked decides nothing: the same words are read in the same way with and without filters.
    """
    strict = _ask(question, engine)
    if question.query.strict or strict.found >= FEW or not question.tree.must:
        return strict
    reached, text = strict, question.query.text
    if better := spelling.corrected(question):
        put_right = _ask(question.saying(better), engine)
        if put_right.found > strict.found:
            reached, text = put_right, better
    corrected = reached is not strict
    most = _most(reached, engine)
    if most and most.found > reached.found:
        return replace(most, second_pass=SecondPass(text, corrected, loosened=True, strictly=strict.found))
    if corrected:
        return replace(
            reached, second_pass=SecondPass(text, corrected, loosened=False, strictly=strict.found)
        )
    return strict


def _ask(question: Question, engine) -> Reached:
    search = engine(question)
    return Reached(question, search, search.answer())


def _most(reached: Reached, engine) -> Reached | None:
    """Ask for most of the words; where nothing at all was found, for half of them, in the end for any."""
    question = reached.question
    language, notions = question.query.language, question.concordance
    tree = notions.expand(parse(question.query.text), language, joined=False).tree
    quoted = tuple(node for node in tree.must if isinstance(node, Phrase) and not node.hyphenated)
    words = [node for node in tree.must if node not in quoted]
    # Whoever types a question may do so in any of the languages.
    words = tuple([node for node in words if not _only_asks(node)] or words)[:MOST_WORDS]
    if len(words) < (FEWEST_WORDS if reached.found else 2):
        return None
    loosened = Tree(must=quoted, without=tree.without, some=words, truncated=tree.truncated)
    most = None
    for needed, enough in ((len(words) * 3 // 4, FEW), ((len(words) + 1) // 2, FEW), (1, 1)):
        if most and (most.found >= enough or reached.found or needed >= most.question.tree.needed):
            continue
        expanded = replace(question.expanded, tree=replace(loosened, needed=needed))
        most = _ask(replace(question, expanded=expanded), engine)
    return most


def _only_asks(node) -> bool:
    return isinstance(node, Word) and analysis.is_asking_word(node.text)
