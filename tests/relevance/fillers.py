"""Two hundred invented sheets on other subjects, in the words that every sheet of police uses.

They give judged queries something to lose against: the same common words, near misses, four languages.
The same sheets come out every time.
"""

import json
from pathlib import Path

TOPICS = json.loads((Path(__file__).parent / "topics.json").read_text())
# Body that owns the sheet, its place, the languages it is written in; each topic has them all.
VARIANTS = (
    ("O14", "Haute-Exemple", ("fr",)),
    ("O14", "Haute-Exemple", ("nl",)),
    ("O13", "Val-Exemple", ("fr", "fr_ca")),
    ("O15", "Basse-Exemple", ("fr", "nl")),
    ("O13", "Val-Exemple", ("en",)),
    ("O15", "Basse-Exemple", ("fr", "nl", "en")),
    ("O13", "Val-Exemple", ("fr", "fr_ca", "en")),
    ("O14", "Haute-Exemple", ("nl", "en")),
)
MOMENTS = {
    "fr": ("au printemps", "en hiver", "le samedi", "depuis un an", "à l'essai", "en été", "le soir", "à pied"),
    "nl": (
        "in de lente", "in de winter", "op zaterdag", "sinds een jaar",
        "als proef", "in de zomer", "'s avonds", "te voet",
    ),
    "en": ("in spring", "in winter", "on Saturdays", "for a year", "as a trial", "in summer", "at dusk", "on foot"),
}  # fmt: skip
# What sheets of community policing say whatever their subject.
COMMON = {
    "fr": (
        "La police locale, la commune et les habitants du quartier préparent l'action ensemble.",
        "L'équipe travaille en prévention, sans procès-verbal, et garde le contact avec les services sociaux.",
        "Les écoles et les commerces du secteur sont informés par une lettre et une réunion publique.",
        "Les agents de quartier relaient les remarques des citoyens à la direction du service.",
        "Un partenariat écrit dit qui fait quoi de jour comme de nuit.",
        "Le projet cherche à renforcer la confiance entre la population et les policiers.",
        "Une rencontre avec les jeunes et les familles ouvre et clôt l'année.",
        "Les voisins de la place ont été consultés avant le début.",
        "Aucune évaluation n'a encore été publiée ; les appels au service sont comptés chaque mois.",
    ),
    "nl": (
        "Lokale politie, gemeente en buurtbewoners bereiden de actie samen voor.",
        "Het team werkt preventief, zonder proces-verbaal, en houdt contact met de sociale diensten.",
        "Scholen en winkels in de wijk krijgen een brief en een uitnodiging voor een vergadering.",
        "De wijkagenten geven opmerkingen van burgers door aan de leiding van het korps.",
        "Een geschreven partnerschap zegt wie wat doet, dag en nacht.",
        "Het project wil het vertrouwen tussen de bevolking en de politie versterken.",
        "Een ontmoeting met jongeren en gezinnen opent en sluit het jaar.",
        "De buren van het plein werden vooraf bevraagd.",
        "Er is nog geen evaluatie gepubliceerd; oproepen worden elke maand geteld.",
    ),
    "en": (
        "Local police, the municipality and residents of the neighbourhood prepare the action together.",
        "The team works on prevention, without a formal report, and keeps in touch with social services.",
        "Schools and shops in the area are told by letter and at a public meeting.",
        "Neighbourhood officers pass on what citizens say to the head of the service.",
        "A written partnership says who does what, day and night.",
        "The project seeks to strengthen trust between the public and police officers.",
        "A meeting with young people and families opens and closes the year.",
        "Neighbours around the square were consulted beforehand.",
        "No evaluation has been published yet; calls to the service are counted every month.",
    ),
}
AFTERWARDS = {
    "fr": "Cette fiche est inventée. À {place}, l'idée a pris de l'ampleur : d'autres rues l'ont demandée.",
    "nl": "Deze fiche is verzonnen. In {place} vond het idee navolging: andere straten vroegen erom.",
    "en": "This sheet is invented. In {place} the idea caught on: other streets asked for it.",
}
CANADIAN = {
    "commune": "municipalité",
    "agents de quartier": "agents sociocommunautaires",
    "police locale": "sûreté municipale",
    "habitants": "citoyens",
    "agents": "policiers",
}
PER_SHEET = 4


def fillers() -> list[dict]:
    """Return the sheets as a file of content holds them."""
    return [
        _sheet(topic, number, *variant, position)
        for number, topic in enumerate(TOPICS)
        for position, variant in enumerate(VARIANTS)
    ]


def _sheet(topic, number, body, place, languages, position) -> dict:
    original = languages[0]
    sheet = {
        "id": f"F{number * len(VARIANTS) + position + 1:03}",
        "org": body,
        "source_language": original,
        "audience": "public",
        "provenance": "demo_illustrative",
        "licence": "cc_by_nc_4",
        "themes": [topic["theme"]],
        "settings": [topic["setting"]],
        "territories": [place],
    }
    for language in languages:
        spoken = language[:2]
        title, first, second = topic[spoken]
        start = (number * 2 + position * 3) % len(COMMON[spoken])
        common = [COMMON[spoken][(start + step) % len(COMMON[spoken])] for step in range(PER_SHEET)]
        said = {
            "title": f"{title}, {MOMENTS[spoken][position]}",
            "pitch": first,
            "summary": " ".join((first, second, common[0])),
            "situation": f"<p>{AFTERWARDS[spoken].format(place=place)} {common[1]}</p>",
            "response": f"<p>{' '.join(common[2:])} {second}</p>",
        }
        for name, text in said.items():
            if language == "fr_ca":
                for belgian, canadian in CANADIAN.items():
                    text = text.replace(belgian, canadian)
            sheet[f"{name}_{language}"] = text
    return sheet
