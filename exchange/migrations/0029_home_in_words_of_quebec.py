from django.db import migrations

SHIPPED = "D’une rive à l’autre, la police de proximité s’échange"
OF_QUEBEC = "D’une rive à l’autre, la police communautaire s’échange"


def say_it_in_quebec(apps, schema_editor):
    """Give the home page the word of Québec, unless an editor has written a heading of their own."""
    pages = apps.get_model("exchange", "TranslatedPage").objects.filter(depth=2, heading_fr=SHIPPED)
    pages.filter(heading_fr_ca__isnull=True).update(heading_fr_ca=OF_QUEBEC)
    pages.filter(heading_fr_ca="").update(heading_fr_ca=OF_QUEBEC)


def say_it_as_elsewhere(apps, schema_editor):
    pages = apps.get_model("exchange", "TranslatedPage").objects.filter(heading_fr_ca=OF_QUEBEC)
    pages.update(heading_fr_ca="")


class Migration(migrations.Migration):
    dependencies = [("exchange", "0028_time_zones_are_checked")]

    operations = [migrations.RunPython(say_it_in_quebec, say_it_as_elsewhere)]
