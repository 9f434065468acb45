"""Whether a benefit speaks as buyers do."""

from collections.abc import Sequence
from functools import lru_cache

from plans.rules.wording.business import BUSINESS_WORDS
from plans.rules.wording.buyer import BUYER_WORDS
from plans.rules.wording.lexicon import Hit, Sort, lexicon
from plans.rules.wording.outcome import LONGEST, REMEMBERED
from plans.rules.wording.product import PRODUCT_WORDS
from plans.rules.wording.token import Words, words_of
from plans.rules.wording.vague import JARGON_WORDS

_ALONE = frozenset({Sort.BUYER, Sort.BUSINESS, Sort.MEASURE, Sort.TECHNICAL})
_CHANGES = frozenset({Sort.DIRECTION, Sort.CUT, Sort.MOVEMENT, Sort.LIMIT})
_ARTEFACTS = frozenset({Sort.ARTEFACT, Sort.WEAK_ARTEFACT})
_WORDS = lexicon(
    *(entry for entry in PRODUCT_WORDS if entry[0] is Sort.NEUTRAL),
    *JARGON_WORDS,
    *BUYER_WORDS,
    *(entry for entry in BUSINESS_WORDS if entry[0] in _ALONE | _CHANGES),
    *(entry for entry in PRODUCT_WORDS if entry[0] in _ARTEFACTS),
)
_INSIDE = frozenset(
    ["in", "inside", "within", "on", "of", "to", "the", "a", "our", "one", "all", "their", "your", "its"]
)


@lru_cache(REMEMBERED)
def speaks_of_business(text: str) -> bool:
    """Whether a benefit names speed, cost, revenue or risk, and not the product's alone.

    >>> speaks_of_business("Customers get their money back sooner"), speaks_of_business("A nicer screen for all")
    (True, False)
    >>> speaks_of_business("Fewer tickets"), speaks_of_business("All tickets in one place")
    (True, False)
    """
    words = words_of(text[:LONGEST])
    hits = _WORDS.hits(words)
    sorts = {hit.sort for hit in hits}
    is_changed = not sorts.isdisjoint(_CHANGES | {Sort.USE})
    return not sorts.isdisjoint(_ALONE) or (Sort.WORK in sorts and is_changed) or _has_time_of_its_own(words, hits)


def _has_time_of_its_own(words: Words, hits: Sequence[Hit]) -> bool:
    """Whether time is spoken of that is not spent in the product, and no speed of the product's."""
    in_product = False
    end = len(words.folded)
    for hit in reversed(hits):
        is_near = in_product and _INSIDE.issuperset(words.folded[hit.end : end])
        if hit.sort is Sort.USE and not is_near:
            return True
        in_product = hit.sort in _ARTEFACTS or (is_near and hit.sort in _CHANGES | {Sort.USE})
        end = hit.start
    return False
