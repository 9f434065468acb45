"""Overruling a finding: it goes once a person of each side has said that the words that it is about may stand."""

from collections.abc import Iterable
from dataclasses import replace

from plans.rules.entity import Entity
from plans.rules.facts import PlanFacts
from plans.rules.finding import FindingCode
from plans.rules.findings.catalogue import KINDS
from plans.rules.findings.find import find
from plans.rules.refusal import Problem, ProblemCode
from plans.rules.value import Kind, ValueType, problem

MAX_BECAUSE = 2_000  # characters: some sentences
MAX_OVERRULINGS = 500  # of one plan that count: more than a plan has milestones, over years
_BECAUSE = ValueType(Kind.STRING, MAX_BECAUSE)


def words_to_overrule(facts: PlanFacts, code: FindingCode, subject: str) -> str | None:
    """The title of what is found and may be overruled, whoever has done so; ``None``: nothing like that is found."""
    if not KINDS[code].is_overrulable:
        return None
    for finding in find(replace(facts, overrules=())):
        found = finding.subject
        if finding.code is code and found.entity == subject:
            return Entity(found.root, subject, facts.content.entities[found.root][subject]).text("title")
    return None


def overruling_problems(
    code: FindingCode, words: str | None, because: str, *, is_other_side: bool
) -> Iterable[Problem]:
    """Why these words may not be overruled; ``is_other_side``: the same person has done it for the other side."""
    if not KINDS[code].is_overrulable:
        codes = ", ".join(one.name for one, kind in KINDS.items() if kind.is_overrulable)
        message = f"{code.name} cannot be overruled, only {codes}: do what the finding advises"
        yield Problem(ProblemCode.NOT_ALLOWED, message, ("code",))
    elif words is None:
        message = f"no {code.name} is found of an entity with this id in this plan: read plan.findings again"
        yield Problem(ProblemCode.NOT_FOUND, message, ("subjectId",))
    elif is_other_side:
        yield Problem(ProblemCode.NOT_ALLOWED, "you have overruled it for the other side: it takes two people")
    if not because.strip():
        yield Problem(ProblemCode.REQUIRED, "expected why it may stand, got nothing", ("because",))
    elif wrong := problem(_BECAUSE, because):
        yield Problem(ProblemCode.INVALID, wrong, ("because",))
