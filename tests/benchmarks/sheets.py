"""Generated sheets for measures: thousands of them, each with words of its own, in three languages.

Written in bulk: the tree, the pages, their themes; then search indexes them as it does any other.
"""

import random
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from exchange.audiences import Audience, State, opening_tokens
from exchange.models import (
    EvidenceLevel,
    HomePage,
    Organisation,
    OrganisationPage,
    OrganisationType,
    Pillar,
    PracticeType,
    Setting,
    TargetGroup,
    Theme,
)
from practices.models import Practice, PracticeIndexPage
from practices.models.choices import Direction

BODIES = 40
BATCH = 500
RARE = 12_000
# The words of a sentence in the demonstration sheets, eight times in ten.
SENTENCE = (6, 29)
SYLLABLES = [
    "ba",
    "be",
    "bi",
    "bo",
    "bra",
    "bri",
    "ca",
    "ce",
    "ci",
    "co",
    "cra",
    "da",
    "de",
    "di",
    "do",
    "dra",
    "fa",
    "fe",
    "fi",
    "fo",
    "fra",
    "ga",
    "ge",
    "gi",
    "go",
    "gra",
    "la",
    "le",
    "li",
    "lo",
    "ma",
    "me",
    "mi",
    "mo",
    "na",
    "ne",
    "ni",
    "no",
    "pa",
    "pe",
    "pi",
    "po",
    "pra",
    "ra",
    "re",
    "ri",
    "ro",
    "sa",
    "se",
    "si",
    "so",
    "sta",
    "ta",
    "te",
    "ti",
    "to",
    "tra",
    "va",
    "ve",
    "vi",
    "vo",
]
WORDS = {
    "fr": [
        "police",
        "quartier",
        "voisinage",
        "médiation",
        "conflit",
        "école",
        "élève",
        "parent",
        "prévention",
        "patrouille",
        "équipe",
        "projet",
        "partenaire",
        "commune",
        "citoyen",
        "rencontre",
        "formation",
        "victime",
        "assistance",
        "jeune",
        "famille",
        "rue",
        "parc",
        "gare",
        "logement",
        "nuit",
        "bruit",
        "sécurité",
        "confiance",
        "écoute",
        "service",
        "permanence",
        "appel",
        "réseau",
        "concertation",
        "bénévole",
        "séance",
        "atelier",
        "bilan",
        "évaluation",
        "résultat",
        "coût",
        "heure",
        "semaine",
        "année",
        "premier",
        "dernier",
        "nouveau",
        "commun",
        "local",
        "social",
        "sans-abri",
        "itinérance",
        "itinérant",
        "dakloze",
        "sentiment",
        "insécurité",
        "harcèlement",
        "intimidation",
        "toxicomanie",
        "policier",
        "communautaire",
        "agent",
        "bourgmestre",
        "maire",
        "municipalité",
        "séminaire",
        "accueil",
        "langue",
        "culture",
    ],
    "nl": [
        "politie",
        "wijk",
        "buren",
        "bemiddeling",
        "conflict",
        "school",
        "leerling",
        "ouder",
        "preventie",
        "patrouille",
        "team",
        "project",
        "partner",
        "gemeente",
        "burger",
        "ontmoeting",
        "opleiding",
        "slachtoffer",
        "bijstand",
        "jongere",
        "gezin",
        "straat",
        "park",
        "station",
        "woning",
        "nacht",
        "lawaai",
        "veiligheid",
        "vertrouwen",
        "dienst",
        "oproep",
        "netwerk",
        "overleg",
        "vrijwilliger",
        "sessie",
        "atelier",
        "balans",
        "evaluatie",
        "resultaat",
        "kost",
        "uur",
        "week",
        "jaar",
        "eerste",
        "laatste",
        "nieuw",
        "gezamenlijk",
        "lokaal",
        "sociaal",
        "dakloze",
        "dakloosheid",
        "wijkagent",
        "burgemeester",
        "pesten",
        "drugs",
        "onthaal",
        "taal",
        "cultuur",
        "overlegassistent",
        "burenconflict",
        "slachtofferbejegening",
    ],
    "en": [
        "police",
        "neighbourhood",
        "neighbour",
        "mediation",
        "dispute",
        "school",
        "pupil",
        "parent",
        "prevention",
        "patrol",
        "team",
        "project",
        "partner",
        "municipality",
        "citizen",
        "meeting",
        "training",
        "victim",
        "support",
        "youth",
        "family",
        "street",
        "park",
        "station",
        "housing",
        "night",
        "noise",
        "safety",
        "trust",
        "service",
        "call",
        "network",
        "consultation",
        "volunteer",
        "session",
        "workshop",
        "review",
        "evaluation",
        "result",
        "cost",
        "hour",
        "week",
        "year",
        "first",
        "last",
        "new",
        "joint",
        "local",
        "social",
        "homeless",
        "homelessness",
        "officer",
        "mayor",
        "bullying",
        "drugs",
        "welcome",
        "language",
        "culture",
        "community",
        "problem",
        "solving",
    ],
}
LINKS = {
    "fr": ["de", "la", "et", "pour", "avec", "dans", "les", "un", "une", "des", "sur", "par", "au"],
    "nl": ["van", "de", "en", "voor", "met", "in", "een", "het", "op", "door", "bij", "aan"],
    "en": ["of", "the", "and", "for", "with", "in", "a", "on", "by", "to", "at", "from"],
}


