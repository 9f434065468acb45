"""Whether a risk speaks of a person: by a contact's name, or by their part and what is held against them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from plans.rules.wording.attitude import (
    ATTITUDE_WORDS,
    DENYING_WORDS,
    GOODWILL_WORDS,
    LINKING_WORDS,
    OWN_WORDS,
    PERSON_WORDS,
)
from plans.rules.wording.lexicon import Hit, Sort, lexicon
from plans.rules.wording.outcome import LONGEST, REMEMBERED
from plans.rules.wording.token import BREAKS, Words, words_of

_PERSON = lexicon(*PERSON_WORDS)
_ATTITUDE = lexicon(*ATTITUDE_WORDS)
_GOODWILL = lexicon(*GOODWILL_WORDS)
_OWN = frozenset(OWN_WORDS.split())
_LINKING = frozenset(LINKING_WORDS.split())
_DENYING = frozenset(DENYING_WORDS.split())
_PREPOSITIONS = frozenset(["of", "to", "for", "in", "on", "at", "by", "from", "with", "about", "between", "among"])
_CONJUNCTIONS = frozenset(["that", "if", "and", "but", "because", "when", "while", "as", "since", "although", "or"])
_TITLED = frozenset(["vp", "vps", "of", "president", "chief"])  # what they are head of follows
_LEAVING = frozenset(["leave", "leaves", "leaving", "left"])
_ENDS = frozenset(["the", "us", "our", "this", "before", "after", "during", "within", "soon", "next", "early"])
_BEFORE = 3  # words before a part: "our new plant manager"
_AREA = 2  # words of what somebody is head of
_LINKS = 5  # words between a person and what is held against them

_NAME_WORDS = 8  # longer ones stand in no risk
_TITLES = frozenset(["mr", "mrs", "ms", "miss", "dr", "prof", "herr", "frau", "mme", "sir"])
_PARTICLES = frozenset(["de", "van", "der", "den", "von", "la", "le", "du", "di", "da", "del"])

Name = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """Names of contacts: whole by their first word, first names by the surname. A name of one word is in neither:
    a first name alone may be any word."""

    whole: Mapping[str, frozenset[Name]]
    surnames: Mapping[str, frozenset[str]]


def index_names(names: Iterable[str]) -> Names:
    """Names as they are looked for in texts."""
    whole: dict[str, set[Name]] = {}
    surnames: dict[str, set[str]] = {}
    for name in names:
        folded = words_of(name).folded
        if len(folded) > 1:
            whole.setdefault(folded[0], set()).add(folded)
            surnames.setdefault(folded[-1], set()).add(folded[0])
    return Names(
        {first: frozenset(same) for first, same in whole.items()},
        {last: frozenset(firsts) for last, firsts in surnames.items()},
    )


NOBODY = index_names(())


def named_in(text: str, names: Names) -> tuple[str, ...]:
    """The first of the names that stands in the text, as it was written there.

    >>> names = index_names(["Sam Whitfield", "Sam"])
    >>> named_in("What if Sam  WHITFIELD leaves?", names), named_in("Mr Whitfield or S. Whitfield", names)
    (('Sam  WHITFIELD',), ('Mr Whitfield',))
    """
    words = words_of(text[:LONGEST])
    for place in range(len(words.folded)):
        end = _whole(words, place, names) or _by_surname(words, place, names)
        if end and _is_written_as_name(words, place, end):
            return (words.shown(place, end),)
    return ()


def _whole(words: Words, place: int, names: Names) -> int | None:
    folded = words.folded
    named = names.whole.get(folded[place], frozenset())
    ends = range(place + 2, min(len(folded), place + _NAME_WORDS) + 1) if named else ()
    return next((end for end in ends if folded[place:end] in named), None)


def _by_surname(words: Words, place: int, names: Names) -> int | None:
    """Where a name ends that begins with a title or an initial, or with the surname: "J. Smith", "Smith, John"."""
    folded = words.folded
    token, last = folded[place], len(folded) - 1
    if token in names.surnames:
        is_turned = place + 2 <= last and folded[place + 1] == "," and folded[place + 2] in names.surnames[token]
        return place + 3 if is_turned else None
    if token not in _TITLES and len(token) > 1:
        return None
    place += 1
    while place < last and (folded[place] == "." or folded[place] in _PARTICLES):
        place += 1
    firsts = names.surnames.get(folded[place], frozenset()) if place <= last else frozenset[str]()
    return place + 1 if firsts and (token in _TITLES or any(first[0] == token for first in firsts)) else None


def _is_written_as_name(words: Words, start: int, end: int) -> bool:
    """Whether each part begins with a capital, where the text tells capitals from small letters."""
    if words.text.islower() or words.text.isupper():
        return True
    return not any(
        words.text[words.spans[place][0]].islower()
        for place in range(start, end)
        if words.folded[place] not in _PARTICLES
    )


@lru_cache(REMEMBERED)
def attitude_words(text: str, surnames: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The words by which a risk is one about a person: somebody's part or surname, and what is held against them.

    >>> attitude_words("The sponsor is sceptical"), attitude_words("The champion has no time in May")
    (('sponsor', 'sceptical'), ())
    """
    words = words_of(text[:LONGEST])
    against = {hit.start: hit for hit in _ATTITUDE.hits(words)}
    wanting = {hit.start: hit for hit in _GOODWILL.hits(words)}
    for person in _people(words, surnames):
        held = _held_against(words, person, against, wanting) or _said_before(words, person, against)
        if held is not None:
            first, then = sorted((person, held), key=lambda hit: hit.start)
            return (words.shown(first.start, first.end), words.shown(then.start, then.end))
    return ()


