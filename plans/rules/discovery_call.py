"""Discovery calls: what was asked and answered before a plan is written. They are the vendor's own notes (C6)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from plans.rules.day import Today
from plans.rules.refusal import Problem, ProblemCode
from plans.rules.value import Kind, ValueType, problem

MAX_CALLS = 500  # of one account: one a week for nine years
MAX_ANSWERS = 50  # a call has an hour
MAX_PROMPT = 500  # characters: a question
MAX_TEXT = 10_000  # characters: a page or two


@dataclass(frozen=True, slots=True)
class PromptAnswer:
    """A question that was asked, and what was answered, in the words of whoever answered."""

    prompt: str
    answer: str


@dataclass(frozen=True, slots=True)
class CallNotes:
    """What was said in a call."""

    held_on: dt.date
    answers: tuple[PromptAnswer, ...] = ()
    prior_failures: str = ""
    frustrations: str = ""
    roi: str = ""


def call_problems(notes: CallNotes, today: Today) -> tuple[Problem, ...]:
    """Everything that is wrong with what is to be recorded of a call; ``today`` is the account's.

    >>> notes = CallNotes(dt.date(2026, 9, 2), (PromptAnswer("", "x"),))
    >>> [found.path for found in call_problems(notes, Today(dt.date(2026, 9, 1), "Europe/Berlin"))]
    [('heldOn',), ('answers', '0', 'prompt')]
    """
    found: list[Problem] = []
    if wrong := today.problem(notes.held_on):
        message = f"{wrong}: a call is recorded once it was held"
        found.append(Problem(ProblemCode.INVALID, message, ("heldOn",)))
    if len(notes.answers) > MAX_ANSWERS:
        message = f"expected at most {MAX_ANSWERS} answers, got {len(notes.answers)}: record another call"
        found.append(Problem(ProblemCode.OVER_LIMIT, message, ("answers",)))
    for place, one in enumerate(notes.answers[:MAX_ANSWERS]):
        found += _text_problems(one.prompt, MAX_PROMPT, ("answers", str(place), "prompt"), needed=True)
        found += _text_problems(one.answer, MAX_TEXT, ("answers", str(place), "answer"), needed=True)
    texts = {"priorFailures": notes.prior_failures, "frustrations": notes.frustrations, "roi": notes.roi}
    for name, text in texts.items():
        found += _text_problems(text, MAX_TEXT, (name,), needed=False)
    return tuple(found)


def _text_problems(text: str, limit: int, path: tuple[str, ...], *, needed: bool) -> Sequence[Problem]:
    if needed and not text.strip():
        return [Problem(ProblemCode.REQUIRED, "expected what was said, got nothing: leave the answer out", path)]
    wrong = problem(ValueType(Kind.STRING, limit), text) if text else None
    return [Problem(ProblemCode.INVALID, wrong, path)] if wrong else []
