"""Lists of words: a word that an earlier list has would be there for nothing."""

import pytest

from plans.rules.wording.attitude import ATTITUDE_WORDS, GOODWILL_WORDS, PERSON_WORDS
from plans.rules.wording.buyer import BUYER_WORDS
from plans.rules.wording.commitment import COMMITMENT_WORDS, LIGHT_WORDS, UNSPECIFIC_WORDS
from plans.rules.wording.lexicon import Form, Sort, lexicon

Lists = tuple[tuple[Sort, Form, str], ...]

LISTS = [
    ATTITUDE_WORDS, BUYER_WORDS, COMMITMENT_WORDS, GOODWILL_WORDS, LIGHT_WORDS, PERSON_WORDS, UNSPECIFIC_WORDS,
]  # fmt: skip


@pytest.mark.parametrize("lists", LISTS)
def test_every_word_counts_in_the_list_where_it_stands(lists: Lists) -> None:
    """Where a word is in two lists, the first counts, and the other would be there for nothing."""
    taken: set[tuple[str, ...]] = set()
    for sort, form, phrases in lists:
        for phrase in phrases.split(","):
            forms = {form for _, found in lexicon((sort, form, phrase)).phrases.items() for form, _ in found}
            assert forms - taken, f"{phrase.strip()!r} stands in a list above that of {sort.name}"
            taken |= forms