class Writer:
    """Writes sentences: links often, words of the trade sometimes, invented ones seldom each."""

    def __init__(self, seed: int):
        self.random, self.pauses = random.Random(seed), random.Random(seed)
        self.words_of = {language: self.weighted(language) for language in WORDS}

    def weighted(self, language: str) -> tuple[list[str], list[float]]:
        """Return words with cumulative weights: a few stand in most sheets, most words in a few."""
        rare = ["".join(self.random.choices(SYLLABLES, k=self.random.randint(3, 5))) for _ in range(RARE)]
        shares = ((LINKS[language], 0.4, 0), (WORDS[language], 0.04, 0.7), (rare, 0.56, 0.9))
        words, weights = [], []
        for group, share, slope in shares:
            ranks = [1 / (rank + 1) ** slope for rank in range(len(group))]
            words += group
            weights += [share * weight / sum(ranks) for weight in ranks]
        return words, list(accumulate(weights))

    def words(self, language: str, count: int) -> str:
        words, weights = self.words_of[language]
        return " ".join(self.random.choices(words, cum_weights=weights, k=count))

    def sentences(self, language: str, count: int) -> str:
        words, said = self.words(language, count).split(), []
        while words:
            length = self.pauses.randint(*SENTENCE)
            said.append(f"{' '.join(words[:length]).capitalize()}.")
            words = words[length:]
        return " ".join(said)

    def paragraph(self, language: str, count: int) -> str:
        return f"<p>{self.sentences(language, count)}</p>"


def vocabulary(model, prefix: str, count: int) -> list:
    model.objects.bulk_create(
        [model(code=f"{prefix}_{number}", name=f"{prefix} {number}") for number in range(count)],
        ignore_conflicts=True,
    )
    return list(model.objects.all())


def bodies() -> list[OrganisationPage]:
    """Return the pages of some bodies of both shores, made if they are not there."""
    kind, _made = OrganisationType.objects.get_or_create(code="bench", defaults={"name": "Corps"})
    index = PracticeIndexPage.objects.first()
    if index is None:
        index = PracticeIndexPage(heading_fr="Fiches")
        index.sync_title()
        HomePage.objects.get().add_child(instance=index)
    pages = []
    for number in range(BODIES):
        organisation, made = Organisation.objects.get_or_create(
            reference_code=f"B{number}",
            defaults={
                "name": f"Corps de police {number}",
                "short_name": f"CP{number}",
                "type": kind,
                "country": "CA" if number % 2 else "BE",
            },
        )
        if made:
            page = OrganisationPage(organisation=organisation, heading_fr=str(organisation))
            page.sync_title()
            index.add_child(instance=page)
    pages = list(OrganisationPage.objects.filter(organisation__reference_code__startswith="B"))
    return [page for page in pages if page.organisation.type_id == kind.pk]


