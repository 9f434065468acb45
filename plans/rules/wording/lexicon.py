"""Words and phrases by sort, with all their forms, and how they are found in a text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from plans.rules.wording.inflection import noun_forms, verb_forms
from plans.rules.wording.token import Words


class Form(Enum):
    """How the phrases of a list are inflected."""

    VERB = auto()
    """The first word is a verb: "set up", "sets up"."""
    NOUN = auto()
    """The last word is a noun: "active user", "active users"."""
    FIXED = auto()
    """As it stands."""


class Sort(Enum):
    """What a word tells about a sentence."""

    ACTIVITY_VERB = auto()
    ACTIVITY_NOUN = auto()
    GENERIC_VERB = auto()
    """An activity only with an artefact or an activity beside it: "launch the portal", not "launch in Spain"."""
    LIGHT_VERB = auto()
    """As generic, and done with the business's own things too: a milestone that says "report sent" may be of one."""
    RELEASE = auto()
    """As generic as that; as a milestone it is enough by itself: "add-in available"."""
    ADOPTION = auto()
    USE = auto()
    """Adoption only with an artefact beside it: "use the dashboard"."""
    PRODUCT_METRIC = auto()
    ARTEFACT = auto()
    WEAK_ARTEFACT = auto()
    """What products and businesses both have: reports, systems, workflows."""
    BUSINESS = auto()
    MEASURE = auto()
    """A business measure of whatever stands before it: "training cost", "onboarding time"."""
    RATE = auto()
    """A measure where the word before it is none of the product's: "reject rate"."""
    PEOPLE = auto()
    """Makes what stands before it a group: "sales team"."""
    CLIENTELE = auto()
    """People whom the customer serves: connecting patients is their business."""
    DIRECTION = auto()
    """A change of what follows: "reduce", "fewer"."""
    CUT = auto()
    """A direction that is good whatever it is about, unless that is the product's: "halve empty miles"."""
    MOVEMENT = auto()
    """A change of what stands before it: "falls", "down"."""
    LIMIT = auto()
    """A direction before a figure: "under 2 h"."""
    TECHNICAL = auto()
    """Of the product beside a word of it, else of the business: "API response time", "availability of line 4"."""
    WORK = auto()
    """What the customer's people do all day: "answer", "ship", "approve"."""
    PER = auto()
    """Parts what is counted from what it is counted by: "5 jobs per engineer"."""
    TOPIC = auto()
    """Makes what follows a subject to talk about: "a workshop on reducing costs"."""
    PURPOSE = auto()
    """Begins a clause of its own: "so that"."""
    NEUTRAL = auto()
    """Means nothing here, whatever its words mean elsewhere: "end user", "use case"."""
    VAGUE_VERB = auto()
    VAGUE_NOUN = auto()
    VAGUE = auto()
    QUALITY = auto()
    """Vague where nothing beside it can be counted: "better planning"."""
    DEED = auto()
    DONE = auto()
    """Something done, at the end of a text that says no more: "pilot completed"."""
    JARGON = auto()
    EMPTY = auto()
    """No commitment, whatever stands beside it: "touch base"."""
    WEAK = auto()
    """No commitment on its own: "discuss"."""
    KEEP = auto()
    STATE = auto()
    """No commitment behind a word that keeps: "keep everyone informed"."""
    TALK = auto()
    """As weak, and what is talked about is nothing that will be there: "discuss the contract"."""
    CONCRETE = auto()
    """Something that is done: "send", "decide"."""
    RESULT = auto()
    """Something that will be there afterwards: "list", "decision"."""
    BUYER = auto()
    PERSON = auto()
    ATTITUDE = auto()


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase that was found: tokens ``start`` up to ``end``."""

    sort: Sort
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases by their first token, the longest first."""

    phrases: Mapping[str, tuple[tuple[tuple[str, ...], Sort], ...]]

    def hits(self, words: Words) -> tuple[Hit, ...]:
        """What is found, from left to right; the longest phrase wins, and no token is in two."""
        found: list[Hit] = []
        folded, place, phrases = words.folded, 0, self.phrases
        while place < len(folded):
            step = 1
            for phrase, sort in phrases.get(folded[place], ()):
                if folded[place : place + len(phrase)] == phrase:
                    step = len(phrase)
                    found.append(Hit(sort, place, place + step))
                    break
            place += step
        return tuple(found)


def lexicon(*lists: tuple[Sort, Form, str]) -> Lexicon:
    """Build a lexicon from lists of phrases, parted by commas. Where a phrase is in two, the first list counts."""
    by_phrase: dict[tuple[str, ...], Sort] = {}
    for sort, form, phrases in lists:
        for phrase in phrases.split(","):
            for forms in _forms(tuple(phrase.split()), form):
                by_phrase.setdefault(forms, sort)
    by_first: dict[str, list[tuple[tuple[str, ...], Sort]]] = {}
    for phrase, sort in by_phrase.items():
        by_first.setdefault(phrase[0], []).append((phrase, sort))
    return Lexicon({first: tuple(sorted(found, key=_longest_first)) for first, found in by_first.items()})


def _longest_first(entry: tuple[tuple[str, ...], Sort]) -> tuple[int, tuple[str, ...]]:
    return -len(entry[0]), entry[0]


def _forms(phrase: tuple[str, ...], form: Form) -> Iterable[tuple[str, ...]]:
    if form is Form.VERB:
        return [(head, *phrase[1:]) for head in sorted(verb_forms(phrase[0]))]
    if form is Form.NOUN:
        return [(*phrase[:-1], head) for head in sorted(noun_forms(phrase[-1]))]
    return [phrase]
