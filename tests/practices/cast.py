"""The people of the life of a sheet, and a sheet that has everything."""

from types import SimpleNamespace

from exchange.models import RoleName, Territory
from practices.models import Indicator, Partner
from practices.models.choices import Density, Direction, Evaluation, Involvement, Transfer
from tests.factories import (
    AntennaFactory,
    EvidenceLevelFactory,
    LicenceFactory,
    LifecycleStageFactory,
    MembershipFactory,
    OrganisationFactory,
    OrganisationPageFactory,
    OrganisationTypeFactory,
    PillarFactory,
    PracticeFactory,
    PracticeTypeFactory,
    SettingFactory,
    TargetGroupFactory,
    ThemeFactory,
    UserFactory,
)

LONG = "Chaque semaine, deux agents rencontrent les habitants et les écoles du quartier. " * 12


def body(network, **fields):
    """Return an active member of a network, with its page."""
    organisation = OrganisationFactory(**fields)
    MembershipFactory(organisation=organisation, network=network)
    OrganisationPageFactory(organisation=organisation)
    return organisation


def cast():
    """Return a body of each shore and a second one beside it, with the people that a sheet meets."""
    network = OrganisationFactory(network=True)
    owner = body(network, name_fr="Zone du Nord", reference_code="5344")
    neighbour = body(network, name_fr="Zone voisine")
    far = body(network, quebec=True, name_fr="Service de Longueuil")
    far_too = body(network, quebec=True, name_fr="Service de Sherbrooke")
    people = {
        "author": (owner, [RoleName.AUTHOR]),
        "colleague": (owner, [RoleName.AUTHOR]),
        "lead": (owner, [RoleName.CONTENT_LEAD]),
        "own_reviewer": (owner, [RoleName.REVIEWER]),
        "home_reviewer": (neighbour, [RoleName.REVIEWER]),
        "far_reviewer": (far, [RoleName.REVIEWER]),
        "third_reviewer": (far_too, [RoleName.REVIEWER]),
        "stranger": (neighbour, [RoleName.AUTHOR]),
        "reader": (neighbour, [RoleName.READER]),
        "editor": (None, [RoleName.EDITOR]),
        "committee": (None, [RoleName.COMMITTEE]),
        "administrator": (None, [RoleName.ADMINISTRATOR]),
    }
    made = {
        name: UserFactory(email=f"{name}@zone.example", organisation=organisation, roles=roles)
        for name, (organisation, roles) in people.items()
    }
    return SimpleNamespace(
        network=network, owner=owner, neighbour=neighbour, far=far, far_too=far_too, **made
    )


def complete_sheet(author, *, language="fr", **fields):
    """Return a draft that answers every question, in its own language only."""
    organisation = author.organisation
    theme = ThemeFactory(code="neighbourhood")
    fields = {
        "audience": "public",
        "licence": LicenceFactory(code="cc_by_nc_4", default_for="public"),
        "original_language": language,
        "practice_type": PracticeTypeFactory(code="programme"),
        "lifecycle": LifecycleStageFactory(code="running"),
        "main_theme": theme,
        "start_date": "2015",
        "density": Density.URBAN,
        "community_involvement": Involvement.CONSULTED,
        "staff_fte": 4,
        "evaluation_type": Evaluation.MONITORING,
        "evidence_level": EvidenceLevelFactory(level=2),
        "result_direction": Direction.POSITIVE,
        "no_unintended_effects": True,
        "no_legal_basis": True,
        "processes_personal_data": "no",
        "no_personal_data": True,
        "contact_antenna": AntennaFactory(organisation=organisation),
        "transfer_legal": Transfer.LIGHT,
        "transfer_organisational": Transfer.LIGHT,
        "transfer_cultural_linguistic": Transfer.AS_IS,
        "transfer_financial": Transfer.LIGHT,
        "transfer_partners": Transfer.LIGHT,
        f"heading_{language}": "Parrainer les classes de sixième",
        f"pitch_{language}": "Un policier suit une classe pendant toute une année.",
        f"summary_{language}": LONG[:400],
        f"situation_{language}": f"<p>{LONG}</p>",
        f"analysis_{language}": f"<p>{LONG}</p>",
        f"response_{language}": f"<p>{LONG}</p>",
        f"assessment_{language}": f"<p>{LONG}</p>",
        f"mechanism_{language}": LONG[:200],
        f"moderators_{language}": LONG[:200],
        f"lessons_{language}": LONG[:200],
        f"transatlantic_note_{language}": LONG[:200],
        f"objectives_{language}": [("sentence", "De 10 à 20 classes en trois ans")],
        f"core_components_{language}": [("sentence", "Le même policier toute l'année")],
        f"steps_{language}": [
            ("step", {"title": f"Étape {n}", "text": "Écrire aux écoles.", "duration": ""}) for n in range(3)
        ],
        **fields,
    }
    sheet = PracticeFactory(
        draft=True,
        organisation=organisation,
        owner=author,
        heading_fr=fields.pop("heading_fr", ""),
        summary_fr=fields.pop("summary_fr", ""),
        pitch_fr=fields.pop("pitch_fr", ""),
        **fields,
    )
    sheet.themes = [theme]
    sheet.pillars = [PillarFactory(code="prevention")]
    sheet.settings = [SettingFactory(code="school")]
    sheet.target_groups = [TargetGroupFactory(code="children")]
    sheet.territories = [territory(organisation)]
    sheet.partners = [
        Partner(name="École du quartier", type=OrganisationTypeFactory(code="school"), role="Accueil")
    ]
    sheet.indicators = [
        Indicator(name="Classes", baseline="10", baseline_date="2015", follow_up="20", source="Bilan")
    ]
    sheet.save()
    sheet.save_revision(user=author)
    return sheet


def territory(organisation):

    return Territory.objects.get_or_create(name="Schaerbeek", country=organisation.country)[0]


def fresh(sheet):
    return type(sheet).objects.get(pk=sheet.pk)
