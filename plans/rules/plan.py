"""A plan that is to be made: what is said of it."""

from collections.abc import Mapping

from plans.rules.document import SHARED
from plans.rules.refusal import Problem, ProblemCode, check_fields

OVERVIEW = "plan"
"""The root of what is said of a plan as a whole."""


def creation_problems(fields: Mapping[str, object]) -> tuple[Problem, ...]:
    """Everything that is wrong with the overview of a plan that is to be made.

    Only a new one has to have its title: a live edit may empty it, and a finding tells so then.

    >>> [(found.code.value, found.path) for found in creation_problems({"title": " ", "goal": "x" * 5_001})]
    [('required', ('title',)), ('invalid', ('goal',))]
    """
    found: list[Problem] = []
    if not str(fields.get("title") or "").strip():
        message = "expected a title, got nothing: people find the plan by it"
        found.append(Problem(ProblemCode.REQUIRED, message, ("title",)))
    overview = SHARED.collection(OVERVIEW)
    return (*found, *(check_fields(overview, fields) if overview else ()))
