"""The tree of a question as PostgreSQL reads it: one tsquery per language and per way of being found."""

from django.db import connection

from search.answers import Question
from search.queries import All, Either, Notion, Phrase, Word, walk, without_stop_words

# A chain analyses one or two languages of texts; each has a partial index.
CHAINS = {"fr": ("fr", "fr-ca"), "nl": ("nl",), "en": ("en",)}
CONFIGURATIONS = {
    "fr": ("search_fr", "search_fr_folded"),
    "nl": ("search_nl", "search_nl_folded"),
    "en": ("search_en_folded",),
}


def is_in(chain: str) -> str:
    """Return the condition of a partial index, as the index has it."""
    languages = CHAINS[chain]
    if len(languages) == 1:
        return f"= '{languages[0]}'"
    return f"in ({', '.join(repr(language) for language in languages)})"


class Compiler:
    """Turns nodes of the tree into an expression of type tsquery, with its parameters."""

    def __init__(self, chain: str, *, with_notions=False, close_only=False):
        self.configurations = CONFIGURATIONS[chain]
        self.with_notions = with_notions
        self.close_only = close_only
        self.parameters: list[str] = []

    def all_of(self, nodes) -> str:
        return self._joined(nodes, "&&")

    def any_of(self, nodes) -> str:
        return self._joined(nodes, "||")

    def _joined(self, nodes, operator) -> str:
        parts = [part for node in nodes if (part := self.node(node))]
        return f"({f' {operator} '.join(parts)})" if parts else ""

    def node(self, node) -> str:
        match node:
            case Word(text):
                return self._in_each("plainto_tsquery", text)
            case Phrase(words):
                return self._in_each("phraseto_tsquery", " ".join(words))
            case All(nodes):
                return self.all_of(nodes)
            case Either(nodes):
                return self.any_of(nodes)
            case Notion(code, close):
                if not self.with_notions or (self.close_only and not close):
                    return ""
                self.parameters.append("'~" + code.replace("'", "") + "'")
                return "%s::tsquery"
        raise TypeError(node)

    def _in_each(self, function, text):
        # Acronyms and codes are held as they are written, in every language.
        names = (*self.configurations, "search_exact")
        self.parameters += [text] * len(names)
        return "(" + " || ".join(f"{function}('public.{name}', %s)" for name in names) + ")"


def compile_question(question: Question) -> dict[str, dict[str, str]]:
    """Return the tsqueries of each chain as text: one short question that spares the long one its guesses."""
    tree = question.tree
    if tree.is_empty:
        return {}
    expressions, parameters, keys = [], [], []
    for chain in CHAINS:
        # What only connects in the language of the texts is not asked of them, whoever is reading.
        must = without_stop_words(tree.must, chain)
        ways = {
            "direct": (Compiler(chain), "all_of", must),
            "close": (Compiler(chain, with_notions=True, close_only=True), "all_of", must),
            "loose": (Compiler(chain, with_notions=True), "all_of", must),
        }
        if tree.some:
            ways = {"direct": (Compiler(chain), "any_of", tree.asked)}
            ways |= {
                f"part{place}": (
                    Compiler(chain, with_notions=True, close_only=True),
                    "any_of",
                    (node, *_surfaces(question, node, chain)),
                )
                for place, node in enumerate(tree.asked)
            }
        wanted = {
            **ways,
            "without": (Compiler(chain), "any_of", tree.without),
            "mark": (Compiler(chain), "any_of", question.marked(chain)),
            "rank": (Compiler(chain), "any_of", (*question.marked(chain), *question.parts(chain))),
            "near": (Compiler(chain), "any_of", question.neighbours),
        }
        for name, (compiler, method, nodes) in wanted.items():
            expression = getattr(compiler, method)(nodes) if nodes else ""
            expressions.append(f"({expression})::text" if expression else "''")
            parameters += compiler.parameters if expression else []
            keys.append((chain, name))
    with connection.cursor() as cursor:
        cursor.execute(f"select {', '.join(expressions)}", parameters)
        values = cursor.fetchone()
    compiled: dict[str, dict[str, str]] = {chain: {} for chain in CHAINS}
    for (chain, name), value in zip(keys, values, strict=True):
        compiled[chain][name] = value
    return compiled


def _surfaces(question, node, chain):
    """Return the words of the notions in a part of the question, to rank what was found by them."""
    codes = [found.code for found in walk((node,)) if isinstance(found, Notion) and found.close]
    return [Phrase(words) for words in question.surfaces(chain, codes)]
