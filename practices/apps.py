from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = _("Practices")

    def ready(self):
        from wagtail.permissions import register_permission_policy

        from practices import panels
        from practices.models import Practice
        from practices.notifications import replace_wagtails_letters
        from practices.policies import policy

        register_permission_policy(Practice, policy)
        replace_wagtails_letters()
        Practice.base_form_class = panels.PracticeForm
        Practice.edit_handler = panels.edit_handler()
