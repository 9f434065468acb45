"""A text as words: folded for comparison, with their places, so that what was seen can be shown as it was written."""

import re
import unicodedata
from dataclasses import dataclass

_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")  # soft hyphens and joiners within words
_TOKEN = re.compile(
    r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*|(?P<sign>(?<![^\s(])[-−–+](?=[€$£¥]?\d))|->|=>|[<>≤≥]=?"
    r"|[→⇒↑↓=]|[%€$£¥]|[.;:!?,()\n–—|•]"
)
_SAME_SIGN = {"−": "-", "–": "-"}
_SAME_SYMBOL = {"->": "→", "=>": "→", "⇒": "→", "<=": "<", "≤": "<", ">=": ">", "≥": ">", "↓": "-", "↑": "+"}
BREAKS = frozenset(".;:!?,()\n–—|•")


@dataclass(frozen=True, slots=True)
class Words:
    """``folded`` are the tokens in lower case; ``spans`` are their places in ``text``. A possessive 's is left off."""

    text: str
    folded: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    def shown(self, start: int, end: int) -> str:
        """The tokens from ``start`` up to ``end`` as they were written."""
        return self.text[self.spans[start][0] : self.spans[end - 1][1]]

    def is_figure(self, place: int) -> bool:
        """Whether the token is a number, in digits or as a word."""
        token = self.folded[place]
        return token[0].isdecimal() or token in _NUMBERS

    def figure_from(self, place: int) -> int | None:
        """Where the figure is that begins there, behind what may stand before one: "about € 900", "a third", "an hour".

        >>> words_of("under approx. € 900").figure_from(1), words_of("under the table").figure_from(1)
        (4, None)
        """
        folded, end = self.folded, min(len(self.folded), place + _BEFORE_FIGURE + 1)
        for token in range(place, end):
            if self.is_figure(token):
                return token
            if token > place and folded[token - 1] in _ONE and (folded[token] in _FRACTIONS or folded[token] in TIMES):
                return token
            if folded[token] in _HALF:
                return token
            if folded[token] not in _HEDGES and not (folded[token] == "." and folded[token - 1] in _SHORTENED):
                return None
        return None

    def is_time(self, place: int) -> bool:
        """Whether the figure there is one of time or of work: "2 h", "three working days", "an hour"."""
        after = self.folded[place + 1 : place + 1 + _UNIT_WITHIN]
        return self.folded[place] in TIMES or any(token in TIMES for token in after)

    def is_unit(self, place: int) -> bool:
        """Whether the token is a unit of time, money or shares."""
        return self.folded[place] in TIMES | _MONEY | _SHARES

    def is_short_time(self, place: int) -> bool:
        """Whether it is one of hours at most: what takes as long is done every day."""
        return any(token in _SHORT_TIMES for token in self.folded[place : place + 1 + _UNIT_WITHIN])

    def is_quantity(self, place: int) -> bool:
        """Whether the figure there is one of time or money."""
        return self.is_time(place) or any(
            token in _MONEY for token in self.folded[max(0, place - 1) : place] + self.folded[place + 1 : place + 2]
        )

    def is_share(self, place: int) -> bool:
        """Whether the figure there is a share: "80 %", "two thirds", "9 out of 10"."""
        after = self.folded[place + 1 : place + 3]
        return (
            self.folded[place] in _FRACTIONS or after == ("per", "cent") or any(part in _SHARES for part in after[:1])
        )


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_NUMBERS = _words("""
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen
    """)
_FRACTIONS = _words("half third thirds quarter quarters fifth fifths tenth")
PERCENT = _words("% percent pct")
_SHARES = _FRACTIONS | PERCENT | _words("out")
_HALF = _words("half")
_ONE = _words("a an one")
_SHORTENED = _words("approx ca")
TIMES = _words("""
    ms s sec second seconds min mins minute minutes h hr hrs hour hours d day days week weeks month months year years
    fte ftes
    """)
_SHORT_TIMES = _words("s sec second seconds min mins minute minutes h hr hrs hour hours")
_MONEY = _words("€ $ £ ¥ eur usd gbp chf euro euros dollar dollars pound pounds k m bn million thousand")
_HEDGES = (
    _words("the a an one some about around roughly approximately nearly almost just only circa max min - + =")
    | _SHORTENED
    | _words("€ $ £ ¥ eur usd gbp chf")
)
_BEFORE_FIGURE = 4  # words
_UNIT_WITHIN = 2  # words behind a figure: "three working days"


def words_of(text: str) -> Words:
    """Split a text into words, figures and breaks; linear in its length, for any Unicode text.

    >>> words_of("Reduce the team's first‑response time: 25 %").folded
    ('reduce', 'the', 'team', 'first', 'response', 'time', ':', '25', '%')
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    folded: list[str] = []
    spans: list[tuple[int, int]] = []
    for match in _TOKEN.finditer(plain):
        token = match.group().casefold()
        same = _SAME_SIGN if match["sign"] else _SAME_SYMBOL
        folded.append(token[:-2] if token.endswith(("'s", "’s")) else same.get(token, token))
        spans.append(match.span())
    return Words(plain, tuple(folded), tuple(spans))
