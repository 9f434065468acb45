"""A text as words: folded for comparison, with their places, so that what was seen can be shown as it was written."""

import re
import unicodedata
from dataclasses import dataclass

_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")  # soft hyphens and joiners within words
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*|[%€$£¥]|[.;:!?,()\n–—|•]")
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
        """Whether the token is a number, in digits or as a word up to twelve."""
        token = self.folded[place]
        return token[0].isdecimal() or token in _NUMBER_WORDS


_NUMBER_WORDS = frozenset(
    [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "twenty",
        "thirty",
        "fifty",
        "hundred",
    ]
)


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
        folded.append(token[:-2] if token.endswith(("'s", "’s")) else token)
        spans.append(match.span())
    return Words(plain, tuple(folded), tuple(spans))
