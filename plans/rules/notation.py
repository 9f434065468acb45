"""How figures, days and lists are written for people."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_SYMBOLS = frozenset("€$£¥")
_CURRENCIES = frozenset({
    "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "INR", "JPY", "KRW", "MXN", "NOK",
    "NZD", "PLN", "RON", "SEK", "SGD", "THB", "TRY", "USD", "ZAR",
})  # fmt: skip
_SHORT_UNIT = 3  # letters: "h", "min", "kWh" stand after each figure, "weeks" after the last


def number(value: float) -> str:
    """A figure with thousands commas and no more decimals than it has, at most 12 significant digits.

    >>> number(1250.5), number(105.0), number(0.1 + 0.2), number(-1e-9)
    ('1,250.5', '105', '0.3', '-1e-09')
    """
    short = f"{value:.12g}"
    if "e" in short and abs(value) < 1:
        return short
    return f"{Decimal(short):,f}"


def day(value: dt.date) -> str:
    """A day in words, the same in every locale.

    >>> day(dt.date(2026, 9, 30))
    '30 September 2026'
    """
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def percent(value: float) -> str:
    """A percentage.

    >>> percent(-25)
    '-25 %'
    """
    return f"{number(value)} %"


def is_currency(unit: str) -> bool:
    """Whether the unit is money: a sign or an ISO 4217 code in use."""
    return unit in _SYMBOLS or unit in _CURRENCIES


def repeats(unit: str) -> bool:
    """Whether the unit stands with each figure rather than once after the last.

    >>> [repeats(unit) for unit in ("h", "%", "EUR", "per 1,000 active users", "weeks", "")]
    [True, True, True, False, False, False]
    """
    return bool(unit) and (is_currency(unit) or unit == "%" or (len(unit) <= _SHORT_UNIT and unit.isalpha()))


def quantity(value: float, unit: str) -> str:
    """A figure with its unit.

    >>> quantity(8, "h"), quantity(1250.5, "€"), quantity(1e6, "EUR"), quantity(60, "% of Tier-1 queries")
    ('8 h', '€1,250.50', 'EUR 1,000,000', '60 % of Tier-1 queries')
    """
    if unit in _SYMBOLS:
        return f"-{unit}{_money(-value)}" if value < 0 else f"{unit}{_money(value)}"
    if is_currency(unit):
        return f"{unit} {_money(value)}"
    return f"{number(value)} {unit}".rstrip()


def _money(value: float) -> str:
    whole, _, decimals = number(value).partition(".")
    return f"{whole}.{decimals:0<2}" if decimals else whole


def listed(words: Sequence[str]) -> str:
    """Words as a list within a sentence.

    >>> listed(["baseline", "target", "deadline"])
    'baseline, target and deadline'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def quoted(words: Sequence[str]) -> str:
    """Words as they were written, as a list.

    >>> quoted(["touch base", "soon"])
    '"touch base" and "soon"'
    """
    return listed([f'"{word}"' for word in words])


def count(amount: int, noun: str) -> str:
    """A count with its noun.

    >>> count(1, "outcome"), count(3, "outcome")
    ('1 outcome', '3 outcomes')
    """
    return f"{amount:,} {noun}" if amount == 1 else f"{amount:,} {noun}s"
