"""What becomes of telling sentences, chain by chain, in a real cluster.

Tokens of one place stand together, parted by a stroke; a dot is a place whose word says nothing.
"""

import pytest

from search.elasticsearch import client, indices

FRENCH = [
    ("L'école de police", ". ecol . polic"),
    ("L’école de police", ". ecol . polic"),
    ("l'ecole d'a côté", ". ecol . a cot"),
    ("aujourd'hui à Québec", "aujourd hui a quebec"),
    ("Dégâts répétés, voisinage troublé", "degat repet voisinag troubl"),
    ("DEGATS REPETES", "degat repet"),
    # With and without accents, stemmed both ways: each way of writing finds the others.
    ("policière", "polici|policier"),
    ("policiere", "policier"),
    ("policiers", "polici"),
    ("les policières et la police", "le polici|policier . . polic"),
    ("médiation, médiateurs", "mediat mediateur"),
    # A false friend that a stemmer could make: who sponsors a class is not who answers for a municipality.
    ("parrainage, parrain", "parrainag parrain"),
    ("sans-abri ; sans abri", "san abri san abri"),
    ("#GARDEÇAPOURTOI", "gardecapourtoi"),
    ("ÉMRII émrii EMRII", "emrii emrii emrii"),
    ("SPVM · CPAS · 5344", "spvm cpas 5344"),
    ("la 6e primaire", ". 6e primair"),
    ("BE-5344-0001", "be 5344 0001"),
    ("œuvre, cœur", "oeuvr coeur"),
    ("snake_case d.o.t a:b 3,5", "snak cas . o . a b 3 5"),
]
DUTCH = [
    ("De wijkagent en de wijkagenten", ". wijkagent . . wijkagent"),
    ("overlegassistenten", "overlegassistent"),
    ("dakloze daklozen", "dakloz dakloz"),
    ("coördinatie, coordinatie", "coordinatie coordinatie"),
    ("één agent", "een agent"),
    ("burenconflict", "burenconflict"),
]
ENGLISH = [
    ("The officers' neighbourhood", ". offic neighbourhood"),
    ("neighbour, neighbor", "neighbour neighbor"),
    ("policing and police", "polic . polic"),
    ("homelessness", "homeless"),
]
EXACT = [
    ("L'ÉMRII de la zone 5", "l emrii de la zone 5"),
    ("BE-5344-0001", "be 5344 0001"),
    ("Service des enquêtes", "service des enquetes"),
]


@pytest.fixture
def cut(db, deliver):
    """Return a function that writes what the chain of a language makes of a text."""

    def tokens(chain, text):
        with client.speaking():
            found = client.bulk().indices.analyze(index=indices.alias(), analyzer=chain, text=text)
        places: dict[int, set[str]] = {}
        for token in found["tokens"]:
            places.setdefault(token["position"], set()).add(token["token"])
        last = max(places, default=-1)
        return " ".join("|".join(sorted(places.get(place, {"."}))) for place in range(last + 1))

    return tokens


@pytest.mark.parametrize(
    ("chain", "text", "expected"),
    [
        *(("fr", *row) for row in FRENCH),
        *(("nl", *row) for row in DUTCH),
        *(("en", *row) for row in ENGLISH),
        *(("exact", *row) for row in EXACT),
    ],
)
def test_texts_are_cut_folded_and_stemmed(cut, chain, text, expected):
    assert cut(chain, text) == expected
