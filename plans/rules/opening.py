"""Who opened a plan when: what is kept of it, and since when the customer could have opened it."""

import datetime as dt


def opening_day(moment: dt.datetime) -> dt.date:
    """The day to which an opening belongs: one of UTC, whoever opens and wherever they are.

    >>> opening_day(dt.datetime.fromisoformat("2026-09-01T00:30:00+02:00"))
    datetime.date(2026, 8, 31)
    """
    return moment.astimezone(dt.UTC).date()


def shared_since(created_at: dt.datetime, joined_at: dt.datetime | None) -> dt.datetime | None:
    """When the customer could first see a plan: at its first moment, or once the first of their people was a member.

    ``joined_at``: when the first of those who are members now became one. ``None``: nobody could see it yet.

    >>> made, member = dt.datetime(2026, 9, 1, tzinfo=dt.UTC), dt.datetime(2026, 9, 7, tzinfo=dt.UTC)
    >>> shared_since(made, member) == shared_since(member, made) == member, shared_since(made, None)
    (True, None)
    """
    return None if joined_at is None else max(created_at, joined_at)
