"""What has no translation is marked as what it is: a reader's software speaks it in its own language."""

import re

import pytest
from django.utils.translation import override
from lxml import html

from practices.models import Indicator, LegalBasis, Partner, StaffProfile
from practices.models.rows import Link
from tests.factories import PracticeFactory

pytestmark = pytest.mark.django_db

MARK = re.compile(r"Mot\d+")


@pytest.fixture
def sheet():
    sheet = PracticeFactory(
        heading_fr="Mot1", heading_en="Heading", summary_fr="Mot2", evaluator="Mot3", source_note="Mot4"
    )
    sheet.partners = [Partner(name="Mot5", role="Mot6")]
    sheet.indicators = [
        Indicator(name="Mot7", unit="Mot8", baseline="Mot9", follow_up="Mot10", source="Mot11")
    ]
    sheet.legal_bases = [LegalBasis(jurisdiction="be", instrument="Mot12", article="Mot13")]
    sheet.staff_profiles = [StaffProfile(profile="Mot14", fte=1)]
    sheet.links = [Link(url="https://zone.example/", label="Mot15")]
    sheet.save()
    return sheet


def languages_of(page: bytes) -> dict[str, str]:
    """Return in which language each marked word is said to be."""
    found = {}
    for element in html.fromstring(page).find(".//main").iter():
        parts = [(element, element.text), *((element, child.tail) for child in element)]
        for holder, text in parts:
            for word in MARK.findall(text or ""):
                found[word] = holder.xpath("string(ancestor-or-self::*[@lang][1]/@lang)")
    return found


def test_rows_of_a_sheet_carry_the_language_of_the_original(client, sheet):
    with override("en"):
        page = client.get(sheet.get_absolute_url())
    found = languages_of(page.content)
    assert set(found) >= {f"Mot{number}" for number in (*range(2, 8), *range(9, 16))}
    assert {word for word, language in found.items() if language != "fr"} == set()
    assert "Partly translated" in page.content.decode()


def test_rows_carry_none_for_who_reads_it(client, sheet):
    with override("fr-ca"):
        page = client.get(sheet.get_absolute_url())
    assert set(languages_of(page.content).values()) == {"fr-ca"}
