import pytest
from django.utils.translation import override

from exchange.templatetags.display import nobreak
from exchange.typesetting import signed
from exchange.typography import typographic, typographic_html

S, N = "\u00a0", "\u202f"


class TestTypographic:
    @pytest.mark.parametrize(
        ("text", "fr", "fr_ca"),
        [
            ("Qui ? Nous !", f"Qui{N}? Nous{N}!", "Qui? Nous!"),
            ("Qui? Nous!", f"Qui{N}? Nous{N}!", "Qui? Nous!"),
            ("un ; deux", f"un{N}; deux", "un; deux"),
            ("chef de corps: M. Dauphin", f"chef de corps{S}: M. Dauphin", f"chef de corps{S}: M. Dauphin"),
            ("dit « oui »,", f"dit «{N}oui{N}»,", f"dit «{N}oui{N}»,"),
            ("dit «oui» :", f"dit «{N}oui{N}»{S}:", f"dit «{N}oui{N}»{S}:"),
            ("12 %", f"12{S}%", f"12{S}%"),
            ("Vraiment ?!", f"Vraiment{N}?!", "Vraiment?!"),
            ("avant qu'ils ne s'enveniment", "avant qu’ils ne s’enveniment", "avant qu’ils ne s’enveniment"),
            ("le 1 mars 2024", "le 1er mars 2024", "le 1er mars 2024"),
            ("le 11 mars, 2.1 mars", "le 11 mars, 2.1 mars", "le 11 mars, 2.1 mars"),
            ("2019-2023", "2019–2023", "2019–2023"),
        ],
    )
    def test_writes_french_as_each_shore_does(self, text, fr, fr_ca):
        assert (typographic(text, "fr"), typographic(text, "fr-ca")) == (fr, fr_ca)

    @pytest.mark.parametrize("language", ["fr", "fr-ca", "nl", "en"])
    @pytest.mark.parametrize(
        "text",
        [
            "https://a.example/fr/?q=1;b=2#c", "10:30", "BE-5344-0001", "514 280-2222", "/2019-2023/",
            "nom@zone.example", "x:y", "a&b;c", "C:\\x", "",
        ],
    )  # fmt: skip
    def test_leaves_what_people_copy(self, text, language):
        assert typographic(text, language) == text

    @pytest.mark.parametrize(
        ("text", "shown"),
        [
            ("foto's", "foto’s"),
            ("'s avonds", "’s avonds"),
            ("wat ? nee !", "wat ? nee !"),
            ("don't", "don’t"),
        ],
    )
    def test_writes_other_languages_with_their_apostrophe_alone(self, text, shown):
        assert typographic(text, "nl") == shown

    @pytest.mark.parametrize("language", ["fr", "fr-ca", "nl", "en"])
    def test_changes_nothing_the_second_time(self, language):
        text = "« Qu'est-ce ? », dit-elle : rien ; 12 % le 1 mars 2019-2023 !"
        once = typographic(text, language)
        assert typographic(once, language) == once


class TestPage:
    def test_reads_from_each_part_in_which_language_it_is(self):
        page = (
            '<p>Qui ? <span lang="nl">Wie ? Foto&#x27;s</span> Nous !<br>Vous ; <b lang="fr-ca">eux ;</b></p>'
        )
        assert typographic_html(page, "fr") == (
            f'<p>Qui{N}? <span lang="nl">Wie ? Foto’s</span> Nous{N}!<br>Vous{N}; <b lang="fr-ca">eux{N};</b></p>'
        )
        assert typographic_html(page, "fr-ca").startswith(
            '<p>Qui? <span lang="nl">Wie ? Foto’s</span> Nous!<br>Vous;'
        )

    @pytest.mark.parametrize(
        "part",
        [
            '<a href="?a=1 ; b" title="l\'eau ?">x</a>',
            "<script>if (a ? b : c) { 'd' }</script>",
            "<style>a : b ; c</style>",
            "<pre>a ? b : l'eau</pre>",
            "<code>a ? b</code>",
            "<textarea>l'eau ?</textarea>",
            "<!-- l'eau ? -->",
            '<input value="l\'eau ?">',
            "&amp; &lt;b&gt; &eacute;",
        ],
    )
    def test_leaves_tags_and_what_machines_read(self, part):
        assert typographic_html(part, "fr") == part

    def test_stays_escaped(self):
        assert typographic_html("&lt;script&gt; : &amp; l&#39;eau", "fr") == f"&lt;script&gt;{S}: &amp; l’eau"

    def test_forgives_a_tag_that_is_not_closed(self):
        assert (
            typographic_html("<ul><li>a ?<li lang='nl'>b ?</ul>c ?", "fr")
            == f"<ul><li>a{N}?<li lang='nl'>b ?</ul>c{N}?"
        )


class TestNobreak:
    def test_takes_the_language_of_the_page(self):
        with override("fr-ca"):
            assert nobreak("Qui ?") == "Qui?"

    def test_escapes(self):
        with override("fr"):
            assert nobreak("<script> : x") == f"&lt;script&gt;{S}: x"
            assert nobreak(None) == ""


class TestDocument:
    def test_follows_the_language_of_each_part(self):
        data = {"lang": "fr", "a": "oui ?", "b": [{"lang": "nl", "text": "ja ? foto's"}], "n": 3}
        with override("fr-ca"):
            assert signed(data, "fr-ca") == {
                "lang": "fr", "a": "oui?", "b": [{"lang": "nl", "text": "ja ? foto’s"}], "n": 3,
            }  # fmt: skip
