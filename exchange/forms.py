"""Forms of the kernel."""

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from exchange.languages import localized


class TranslatedPageForm(WagtailAdminPageForm):
    """A draft needs a heading; what is required is required in the original language only."""

    def clean(self):
        data = super().clean()
        model = self._meta.model
        original = data.get("original_language") or self.instance.original_language
        needed = ("heading",) if self.is_deferred_validation else model.required_in_original
        for name in needed:
            field = localized(name, original)
            if field in self.fields and field not in self.errors and not data.get(field):
                self.add_error(field, _("Required in the original language."))
        return data
