"""Texts that name a deed and nothing else: something is to be done, or is done, and nothing says what for."""

from plans.rules.wording.lexicon import Form, Sort, lexicon
from plans.rules.wording.token import BREAKS, Words

_WORDS = lexicon(
    (
        Sort.DEED,
        Form.VERB,
        """
        appoint, approve, assess, adapt, build, choose, clean, clean up, cleanse, collect requirements,
        complete, conduct, consolidate, create, decommission, define, design, develop, document, draft,
        establish, evaluate, finalise, finish, harmonise, hire a, hire an, hold, host, introduce, map, move
        to, name, nominate, organise, perform, phase out, pilot, plan, prepare, procure, publish, replace,
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
    return tuple(
        words.shown(hit.start, hit.end)
        for hit in _WORDS.hits(words)
        if (hit.sort is Sort.DEED and _begins(words, content, hit.start) and not _is_counted(words, hit.end))
        or (hit.sort is Sort.DONE and hit.end - 1 == content[-1] and hit.start != content[0])
    )


def _is_counted(words: Words, place: int) -> bool:
    """Whether it is done so many times, or each time: "teach 500 adults", "test every batch"."""
    if place >= len(words.folded):
        return False
    return words.folded[place] in {"every", "each"} or words.is_figure(place)


def _places(words: Words) -> range:
    return range(len(words.folded))


def _begins(words: Words, content: list[int], place: int) -> bool:
    """Whether it is the first word, behind a number of the list that it stands in."""
    first = content[0]
    return place == (first + 1 if words.is_figure(first) and len(content) > 1 else first)
