from django.utils.translation import gettext_lazy as _
from wagtail import hooks


@hooks.register("register_log_actions")
def log_actions(registry):
    """Name what happens to a talk in the history of the page."""
    registry.register_action("seminars.remove_slides", _("Remove slides"), _("The slides were removed"))
