"""What is shown of a hit: the summary where it has the words, else what stands around them in the body."""

from search.elasticsearch import compiler
from search.highlights import BREAK, START, STOP

# A summary that is not longer than this is shown whole.
SHORT = 260
FRAGMENT = 170
BEFORE = 60
MOST = 2
# How many pieces of a text are shown; none: the whole of it.
PIECES = {"summary": 0, "body": MOST}
LONGEST_SUMMARY = 300


def wanted(question, languages) -> dict:
    """Return what to mark in each language: the whole summary, and some of the body."""
    fields = {
        f"{language}.{name}": {
            "highlight_query": query.to_dict(),
            "number_of_fragments": PIECES[name],
            "fragment_size": FRAGMENT,
        }
        for language in languages
        for name, query in compiler.marked(question, language, PIECES).items()
    }
    return {"type": "unified", "pre_tags": [START], "post_tags": [STOP], "fields": fields}


def shown(summary: str, highlights: dict, language: str) -> str:
    """Return the fragment of a hit in one language; signs stand around the words that were found."""
    if marked := highlights.get(f"{language}.summary"):
        return marked[0] if len(summary) <= SHORT else BREAK.join(around(marked[0]))
    if marked := highlights.get(f"{language}.body"):
        return BREAK.join(marked)
    return opening(summary)


def around(marked: str) -> list[str]:
    """Return what stands around the first words that were found, cut between two words."""
    pieces: list[str] = []
    end = 0
    while len(pieces) < MOST and (found := marked.find(START, end)) >= 0:
        start = end if found - end <= BEFORE else marked.find(" ", found - BEFORE, found) + 1 or found
        end = start + FRAGMENT
        if end < len(marked) and (space := marked.rfind(" ", found, end)) > 0:
            end = space
        pieces.append(marked[start:end].strip())
    return pieces


def opening(summary: str) -> str:
    """Return the beginning of a summary, cut between two words."""
    if len(summary) < LONGEST_SUMMARY:
        return summary
    return f"{summary[:LONGEST_SUMMARY].rsplit(maxsplit=1)[0]} …"
