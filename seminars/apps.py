from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SeminarsConfig(AppConfig):
    name = "seminars"
    verbose_name = _("Seminars")

    def ready(self):
        from wagtail.permissions import register_permission_policy

        from exchange.signals import organisation_succeeded
        from seminars import actions
        from seminars.forms import TalkForm
        from seminars.models import Seminar, Talk
        from seminars.policies import policy, seminar_policy

        register_permission_policy(Seminar, seminar_policy)
        register_permission_policy(Talk, policy)
        organisation_succeeded.connect(actions.organisation_succeeded)
        Talk.base_form_class = TalkForm
        Talk.edit_handler = Talk.build_edit_handler()
