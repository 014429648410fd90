"""A sheet in Dutch, from its author's first words to its readers, through the editor and the desk."""

import pytest
from django.urls import reverse
from django.utils.translation import override
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from exchange.models import Territory
from practices.models import Practice
from tests.factories import (
    AntennaFactory,
    EvidenceLevelFactory,
    LicenceFactory,
    LifecycleStageFactory,
    PillarFactory,
    PracticeTypeFactory,
    SettingFactory,
    TargetGroupFactory,
    ThemeFactory,
)
from tests.practices.cast import cast
from tests.practices.steps import seen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wagtail_indexes")]

DUTCH = "Elke week ontmoeten twee agenten de bewoners en de scholen van de wijk. "
FRENCH = "Chaque semaine, deux agents rencontrent les habitants et les écoles du quartier. "
ROWS = ("staff_profiles", "indicators", "relations", "legal_bases", "files", "links", "co_owners")
STREAMS = ("objectives", "steps", "core_components", "adaptable_components")
RICH = ("situation", "analysis", "response", "assessment")


@pytest.fixture
def visit(client):
    """Return a function that opens the site as somebody else."""

    def as_person(person):
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return as_person


def form_of(sheet_fields, **changes):
    """Return what a browser sends when the form of a sheet is filled in like this."""
    empty = {
        **{f"{name}_{code}": streamfield([]) for name in STREAMS for code in ("fr", "fr_ca", "nl", "en")},
        **{f"{name}_{code}": rich_text("") for name in RICH for code in ("fr", "fr_ca", "nl", "en")},
        **{row: inline_formset([]) for row in (*ROWS, "partners")},
    }
    fields = {**empty, **sheet_fields, **changes}
    chosen = {name: value for name, value in fields.items() if isinstance(value, list)}
    return {**nested_form_data({name: fields[name] for name in fields.keys() - chosen.keys()}), **chosen}


def in_dutch(world):
    """Return everything that the author has to tell."""
    LicenceFactory(code="cc_by_nc_4", default_for="public")
    theme = ThemeFactory(code="youth")
    return {
        "original_language": "nl",
        "audience": "public",
        "heading_nl": "Samen op straat met jongeren",
        "pitch_nl": "Twee agenten praten elke week met jongeren op het plein.",
        "summary_nl": DUTCH * 4,
        **{f"{name}_nl": rich_text(f"<p>{DUTCH * 10}</p>") for name in RICH},
        "mechanism_nl": DUTCH * 2,
        "moderators_nl": DUTCH * 2,
        "lessons_nl": DUTCH * 2,
        "transatlantic_note_nl": DUTCH * 2,
        "objectives_nl": streamfield([("sentence", "Van 10 naar 20 gesprekken per maand")]),
        "core_components_nl": streamfield([("sentence", "Altijd dezelfde agenten")]),
        "steps_nl": streamfield(
            [
                ("step", {"title": f"Stap {n}", "text": "De scholen aanschrijven.", "duration": ""})
                for n in "123"
            ]
        ),
        "practice_type": PracticeTypeFactory(code="programme").pk,
        "lifecycle": LifecycleStageFactory(code="running").pk,
        "themes": [theme.pk],
        "pillars": [PillarFactory(code="prevention").pk],
        "settings": [SettingFactory(code="street").pk],
        "target_groups": [TargetGroupFactory(code="youth").pk],
        "territories": [],
        "new_territories": "Schaarbeek\nEvere",
        "start_date": "2024-03",
        "density": "urban",
        "community_involvement": "consulted",
        "partners": inline_formset([{"name": "Jeugdhuis", "type": "", "role": "Onthaal"}]),
        "keywords": "jongeren, plein",
        "staff_fte": "2",
        "evaluation_type": "none",
        "evidence_level": EvidenceLevelFactory(level=1).pk,
        "result_direction": "unknown",
        "no_unintended_effects": "on",
        **{
            f"transfer_{name}": "2"
            for name in ("legal", "organisational", "cultural_linguistic", "financial", "partners")
        },
        "no_legal_basis": "on",
        "processes_personal_data": "no",
        "no_personal_data": "on",
        "contact_antenna": AntennaFactory(organisation=world.owner).pk,
    }


def decide(client, sheet, verb, **fields):
    """Press a button of the desk and return the sheet as it stands then."""
    data = {"seen": seen(sheet, verb), **{f"{verb}-{name}": value for name, value in fields.items()}}
    response = client.post(reverse("sheet_deed", args=[sheet.pk, verb]), data)
    assert response.status_code == 302, response.context["problems"]
    return Practice.objects.get(pk=sheet.pk)


