"""The day that it is where an organisation works: until its midnight, a deadline of that day has not passed."""

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import DateField, DateTimeField, F, Func, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


@cache
def named(name: str) -> ZoneInfo:
    return ZoneInfo(name if name in available_timezones() else settings.TIME_ZONE)


def zone_of(organisation) -> ZoneInfo:
    """Return the time zone of a body; without a body, that of the exchange."""
    return named(organisation.time_zone if organisation else settings.TIME_ZONE)


def today_of(*organisations, at: dt.datetime | None = None) -> dt.date:
    """Return the day that it is for a body; of several, the day of whoever is behind.

    What lasts until a day for several bodies lasts until the midnight of the last of them.
    """
    at = at or timezone.now()
    return min(at.astimezone(zone_of(organisation)).date() for organisation in organisations or (None,))


def end_of(day: dt.date, *organisations) -> dt.datetime:
    """Return the moment at which a day is over for a body; of several, for the last of them."""
    following = day + dt.timedelta(days=1)
    return max(
        dt.datetime.combine(following, dt.time(), zone_of(organisation))
        for organisation in organisations or (None,)
    )


def last_minute(day: dt.date, organisation) -> dt.datetime:
    """Return the last minute of a day where a body works, as its clock shows it."""
    return (end_of(day, organisation) - dt.timedelta(minutes=1)).astimezone(zone_of(organisation))


def start_of(day: dt.date, *organisations) -> dt.datetime:
    """Return the moment at which a day has begun for a body; of several, for the last of them."""
    return end_of(day - dt.timedelta(days=1), *organisations)


def today_everywhere() -> dt.date:
    """Return the day that has begun for every body: what ends before it has ended for everybody."""
    zones = (
        apps.get_model("exchange", "Organisation")
        .objects.order_by()
        .values_list("time_zone", flat=True)
        .distinct()
    )
    now = timezone.now()
    return min(now.astimezone(named(name)).date() for name in (*zones, settings.TIME_ZONE))


class TodayAt(Func):
    """The day that it is in the time zone that a column names, for questions about many bodies at once."""

    template = "(%(expressions)s)::date"
    arg_joiner = " AT TIME ZONE "
    output_field = DateField()

    def __init__(self, column: str):
        super().__init__(Value(timezone.now(), output_field=DateTimeField()), F(column))


def validate_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("Write a time zone by its name: Europe/Brussels, America/Toronto."))
