"""How much a text says that something changes: "by 25 %", "25 % fewer", "up 10 %", "(-30 %)", "by a quarter".

A percentage of something else is left alone: a share ("used by 80 % of stores"), a level ("to 95 %"), a rate for each
period ("by 5 % a year").
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import islice

from plans.rules.wording.outcome import LONGEST, REMEMBERED

_MOST = 8  # amounts of change that are told: who names several is asked about none
_REACH = 200  # characters within which the verb of an amount stands before it


class Bound(Enum):
    """How strictly an amount is meant."""

    EXACT = "exact"
    ABOUT = "about"
    AT_LEAST = "at least"
    AT_MOST = "at most"


@dataclass(frozen=True, slots=True)
class SaidChange:
    """An amount of change in per cent, or in percentage ``points``; ``low`` and ``high`` are a range's edges, or alike.

    ``way``: -1 down, 1 up, 0 where the words do not say. ``shown``: the words that say it; ``clause``: those around
    them; ``others``: the rest of the text.
    """

    low: float
    high: float
    bound: Bound
    way: int
    points: bool
    shown: str
    clause: str
    others: str


_SHARES = {
    "half": 50.0, "a half": 50.0, "a third": 100 / 3, "one third": 100 / 3, "two thirds": 200 / 3, "a quarter": 25.0,
    "one quarter": 25.0, "three quarters": 75.0, "a fifth": 20.0, "one fifth": 20.0, "a tenth": 10.0, "one tenth": 10.0,
}  # fmt: skip
_HEDGES = {
    Bound.EXACT: ("a full", "another", "a further", "an additional", "additional", "exactly"),
    Bound.ABOUT: ("about", "around", "approximately", "approx.", "approx", "roughly", "nearly", "almost", "some",
                  "circa", "ca.", "ca", "~", "≈"),
    Bound.AT_LEAST: ("at least", "no less than", "not less than", "over", "more than", "minimum", "min.", ">=", ">",
                     "≥"),
    Bound.AT_MOST: ("up to", "at most", "no more than", "not more than", "less than", "under", "maximum", "max.", "<=",
                    "<", "≤"),
}  # fmt: skip
_BOUND_OF = {hedge: bound for bound, hedges in _HEDGES.items() for hedge in hedges}
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,4})?|\d{1,6}(?:[.,]\d{1,4})?"
_AMOUNT = re.compile(
    rf"(?:(?P<hedge>{'|'.join(map(re.escape, sorted(_BOUND_OF, key=len, reverse=True)))})\s?)?"
    rf"(?:(?P<low>(?<![\w.,%])(?:{_NUMBER}))(?:\s?(?:-|–|to)\s?(?P<high>{_NUMBER}))?\s?"
    r"(?:(?P<points>(?:%|per ?cent(?:age)?)[ -]?points?|ppts?|p\.?p\.?)|%|per ?cent|pct\.?)(?![\w%])"
    rf"|\b(?P<share>{'|'.join(sorted(_SHARES, key=len, reverse=True))})\b)"
)

_WAYS = {"down": -1, "up": 1, "either": 0}
_WORDS = {
    "down": r"reduc\w+|cut(?:s|ting)?|lower(?:s|ed|ing)?|decreas\w+|shorten\w*|slash\w*|trim\w*|drop\w*|fewer|less|"
    r"fall(?:s|en|ing)?|fell|declin\w+|shr[aiu]nk\w*|diminish\w*|down|sav(?:e|es|ed|ings?)|minimi[sz]\w+|curb\w*|"
    r"shav(?:e|es|ed)|shorter|cheaper",
    "up": r"increas\w+|rais(?:e|es|ed|ing)|grow(?:s|n|ing|th)?|grew|boost\w*|lift\w*|ris(?:e|es|en|ing)|rose|expand\w*|"
    r"climb\w*|gain\w*|uplift|up|more|higher|longer",
    "either": r"improv\w+|chang\w+|mov(?:e|es|ing)|better|accelerat\w+|speed\w*|optimi[sz]\w+|faster|slower|quicker",
}
_CHANGES = re.compile("|".join(rf"\b(?P<{name}>{words})\b" for name, words in _WORDS.items()))
_FOLLOWS = re.compile(
    r"\s?\b(?:fewer|less|more|lower|higher|faster|slower|shorter|longer|quicker|cheaper|better|reduction|decrease|drop|"
    r"decline|cut|fall|savings?|increase|rise|growth|improvement|gain|uplift)\b"
)
_BY = re.compile(r"\bby\s$")
_TURNED = re.compile(r"\b(?:up|down)\s$")
_SIGNED = re.compile(r"(?:^|[\s(])[-−–+]\s?$")
_GOES_ON = re.compile(
    r"\s?(?:$|[.,;:!?()\n–—/]|(?:from|to|in|within|by|until|till|through|over|vs|versus|compared|against|and|or|while|so|"
    r"without|via|for|at|before|after|this|next|on|with|during|across|because|which|when|as|but|thanks|using|due|since|"
    r"under|than|then|per|each|every|a|year|annually|yearly|monthly|quarterly|p\.a|yoy|i\.e|e\.g)\b)"
)
_EACH_PERIOD = re.compile(
    r"[\s,]*(?:(?:a|per|each|every) (?:(?:calendar|fiscal|financial) )?(?:year|quarter|month|week|day)\b|annually|"
    r"yearly|monthly|quarterly|p\.?a\b|yoy\b|year[ -]on[ -]year|month[ -]on[ -]month|compound)"
)
_EVERY_PERIOD = re.compile(r"\b(?:each|every) (?:year|quarter|month|week|day)\b|\bannually\b|\byear[ -]on[ -]year\b")
_BREAK = re.compile(r"[,;\n–—] ?|\. |\b(?:so that|so|while|and|because)\b|\bto (?=[a-z])")


@lru_cache(REMEMBERED)
def said_changes(text: str) -> tuple[SaidChange, ...]:
    """The first amounts of change that a text names, in order; in time that grows with its length, for any text.

    >>> [(one.low, one.way, one.shown) for one in said_changes("Cut support tickets by 25 %")]
    [(25.0, -1, 'by 25 %')]
    >>> said_changes("Answered by 80 % of stores within 2 h"), said_changes("Cut cost by 5 % a year")
    ((), ())
    """
    folded = " ".join(unicodedata.normalize("NFKC", text[:LONGEST]).casefold().split())
    if _EVERY_PERIOD.search(folded):
        return ()
    breaks = [0, *(match.end() for match in _BREAK.finditer(folded)), len(folded)]
    found = (_said(folded, breaks, match) for match in _AMOUNT.finditer(folded))
    return tuple(islice(filter(None, found), _MOST))


def _said(folded: str, breaks: list[int], match: re.Match[str]) -> SaidChange | None:
    """What one amount says, if it is one of change."""
    figures = _figures(match)
    start, end = match.span()
    if figures is None or _EACH_PERIOD.match(folded, end):
        return None
    begun, ended = breaks[bisect_right(breaks, start) - 1], breaks[min(bisect_left(breaks, end), len(breaks) - 1)]
    before, way = folded[max(begun, start - _REACH) : start], None
    if _BY.search(before):
        way = _way(folded[max(0, start - _REACH) : start]) if _GOES_ON.match(folded, end) else None
        start -= 3
    elif match["share"] is None and (turned := _TURNED.search(before)):
        way, start = _way(turned.group()), start - len(turned.group())
    elif match["share"] is None and match["hedge"] is None and _SIGNED.search(before):
        way = 1 if "+" in before[-2:] else -1
    elif follows := _FOLLOWS.match(folded, end):
        way, end = _way(follows.group()), follows.end()
    if way is None:
        return None
    bound = _BOUND_OF.get(match["hedge"] or "", Bound.ABOUT if match["share"] else Bound.EXACT)
    low, high = figures
    rest = f"{folded[:begun]} {folded[ended:]}"
    return SaidChange(
        low, high, bound, way, bool(match["points"]), folded[start:end].strip(), folded[begun:ended], rest
    )


def _figures(match: re.Match[str]) -> tuple[float, float] | None:
    """The edges; ``None`` where it cannot be told what a figure means, as in 1.000 %."""
    if match["share"]:
        return _SHARES[match["share"]], _SHARES[match["share"]]
    low = _figure(match["low"])
    high = _figure(match["high"]) if match["high"] else low
    return None if low is None or high is None else (min(low, high), max(low, high))


def _figure(written: str) -> float | None:
    """A figure with thousands commas, or with a decimal point or comma.

    >>> _figure("1,250"), _figure("12,5"), _figure("0.5"), _figure("1.000")
    (1250.0, 12.5, 0.5, None)
    """
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", written):
        return None
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", written):
        return float(written.replace(",", ""))
    return float(written.replace(",", "."))


def _way(words: str) -> int | None:
    """Where the last word of change in these leads; ``None``: there is none."""
    names = [match.lastgroup or "" for match in _CHANGES.finditer(words)]
    return _WAYS[names[-1]] if names else None


def ways(words: str) -> frozenset[int]:
    """Where these words lead: -1 down, 1 up.

    >>> sorted(ways("cut cost to raise the margin"))
    [-1, 1]
    """
    return frozenset(_WAYS[match.lastgroup or ""] for match in _CHANGES.finditer(words)) - {0}
