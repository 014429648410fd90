"""Roles give Django's permissions: nobody is put into groups by hand."""

from django.contrib.auth.backends import BaseBackend

from exchange.models import RoleName
from exchange.policies import may_enter_editor

ENTER_EDITOR = "wagtailadmin.access_admin"
# What Wagtail asks of Django; rights on things themselves stand in the policies.
OF_EDITORS = frozenset({"exchange.add_organisationpage"})


class RoleBackend(BaseBackend):
    """Lets those who have something to do there into the editor; an administrator may everything."""

    def has_perm(self, user_obj, perm, obj=None):
        if not user_obj.is_active or user_obj.is_anonymous:
            return False
        if perm == ENTER_EDITOR:
            return may_enter_editor(user_obj)
        if perm in OF_EDITORS and user_obj.has_role(RoleName.EDITOR):
            return True
        return user_obj.has_role(RoleName.ADMINISTRATOR)

    def has_module_perms(self, user_obj, app_label):
        return user_obj.is_active and not user_obj.is_anonymous and user_obj.has_role(RoleName.ADMINISTRATOR)
