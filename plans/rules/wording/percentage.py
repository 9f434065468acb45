"""How much a text says that something changes: "by 25 %", "25 % fewer", "up 10 %", "(-30 %)", "by a quarter".

A percentage of something else is left alone: a share ("used by 80 % of stores"), a level ("to 95 %"), a rate for each
period ("by 5 % a year"), a part of the whole ("by 25 % in the pilot team").
"""

import re
import unicodedata
from bisect import bisect_right
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

    ``way``: -1 down, 1 up, 0 where the words do not say. ``told``: a verb tells what is to be done, rather than a noun
    what is there. ``plain``: nothing but the verb makes a change of it, as in "cut tickets 25 %". ``shown``: the words
    that say it; ``object``: what changes, as far as they tell.
    """

    low: float
    high: float
    bound: Bound
    way: int
    told: bool
    plain: bool
    points: bool
    shown: str
    object: str


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
_NUMBERS = {
    "five": 5, "ten": 10, "fifteen": 15, "twenty": 20, "twenty-five": 25, "thirty": 30, "forty": 40, "fifty": 50,
    "sixty": 60, "seventy": 70, "seventy-five": 75, "eighty": 80, "ninety": 90,
}  # fmt: skip
_TIMES = {"halve": (50.0, -1), "double": (100.0, 1), "triple": (200.0, 1), "quadruple": (300.0, 1)}
_FIGURE = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,4})?|\d{1,6}(?:[.,]\d{1,4})?"
_NUMBER = rf"{_FIGURE}|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))}"
_AMOUNT = re.compile(
    rf"(?:(?P<hedge>{'|'.join(map(re.escape, sorted(_BOUND_OF, key=len, reverse=True)))})\s?)?"
    rf"(?:(?P<low>(?<![\w.,%])(?:{_NUMBER}))(?:\s?(?:-|–|to)\s?(?P<high>{_NUMBER}))?\s?"
    r"(?:(?P<points>(?:%|per ?cent(?:age)?)[ -]?points?|ppts?|p\.?p\.?)|%|per ?cent|pct\.?)(?![\w%])"
    rf"|\b(?P<share>{'|'.join(sorted(_SHARES, key=len, reverse=True))})\b"
    rf"|(?:(?<=^)|(?<=[.,;:] )|(?<=and ))(?P<times>{'|'.join(_TIMES)})s?\b)"
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
_IN = re.compile(r"\bin\s$")
_TURNED = re.compile(r"\b(?:up|down)\s$")
_SIGNED = re.compile(r"(?:^|[\s(])[-−–+]\s?$")
_RELATED = re.compile(
    r"\b(?:to|of|from|below|above|at|than|and|or|is|are|with|in|on|the|for|under|over|between|a|by|per)\s$"
)
_GOES_ON = re.compile(
    r"\s?(?:$|[.,;:!?()\n–—/]|(?:from|to|in|within|by|until|till|through|over|vs|versus|compared|against|and|or|while|so|"
    r"without|via|for|at|before|after|this|next|on|with|during|across|because|which|when|as|but|thanks|using|due|since|"
    r"under|than|then|per|each|every|a|year|annually|yearly|monthly|quarterly|p\.a|yoy|i\.e|e\.g)\b)"
)
_ONLY_PART = re.compile(
    r"\s(?:in|for|at|across|among|within)\s(?!(?:the |our |its |about |all of )?"
    r"(?:first |next |last |coming |second |third |fourth |current |calendar |fiscal )?(?:\d|q\d|h\d|fy|"
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|spring|summer|"
    r"autumn|fall|winter|half|quarter|year|month|week|day|total|all|average|one|two|three|four|six|nine|ten|twelve|"
    r"every|each|everyone|general|comparison|order|line|addition|least|most|good|end|same|contract|pilot phase)\w*)"
)
_OBJECT_ENDS = re.compile(
    r"[,;.:()]|\b(?:by|per|at|without|with|for|from|to|while|so|than|when|as|and|within|until|before|via|through)\b"
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
    breaks = [0, *(match.end() for match in _BREAK.finditer(folded))]
    found = (_said(folded, breaks, match) for match in _AMOUNT.finditer(folded))
    return tuple(islice(filter(None, found), _MOST))


def _said(folded: str, breaks: list[int], match: re.Match[str]) -> SaidChange | None:
    """What one amount says, if it is one of change of the whole."""
    figures = _figures(match)
    if figures is None or _EACH_PERIOD.match(folded, match.end()) or _ONLY_PART.match(folded, match.end()):
        return None
    begun = breaks[bisect_right(breaks, match.start()) - 1]
    found = _frame(folded, max(begun, match.start() - _REACH), match)
    if found is None:
        return None
    bound = _BOUND_OF.get(match["hedge"] or "", Bound.EXACT if match["low"] else Bound.ABOUT)
    start, end = found.shown
    low, high = figures
    return SaidChange(
        low, high, bound, found.way, found.told, found.plain, bool(match["points"]), folded[start:end].strip(),
        folded[slice(*found.object)],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Frame:
    """The words around an amount that make a change of it; ``shown`` and ``object`` are places in the text."""

    way: int
    shown: tuple[int, int]
    object: tuple[int, int]
    told: bool = False
    plain: bool = False


def _frame(folded: str, begun: int, match: re.Match[str]) -> _Frame | None:
    frames = (_times, _by, _followed, _turned, _plainly)
    return next((found for frame in frames if (found := frame(folded, begun, match))), None)


def _times(folded: str, _begun: int, match: re.Match[str]) -> _Frame | None:
    """Halve the backlog."""
    if not match["times"]:
        return None
    after = _object_after(folded, match.end())
    return _Frame(_TIMES[match["times"]][1], match.span(), after, told=True, plain=True)


def _by(folded: str, begun: int, match: re.Match[str]) -> _Frame | None:
    """Cut tickets by 25 %; cut them in half."""
    start, end = match.span()
    before = folded[begun:start]
    if not _GOES_ON.match(folded, end) or not (_BY.search(before) or (match["share"] == "half" and _IN.search(before))):
        return None
    return _by_verb(folded, begun, start - 3, (start - 3, end))


def _followed(folded: str, _begun: int, match: re.Match[str]) -> _Frame | None:
    """25 % fewer tickets; a 10 % rise in sales."""
    follows = _FOLLOWS.match(folded, match.end())
    way = _way(follows.group()) if follows else None
    if follows is None or way is None:
        return None
    return _Frame(way, (match.start(), follows.end()), _object_after(folded, follows.end()))


def _turned(folded: str, begun: int, match: re.Match[str]) -> _Frame | None:
    """Tickets down 25 %; tickets (-25 %)."""
    start, end = match.span()
    before = folded[begun:start]
    if not match["low"]:
        return None
    if turned := _TURNED.search(before):
        at = start - len(turned.group())
        return _Frame(_way(turned.group()) or 0, (at, end), (begun, at))
    if match["hedge"] is None and _SIGNED.search(before):
        return _Frame(1 if "+" in before[-2:] else -1, (start, end), (begun, start))
    return None


def _plainly(folded: str, begun: int, match: re.Match[str]) -> _Frame | None:
    """Cut tickets 25 %."""
    start, end = match.span()
    if not match["low"] or not _GOES_ON.match(folded, end) or _RELATED.search(folded, begun, start):
        return None
    return _by_verb(folded, begun, start, (start, end), plain=True)


def _by_verb(folded: str, begun: int, ended: int, shown: tuple[int, int], *, plain: bool = False) -> _Frame | None:
    """A change that the last verb before it tells: of what stands behind the verb, or else before it."""
    verbs = list(_CHANGES.finditer(folded, begun, ended)) or list(
        _CHANGES.finditer(folded, max(0, ended - _REACH), ended)
    )
    if not verbs:
        return None
    last = verbs[-1]
    behind = (last.end(), ended)
    object_ = behind if folded[slice(*behind)].strip() else (begun, last.start())
    return _Frame(_WAYS[last.lastgroup or ""], shown, object_, told=True, plain=plain)


def _object_after(folded: str, start: int) -> tuple[int, int]:
    """What a change is of that stands before it: "25 % fewer tickets per store", "a 10 % rise in sales"."""
    ends = _OBJECT_ENDS.search(folded, start)
    return start, ends.start() if ends else len(folded)


def _figures(match: re.Match[str]) -> tuple[float, float] | None:
    """The edges; ``None`` where it cannot be told what a figure means, as in 1.000 %."""
    if match["share"] or match["times"]:
        known = _SHARES[match["share"]] if match["share"] else _TIMES[match["times"]][0]
        return known, known
    low = _figure(match["low"])
    high = _figure(match["high"]) if match["high"] else low
    return None if low is None or high is None else (min(low, high), max(low, high))


def _figure(written: str) -> float | None:
    """A figure with thousands commas, or with a decimal point or comma.

    >>> _figure("1,250"), _figure("12,5"), _figure("0.5"), _figure("1.000")
    (1250.0, 12.5, 0.5, None)
    """
    if written in _NUMBERS:
        return float(_NUMBERS[written])
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
