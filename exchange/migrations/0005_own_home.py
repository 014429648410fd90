from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

TITLE = "Rives"
HEADINGS = {
    "fr": "D’une rive à l’autre, la police de proximité s’échange",
    "nl": "Van oever tot oever: gemeenschapsgerichte politiezorg delen",
    "en": "Community policing, shared from shore to shore",
}
MADE_BY_WAGTAIL = {
    "wagtailcore": ["GroupPagePermission", "GroupCollectionPermission", "WorkflowPage", "Workflow", "Task"],
    "auth": ["Group"],
}


def own_home(apps, schema_editor):
    """Turn Wagtail's welcome page into our home, and leave none of its groups and workflows."""
    HomePage = apps.get_model("exchange", "HomePage")
    ContentType = apps.get_model("contenttypes", "ContentType")
    Site = apps.get_model("wagtailcore", "Site")
    TranslatedPage = apps.get_model("exchange", "TranslatedPage")

    welcome = TranslatedPage.objects.get(path="00010001")
    HomePage(translatedpage_ptr_id=welcome.pk).save_base(raw=True)
    content_type, _created = ContentType.objects.get_or_create(app_label="exchange", model="homepage")
    headings = {f"heading_{language}": heading for language, heading in HEADINGS.items()}
    TranslatedPage.objects.filter(pk=welcome.pk).update(
        content_type=content_type,
        title=TITLE,
        draft_title=TITLE,
        slug="accueil",
        url_path="/accueil/",
        original_language="fr",
        heading=HEADINGS["fr"],
        tokens=["public"],
        **headings,
    )
    TranslatedPage.objects.filter(depth=1).update(tokens=["editorial"])
    Site.objects.update(hostname="localhost", port=8000, root_page=welcome.pk, site_name=TITLE)
    for app, names in MADE_BY_WAGTAIL.items():
        for name in names:
            apps.get_model(app, name).objects.all().delete()


SEARCH_CONFIGURATION = """
do $$ begin
  if not exists (select from pg_ts_config where cfgname = 'admin_search') then
    create text search configuration admin_search (copy = simple);
  end if;
end $$;
alter text search configuration admin_search
  alter mapping for asciiword, word, hword, hword_part, asciihword, hword_asciipart with unaccent, simple;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0004_organisations_protocols_media"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        BtreeGinExtension(),
        migrations.RunSQL(SEARCH_CONFIGURATION, migrations.RunSQL.noop),
        migrations.RunPython(own_home, migrations.RunPython.noop),
    ]
