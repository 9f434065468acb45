"""Texts that name a deed and nothing else: something is to be done, or is done, and nothing says what for."""

from plans.rules.wording.lexicon import Form, Hit, Sort, lexicon
from plans.rules.wording.token import BREAKS, Words

_DEEDS = lexicon(
    (
        Sort.DEED,
        Form.VERB,
        """
        appoint, approve, assess, adapt, build, choose, clean, clean up, cleanse, collect requirements,
        complete, conduct, consolidate, create, decommission, define, design, develop, document, draft,
        establish, evaluate, finalise, finish, harmonise, hire a, hire an, hold, host, introduce, map, move
        to, nominate, organise, perform, phase out, pilot, plan, prepare, procure, publish, replace,
        replatform, retire, review, run a, run the, schedule, select, set, shut down, sign, sign off,
        standardise, start, sunset, switch off, teach, test, translate, turn off, update, validate, write
        """,
    ),
    (
        Sort.DEED,
        Form.FIXED,
        """
        monthly check ins, weekly check ins, regular check ins, monthly meetings, weekly meetings, steering
        committee meetings, data cleansing, testing
        """,
    ),
)
_DONE = lexicon(
    (
        Sort.DONE,
        Form.FIXED,
        """
        done, complete, completed, finished, executed, tested, signed off, documented, defined, cleaned,
        finalised, finalized, decommissioned, delivered, started, kicked off
        """,
    ),
)
# Words of how well something is done all day: "approve loans the same day".
_WELL = frozenset(["same", "without", "never", "always", "time", "noon", "overnight", "once", "sooner", "earlier"])
# Nouns too, unless such a word follows: "plan adherence", "plan the move".
_NOUNS = frozenset(
    ["pilot", "plan", "test", "document", "review", "design", "draft", "set", "start", "sign", "schedule"]
)
_BEFORE_OBJECT = frozenset(
    ["the", "a", "an", "all", "our", "its", "their", "new", "with", "in", "at", "for", "to", "by"]
)
_LABELS = frozenset(["kpi", "goal", "objective", "milestone", "outcome", "target"])


def deeds(words: Words) -> tuple[str, ...]:
    """The words by which a text begins with a deed, or ends with one that is done.

    >>> from plans.rules.wording.token import words_of
    >>> deeds(words_of("Map all processes")), deeds(words_of("Discovery phase finished."))
    (('Map',), ('finished',))
    """
    if not _WELL.isdisjoint(words.folded):
        return ()
    if any(words.is_figure(place) and (words.is_quantity(place) or words.is_share(place)) for place in _places(words)):
        return ()
    content = [place for place in _places(words) if words.folded[place] not in BREAKS | _LABELS]
    if not content:
        return ()
    begun = [hit for hit in _DEEDS.hits(words) if _begins(words, content, hit.start) and _has_object(words, hit)]
    done = [hit for hit in _DONE.hits(words) if hit.end - 1 == content[-1] and hit.start != content[0]]
    return tuple(words.shown(hit.start, hit.end) for hit in (*begun, *done))


def _has_object(words: Words, hit: Hit) -> bool:
    """Whether what follows is done to it once, not so often or each time: "teach 500 adults", "test every batch"."""
    following, deed = words.folded[hit.end] if hit.end < len(words.folded) else "", words.folded[hit.end - 1]
    if hit.end - hit.start == 1 and deed.endswith("s") and not deed.endswith("ss"):  # "updates": a noun
        return False
    if words.folded[hit.start] in _NOUNS:
        return following in _BEFORE_OBJECT
    return not following or not (following in {"every", "each"} or words.is_figure(hit.end))


def _places(words: Words) -> range:
    return range(len(words.folded))


def _begins(words: Words, content: list[int], place: int) -> bool:
    """Whether it is the first word, behind a number of the list that it stands in."""
    first = content[0]
    return place == (first + 1 if words.is_figure(first) and len(content) > 1 else first)
