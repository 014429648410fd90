from django.db import migrations
from wagtail.models import BootstrapLocaleField, BootstrapTranslatableModel, BootstrapTranslationKeyField


class Migration(migrations.Migration):
    """Give the page model what points at Wagtail's own tables, now that they exist."""

    dependencies = [
        ("exchange", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        BootstrapLocaleField("exchange.TranslatedPage"),
        BootstrapTranslationKeyField("exchange.TranslatedPage"),
        BootstrapTranslatableModel("exchange.TranslatedPage"),
    ]
