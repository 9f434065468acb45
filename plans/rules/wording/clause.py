"""A text in clauses with what was found in it: a word belongs to what stands in its own clause."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from plans.rules.wording.lexicon import Hit, Sort
from plans.rules.wording.token import BREAKS, Words

REACH = 14  # words between a change and what it is about
_DIRECTIONS = frozenset({Sort.DIRECTION, Sort.CUT})
_BEFORE_FIGURES = frozenset(["by", "until", "with", "as"])  # "by 25 %" is how much, "by automation" how
_SHORT = 3  # letters: shorter words name nothing
SMALL_WORDS = frozenset(
    """
    by from to in after thanks through at on within vs versus compared than since due again a an every per until during
    across for this next last while year because with into onto that them their your each before between also soon only
    """.split()  # noqa: SIM905 - a list of words is read more easily so
)


@dataclass(frozen=True)
class Clauses:
    """Clauses end at breaks, where a purpose begins, and at "to" before a change: "automate to save time". What stands
    in brackets is a clause of its own, and after it the one around it goes on."""

    words: Words
    hits: Sequence[Hit]

    @cached_property
    def numbers(self) -> tuple[int, ...]:
        """Of each token the number of its clause; of a token that ends one, none that another has."""
        folded, begins = self.words.folded, self._beginnings
        numbers: list[int] = []
        around: list[int] = []
        latest = current = 0
        for place, word in enumerate(folded):
            if place in begins:
                latest += 1
                current = latest
            if word not in BREAKS or self._is_shortening(place):
                numbers.append(current)
                continue
            numbers.append(-place - 1)
            if word == "(":
                around.append(current)
            latest += 1
            current = around.pop() if word == ")" and around else latest
        return tuple(numbers)

    @property
    def _beginnings(self) -> frozenset[int]:
        words = self.words
        purposes = {
            hit.start
            for hit in self.hits
            if hit.sort is Sort.PURPOSE
            and not (words.folded[hit.start] in _BEFORE_FIGURES and words.figure_from(hit.end) is not None)
        }
        aims = {
            hit.start - 1
            for place, hit in enumerate(self.hits)
            if hit.sort in _DIRECTIONS
            and hit.start
            and words.folded[hit.start - 1] == "to"
            and not words.is_figure(hit.start)
            and (place == 0 or self.hits[place - 1].end < hit.start)
        }
        ways = {place for place, word in enumerate(words.folded) if word == "using"}
        return frozenset(purposes | aims | ways)

    def _is_shortening(self, place: int) -> bool:
        """Whether the full stop ends a word and no sentence: "approx. 5"."""
        return self.words.folded[place] == "." and place > 0 and self.words.folded[place - 1] in {"approx", "ca"}

    def joins(self, first: int, then: int) -> bool:
        """Whether two tokens stand in one clause, near one another."""
        return self.numbers[first] == self.numbers[then] and then - first <= REACH

    def before(self, place: int) -> Iterator[Hit]:
        """What was found before a hit in its clause, the nearest first."""
        start = self.hits[place].start
        for other in reversed(self.hits[max(0, place - REACH) : place]):
            if not self.joins(other.end - 1, start):
                if other.start < start - REACH:
                    return
                continue
            yield other

    def after(self, place: int) -> Iterator[Hit]:
        """What was found behind a hit in its clause, the nearest first."""
        end = self.hits[place].end - 1
        for other in self.hits[place + 1 : place + 1 + REACH]:
            if other.start > end + REACH:
                return
            if self.joins(end, other.start):
                yield other

    def span_after(self, place: int, reach: int = REACH) -> range:
        """The tokens behind a hit in its clause."""
        end = self.hits[place].end
        last = min(len(self.words.folded), end + reach)
        stop = next((token for token in range(end, last) if self.numbers[token] != self.numbers[end - 1]), last)
        return range(end, stop)

    def span_before(self, place: int, reach: int = REACH) -> range:
        """The tokens before a hit in its clause."""
        start = self.hits[place].start
        first = max(0, start - reach)
        backwards = range(start - 1, first - 1, -1)
        stop = next((token for token in backwards if self.numbers[token] != self.numbers[start]), first - 1)
        return range(stop + 1, start)

    def names_something(self, tokens: range, hits: Iterator[Hit]) -> bool:
        """Whether a word of no list stands there, most likely a thing of the business."""
        known = {token for hit in hits for token in range(hit.start, hit.end)}
        folded = self.words.folded
        return any(
            folded[token].isalpha() and len(folded[token]) > _SHORT and token not in known and not self._is_empty(token)
            for token in tokens
        )

    def _is_empty(self, token: int) -> bool:
        words = self.words
        return words.folded[token] in SMALL_WORDS or words.is_figure(token) or words.is_unit(token)

    def has_figures_from_to(self) -> bool:
        """Whether figures say from what to what, or how many per what."""
        folded, figures = self.words.folded, 0
        for place in range(len(folded)):
            figures += self.words.is_figure(place)
        return figures >= 2 and any(word in folded for word in ("from", "instead", "per", "→"))
