from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SeminarsConfig(AppConfig):
    name = "seminars"
    verbose_name = _("Seminars")

    def ready(self):
        from exchange.signals import organisation_succeeded
        from seminars import actions
        from seminars.forms import TalkForm
        from seminars.models import Talk

        organisation_succeeded.connect(actions.organisation_succeeded)
        Talk.base_form_class = TalkForm
        Talk.edit_handler = Talk.build_edit_handler()
