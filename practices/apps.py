from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticesConfig(AppConfig):
    name = "practices"
    verbose_name = _("Practices")

    def ready(self):
        from django.db.models.signals import post_delete, post_save
        from wagtail.permissions import register_permission_policy

        from exchange.models import Role, User
        from exchange.signals import membership_changed, organisation_succeeded, protocol_changed
        from practices import panels
        from practices.actions import passing_on
        from practices.actions.deadlines import call_for_publication
        from practices.leaving import actions, consequences, succession  # noqa: F401 -- it declares itself
        from practices.models import Practice
        from practices.notifications import replace_wagtails_letters
        from practices.policies import policy

        register_permission_policy(Practice, policy)
        replace_wagtails_letters()
        membership_changed.connect(actions.membership_changed)
        membership_changed.connect(call_for_publication)
        membership_changed.connect(passing_on.membership_changed)
        post_save.connect(passing_on.person_changed, sender=User)
        for changed in (post_save, post_delete):
            changed.connect(passing_on.person_changed, sender=Role)
        protocol_changed.connect(actions.protocol_changed)
        organisation_succeeded.connect(succession.organisation_succeeded)
        Practice.base_form_class = panels.PracticeForm
        Practice.edit_handler = panels.edit_handler()
