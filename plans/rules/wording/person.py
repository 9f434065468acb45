"""Whether a benefit speaks as buyers do, and whether a risk speaks of a person."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from plans.rules.wording.business import BUSINESS_WORDS, BUYER_WORDS
from plans.rules.wording.lexicon import Sort, lexicon
from plans.rules.wording.outcome import LONGEST, REMEMBERED
from plans.rules.wording.token import words_of

_BUSINESS = frozenset({Sort.BUSINESS, Sort.MEASURE})
_BENEFIT = lexicon(*(entry for entry in (*BUSINESS_WORDS, *BUYER_WORDS) if entry[0] in _BUSINESS | {Sort.BUYER}))
_PERSON = lexicon(*(entry for entry in BUYER_WORDS if entry[0] in {Sort.PERSON, Sort.ATTITUDE}))


Names = Mapping[str, frozenset[tuple[str, ...]]]
_NAME_WORDS = 8  # longer ones stand in no risk


@lru_cache(REMEMBERED)
def speaks_of_business(text: str) -> bool:
    """Whether a benefit names speed, cost, revenue or risk.

    >>> speaks_of_business("Customers get their money back sooner"), speaks_of_business("A nicer screen for all")
    (True, False)
    """
    return bool(_BENEFIT.hits(words_of(text[:LONGEST])))


@lru_cache(REMEMBERED)
def attitude_words(text: str) -> tuple[str, ...]:
    """The words by which a risk is one about a person: somebody's part, and what is held against them.

    >>> attitude_words("The sponsor is sceptical"), attitude_words("The champion has no time in May")
    (('sponsor', 'sceptical'), ())
    """
    words = words_of(text[:LONGEST])
    hits = _PERSON.hits(words)
    if {hit.sort for hit in hits} != {Sort.PERSON, Sort.ATTITUDE}:
        return ()
    return tuple(words.shown(hit.start, hit.end) for hit in hits)


def index_names(names: Iterable[str]) -> Names:
    """Names by their first word. Those of one word are left out: a first name alone may be any word."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for name in names:
        folded = words_of(name).folded
        if len(folded) > 1:
            found.setdefault(folded[0], []).append(folded)
    return {first: frozenset(same) for first, same in found.items()}


def named_in(text: str, names: Names) -> tuple[str, ...]:
    """The first of the names that stands in the text, as it was written there.

    >>> named_in("What if Sam  WHITFIELD leaves?", index_names(["Sam Whitfield", "Sam"]))
    ('Sam  WHITFIELD',)
    """
    words = words_of(text[:LONGEST])
    folded = words.folded
    for place, token in enumerate(folded):
        named = names.get(token)
        for end in range(place + 2, min(len(folded), place + _NAME_WORDS) + 1) if named else ():
            if folded[place:end] in (named or ()):
                return (words.shown(place, end),)
    return ()
