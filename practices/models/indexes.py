from django.utils.translation import gettext_lazy as _

from exchange.models import TranslatedPage


class PracticeIndexPage(TranslatedPage):
    """The folder of all bodies and their sheets; readers see the list in its place."""

    url_name = "practices:list"
    max_count = 1
    subpage_types = ["exchange.OrganisationPage"]
    parent_page_types = ["exchange.HomePage"]

    class Meta:
        verbose_name = _("list of practices")

    def url_kwargs(self):
        return {}
