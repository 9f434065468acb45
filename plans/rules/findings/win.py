"""The value log."""

import datetime as dt
from collections.abc import Iterator

from plans.rules.entity import Entity
from plans.rules.finding import PLAN, Finding, FindingCode, Subject
from plans.rules.findings.catalogue import found
from plans.rules.notation import day, listed
from plans.rules.preset import Section
from plans.rules.reading import Reading


def whole(reading: Reading) -> Iterator[Finding]:
    """T4: a value with its unit, evidence, a day that has come, an outcome."""
    for win in reading.all("wins"):
        lacking = _lacking(win)
        if lacking:
            yield found(
                FindingCode.WIN_INCOMPLETE,
                Subject("wins", win.id, lacking[0]),
                f"The win{win.called('title')} lacks {listed([_WIN[name] for name in lacking])}.",
                lacking,
            )
        on = win.date("on")
        if on is not None and on > reading.today:
            yield found(
                FindingCode.WIN_IN_FUTURE,
                Subject("wins", win.id, "on"),
                f"The win{win.called('title')} is dated {day(on)}, which is still to come.",
                (day(on),),
            )


_WIN = {
    "value": "a value",
    "unit": "its unit or currency",
    "evidence": "its evidence",
    "on": "a day",
    "outcome": "an outcome",
}


def _lacking(win: Entity) -> tuple[str, ...]:
    lacking = win.lacks(*_WIN)
    return tuple(name for name in lacking if name != "unit" or not win.text("currency"))


def every_quarter(reading: Reading) -> Iterator[Finding]:
    """T4: the last whole quarter of the engagement has a win."""
    account = reading.facts.account
    start = account.engaged_on if account else None
    first, last = last_quarter(reading.today)
    if start is None or start > first or not reading.shape.shows(Section.VALUE):
        return
    if not any((on := win.date("on")) and first <= on <= last for win in reading.all("wins")):
        yield found(
            FindingCode.QUARTER_WITHOUT_WIN,
            PLAN,
            f"The value log has no win from {day(first)} to {day(last)}.",
            (day(first), day(last)),
        )


def last_quarter(today: dt.date) -> tuple[dt.date, dt.date]:
    """The first and the last day of the calendar quarter before the one of ``today``.

    >>> last_quarter(dt.date(2026, 2, 3))
    (datetime.date(2025, 10, 1), datetime.date(2025, 12, 31))
    """
    last = today.replace(month=today.month - (today.month - 1) % 3, day=1) - dt.timedelta(days=1)
    return last.replace(month=last.month - 2, day=1), last


RULES = (whole, every_quarter)
