"""How texts are cut, folded and stemmed, one chain per language: what search.analysis says, in the cluster's words.

French and Dutch words are held twice, as PostgreSQL holds them: stemmed and then without accents, without
accents and then stemmed. Neither alone finds « policiere » in « policière » and « policiers » both.
"""

from search.elasticsearch.stop_words import STOP_WORDS

# What parts words here as in search.analysis; articles (« l' », « d' ») then fall as stop words do, and
# leave the same gap in a phrase whichever apostrophe was typed.
PARTING = "-‐‑‒–—―_/\\.:;,·@'’‘ʼ`´#&+"
FRENCH_ARTICLES = ["c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"]


def analysis() -> dict:
    """Return the analysis settings of an index."""
    return {
        "char_filter": {
            "parting": {
                "type": "mapping",
                # A backslash stands for itself only when it is doubled.
                "mappings": [f"{_escaped(sign)} => \\u0020" for sign in PARTING],
            }
        },
        "filter": {
            "fr_stop": {"type": "stop", "stopwords": sorted({*STOP_WORDS["fr"], *FRENCH_ARTICLES})},
            # Lucene's lighter French makes one word of « parrain » and « parrainage », « garde » and « garderie ».
            "fr_stem": {"type": "stemmer", "language": "french"},
            "fr_twice": _twice("fr"),
            "nl_stop": {"type": "stop", "stopwords": sorted(STOP_WORDS["nl"])},
            "nl_stem": {"type": "stemmer", "language": "dutch"},
            "nl_twice": _twice("nl"),
            "en_stop": {"type": "stop", "stopwords": sorted(STOP_WORDS["en"])},
            "en_stem": {"type": "stemmer", "language": "porter2"},
        },
        "analyzer": {
            "fr": _analyzer("fr_twice"),
            "nl": _analyzer("nl_twice"),
            "en": _analyzer("asciifolding", "en_stop", "en_stem"),
            # Acronyms, codes and references: as they are written, but for case and accents.
            "exact": _analyzer("asciifolding"),
        },
    }


def _analyzer(*filters) -> dict:
    return {
        "type": "custom",
        "char_filter": ["parting"],
        "tokenizer": "standard",
        "filter": ["lowercase", *filters],
    }


def _twice(chain) -> dict:
    return {
        "type": "multiplexer",
        "preserve_original": False,
        "filters": [
            f"{chain}_stop,{chain}_stem,asciifolding",
            f"asciifolding,{chain}_stop,{chain}_stem,asciifolding",
        ],
    }


def _escaped(sign: str) -> str:
    return f"\\u{ord(sign):04x}"
