"""Days of an account: in its own time zone."""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo


def zone_of(name: str) -> dt.tzinfo:
    """The time zone of an IANA name; UTC where nobody here knows it.

    >>> zone_of("Europe/Berlin"), zone_of("Europe/Atlantis"), zone_of("/etc/passwd"), zone_of("")
    (zoneinfo.ZoneInfo(key='Europe/Berlin'), datetime.timezone.utc, datetime.timezone.utc, datetime.timezone.utc)
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return dt.UTC


def day_in(moment: dt.datetime, zone: dt.tzinfo) -> dt.date:
    """The day that a moment is in, in that zone.

    >>> evening = dt.datetime(2026, 9, 30, 23, 30, tzinfo=dt.UTC)
    >>> day_in(evening, dt.UTC).day, day_in(evening, zone_of("Asia/Tokyo")).day
    (30, 1)
    """
    return moment.astimezone(zone).date()


def next_on(days: Iterable[dt.date | None], today: dt.date) -> dt.date | None:
    """The earliest of these days that is today or lies ahead.

    >>> first, second, third = (dt.date(2026, 9, day) for day in (1, 2, 3))
    >>> next_on([third, None, second], first).day, next_on([third, first], second).day, next_on([first], second)
    (2, 3, None)
    """
    return min((day for day in days if day is not None and day >= today), default=None)
