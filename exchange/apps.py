from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate, pre_save
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "exchange"
    verbose_name = _("Exchange")

    def ready(self):
        from modeltranslation.models import handle_translation_registrations
        from wagtail.models import ModelLogEntry, get_page_models
        from wagtail.permissions import register_permission_policy

        # Listens to every second factor that is read or made, in whatever process.
        from exchange.accounts import encryption  # noqa: F401
        from exchange.caching import watch_tables
        from exchange.fields import prepare_translated_fields
        from exchange.forms import TranslatedPageForm
        from exchange.invisible import clean_before_save
        from exchange.models import TranslatedPage
        from exchange.policies import PagePolicy
        from exchange.traces.trail import name_nobody

        # Editors' tabs name translated columns, so every translation has to be registered first.
        handle_translation_registrations()
        for model in get_page_models():
            if "base_form_class" not in vars(model):
                model.base_form_class = TranslatedPageForm
            model.edit_handler = model.build_edit_handler()
        prepare_translated_fields()
        register_permission_policy(TranslatedPage, PagePolicy())
        pre_save.connect(clean_before_save)
        pre_save.connect(name_nobody, sender=ModelLogEntry)
        post_migrate.connect(watch_tables, sender=self)
        post_migrate.connect(mark_database, sender=self)


def mark_database(using="default", **_signal):
    """Let development know that this database is one of production."""
    from exchange.models import Installation

    if Installation._meta.db_table in connections[using].introspection.table_names():
        Installation.objects.using(using).mark()
