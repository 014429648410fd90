"""Words that analysis knows by heart: articles, numbers, spellings, parts of Dutch compounds."""


def listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS = {
    "fr": listed(
        "a ai au aux avec ce ces cet cette d dans de des du elle en entre est et eux il ils je l la le les leur "
        "leurs lui ma mais me mes moi mon ne nos notre nous on ou par pas pour qu que qui sa se ses si son "
        "sont sur ta te tes ton tu un une vos votre vous y"
    ),
    "nl": listed(
        "aan al als at bij bent ben dan dat de den der deze die dit door een en er het hij hoe hun ik in is "
        "je kan met mijn naar niet nog of om onder ons onze ook op over te tot tussen u uit uw van voor was wat we "
        "wij wie wordt worden zich zij zijn zo"
    ),
    "en": listed(
        "a about an and are as at be been between but by can do for from had has have he her his how i if in into is "
        "it its my no not of on or our she so than that the their them then there these they this to was we "
        "were what when which who will with you your"
    ),
}

# What makes a question of words, and what ties them together: nobody looks for these.
ASKING_WORDS = {
    "fr": listed(
        "afin ainsi apres aucun aucune aussi autour avant avoir bien ceci cela celle celles celui cependant "
        "ceux chaque chez combien comme comment contre depuis dois doit doivent donc elles encore etre "
        "faire fait faites faudrait faut font hors lequel laquelle lesquels lors lorsque meme moins ni non "
        "parmi pendant peut peuvent peux plus plusieurs pouvoir pourquoi pourrait puis quand quel quelle "
        "quelles quelque quelques quels quoi sans selon sera serait sous toujours tous tout toute toutes "
        "tres trop vers veut veux voici"
    ),
    "nl": listed(
        "achter alle allemaal alles alleen andere beter binnen boven buiten daar deed doe doen doet dus "
        "eens elk elke gaan gaat geen haar had hadden heb hebben heeft hem hen hier iedereen iemand iets jij "
        "jou jouw jullie kun kunnen maar mag me meer meest men mij moet moeten mogen na naast nooit nu samen "
        "sinds soms tegen terwijl tijdens toch toen veel volgens waar waarom waarop wanneer want waren "
        "weer welk welke wel werd werden wil willen zal zal zonder zou zouden zullen zulke"
    ),
    "en": listed(
        "after again against all also am among another any anybody anyone anything around because before "
        "being both could did does doing down during each either else every everybody everyone few "
        "further get gets getting give go goes going got happen happens having here him just let like may me "
        "might more most much must need needs nobody nor nothing off once one only other others out over own "
        "per put same shall should since some somebody someone something still such take those through too "
        "under until up upon very via want wants well where whether while whom whose why within without "
        "would yet"
    ),
}

ORDINALS = {
    word: number
    for number, forms in {
        1: "premier premiere eerste first",
        2: "deuxieme second seconde tweede",
        3: "troisieme derde third",
        4: "quatrieme vierde fourth",
        5: "cinquieme vijfde fifth",
        6: "sixieme zesde sixth",
        7: "septieme zevende seventh",
        8: "huitieme achtste eighth",
        9: "neuvieme negende ninth",
        10: "dixieme tiende tenth",
        11: "onzieme elfde eleventh",
        12: "douzieme twaalfde twelfth",
    }.items()
    for word in forms.split()
}

# British, American.
SPELLINGS = (
    ("neighbour", "neighbor"),
    ("behaviour", "behavior"),
    ("colour", "color"),
    ("favour", "favor"),
    ("harbour", "harbor"),
    ("honour", "honor"),
    ("labour", "labor"),
    ("rumour", "rumor"),
    ("centre", "center"),
    ("theatre", "theater"),
    ("programme", "program"),
    ("defence", "defense"),
    ("offence", "offense"),
    ("licence", "license"),
    ("practise", "practice"),
    ("counsell", "counsel"),
    ("travell", "travel"),
    ("analyse", "analyze"),
    ("organis", "organiz"),
    ("recognis", "recogniz"),
    ("victimis", "victimiz"),
    ("stigmatis", "stigmatiz"),
    ("radicalis", "radicaliz"),
    ("criminalis", "criminaliz"),
    ("prioritis", "prioritiz"),
    ("grey", "gray"),
    ("tyre", "tire"),
)

# A compound is cut only when all of its parts stand here.
COMPOUND_PARTS = listed(
    "aanpak aangifte aanspreek afdeling afval agent antenne arbeid arrondissement assistent avond band begeleiding "
    "bejegening beleid bemiddeling bemiddelaar beroep bestuur bestrijding beurt bewoner bewaking brand brigade "
    "burger burgemeester buren buurt camera cel chef commissariaat commissaris comite conflict contact coordinator "
    "criminaliteit dag dak delict dienst dorp drug drugs fiets forum gebied gebruik geluid gemeente gemeenschap "
    "geweld gezin gezondheid groep handhaving hinder huis hulp hulpverlener hulpverlening inbraak incident "
    "informatie inspecteur integratie interventie jeugd jongeren kantoor kind kinder klas klacht korps kwartier "
    "leerling leven lezing lokaal maatschappij mishandeling nacht netwerk onderwijs onderzoek ontmoeting ouder ouderen "
    "overlast overleg park partner patrouille plaats plan plein ploeg politie post praktijk preventie prijs "
    "probleem project provincie raad recht regio ruil ruzie samenwerking school seminarie slachtoffer sociaal "
    "speel spreekuur stad stap station steun straat student team thuis toezicht toezichter trein uur veiligheid "
    "verantwoordelijke verblijf verkeer verkoop verslaving vertrouwen vlucht vluchteling voetbal vrijwilliger "
    "werk werker werking werkgroep wijk winkel woning woon zaak zone zorg"
)
COMPOUND_LINKS = ("en", "s", "e", "n")
