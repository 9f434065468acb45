"""Real phrases for and against: an effect on the business, an activity, the use of a product, vague words."""

import time
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plans.rules.wording.business import BUSINESS_WORDS
from plans.rules.wording.lexicon import Sort, lexicon
from plans.rules.wording.outcome import feature_only, wording
from plans.rules.wording.product import PRODUCT_WORDS
from plans.rules.wording.token import words_of
from tests.plans.rules.wording.effects import EFFECTS
from tests.plans.rules.wording.phrases import (
    ACTIVITIES,
    ADOPTION,
    FEATURES,
    NO_FEATURES,
    PRODUCT_METRICS,
    VAGUE,
)


@pytest.mark.parametrize("text", ACTIVITIES)
def test_O9_an_activity_is_seen(text: str) -> None:
    seen = wording(text)
    assert seen.activity or seen.deeds
    assert not seen.effect


@pytest.mark.parametrize("text", ADOPTION)
def test_O8_adoption_is_seen(text: str) -> None:
    seen = wording(text)
    assert seen.adoption or seen.product_metric
    assert not seen.effect


@pytest.mark.parametrize("text", PRODUCT_METRICS)
def test_O9_a_bare_product_metric_is_seen(text: str) -> None:
    seen = wording(text)
    assert seen.product_metric or seen.adoption
    assert not seen.effect


@pytest.mark.parametrize("text", VAGUE)
def test_O9_vague_words_are_seen(text: str) -> None:
    assert wording(text).vague


@pytest.mark.parametrize("text", EFFECTS)
def test_O9_a_business_effect_is_left_alone(text: str) -> None:
    seen = wording(text)
    assert seen.effect or not (seen.activity or seen.adoption or seen.product_metric)
    assert not seen.vague


@pytest.mark.parametrize("text", FEATURES)
def test_M3_a_feature_alone_is_seen(text: str) -> None:
    assert feature_only(wording(text))


@pytest.mark.parametrize("text", NO_FEATURES)
def test_M3_a_milestone_that_says_what_it_moves_is_left_alone(text: str) -> None:
    assert feature_only(wording(text)) == ()


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("TRAIN all staff", ("TRAIN",)),
        ("Trains, trained, training", ("Trains", "trained", "training")),
        ("\uff34\uff52\uff41\uff49\uff4e the team", ("Train",)),
        ("Tr\u00adain the team", ("Train",)),
        ("Strained relations, a trainer, a raining day", ()),
        ("Onboarding\u2019s end", ("Onboarding\u2019s",)),
        ("用户培训", ()),
        ("", ()),
    ],
)
def test_words_are_matched_by_boundary_case_and_inflection(text: str, seen: tuple[str, ...]) -> None:
    assert wording(text).activity == seen


_INFLECTED = {(Sort.BUSINESS, Sort.CUT, ("saving",)), (Sort.BUSINESS, Sort.DIRECTION, ("earning",))}


def test_no_word_is_in_two_lists_where_the_second_is_never_seen() -> None:
    """Forms that a noun and a verb share are left: the training, training."""
    lists = [
        (words[0], {phrase for found in lexicon(words).phrases.values() for phrase, _ in found})
        for words in (*PRODUCT_WORDS, *BUSINESS_WORDS)
    ]
    hidden = {
        (first, then, phrase)
        for (first, phrases), (then, others) in combinations(lists, 2)
        for phrase in phrases & others
        if first is not then and (first, then) != (Sort.ACTIVITY_NOUN, Sort.ACTIVITY_VERB)
    }
    assert hidden == _INFLECTED


def test_every_sort_of_word_is_shown_as_it_was_written() -> None:
    seen = wording("Leverage the power user DASHBOARD and Improve efficiency")
    assert seen.jargon == ("Leverage", "power user")
    assert seen.artefact == ("DASHBOARD",)
    assert seen.vague == ("Improve efficiency",)


@given(st.text(max_size=200) | st.text(alphabet="train cut tickets by 25 % to 2 h, so that usage", max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    words = words_of(text)
    assert len(words.folded) == len(words.spans)
    seen = wording(text)
    shown = (*seen.activity, *seen.adoption, *seen.product_metric, *seen.vague, *seen.jargon)
    assert all(word in words.text for word in shown)
    assert feature_only(seen) == () or not seen.effect


@pytest.mark.parametrize(
    "piece",
    [
        "a" * 7,
        "cut ",
        "cut by 2 h ",
        "increase ",
        "from 2 to ",
        "under 3 ",
        "train on ",
        "1.1,",
        "'",
        "use ",
        "fall ",
        "(",
        "5 per ",
        "saved ",
        "paid in 3 days ",
    ],
)
def test_reading_stays_linear(piece: str) -> None:
    """Prints what 10,000 characters of a nasty kind take; a quadratic reader takes minutes."""
    started = time.process_time()
    wording(piece * (10_000 // len(piece)))
    print(f"{piece!r}: {(time.process_time() - started) * 1000:.1f} ms")
