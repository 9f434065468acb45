"""Days of an account: in its own time zone."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self
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


@dataclass(frozen=True, slots=True)
class Today:
    """The day that it is in a time zone: the last one on which anything can have happened there."""

    day: dt.date
    zone: str

    @classmethod
    def at(cls, now: dt.datetime, zone: dt.tzinfo) -> Self:
        """The day that a moment is in, in that zone."""
        return cls(day_in(now, zone), str(zone))

    def problem(self, given: dt.date) -> str | None:
        """Why nothing can have happened on a day, or ``None``.

        >>> today = Today.at(dt.datetime(2026, 11, 27, 22, 48, tzinfo=dt.UTC), zone_of("Pacific/Honolulu"))
        >>> today.problem(dt.date(2026, 11, 28))
        'expected a day until 2026-11-27, which is today in Pacific/Honolulu, got 2026-11-28'
        >>> today.problem(dt.date(2026, 11, 27))
        """
        if given <= self.day:
            return None
        return f"expected a day until {self.day}, which is today in {self.zone}, got {given}"


def next_on(days: Iterable[dt.date | None], today: dt.date) -> dt.date | None:
    """The earliest of these days that is today or lies ahead.

    >>> first, second, third = (dt.date(2026, 9, day) for day in (1, 2, 3))
    >>> next_on([third, None, second], first).day, next_on([third, first], second).day, next_on([first], second)
    (2, 3, None)
    """
    return min((day for day in days if day is not None and day >= today), default=None)
