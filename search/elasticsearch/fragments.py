"""What is shown of a hit: the summary where it has the words, else what stands around them in the body."""

from search.elasticsearch import compiler
from search.highlights import BREAK, SIGNS, START, STOP

# A summary that is not longer than this is shown whole.
SHORT = 260
FRAGMENT = 170
LONGEST_SUMMARY = 300


def wanted(question, languages) -> dict:
    """Return what to mark in each language, in its summary and in its body."""
    fields = {}
    for language in languages:
        for name, size in (("summary", SHORT), ("body", FRAGMENT)):
            if query := compiler.marked(question, language, name):
                fields[f"{language}.{name}"] = {
                    "highlight_query": query.to_dict(),
                    "fragment_size": size,
                    "number_of_fragments": 2,
                }
    return {
        "type": "unified",
        "pre_tags": [START],
        "post_tags": [STOP],
        "fields": fields,
    }


def shown(summary: str, highlights: dict, language: str) -> str:
    """Return the fragment of a hit in one language; signs stand around the words that were found."""
    if marked := highlights.get(f"{language}.summary"):
        whole = len(summary) <= SHORT and SIGNS.sub("", marked[0]) == summary.strip()
        return marked[0] if whole else BREAK.join(marked)
    if marked := highlights.get(f"{language}.body"):
        return BREAK.join(marked)
    return opening(summary)


def opening(summary: str) -> str:
    """Return the beginning of a summary, cut between two words."""
    if len(summary) < LONGEST_SUMMARY:
        return summary
    return f"{summary[:LONGEST_SUMMARY].rsplit(maxsplit=1)[0]} …"