def waiting(client):
    """Return the headings of the dashboard, by group."""
    panel = client.get(reverse("wagtailadmin_home")).context["panels"][0]
    groups = panel.get_context_data({"request": client.get("/admin/").wsgi_request})["groups"]
    return [sheet.heading for group in groups for sheet in group.sheets]


def test_a_sheet_goes_from_its_author_to_its_readers(client, visit):
    world = cast()
    type(world.owner).objects.filter(pk=world.owner.pk).update(region="BE-BRU")
    story = in_dutch(world)

    # The author writes it in Dutch and goes straight on to the desk.
    author = visit(world.author)
    add = reverse("wagtailadmin_pages:add", args=["practices", "practice", world.owner.page.pk])
    response = author.post(add, form_of(story, **{"action-to-desk": "1"}))
    sheet = Practice.objects.get(heading_nl="Samen op straat met jongeren")
    assert response.url == reverse("sheet_desk", args=[sheet.pk])
    assert sheet.organisation == world.owner
    assert set(Territory.objects.filter(practices=sheet).values_list("name", flat=True)) == {
        "Schaarbeek",
        "Evere",
    }
    assert author.get(response.url).context["problems"] == []
    sheet = decide(author, sheet, "submit", grant="on")
    assert sheet.reference == "BE-5344-0001"

    # Nobody outside the body knows of it before the lead releases it.
    assert "Samen op straat met jongeren" not in waiting(visit(world.editor))
    lead = visit(world.lead)
    assert "Samen op straat met jongeren" in waiting(lead)
    sheet = decide(lead, sheet, "release", comment="")

    # The secretariat finds it admissible.
    five = dict.fromkeys(("complete", "no_personal_data", "no_secret", "audience", "licence"), "yes")
    sheet = decide(visit(world.editor), sheet, "admissible", comment="", **five)

    # A colleague of the same shore asks for something; the author answers.
    sheet = decide(
        visit(world.home_reviewer), sheet, "review", verdict="request_changes", comment="Welke scholen?"
    )
    author = visit(world.author)
    desk = author.get(reverse("sheet_desk", args=[sheet.pk]))
    assert "Welke scholen?" in desk.content.decode()
    edit = reverse("wagtailadmin_pages:edit", args=[sheet.pk])
    changed = {
        "transatlantic_note_nl": DUTCH * 3,
        "new_territories": "",
        "territories": [t.pk for t in sheet.territories.all()],
    }
    form = form_of({**story, **changed, "partners": kept(sheet.partners.all())}, **{"action-to-desk": "1"})
    assert author.post(edit, form).url == desk.wsgi_request.path
    sheet = decide(author, sheet, "submit", grant="on")

    # The lead releases the new text; the colleague reads what changed, and both shores approve.
    sheet = decide(visit(world.lead), sheet, "release", comment="")
    desk = visit(world.home_reviewer).get(reverse("sheet_desk", args=[sheet.pk]))
    assert [one.field.name for one in desk.context["differences"]] == ["transatlantic_note_nl"]
    sheet = decide(visit(world.home_reviewer), sheet, "review", verdict="approve", comment="")
    sheet = decide(visit(world.far_reviewer), sheet, "review", verdict="approve", comment="")

    # The secretariat finds what is missing in French, adds it, and publishes.
    editor = visit(world.editor)
    desk = editor.get(reverse("sheet_desk", args=[sheet.pk]))
    assert {problem.field for problem in desk.context["problems"]} == {"heading_fr", "pitch_fr", "summary_fr"}
    french = {
        "heading_fr": "Ensemble en rue avec les jeunes",
        "pitch_fr": "Deux agents parlent chaque semaine avec les jeunes.",
        "summary_fr": FRENCH * 4,
        # What only the body decides is not taken from the secretariat's form.
        "audience": "members",
    }
    form = form_of({**story, **changed, **french, "partners": kept(sheet.partners.all())})
    assert editor.post(edit, form).status_code == 302
    sheet = decide(editor, sheet, "publish")

    # Readers find it in both languages.
    assert (sheet.state, sheet.audience, sheet.version) == ("published", "public", "1.0")
    assert sheet.transatlantic_note_nl == (DUTCH * 3).strip()
    client.logout()
    for language, heading in (
        ("fr", "Ensemble en rue avec les jeunes"),
        ("nl", "Samen op straat met jongeren"),
    ):
        with override(language):
            address = Practice.objects.get(pk=sheet.pk).get_url()
        assert heading in client.get(address).content.decode()


def kept(partners):
    rows = [
        {"id": row.pk, "name": row.name, "type": "", "role": row.role, "ORDER": n, "DELETE": ""}
        for n, row in enumerate(partners, 1)
    ]
    return inline_formset(rows, initial=len(rows))
