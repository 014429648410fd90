from django.utils.translation import gettext_lazy as _

from exchange.models import TranslatedPage


class SeminarIndexPage(TranslatedPage):
    """The folder of all seminars; readers see the list in its place."""

    url_name = "seminars:list"
    max_count = 1
    subpage_types = ["seminars.Seminar"]
    parent_page_types = ["exchange.HomePage"]

    class Meta:
        verbose_name = _("list of seminars")

    def url_kwargs(self):
        return {}
