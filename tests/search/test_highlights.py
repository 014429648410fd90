import re

from django.utils.safestring import SafeString
from hypothesis import given
from hypothesis import strategies as st

from search.highlights import START, STOP, Sought, highlight

HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from(["<", ">", "&", '"', "'", START, STOP, "é", " ", "-", "…"]), st.characters()
    ),
    max_size=200,
)
WORDS = st.lists(st.text(max_size=12), max_size=4)


class TestHighlight:
    @given(HOSTILE, WORDS, st.lists(st.lists(st.text(max_size=8), min_size=2, max_size=3), max_size=2))
    def test_is_safe_whatever_comes_in(self, fragment, words, phrases):
        sought = Sought(tuple(words), tuple(tuple(phrase) for phrase in phrases))

        html = highlight(fragment, sought)

        assert isinstance(html, SafeString)
        without_marks = html.replace("<mark>", "").replace("</mark>", "")
        assert not set(without_marks) & set("<>\"'")
        assert START not in html
        assert STOP not in html
        assert re.fullmatch(r"(?s)[^<]*(<mark>[^<]+</mark>[^<]*)*", html)

    def test_marks_what_the_engine_marked(self):
        assert highlight(f"un {START}parking{STOP} & <b>") == "un <mark>parking</mark> &amp; &lt;b&gt;"

    def test_closes_what_was_left_open(self):
        assert highlight(f"un {START}parking") == "un parking"
        assert highlight(f"un{STOP} {START}{START}parking{STOP}{STOP}") == "un <mark>parking</mark>"

    def test_brings_neighbours_together(self):
        assert highlight(f"{START}sans{STOP}-{START}abri{STOP}") == "<mark>sans-abri</mark>"

    def test_marks_a_phrase_where_it_stands_only(self):
        sought = Sought(phrases=(("sans", "abri"),))
        fragment = f"{START}sans{STOP} cesse, les {START}sans{STOP}-{START}abris{STOP}"

        assert highlight(fragment, sought) == "sans cesse, les <mark>sans-abris</mark>"

    def test_marks_a_word_that_is_sought_alone_too(self):
        sought = Sought(words=("sans",), phrases=(("sans", "abri"),))

        assert highlight(f"{START}sans{STOP} cesse", sought) == "<mark>sans</mark> cesse"

    def test_does_not_say_the_same_twice(self):
        assert highlight(f"Un {START}parking{STOP} … Un {START}parking{STOP}") == "Un <mark>parking</mark>"
