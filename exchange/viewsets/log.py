"""The log and its end, as the committee and administrators read them in the editor."""

import datetime as dt
from itertools import count

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, DateFromToRangeFilter, ModelChoiceFilter, NumberFilter
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports.base import ReportView
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry, Site

from exchange.models import Organisation
from exchange.traces.names import people_with_names
from exchange.traces.retention import rules
from exchange.traces.trail import in_words, lines
from exchange.traces.words import Kind, actions_of

from .pages import EditorPage

BATCH = 500
# What a spreadsheet would take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LOOK_AHEAD = dt.timedelta(days=30)


def used(column: str) -> set:
    """Return what stands in a column of the two logs."""
    first, second = (
        log.objects.order_by().values_list(column).distinct() for log in (PageLogEntry, ModelLogEntry)
    )
    return {value for (value,) in first.union(second) if value is not None}


def without_opinions(entries, reader):
    """Leave out what was decided about a page of which the reader owes an opinion: they give theirs first."""
    if entries.model is not PageLogEntry:
        return entries
    return entries.exclude(page__in=reader.assignments.open().values("page"))


class LogFilterSet(WagtailFilterSet):
    """Who, of which body, what kind of event, about what, when."""

    user = ChoiceFilter(label=_("Person"), field_name="user_id")
    body = ModelChoiceFilter(
        label=_("Organisation"), field_name="user__organisation", queryset=Organisation.objects.order_by("pk")
    )
    kind = ChoiceFilter(label=_("Kind"), choices=Kind.choices, method="filter_kind")
    content_type = ChoiceFilter(label=_("About"), field_name="content_type_id")
    number = NumberFilter(label=_("Number of the item"), method="filter_number")
    timestamp = DateFromToRangeFilter(label=_("Date"), widget=DateRangePickerWidget)

    class Meta:
        model = ModelLogEntry
        fields = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = people_with_names().filter(pk__in=used("user_id"))
        names = [(person.pk, person.shown_to(self.request.user)) for person in people]
        self.filters["user"].extra["choices"] = sorted(names, key=lambda choice: choice[1].casefold())
        types = ContentType.objects.filter(pk__in=used("content_type_id"))
        self.filters["content_type"].extra["choices"] = sorted(
            (
                (row.pk, capfirst(str(row.model_class()._meta.verbose_name)))
                for row in types
                if row.model_class()
            ),
            key=lambda choice: choice[1].casefold(),
        )

    def filter_kind(self, queryset, name, value):
        return queryset.filter(action__in=actions_of(Kind(value)))

    def filter_number(self, queryset, name, value):
        return queryset.filter(thing=str(int(value)))


class MomentColumn(Column):
    """A moment as it is written: how long ago it was is no evidence."""

    def get_value(self, instance):
        return date_format(timezone.localtime(instance.at), "SHORT_DATETIME_FORMAT")


class LogView(ReportView):
    """Who did what when, in plain words; whoever takes it away as a file stands in it."""

    model = ModelLogEntry
    permission_required = "view"
    page_title = _("Log")
    header_icon = "history"
    index_url_name = "exchange_log"
    index_results_url_name = "exchange_log_results"
    filterset_class = LogFilterSet
    columns = [
        MomentColumn("at", label=_("When")),
        Column("who", label=_("Who")),
        Column("body", label=_("Organisation")),
        Column("what", label=_("What")),
        Column("thing", label=_("About")),
        Column("details", label=_("In detail")),
        Column("kind", label=_("Kind")),
    ]
    list_export = ["at", "who", "body", "what", "thing", "details", "kind"]
    export_headings = {column.name: column.label for column in columns}

    def get_filtered_queryset(self):
        return lines(lambda log: without_opinions(self.filter_queryset(log), self.request.user))

    def get(self, request, *args, **kwargs):
        if not self.is_export:
            return super().get(request, *args, **kwargs)
        # The file is written while it is sent: by then nobody's clock and language hold any more.
        self.zone = timezone.get_current_timezone()
        rows = self.get_filtered_queryset()
        site = Site.objects.get(is_default_site=True)
        log(instance=site, action="exchange.data.export_log", user=request.user, data={"count": rows.count()})
        return self.as_spreadsheet(self.all_in_words(rows), request.GET["export"])

    def all_in_words(self, rows):
        for start in count(0, BATCH):
            batch = in_words(rows[start : start + BATCH], reader=self.request.user)
            yield from batch
            if len(batch) < BATCH:
                return

    def get_table(self, object_list):
        return super().get_table(in_words(object_list, reader=self.request.user))

    def get_filename(self):
        return f"{timezone.localdate():%Y-%m-%d}-log"

    def get_heading(self, queryset, field):
        heading = super().get_heading(queryset, field)
        return f"{heading} ({self.zone})" if field == "at" else heading

    def preprocess_field_value(self, field, value, export_format):
        if field == "at":
            # By the clock of the screen, in a form that sorts: a spreadsheet knows no time zone.
            return f"{timezone.localtime(value, self.zone):%Y-%m-%d %H:%M:%S}"
        value = super().preprocess_field_value(field, value, export_format)
        return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


class RetentionView(EditorPage):
    """What goes when, and how much of it is waiting to go."""

    model = ModelLogEntry
    page_title = _("Retention")
    header_icon = "bin"
    template_name = "exchange/admin/retention.html"

    def get_context_data(self, **kwargs):
        now = timezone.now()
        rows = [
            {
                "label": rule.label,
                "kept": rule.kept(),
                "due": (due := rule.count(now)),
                "soon": rule.count(now + LOOK_AHEAD) - due,
            }
            for rule in rules()
        ]
        return super().get_context_data(rows=rows, days=LOOK_AHEAD.days, **kwargs)
