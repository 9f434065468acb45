"""Whether a benefit speaks as buyers do."""

from functools import lru_cache

from plans.rules.wording.business import BUSINESS_WORDS
from plans.rules.wording.buyer import BUYER_WORDS
from plans.rules.wording.lexicon import Sort, lexicon
from plans.rules.wording.outcome import LONGEST, REMEMBERED
from plans.rules.wording.token import words_of

_BUSINESS = frozenset({Sort.BUSINESS, Sort.MEASURE})
_WORDS = lexicon(*(entry for entry in BUSINESS_WORDS if entry[0] in _BUSINESS), *BUYER_WORDS)


@lru_cache(REMEMBERED)
def speaks_of_business(text: str) -> bool:
    """Whether a benefit names speed, cost, revenue or risk.

    >>> speaks_of_business("Customers get their money back sooner"), speaks_of_business("A nicer screen for all")
    (True, False)
    """
    return bool(_WORDS.hits(words_of(text[:LONGEST])))
