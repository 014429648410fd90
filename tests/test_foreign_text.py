"""Text in another language than its page says so, wherever a public page shows it."""

from html.parser import HTMLParser

import pytest
from django.urls import reverse
from django.utils.translation import override
from modeltranslation.translator import translator

from exchange.languages import LANGUAGES, localized
from exchange.models import Concept, HomePage, Protocol, Relation
from practices.models import Adoption, Indicator, Link, Partner, Practice, StaffProfile
from practices.models.rows import LegalBasis
from search import concordance
from seminars.models import Talk
from tests.factories import (
    AntennaFactory,
    ArticlePageFactory,
    ConceptFactory,
    InformationPageFactory,
    MembershipFactory,
    OrganisationFactory,
    OrganisationPageFactory,
    OrganisationTypeFactory,
    PracticeFactory,
    ProtocolFactory,
    SeminarFactory,
    TalkFactory,
)

pytestmark = pytest.mark.django_db

# A word that stands in no text of the site, and only in what is written in Dutch.
DUTCH = "wijkwerk"
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SPOKEN = ("alt", "title", "aria-label", "content")


class Unmarked(HTMLParser):
    """Collects the Dutch texts of a page that nothing around them calls Dutch."""

    def __init__(self, page: str):
        super().__init__()
        self.around = []
        self.found = []
        self.total = 0
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        language = attrs.get("lang") or (self.around[-1][1] if self.around else "")
        if tag not in VOID:
            self.around.append((tag, language))
        # What machines read of a page, and the title of the window, have no language of their own.
        if tag not in ("meta", "option"):
            for name in SPOKEN:
                self.look(attrs.get(name) or "", language, f"{tag} {name}")

    def handle_endtag(self, tag):
        while self.around and self.around.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self.around and self.around[-1][0] not in ("title", "script", "style"):
            self.look(data, self.around[-1][1], " > ".join(tag for tag, _language in self.around[-4:]))

    def look(self, text, language, place):
        # An address has no language.
        if DUTCH in text.lower() and "://" not in text:
            self.total += 1
            if language != "nl":
                self.found.append(f"{place}: {' '.join(text.split())[:90]}")


def only_dutch(model, *names) -> dict:
    """Return values for translated fields that exist in Dutch only."""
    texts = {localized(name, language): "" for name in names for language in LANGUAGES}
    return texts | {localized(name, "nl"): f"{DUTCH} {name}" for name in names}


def plain_texts(model) -> list[str]:
    """Return the translated fields of a model that hold a plain text."""
    return [
        name
        for name in translator.get_options_for_model(model).get_field_names()
        if type(model._meta.get_field(localized(name, "nl"))).__name__
        in ("TranslationCharField", "TranslationTextField", "TranslationProse", "TranslationRichTextField")
    ]


@pytest.fixture
def world():
    body = OrganisationFactory(name_fr="Zone A")
    OrganisationPageFactory(
        organisation=body, original_language="nl", **only_dutch(None, "heading", "summary")
    )
    antenna = AntennaFactory(
        organisation=body, **only_dutch(None, "name", "address", "serves", "hours", "source_note")
    )
    protocol = ProtocolFactory(
        parties=[body, OrganisationFactory(quebec=True)],
        accession_network=OrganisationFactory(network=True),
        **only_dutch(Protocol, "title", "signed_on_note", "place", "source_note"),
    )
    MembershipFactory(organisation=body, protocol=protocol)
    practice = PracticeFactory(
        organisation=body,
        original_language="nl",
        contact_antenna=antenna,
        short_name=f"{DUTCH} kort",
        inspired_by_note=f"{DUTCH} inspiratie",
        evaluator=f"{DUTCH} evaluator",
        source_note=f"{DUTCH} bron",
        **only_dutch(Practice, *plain_texts(Practice)),
    )
    row = {"practice": practice}
    Partner.objects.create(
        **row, name=f"{DUTCH} partner", role=f"{DUTCH} rol", type=OrganisationTypeFactory()
    )
    StaffProfile.objects.create(**row, profile=f"{DUTCH} profiel", fte=1)
    Indicator.objects.create(
        **row,
        name=f"{DUTCH} indicator",
        unit=f"{DUTCH}",
        baseline=f"{DUTCH} 1",
        follow_up=f"{DUTCH} 2",
        source=f"{DUTCH}",
    )
    LegalBasis.objects.create(**row, jurisdiction="be", instrument=f"{DUTCH} wet", article=f"{DUTCH} 1")
    Link.objects.create(**row, label=f"{DUTCH} link", url="https://a.example/")
    Adoption.objects.create(
        practice=practice,
        organisation=OrganisationFactory(),
        antenna=antenna,
        status="in_use",
        note=f"{DUTCH} overname",
        language="nl",
    )
    seminar = SeminarFactory(
        original_language="nl", **only_dutch(None, "heading", "summary", "theme", "place", "note")
    )
    seminar.protocols.add(protocol)
    talk = TalkFactory(
        organisation=body,
        parent=seminar,
        original_language="nl",
        speaker_function=f"{DUTCH} functie",
        source_note=f"{DUTCH} bron",
        **only_dutch(Talk, *plain_texts(Talk)),
    )
    texts = {"original_language": "nl", "organisation": body, "antenna": antenna}
    words = only_dutch(None, "heading", "summary", "source_note")
    body_text = {"body_fr": [], "body_nl": [("paragraph", f"<p>{DUTCH}</p>")]}
    return {
        "practice": practice,
        "other practice": PracticeFactory(organisation=body, inspired_by=practice),
        "talk": talk,
        "seminar": seminar,
        "organisation": body.page,
        "article": ArticlePageFactory(**texts, **words, **body_text),
        "information": InformationPageFactory(**texts, **words, **body_text),
        "protocol": protocol,
        "home": HomePage.objects.get(),
    }


LISTS = ("practices:list", "seminars:list", "protocols", "search:results")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_is_marked_on_every_public_page(client, world, language):
    unmarked, empty = [], []
    with override(language):
        addresses = {name: thing.get_absolute_url() for name, thing in world.items()}
        # Of what was asked, a page repeats the words: they are not those of the marks.
        addresses |= {name: f"{reverse(name)}?q=heading" for name in LISTS}
    for name, address in addresses.items():
        page = Unmarked(client.get(address, follow=True).text)
        unmarked += [f"{name}: {found}" for found in page.found]
        empty += [] if page.total else [name]

    assert unmarked == []
    assert empty == []


def test_is_marked_in_what_search_says_of_a_word(client):
    ConceptFactory(
        relation=Relation.FALSE_FRIEND,
        terms={"fr-be": ["parrainage"], "nl": [f"{DUTCH} meter"]},
        **only_dutch(Concept, "definition", "note"),
    )
    PracticeFactory(heading_fr="Le parrainage")
    concordance.forget()

    page = Unmarked(client.get("/fr/recherche/?q=parrainage").text)

    assert page.total == 2
    assert page.found == []