def _people(words: Words, surnames: frozenset[str]) -> list[Hit]:
    """The persons who are what a clause is about: nothing but what describes them stands before."""
    found = list(_PERSON.hits(words))
    if surnames:
        found += [
            Hit(Sort.PERSON, place, place + 1)
            for place, token in enumerate(words.folded)
            if token in surnames and _is_written_as_name(words, place, place + 1)
        ]
    return [hit for hit in found if _begins_clause(words, hit.start)]


def _begins_clause(words: Words, place: int) -> bool:
    for back in range(1, _BEFORE + 2):
        if back > place:
            return True
        token = words.folded[place - back]
        if token in BREAKS or token in _CONJUNCTIONS:
            return True
        if token in _PREPOSITIONS:
            return False
    return False


def _held_against(words: Words, person: Hit, against: Mapping[int, Hit], wanting: Mapping[int, Hit]) -> Hit | None:
    """What is said of somebody right behind them: "is hostile", "does not believe"."""
    for place in _predicates(words, person):
        denied = False
        for at in range(place, min(len(words.folded), place + _LINKS + 1)):
            if denied and at in wanting:
                return wanting[at]
            if not denied and at in against:
                hit = against[at]
                return hit if _is_whole(words, hit, place) else None
            token = words.folded[at].replace("’", "'")
            if token in _DENYING:
                denied = True
            elif token not in _LINKING:
                break
    return None


def _predicates(words: Words, person: Hit) -> Iterable[int]:
    """Where what is said of somebody may begin: behind their part, what they are head of, or what is their own."""
    place, folded = person.end, words.folded
    if place < len(folded) and folded[place] in _OWN:
        yield place + 1
    if _is_possessive(words, place - 1):
        return
    yield place
    is_of = place < len(folded) and folded[place] in {"of", "for"}
    if is_of or folded[person.end - 1] in _TITLED:
        first = place + is_of
        yield from range(first + 1, min(len(folded), first + _AREA) + 1)


def _is_possessive(words: Words, place: int) -> bool:
    start, end = words.spans[place]
    return words.text[start:end].casefold().endswith(("'s", "’s")) or words.text[end : end + 1] in {"'", "’"}


def _is_whole(words: Words, hit: Hit, start: int) -> bool:
    """Leaving takes no object and is no noun: "may leave in May", and not "leaves three days" or "leave in May"."""
    if words.folded[hit.end - 1] not in _LEAVING:
        return True
    is_noun = words.folded[hit.start] == "leave" and hit.start == start
    return not is_noun and (hit.end == len(words.folded) or _follows_freely(words.folded[hit.end]))


def _said_before(words: Words, person: Hit, against: Mapping[int, Hit]) -> Hit | None:
    """What is said of somebody right before them, where nothing but a place or a time follows: "hostile CFO"."""
    after = words.folded[person.end] if person.end < len(words.folded) else "."
    hit = against.get(person.start - 1)
    return hit if hit is not None and hit.end == person.start and _follows_freely(after) else None


def _follows_freely(token: str) -> bool:
    return any(token in end for end in (BREAKS, _ENDS, _PREPOSITIONS, _CONJUNCTIONS))
