"""What the database itself refuses, whoever writes."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from exchange.audiences import Audience
from exchange.models import ArticleLink, Attachment, Concept, EvidenceLevel, Territory, Verdict
from practices.models import Practice, PracticeFile
from seminars.models import Talk
from tests.factories import ArticlePageFactory, AssignmentFactory, PracticeFactory, TalkFactory
from tests.files import pdf_bytes

pytestmark = pytest.mark.django_db


def too_high():
    EvidenceLevel.objects.create(code="6", level=6, name="Trop")


def verdict_of_an_open_review():
    AssignmentFactory(verdict=Verdict.APPROVE, closed_at=None, due_on=dt.date(2026, 1, 1))


def same_file_twice():
    sheet = PracticeFactory()
    file = Attachment.objects.create(title="Outil", file=ContentFile(pdf_bytes(), name="outil.pdf"))
    for title in ("Outil", "Encore"):
        PracticeFile.objects.create(practice=sheet, file=file, title=title)


def same_link_twice():
    page, target = ArticlePageFactory(), PracticeFactory()
    for _number in range(2):
        ArticleLink.objects.create(page=page, target=target)


def same_name_twice():
    for _number in range(2):
        Territory.objects.create(name_nl="Elsene", country="BE")


def broader_of_an_equal():
    broader = Concept.objects.create(code="broad", relation="E")
    Concept.objects.create(code="equal", relation="E", broader=broader)


def heavier_than_all():
    Concept.objects.create(code="heavy", relation="E", weight=2)


def sheet_for_no_parties():
    Practice.objects.filter(pk=PracticeFactory().pk).update(audience=Audience.PARTIES)


def talk_for_no_parties():
    Talk.objects.filter(pk=TalkFactory().pk).update(audience=Audience.PARTIES)


class TestConstraints:
    @pytest.mark.parametrize(
        ("write", "name"),
        [
            (too_high, "evidence_level_is_5_at_most"),
            (verdict_of_an_open_review, "verdict_closes_the_review"),
            (same_file_twice, "unique_practice_file"),
            (same_link_twice, "unique_article_link"),
            (same_name_twice, "unique_territory_nl"),
            (broader_of_an_equal, "only_narrower_notions_have_a_broader_one"),
            (heavier_than_all, "weight_from_0_to_1"),
            (sheet_for_no_parties, "practice_for_parties_names_its_protocol"),
            (talk_for_no_parties, "talk_for_parties_names_its_protocol"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_refuse(self, write, name):
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            write()

    def test_let_places_without_a_name_in_one_language_stand_beside_each_other(self):
        Territory.objects.create(name_nl="Elsene", name_fr="", country="BE")
        Territory.objects.create(name_nl="Etterbeek", name_fr="", country="BE")

        assert Territory.objects.count() == 2
