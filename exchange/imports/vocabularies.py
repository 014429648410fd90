"""Vocabularies, the concordance and abbreviations: many small rows, written in bulk."""

from django.utils.translation import gettext as _

from exchange.imports.known import VOCABULARY_MODELS
from exchange.imports.loading import CREATED, KEPT, UNCHANGED, UPDATED, change
from exchange.imports.report import nearest, shown
from exchange.imports.rows import Shape
from exchange.imports.shapes import Choice, Field, Listed, Reference, Share, Text, Whole
from exchange.invisible import without_unseen
from exchange.models import Abbreviation, Concept, ConceptTerm, Relation, TranslatedPage
from exchange.models.concordance import Variety

# The code knows these itself; their names come from the catalogues.
TAXONOMIES_LEFT_OUT = {"sara_phases", "audiences"}

NAMED: dict[str, Field] = {
    "name": Text(longest=150, translated=True, required=True),
    "description": Text(lines=True, translated=True),
}
CODED = {"code": Text(longest=50, required=True), **NAMED}
EXTRA = {
    "pillars": {
        "belgian_source": Text(longest=120, translated=True),
        "quebec_source": Text(longest=120, translated=True),
    },
    "licences": {"default_for": Text(longest=10)},
}
TERM_SHAPES = {
    kind: Shape(section="vocabulary", fields={**CODED, **EXTRA.get(kind, {})}) for kind in VOCABULARY_MODELS
} | {"evidence_levels": Shape(section="vocabulary", fields={"level": Whole(most=5, required=True), **NAMED})}
WORDS = Listed(of=Text(longest=120))
CONCEPT = Shape(
    section="concordance",
    fields={
        "code": Text(longest=20, required=True),
        "relation": Choice(of=Relation, required=True),
        "definition": Text(lines=True, translated=True),
        "note": Text(lines=True, translated=True),
        "broader": Reference(to="concordance"),
        "weight": Share(),
        **{variety.value: WORDS for variety in Variety},
        "silent_terms": WORDS,
        "unreached_terms": WORDS,
    },
)
ABBREVIATION = Shape(
    section="abbreviations",
    fields={
        "short": Text(longest=40, required=True),
        "long": Text(longest=150, required=True),
        "language": Text(longest=10),
    },
)
# Root, home, lists; bodies and what they offer stand below.
LISTS_DEPTH = 3
TERM_COLUMNS = ("concept_id", "variety", "text", "position", "expands", "reached")


def load_vocabulary(load, kind):
    model = VOCABULARY_MODELS[kind]
    identity = "level" if kind == "evidence_levels" else "code"
    stored = {str(getattr(term, identity)): term for term in model.objects.all()}
    kept = load.edited_by_people(model)
    new = []
    for position, row in enumerate(load.rows[kind]):
        code = str(row.values[identity])
        term = stored.get(code)
        values = row.values if identity == "code" else {**row.values, "code": code}
        if term is None:
            new.append(blank(model(position=position), values))
            load.count(kind, CREATED)
        elif str(term.pk) in kept:
            load.count(kind, KEPT)
        elif change(term, values):
            # One by one: what was found by its old name is told.
            term.save()
            load.count(kind, UPDATED)
        else:
            load.count(kind, UNCHANGED)
    for term in model.objects.bulk_create(map(without_unseen, new)):
        load.known.keep(kind, str(getattr(term, identity)), term.pk)


def blank(term, values):
    change(term, values)
    return term


def load_concordance(load, kind="concordance"):
    # Where nothing stands yet that could say a word, nobody needs to be told of each.
    in_bulk = not TranslatedPage.objects.filter(depth__gt=LISTS_DEPTH).exists()
    stored = {concept.code: concept for concept in Concept.objects.all()}
    stored_words = words_by_concept()
    kept = load.edited_by_people(Concept)
    later = []
    for row in load.rows[kind]:
        words = {name: row.values[name] for name in row.values if name in WORD_LISTS}
        values = {name: value for name, value in row.values.items() if name not in WORD_LISTS}
        concept = stored.get(row.values["code"])
        created = concept is None
        if not created and str(concept.pk) in kept:
            load.count(kind, KEPT)
            continue
        concept = concept or Concept()
        if "broader" in values:
            later.append((concept, values.pop("broader")))
        changed = bool(change(concept, values))
        if changed:
            concept.save()
        load.known.keep(kind, concept.code, concept.pk)
        changed = replace_words(concept, words, stored_words.get(concept.pk, []), in_bulk) or changed
        load.count(kind, CREATED if created else UPDATED if changed else UNCHANGED)
    for concept, broader in later:
        if change(concept, {"broader_id": load.known.pk(kind, broader) if broader else None}):
            concept.save()


WORD_LISTS = {*(variety.value for variety in Variety), "silent_terms", "unreached_terms"}


def words_by_concept() -> dict[int, list[dict]]:
    found = {}
    for word in ConceptTerm.objects.order_by("variety", "position").values(*TERM_COLUMNS):
        found.setdefault(word["concept_id"], []).append(word)
    return found


def replace_words(concept, words, stored, in_bulk) -> bool:
    """Write the words of a notion anew when a variety, or what leads where, differs."""
    varieties = [variety.value for variety in Variety]
    before = {v: [word["text"] for word in stored if word["variety"] == v] for v in varieties}
    silent = words.get("silent_terms", [word["text"] for word in stored if not word["expands"]])
    unreached = words.get("unreached_terms", [word["text"] for word in stored if not word["reached"]])
    wanted = [
        {
            "concept_id": concept.pk,
            "variety": variety,
            "text": text,
            "position": position,
            "expands": text not in silent,
            "reached": text not in unreached,
        }
        for variety in sorted(varieties)
        for position, text in enumerate(words.get(variety, before[variety]))
    ]
    if wanted == list(stored):
        return False
    if stored:
        concept.terms.all().delete()
    terms = [ConceptTerm(**word) for word in wanted]
    if in_bulk:
        ConceptTerm.objects.bulk_create(map(without_unseen, terms))
    else:
        for term in terms:
            term.save()
    return True


def check_concordance(row, visit):
    """Words that lead nowhere must be words of the notion; only what is narrower has a broader notion."""
    own = {text for variety in Variety for text in row.get(variety.value, [])}
    for name in ("silent_terms", "unreached_terms"):
        for text in row.get(name, []):
            if own and text not in own:
                message = _("“%(word)s” is not one of the words of this concept.") % {"word": shown(text)}
                visit.key(name).error(message + nearest(text, own))
    if row.get("broader") and row.get("relation") != Relation.NARROWER:
        visit.key("broader").error(_("Only a narrower concept (N) has a broader one."))
    elif row.get("broader") and row["broader"] == row.get("code"):
        visit.key("broader").error(_("A concept is not broader than itself."))


def load_abbreviations(load, kind="abbreviations"):
    stored = {abbreviation.short: abbreviation for abbreviation in Abbreviation.objects.all()}
    kept = load.edited_by_people(Abbreviation)
    for row in load.rows[kind]:
        abbreviation = stored.get(row.values["short"])
        created = abbreviation is None
        if not created and str(abbreviation.pk) in kept:
            load.count(kind, KEPT)
            continue
        abbreviation = abbreviation or Abbreviation()
        changed = change(abbreviation, row.values)
        if changed:
            abbreviation.save()
        load.count(kind, CREATED if created else UPDATED if changed else UNCHANGED)