@transaction.atomic
def generate(count: int, seed: int = 1) -> None:
    """Write so many published sheets, one in eight for members."""
    writer, draw = Writer(seed), random.Random(seed)
    themes, pillars = vocabulary(Theme, "theme", 22), vocabulary(Pillar, "pillar", 5)
    groups, settings = vocabulary(TargetGroup, "group", 16), vocabulary(Setting, "setting", 12)
    types = vocabulary(PracticeType, "type", 9)
    levels = list(EvidenceLevel.objects.all())
    if not levels:
        EvidenceLevel.objects.bulk_create(
            EvidenceLevel(code=f"level_{level}", name=str(level), level=level) for level in range(6)
        )
        levels = list(EvidenceLevel.objects.all())
    parents = bodies()
    content_type = ContentType.objects.get_for_model(Practice)
    now = datetime.now(UTC)
    children = {parent.pk: parent.numchild for parent in parents}
    for start in range(0, count, BATCH):
        sheets = []
        for number in range(start, min(count, start + BATCH)):
            parent = draw.choice(parents)
            children[parent.pk] += 1
            sheets.append(
                sheet(writer, draw, number, parent, children[parent.pk], content_type, types, levels, now)
            )
        insert(sheets)
        relate(sheets, draw, themes=themes, pillars=pillars, target_groups=groups, settings=settings)
    for parent in parents:
        OrganisationPage.objects.filter(pk=parent.pk).update(numchild=children[parent.pk])


def sheet(writer, draw, number, parent, place, content_type, types, levels, now):
    audience = Audience.MEMBERS if number % 8 == 0 else Audience.PUBLIC
    languages = ["fr", *(code for code in ("nl", "en") if draw.random() < 0.6)]
    texts = {}
    for language in languages:
        texts |= {
            f"heading_{language}": writer.words(language, 8).capitalize(),
            f"pitch_{language}": writer.words(language, 16)[:200],
            f"summary_{language}": writer.sentences(language, 60),
        }
        if language == "fr" or draw.random() < 0.4:
            texts |= {
                f"{name}_{language}": writer.paragraph(language, size)
                for name, size in (
                    ("situation", 120),
                    ("analysis", 80),
                    ("response", 160),
                    ("assessment", 80),
                )
            }
            texts[f"lessons_{language}"] = writer.sentences(language, 80)
    page = Practice(
        title=texts["heading_fr"][:255],
        draft_title=texts["heading_fr"][:255],
        slug=f"bench-{number}",
        path=f"{parent.path}{Practice._int2str(place).rjust(Practice.steplen, '0')}",
        depth=parent.depth + 1,
        url_path=f"{parent.url_path}bench-{number}/",
        content_type=content_type,
        locale_id=parent.locale_id,
        organisation=parent.organisation,
        original_language="fr",
        live=True,
        state=State.PUBLISHED,
        audience=audience,
        practice_type=draw.choice(types),
        evidence_level=draw.choice(levels),
        result_direction=draw.choice(Direction.values),
        start_date=str(draw.randint(1995, 2026)),
        main_theme=None,
        first_published_at=now - timedelta(hours=number),
        **texts,
    )
    page.tokens = sorted(
        opening_tokens(state=State.PUBLISHED, audience=audience, owners=[parent.organisation_id])
    )
    return page


def insert(pages) -> None:
    """Copy pages table by table: a bulk_create refuses models of several tables."""
    tables = [*reversed(Practice._meta.get_parent_list()), Practice]
    with connection.cursor() as cursor:
        for model in tables:
            if model._meta.pk.remote_field is None:
                sequence = f"{model._meta.db_table}_{model._meta.pk.column}_seq"
                cursor.execute("select nextval(%s) from generate_series(1, %s)", [sequence, len(pages)])
                for page, (pk,) in zip(pages, cursor.fetchall(), strict=True):
                    page.pk = page.id = pk
            fields = model._meta.local_concrete_fields
            columns = ", ".join(f'"{field.column}"' for field in fields)
            with cursor.copy(f'copy "{model._meta.db_table}" ({columns}) from stdin') as copy:
                for page in pages:
                    values = [
                        page.pk if field.primary_key else field.pre_save(page, add=True) for field in fields
                    ]
                    pairs = zip(fields, values, strict=True)
                    copy.write_row([field.get_db_prep_save(value, connection) for field, value in pairs])


def relate(pages, draw, **vocabularies) -> None:
    for name, terms in vocabularies.items():
        through = Practice._meta.get_field(name).remote_field.through
        target = next(
            field.attname
            for field in through._meta.get_fields()
            if field.many_to_one and field.related_model is type(terms[0])
        )
        through.objects.bulk_create(
            through(**{"practice_id": page.pk, target: term.pk})
            for page in pages
            for term in draw.sample(terms, draw.randint(1, 3))
        )
